"""What is to be said before a syringe is drawn: of weight, pump, the stock's day, and the vials in hand."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from euthymia.clinic.devices import queries as devices
from euthymia.clinic.pharmacy import in_hand
from euthymia.clinic.pharmacy import queries as stock
from euthymia.domain import protocols
from euthymia.domain.protocols import preparing
from euthymia.domain.quantities import Confidence, Provenance, Unusable
from euthymia.journey.infusion.models import Session


def judged(
    session: Session, weight_g: int, pump: str, at: datetime, scans: Sequence[str]
) -> list[protocols.Finding]:
    """What is to be said about today's weight, the pump and the vials in hand: refused, or asked for a reason."""
    order, today = session.order, at.astimezone(session.clinic.zone).date()
    known = devices.pump_by_code(session.clinic, pump)
    until = None if known is None else known.calibrated_until
    return [
        *preparing.weigh(order.figures, weight_g, (at - order.at).days),
        *preparing.calibrated(pump.strip(), until, today),
        *_outside_the_day(session, at),
        *_entered_before(session, scans),
    ]


_ONCE = Provenance(
    "CDC injection safety FAQ: one entry is the safest (compliance.md 1.9 row 8)", Confidence.V
)


def _entered_before(session: Session, scans: Sequence[str]) -> list[protocols.Finding]:
    """A single-dose vial of this patient's that a needle was in already; another's the ledger refuses by name."""
    owner, found = (session.patient.number, str(session.order_id)), []
    for scan in scans:
        with suppress(Unusable):
            vial = in_hand.in_hand(session.clinic, scan).only
            if (
                vial
                and vial.vial.dose_type == "single"
                and vial.vial.draws
                and vial.vial.draws[0].owner[:2] == owner
            ):
                says = f"single-dose vial {vial.row.code} was drawn from before: take a new one, or say why this one again"
                found.append(protocols.Finding(protocols.Severity.ASK, "entered-before", "vial", says, _ONCE))
    return found


_DAY = Provenance("a count by two opens and closes the day: site setting (compliance.md 1.7)", Confidence.P)


def _outside_the_day(session: Session, at: datetime) -> list[protocols.Finding]:
    """What the stock says of drawing before its day is opened, or after it was closed."""
    asked = {stock.outside_the_day(book, at) for book in stock.books(session.clinic)}
    if "refuse" in asked:
        says = "the day of the stock is not open: two of you count it first"
        return [protocols.Finding(protocols.Severity.REFUSE, "day-not-opened", "vial", says, _DAY)]
    if "ask" in asked:
        says = "the day of the stock is not open: count it first, or say why you draw now"
        return [protocols.Finding(protocols.Severity.ASK, "day-not-opened", "vial", says, _DAY)]
    return []
