"""What was told from home and what came of it. The clinic comes first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.domain.rules import from_home
from euthymia.domain.rules.from_home import Complaint, Level, Told
from euthymia.journey.plan import queries as plans
from euthymia.journey.plan.models import PlanRevision

from .models import HomeReport, ReportEvent

Kind = ReportEvent.Kind
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class State:
    """A report with its trail: what was told, why it stands where it does, what was answered."""

    report: HomeReport
    trail: tuple[ReportEvent, ...]

    @property
    def told(self) -> Told:
        return Told(**self.trail[0].detail["told"])

    @property
    def complaint(self) -> Complaint:
        return from_home.BY_CODE[self.report.felt]

    @property
    def reasons(self) -> list[dict[str, str]]:
        found: list[dict[str, str]] = self.trail[0].detail["reasons"]
        return found

    @property
    def emergency(self) -> bool:
        return bool(self.trail[0].detail["emergency"])

    @property
    def phase(self) -> str:
        return str(self.trail[0].detail["phase"])

    @property
    def answers(self) -> list[ReportEvent]:
        return [one for one in self.trail if one.kind == Kind.ANSWERED]

    @property
    def linked(self) -> list[ReportEvent]:
        return [one for one in self.trail if one.kind == Kind.LINKED]


def report(clinic: Clinic, report_id: UUID) -> HomeReport:
    """Raises HomeReport.DoesNotExist, also for another clinic's."""
    return HomeReport.objects.select_related("patient", "clinic").get(clinic=clinic, pk=report_id)


def report_of(patient: Patient, report_id: UUID) -> HomeReport:
    """Raises HomeReport.DoesNotExist, also for another patient's."""
    return HomeReport.objects.get(clinic_id=patient.clinic_id, patient=patient, pk=report_id)


def report_of_client(clinic_id: UUID, client_id: UUID) -> HomeReport | None:
    return HomeReport.objects.filter(clinic_id=clinic_id, client_id=client_id).first()


def event_of_client(report: HomeReport, client_id: UUID) -> ReportEvent | None:
    return ReportEvent.objects.filter(clinic_id=report.clinic_id, report=report, client_id=client_id).first()


def state(report: HomeReport) -> State:
    rows = ReportEvent.objects.filter(clinic_id=report.clinic_id, report=report).order_by("n")
    return State(report, tuple(rows))


def _states(found: Sequence[HomeReport]) -> list[State]:
    by_report: dict[UUID, list[ReportEvent]] = {one.pk: [] for one in found}
    if found:
        rows = ReportEvent.objects.filter(clinic_id=found[0].clinic_id, report__in=list(by_report))
        for row in rows.order_by("report_id", "n"):
            by_report[row.report_id].append(row)
    return [State(one, tuple(by_report[one.pk])) for one in found]


def waiting(clinic: Clinic) -> list[State]:
    """What nobody has answered, red first, then soonest due: two queries however many there are."""
    found = HomeReport.objects.filter(clinic=clinic, answered_at=None).select_related("patient")
    rows = sorted(found.order_by("due_at", "id")[:MOST_SHOWN], key=lambda one: one.level != Level.RED)
    return _states(rows)


def answered(clinic: Clinic, since: datetime) -> list[State]:
    """What was answered since a moment, newest first."""
    found = HomeReport.objects.filter(clinic=clinic, answered_at__gte=since).select_related("patient")
    return _states(list(found.order_by("-answered_at", "-id")[:MOST_SHOWN]))


def of_patient(patient: Patient) -> list[State]:
    """A patient's reports, newest first."""
    found = HomeReport.objects.filter(clinic_id=patient.clinic_id, patient=patient)
    return _states(list(found.order_by("-told_at", "-id")[:MOST_SHOWN]))


def last_told(clinic: Clinic, patients: Iterable[UUID]) -> dict[UUID, datetime]:
    """When each of these patients told something last. One query."""
    found = HomeReport.objects.filter(clinic=clinic, patient__in=list(patients))
    return dict(found.values_list("patient_id").annotate(last=Max("told_at")))


def changes_since(report: HomeReport) -> list[PlanRevision]:
    """The plan's revisions made since it was told: those that may have been made for it."""
    return [
        revision
        for plan in plans.plans(report.patient)
        for revision in plans.revisions(plan)
        if revision.at >= report.told_at
    ]
