"""Who was asked what, and what was answered. The clinic comes first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.domain import instruments
from euthymia.domain.instruments import Instrument

from .models import Assignment, Response


def open_assignments(clinic: Clinic, patient: Patient) -> list[Assignment]:
    """What this patient has still to answer, or somebody for them, the most urgent first."""
    return list(_waiting(clinic).filter(patient=patient).order_by("due_at", "id"))


def to_answer(clinic: Clinic, patient: Patient, now: datetime) -> list[Assignment]:
    """What the patient themself can answer now: open, in its window, and carried in words."""
    mine = [name for name, each in instruments.BY_ID.items() if each.patient_may_answer]
    found = _waiting(clinic).filter(patient=patient, instrument__in=mine, opens_at__lte=now)
    return list(found.filter(Q(closes_at=None) | Q(closes_at__gt=now)).order_by("due_at", "id"))


def waited_for(clinic: Clinic, until: datetime) -> QuerySet[Assignment]:
    """Across the clinic, what should be answered by `until` and is not, the longest overdue first."""
    found = _waiting(clinic).filter(due_at__lte=until, opens_at__lte=until)
    return found.select_related("patient").order_by("due_at", "id")


def waiting_of(clinic: Clinic, patients: Iterable[UUID], until: datetime) -> dict[UUID, int]:
    """How much each of these patients has to answer by `until` and has not, in one query."""
    found = _waiting(clinic).filter(patient__in=list(patients), due_at__lte=until)
    return dict(found.values("patient_id").annotate(n=Count("pk")).values_list("patient_id", "n"))


def answered_of(clinic: Clinic, patients: Iterable[UUID]) -> set[UUID]:
    """Of these patients, those who ever answered something."""
    found = Response.objects.filter(clinic=clinic, patient__in=list(patients))
    return set(found.values_list("patient_id", flat=True).distinct())


@dataclass(frozen=True, slots=True)
class Kept:
    """Of what somebody was asked: how much they answered, left half-answered, and left alone."""

    asked: int = 0
    answered: int = 0
    half: int = 0

    @property
    def nothing(self) -> bool:
        """They were asked, and not one answer was given, not even a first one."""
        return bool(self.asked) and not self.answered and not self.half


def kept(clinic: Clinic, patients: Iterable[UUID], since: datetime, until: datetime) -> dict[UUID, Kept]:
    """What each of these patients was asked to answer by themself between two moments, and did. One query.

    A form that was answered in part is half-answered: whether it was sent so, or was left as a draft.
    """
    mine = [name for name, each in instruments.BY_ID.items() if each.patient_may_answer]
    found = Assignment.objects.filter(
        clinic=clinic, patient__in=list(patients), due_at__gte=since, due_at__lte=until, withdrawn_at=None, instrument__in=mine
    )  # fmt: skip
    partly = Exists(Response.objects.filter(clinic=clinic, assignment=OuterRef("pk"), complete=False))
    half = Q(partly=True) | Q(answered_at=None, draft__isnull=False)
    rows = found.annotate(partly=partly).values("patient_id").annotate(
        asked=Count("pk"), half=Count("pk", filter=half), answered=Count("pk", filter=Q(answered_at__isnull=False, partly=False))
    )  # fmt: skip
    return {row["patient_id"]: Kept(row["asked"], row["answered"], row["half"]) for row in rows}


def last_heard(clinic: Clinic, patients: Iterable[UUID]) -> dict[UUID, datetime]:
    """When each of these patients answered something last by themself, finished or not. Two queries."""
    ids = list(patients)
    own = Response.objects.filter(clinic=clinic, patient__in=ids, source=Response.Source.PATIENT)
    found = dict(own.values_list("patient_id").annotate(last=Max("at")))
    begun = Assignment.objects.filter(clinic=clinic, patient__in=ids, draft_at__isnull=False)
    for patient, at in begun.values_list("patient_id").annotate(last=Max("draft_at")):
        found[patient] = max(at, found.get(patient, at))
    return found


def missed(clinic: Clinic, patient: Patient, instrument: str, now: datetime) -> list[Assignment]:
    """What was asked of this measure and not answered by its day: the hollow points of the trend."""
    found = _waiting(clinic).filter(patient=patient, instrument=instrument, due_at__lt=now)
    return list(found.order_by("due_at", "id"))


def assignment(clinic: Clinic, assignment_id: UUID) -> Assignment:
    """Raises Assignment.DoesNotExist, also for another clinic's."""
    return Assignment.objects.select_related("patient").get(clinic=clinic, pk=assignment_id)


def assignment_of(patient: Patient, assignment_id: UUID) -> Assignment:
    """Raises Assignment.DoesNotExist, also for another patient's."""
    return Assignment.objects.get(clinic_id=patient.clinic_id, patient=patient, pk=assignment_id)


def response(clinic: Clinic, response_id: UUID) -> Response:
    """Raises Response.DoesNotExist, also for another clinic's."""
    return Response.objects.select_related("patient").get(clinic=clinic, pk=response_id)


def response_to(clinic: Clinic, found: Assignment) -> Response | None:
    """The response that an assignment was answered with, as it was sent."""
    return Response.objects.filter(clinic=clinic, assignment=found).order_by("n").first()


def history(clinic: Clinic, patient: Patient, instrument: str = "") -> list[Response]:
    """Every row that was ever kept, corrected ones too, in the order they were kept."""
    found = Response.objects.filter(clinic=clinic, patient=patient)
    return list((found.filter(instrument=instrument) if instrument else found).order_by("n"))


def responses(clinic: Clinic, patient: Patient, instrument: str = "") -> list[Response]:
    """What counts: each response with its corrections in its place, by when it was answered."""
    return effective(history(clinic, patient, instrument))


def scored_of(
    clinic: Clinic, patients: Iterable[UUID], instruments: Iterable[str]
) -> dict[UUID, list[Response]]:
    """What counts of these measures for each of these patients and has a total, in one query."""
    rows: dict[UUID, list[Response]] = {}
    found = Response.objects.filter(
        clinic=clinic, patient__in=list(patients), instrument__in=list(instruments)
    )
    for row in found.order_by("n"):
        rows.setdefault(row.patient_id, []).append(row)
    return {
        patient: [row for row in effective(every) if row.total is not None] for patient, every in rows.items()
    }


def effective(rows: Iterable[Response]) -> list[Response]:
    rows = list(rows)
    replaced = {row.corrects for row in rows if row.corrects is not None}
    return sorted((row for row in rows if row.n not in replaced), key=lambda row: (row.at, row.n))


def latest(clinic: Clinic, patient: Patient) -> dict[str, Response]:
    """The newest response of each instrument that has one, in the library's order."""
    newest = {row.instrument: row for row in responses(clinic, patient)}
    return {name: newest[name] for name in instruments.BY_ID if name in newest}


def instrument_of(row: Assignment | Response) -> Instrument | None:
    """None when this version of the program knows the instrument no more; what is kept stays readable."""
    return instruments.BY_ID.get(row.instrument)


def state(found: Assignment, now: datetime) -> str:
    """How an assignment stands that nobody has answered or withdrawn, in a word."""
    if found.opens_at > now:
        return "not open yet"
    if found.closes_at is not None and found.closes_at <= now:
        return "missed" if found.draft is None else "half-answered"
    if found.due_at < now:
        return "overdue"
    return "begun" if found.draft is not None else "open"


def _waiting(clinic: Clinic) -> QuerySet[Assignment]:
    return Assignment.objects.filter(clinic=clinic, answered_at=None, withdrawn_at=None)
