"""Ready to start, the stock: does the drug book hold enough ketamine, in date and usable, for this order?"""

from __future__ import annotations

from dataclasses import dataclass

from euthymia.domain.quantities import Confidence, Provenance

from .ready_to_start import Condition, Light

SOURCE = Provenance(
    "compliance.md 1.9, 2.3: nothing is given from an expired, quarantined or another patient's vial",
    Confidence.P,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """What the order needs and what the books have. `kept` is whether the clinic keeps a drug book here at all.

    `usable_ul` is undiluted stock of the order's strength in vials that may be drawn from for this patient;
    `drawn_ug` what is drawn up for them already. None is "not known".
    """

    needed_ul: int
    needed_ug: int
    mg_per_ml: float
    kept: bool | None = None
    usable_ul: int | None = None
    drawn_ug: int = 0


def condition(stock: Stock) -> Condition:
    """The line of the list. Without a book nothing is known of the stock, and that is said: it is never met."""
    needed = f"{stock.needed_ul / 1000:g} mL of {stock.mg_per_ml:g} mg/mL"
    light, says = Light.BLOCKS, "nothing is known of the stock"
    if stock.kept is False:
        light, says = (
            Light.APART,
            f"not known: no drug book is open in this program; the order needs {needed}",
        )
    elif stock.drawn_ug >= stock.needed_ug:
        light, says = Light.MET, f"{stock.drawn_ug / 1000:g} mg are drawn up for this patient"
    elif stock.usable_ul is not None:
        enough = stock.usable_ul >= stock.needed_ul
        held = f"{stock.usable_ul / 1000:g} mL in date and not in quarantine"
        light = Light.MET if enough else Light.BLOCKS
        says = f"{held}, the order needs {needed}" if enough else f"only {held}; the order needs {needed}"
    return Condition(
        "stock", "Drug in stock", light, says, "receive or release a vial, and enter it in the book", SOURCE
    )
