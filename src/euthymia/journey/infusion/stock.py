"""The stock of the drug book against the order of a session."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from fractions import Fraction

from euthymia.clinic.pharmacy import usable
from euthymia.domain import ledger
from euthymia.domain.protocols import preparing
from euthymia.domain.quantities import Fault
from euthymia.domain.rules import enough_drug
from euthymia.domain.rules.ready_to_start import Condition

from .models import Session


def against_order(session: Session, vial: ledger.Vial) -> Fault | None:
    """The vial in hand against the order: the drug first, and then its strength."""
    if vial.mg_per_ml is None or vial.substance != ledger.KETAMINE:
        says = f"{vial.id} is {vial.substance}, a {vial.form}: the order is for ketamine out of a vial."
        return Fault("vial", "other-drug", says, "a vial of ketamine")
    return preparing.check_strength(session.order.figures, vial.mg_per_ml * 1_000, vial.id)


def condition(session: Session, at: datetime) -> Condition:
    """The line of the ready-to-start list: what the clinic's books hold for this order on that day."""
    clinic, patient, order = session.clinic, session.patient, session.order
    strength = Fraction(order.stock_ug_per_ml, 1000)
    stock = enough_drug.Stock(
        needed_ul=order.drug_volume_ul,
        needed_ug=order.dose_ug,
        mg_per_ml=float(strength),
        kept=usable.is_kept(clinic),
    )
    if stock.kept:
        held = usable.usable_ul(clinic, patient, strength, at.astimezone(clinic.zone).date())
        stock = replace(stock, usable_ul=held, drawn_ug=usable.drawn_ug(clinic, patient))
    return enough_drug.condition(stock)
