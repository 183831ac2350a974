"""A syringe for an order: how much, from which strength, what two people check before it leaves their hands. Pure.

Masses are micrograms, volumes microlitres. What is drawn is whole microlitres of stock, so it is whole micrograms
too; wherever something does not come out whole it is rounded towards less drug.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from euthymia.domain.quantities import (
    MASS_MG,
    VOLUME_ML,
    WEIGHT_KG,
    Confidence,
    Fault,
    Provenance,
    Unusable,
)

from .dose import Order
from .judge import Finding, Severity, against_last_weight

CALIBRATION = Provenance(
    "a pump is used within its calibration (compliance.md 7.1); a site setting", Confidence.P
)
INDEPENDENT = Provenance("clinical.md 3D: independent double check, two people (DEA practice)", Confidence.K)
NON_RETRIEVABLE = Provenance(
    "compliance.md 1.6 rows 3 and 7: non-retrievable, never the sink by default (40 CFR 266 P)", Confidence.K
)


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the sterile-preparation list: what is ticked, and whose rule it is."""

    code: str
    says: str
    provenance: Provenance


CHECKLIST: tuple[Check, ...] = (
    Check("hands", "Hands cleaned, stopper disinfected, new sterile needle and syringe",
          Provenance("practice; the site's own procedure counts", Confidence.P)),
    Check("place", "Prepared in the clean place, away from the patient: a shared multi-dose vial stays there",
          Provenance("CDC injection safety FAQ (compliance.md 1.9 row 2)", Confidence.V)),
    Check("seal", "Cap and seal looked at: nothing glued or loose, no more in the vial than its label says",
          Provenance("tamper check at the draw (compliance.md 2.6, 8.2)", Confidence.V)),
    Check("products", "No more than three sterile products go into it, and it is begun within four hours",
          Provenance("USP <797> 2023, immediate use (compliance.md 1.9 row 4)", Confidence.K)),
    Check("label", "The label is on it: drug, strength, total, patient, both names, use by",
          Provenance("ISO 26825: drug colour with the name, never instead of it", Confidence.V2)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Method:
    """How what is left is made non-retrievable; `kind` is the ledger's event."""

    code: str
    says: str
    kind: str = "waste"


# No sink among them: compliance.md 1.6 row 7.
METHODS: tuple[Method, ...] = (
    Method("deactivated", "into the drug-deactivating container"),
    Method("incineration", "into the sealed bin for incineration"),
    Method("spilt", "spilt or broken, nothing to recover", "breakage"),
)


def method_named(code: str) -> Method:
    """Raises Unusable for a code that is none of METHODS."""
    for one in METHODS:
        if one.code == code:
            return one
    raise Unusable.one(
        "method", "unknown", "say how it was destroyed", ", ".join(one.code for one in METHODS)
    )


@dataclass(frozen=True, slots=True)
class Fill:
    """What goes into one syringe, at the concentration that was ordered."""

    mass_ug: int
    drug_volume_ul: int
    diluent_volume_ul: int
    final_volume_ul: int


def stock_ug_per_ul(order: Order) -> int:
    """Micrograms in a microlitre of stock; the strengths of vials are whole."""
    return order.stock_ug_per_ml // 1_000


def fill(order: Order, given_ug: int = 0) -> Fill:
    """What is still to be drawn of an order of which so much was given: all of it at first. Raises Unusable.

    A later syringe has the order's concentration, so that the pump's millilitres stay the order's milligrams.
    """
    drug_volume_ul = (order.dose_ug - given_ug) // stock_ug_per_ul(order)
    mass_ug = drug_volume_ul * stock_ug_per_ul(order)
    if mass_ug <= 0:
        raise Unusable.one("", "order-used-up", "the ordered dose has been given", "a new order")
    final_volume_ul = max(order.final_volume_ul * mass_ug // order.dose_ug, drug_volume_ul)
    return Fill(mass_ug, drug_volume_ul, final_volume_ul - drug_volume_ul, final_volume_ul)


def accounted_ul(order: Order, given_ug: int) -> int:
    """What was given in whole microlitres of stock, rounded down: less than one microlitre is never claimed given."""
    return given_ug // stock_ug_per_ul(order)


def check_strength(order: Order, vial_ug_per_ml: Fraction, vial: str) -> Fault | None:
    """The vial in hand against the order; ten times as much or as little is said in those words."""
    ordered = Fraction(order.stock_ug_per_ml)
    if vial_ug_per_ml == ordered:
        return None
    ratio = vial_ug_per_ml / ordered
    tenfold = {Fraction(10): "ten times as strong as", Fraction(1, 10): "a tenth as strong as"}.get(ratio)
    says = (
        f"Vial {vial} is {_strength(vial_ug_per_ml)}, {tenfold or 'not what'} the order "
        f"{'says' if tenfold is None else 'is for'}: {_strength(ordered)}. "
        f"{VOLUME_ML.format(order.drug_volume_ul)} mL of it would hold "
        f"{MASS_MG.format(int(order.drug_volume_ul * vial_ug_per_ml / 1_000))} mg, not {MASS_MG.format(order.dose_ug)} mg."
    )
    return Fault(
        "vial",
        "tenfold" if tenfold else "wrong-strength",
        says,
        f"a vial of {_strength(ordered)}, or a new order",
    )


def read_alike(fill: Fill, order: Order, read_ug_per_ml: int, read_ul: int) -> list[Fault]:
    """What the second person read off vial and syringe, by themselves, against what is to be there."""
    faults = []
    if read_ug_per_ml != order.stock_ug_per_ml:
        says = f"the second person reads {_strength(Fraction(read_ug_per_ml))} on the vial, the order says {_strength(Fraction(order.stock_ug_per_ml))}"
        faults.append(Fault("second_mg_per_ml", "read-otherwise", says, "look again, both; then draw anew"))
    if read_ul != fill.drug_volume_ul:
        says = f"the second person reads {VOLUME_ML.format(read_ul)} mL of drug, the order needs {VOLUME_ML.format(fill.drug_volume_ul)} mL"
        faults.append(Fault("second_volume", "read-otherwise", says, "look again, both; then draw anew"))
    return faults


def weigh(order: Order, today_g: int, days: int) -> list[Finding]:
    """Today's weight against the one that the order is reckoned on, so many days ago; ten per cent asks."""
    return against_last_weight(today_g, order.weight_g, days)


def dose_at(order: Order, today_g: int) -> Fraction:
    """Milligrams per kilogram times today's weight, in micrograms, exact: to be read beside the ordered dose."""
    return Fraction(order.dose_ug_per_kg * today_g, 1_000)


def calibrated(pump: str, until: date | None, today: date) -> list[Finding]:
    """Whether the pump is within its calibration. Not known asks for a reason; past is refused."""
    if until is not None and until < today:
        says = f"pump {pump} was calibrated until {until.isoformat()}: take another one"
        return [Finding(Severity.REFUSE, "calibration-over", "pump", says, CALIBRATION)]
    if not pump:
        says = "no pump is named, so nobody knows whether it is calibrated: give a reason"
    elif until is None:
        says = f"pump {pump} is not on the list of pumps, so nobody knows whether it is calibrated: give a reason"
    else:
        return []
    return [Finding(Severity.ASK, "calibration-unknown", "pump", says, CALIBRATION)]


def incomplete(checked: frozenset[str]) -> list[Fault]:
    """The lines of the list that nobody ticked."""
    return [
        Fault("checklist", "not-checked", f"not checked: {one.says.lower()}", "check it, then tick it")
        for one in CHECKLIST
        if one.code not in checked
    ]


def diluent_faults(
    fill: Fill, diluent: str, allowed: tuple[str, ...], lot: str, expires: date | None, today: date
) -> list[Fault]:
    """The diluent of this syringe: one that the protocol knows, with its lot, in date. None where none goes in."""
    if not fill.diluent_volume_ul:
        return []
    faults = []
    if diluent not in allowed:
        faults.append(Fault("diluent", "unknown", "say which diluent", ", ".join(allowed)))
    if not lot.strip():
        faults.append(Fault("diluent_lot", "missing", "the diluent's lot is missing", "as on its bag"))
    if expires is None:
        faults.append(Fault("diluent_expires", "missing", "the diluent's expiry is missing", "as on its bag"))
    elif expires < today:
        says = f"the diluent expired on {expires.isoformat()}"
        faults.append(Fault("diluent_expires", "diluent-expired", says, "another bag"))
    return faults


def weight_words(order: Order, today_g: int) -> str:
    """The arithmetic as two people say it aloud."""
    return f"{MASS_MG.format(order.dose_ug_per_kg)} mg/kg × {WEIGHT_KG.format(today_g)} kg = {MASS_MG.format(int(dose_at(order, today_g)))} mg"


def _strength(ug_per_ml: Fraction) -> str:
    return f"{float(ug_per_ml / 1_000):g} mg/mL"
