"""Consents of a patient, and which one is in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.domain.quantities import Confidence, Provenance

from . import documents
from .models import Consent, ConsentWithdrawal

# PS-17: signed, dated, not older than twelve months.
LASTS_MONTHS = 12
LASTS_PROVENANCE = Provenance(
    "PS-17: consent ≤12 months, re-affirmed each course (SAN17; ASKP)", Confidence.V2
)


class State(StrEnum):
    """What is true of the consent to a course now; only the first lets treatment go on."""

    IN_FORCE = "in-force"
    NONE = "none"
    WITHDRAWN = "withdrawn"
    OTHER_VERSION = "other-version"
    TOO_OLD = "too-old"

    @property
    def words(self) -> str:
        return {
            "in-force": "signed, in force",
            "none": "not signed",
            "withdrawn": "withdrawn",
            "other-version": "signed in an older version; the new one has to be signed",
            "too-old": f"signed more than {LASTS_MONTHS} months ago; it has to be signed again",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Standing:
    """The newest consent to a course and its state."""

    state: State
    consent: Consent | None
    withdrawal: ConsentWithdrawal | None

    @property
    def in_force(self) -> bool:
        return self.state is State.IN_FORCE


def consents(patient: Patient) -> list[tuple[Consent, ConsentWithdrawal | None]]:
    """Every consent, newest first, each with its withdrawal."""
    taken_back = {
        one.consent_id: one
        for one in ConsentWithdrawal.objects.filter(clinic_id=patient.clinic_id, patient=patient)
    }
    rows = Consent.objects.filter(clinic_id=patient.clinic_id, patient=patient).order_by("-at", "-id")
    return [(row, taken_back.get(row.pk)) for row in rows]


def standing(patient: Patient, course: str, now: datetime) -> Standing:
    """The consent to this course at `now`."""
    return standing_of(consents(patient), course, now)


def standing_of(
    found: list[tuple[Consent, ConsentWithdrawal | None]], course: str, now: datetime
) -> Standing:
    newest = next(((one, back) for one, back in found if one.course == course), None)
    if newest is None:
        return Standing(State.NONE, None, None)
    consent, back = newest
    document = documents.current(course, consent.language)
    if back is not None:
        state = State.WITHDRAWN
    elif consent.document_digest != document.digest:
        state = State.OTHER_VERSION
    elif now >= _months_after(consent.at, LASTS_MONTHS):
        state = State.TOO_OLD
    else:
        state = State.IN_FORCE
    return Standing(state, consent, back)


def in_force_of(clinic: Clinic, patients: Iterable[UUID], now: datetime) -> set[UUID]:
    """Of these patients, those whose newest consent to some course is in force; two queries however many."""
    rows = Consent.objects.filter(clinic=clinic, patient__in=list(patients)).order_by("-at", "-id")
    taken_back = {
        one.consent_id: one for one in ConsentWithdrawal.objects.filter(clinic=clinic, consent__in=rows)
    }
    newest: dict[tuple[UUID, str], Consent] = {}
    for row in rows:
        newest.setdefault((row.patient_id, row.course), row)
    return {
        patient
        for (patient, course), row in newest.items()
        if standing_of([(row, taken_back.get(row.pk))], course, now).in_force
    }


def _months_after(moment: datetime, months: int) -> datetime:
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - date(year, month + 1, 1)).days
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last))


def consent(patient: Patient, consent_id: UUID) -> Consent:
    """Raises Consent.DoesNotExist, also for somebody else's."""
    return Consent.objects.get(clinic_id=patient.clinic_id, patient=patient, pk=consent_id)


def consent_of_client(patient: Patient, client_id: UUID) -> Consent | None:
    return Consent.objects.filter(clinic_id=patient.clinic_id, patient=patient, client_id=client_id).first()


def withdrawal_of(consent: Consent) -> ConsentWithdrawal | None:
    return ConsentWithdrawal.objects.filter(clinic_id=consent.clinic_id, consent=consent).first()
