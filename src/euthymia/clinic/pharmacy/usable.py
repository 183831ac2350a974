"""How much there is to draw from for one patient today: in date, in stock, of one strength."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.domain.ledger import KETAMINE

from .models import Book, Syringe
from .queries import Shown, vials


def is_kept(clinic: Clinic) -> bool:
    """Whether this clinic keeps a drug book here, and it has been opened: its first entry is in it."""
    return Book.objects.filter(clinic=clinic, entries_n__gt=0).exists()


def usable_ul(clinic: Clinic, patient: Patient, mg_per_ml: Fraction, on: date) -> int:
    """Microlitres of ketamine of this strength in vials that may be drawn from for this patient on that day."""
    return sum(
        one.vial.book_ul
        for one in vials(clinic)
        if one.row.standing == "stock"
        and (one.vial.substance, one.vial.mg_per_ml) == (KETAMINE, mg_per_ml)
        and _may_be_drawn(one, patient, on)
    )


def drawn_ug(clinic: Clinic, patient: Patient) -> int:
    """Micrograms of ketamine that are drawn up for this patient, and not yet given or wasted."""
    rows = Syringe.objects.filter(clinic=clinic, patient=patient.number, mass_ug__gt=0)
    found = rows.values_list("mass_ug", "state")
    return sum(mass_ug for mass_ug, state in found if state.get("substance", KETAMINE) == KETAMINE)


def _may_be_drawn(one: Shown, patient: Patient, on: date) -> bool:
    """In date, not stolen and recovered; and a single-dose vial only if it is sealed or opened for this patient."""
    if one.last_day < on.isoformat() or one.vial.placement.recovered:
        return False
    opened = one.vial.opened
    return one.vial.dose_type != "single" or opened is None or opened.owner.patient == patient.number
