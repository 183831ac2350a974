"""A dose of ketamine by another route, kept as a record."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.queries import Member
from euthymia.clinic.pharmacy import in_hand
from euthymia.domain.protocols import other_routes
from euthymia.domain.quantities import MASS_MG, Fault, Unusable
from euthymia.journey.recovery import queries
from euthymia.journey.recovery.models import OtherDose
from euthymia.kit import units


def record_other_dose(
    *, by: Member, patient: Patient, client_id: UUID, route: str, dose_ug: int, place: str, given_at: datetime, given_by: str,
    weight_g: int | None = None, entry_n: int | None = None, words: str = "",
) -> OtherDose:  # fmt: skip
    """What was given, by which route, where. Raises Unusable, NotAllowed.

    Given here, where the clinic keeps its drug account, it names the line of the book that gave it to this patient:
    a record is never a second account beside the book.
    """
    require(by, Permission.RUN_INFUSION)
    if patient.clinic_id != by.clinic.pk:
        raise NotAllowed("this patient is another clinic's")
    known = OtherDose.objects.filter(clinic=by.clinic, client_id=client_id).first()
    if known is not None:
        return known
    now = units.current().now
    faults = []
    if route not in other_routes.BY_CODE:
        faults.append(
            Fault("route", "unknown", f"{route!r} is no route of this list", ", ".join(other_routes.BY_CODE))
        )
    if dose_ug <= 0:
        faults.append(Fault("dose_ug", "no-dose", "say the dose", "milligrams, more than 0"))
    if place not in OtherDose.Place.values:
        faults.append(Fault("place", "unknown", f"{place!r} is no place", ", ".join(OtherDose.Place.values)))
    if given_at > now:
        faults.append(Fault("given_at", "future", "this lies in the future", "now, or earlier"))
    if not given_by.strip():
        faults.append(Fault("given_by", "missing", "say who gave it, or who told of it", "a name"))
    if place == OtherDose.Place.HERE and in_hand.keeps_account(by.clinic):
        faults += _book_faults(patient, dose_ug, entry_n)
    if faults:
        raise Unusable(faults)
    made = OtherDose(
        clinic=by.clinic, patient=patient, client_id=client_id, route=route, dose_ug=dose_ug, weight_g=weight_g, place=place,
        given_at=given_at, given_by=given_by.strip(), entry_n=entry_n, words=words.strip(), at=now, by=by.words,
    )  # fmt: skip
    made.save()
    label = other_routes.BY_CODE[route].label
    auditing.record(verb="recovery.other-dose", says=f"recorded ketamine {MASS_MG.format(dose_ug)} mg, {label}", subject=str(made.pk),
                    patient=patient.pk, actor=by.words)  # fmt: skip
    return made


def _book_faults(patient: Patient, dose_ug: int, entry_n: int | None) -> list[Fault]:
    given_ug = None if entry_n is None else queries.given_by_book(patient, entry_n)
    if given_ug is None:
        says = "the drug account is kept here, and no line of the book says that this patient was given it"
        return [Fault("entry_n", "not-in-the-book", says, "draw and give it in the book, then its line")]
    if given_ug != dose_ug:
        says = f"line {entry_n} of the book says {MASS_MG.format(given_ug)} mg"
        return [Fault("dose_ug", "differs", says, "what the book says, or a correction of the book")]
    return []
