"""Plans, their sessions and what a clinic has adopted. "3 of 6" is worked out here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.domain import protocols
from euthymia.domain.scheduling import course as courses
from euthymia.domain.scheduling.course import Progress, Standing

from .models import Plan, PlannedSession, PlanRevision, ProtocolVersion
from .terms import Terms


def adopted(clinic: Clinic, programme: str) -> ProtocolVersion | None:
    """The version of a programme that is in force at a clinic."""
    return versions(clinic).filter(programme=programme).first()


def versions(clinic: Clinic) -> QuerySet[ProtocolVersion]:
    """Everything a clinic has adopted, newest first."""
    return ProtocolVersion.objects.filter(clinic=clinic).order_by("-at", "-id")


def version_of_client(clinic: Clinic, client_id: UUID) -> ProtocolVersion | None:
    return ProtocolVersion.objects.filter(clinic=clinic, client_id=client_id).first()


def in_force(clinic: Clinic) -> dict[str, ProtocolVersion]:
    """The version in force of each programme that the clinic has adopted."""
    found: dict[str, ProtocolVersion] = {}
    for one in versions(clinic):
        found.setdefault(one.programme, one)
    return found


def plan(clinic: Clinic, plan_id: UUID) -> Plan:
    """Raises Plan.DoesNotExist, also for another clinic's."""
    return Plan.objects.select_related("patient", "adopted", "clinic").get(clinic=clinic, pk=plan_id)


def plans(patient: Patient) -> list[Plan]:
    """A patient's plans, newest first."""
    found = Plan.objects.filter(clinic_id=patient.clinic_id, patient=patient).select_related("adopted")
    return list(found.order_by("-made_at", "-id"))


def open_plan(patient: Patient, programme: str) -> Plan | None:
    """The plan of this programme that has not ended."""
    found = Plan.objects.filter(clinic_id=patient.clinic_id, patient=patient, programme=programme)
    return found.exclude(state=Plan.State.ENDED).first()


def plan_of_protocol(patient: Patient, protocol: str) -> Plan | None:
    """The open plan under which an infusion of this protocol would be given."""
    names = [one.id for one in protocols.PROGRAMMES if one.protocol == protocol]
    found = Plan.objects.filter(clinic_id=patient.clinic_id, patient=patient, programme__in=names)
    return found.exclude(state=Plan.State.ENDED).order_by("-made_at").first()


def open_plans(clinic: Clinic) -> QuerySet[Plan]:
    """Every plan of the clinic that has not ended, with its patient."""
    found = Plan.objects.filter(clinic=clinic).exclude(state=Plan.State.ENDED)
    return found.select_related("patient", "adopted", "clinic").order_by("made_at", "id")


def programme_of(plan: Plan) -> protocols.Programme:
    """The programme as this version of the program knows it. Raises KeyError when it knows it no more."""
    return protocols.programme_named(plan.programme)


def terms(plan: Plan) -> Terms:
    return Terms.from_json(plan.terms)


def revisions(plan: Plan) -> list[PlanRevision]:
    """Every revision, newest first."""
    return list(PlanRevision.objects.filter(clinic_id=plan.clinic_id, plan=plan).order_by("-n"))


def revision_of_client(plan: Plan, client_id: UUID) -> PlanRevision | None:
    return PlanRevision.objects.filter(clinic_id=plan.clinic_id, plan=plan, client_id=client_id).first()


def proposal_of_client(patient: Patient, client_id: UUID) -> Plan | None:
    """The plan that this form has made already."""
    found = PlanRevision.objects.filter(
        clinic_id=patient.clinic_id,
        plan__patient=patient,
        client_id=client_id,
        kind=PlanRevision.Kind.PROPOSED,
    )
    known = found.select_related("plan").first()
    return None if known is None else known.plan


def sessions(plan: Plan) -> list[PlannedSession]:
    """The sessions of a plan in order."""
    found = PlannedSession.objects.filter(clinic_id=plan.clinic_id, plan=plan)
    return list(found.select_related("visit", "booking__chair").order_by("n"))


def sessions_of(clinic_id: UUID, plan_ids: Iterable[UUID]) -> dict[UUID, list[PlannedSession]]:
    """The sessions of many plans, in one query."""
    found: dict[UUID, list[PlannedSession]] = {one: [] for one in plan_ids}
    rows = PlannedSession.objects.filter(clinic_id=clinic_id, plan__in=list(found))
    for row in rows.select_related("booking__chair").order_by("plan_id", "n"):
        found[row.plan_id].append(row)
    return found


def progress_of(plan: Plan, rows: Sequence[PlannedSession]) -> Progress:
    """How many sessions of the course were given, of how many: the one definition of "3 of 6".

    A session counts when its treatment was given (`given_at`), not when it was booked or begun.
    """
    given = sum(row.given_at is not None and row.phase == Plan.Phase.COURSE for row in rows)
    return Progress(given, max(terms(plan).sessions, given))


def progress(plan: Plan) -> Progress:
    return progress_of(plan, sessions(plan))


@dataclass(frozen=True, slots=True)
class Place:
    """Which session of its plan a visit is."""

    plan_id: UUID
    n: int
    of: int
    phase: str
    given: bool

    def __str__(self) -> str:
        return self.short if self.phase == Plan.Phase.MAINTENANCE else f"session {self.short}"

    @property
    def short(self) -> str:
        """As a block of the schedule says it, where it is clear what is counted."""
        if self.phase == Plan.Phase.MAINTENANCE:
            return f"maintenance {self.n - self.of}"
        return f"{self.n} of {self.of}"


def place_of(row: PlannedSession, plan: Plan) -> Place:
    return Place(plan.pk, row.n, terms(plan).sessions, row.phase, row.given_at is not None)


def places(clinic_id: UUID, visit_ids: Iterable[UUID]) -> dict[UUID, Place]:
    """Which session of their plans these visits are; visits outside a plan are left out. One query."""
    rows = PlannedSession.objects.filter(clinic_id=clinic_id, visit__in=list(visit_ids)).select_related(
        "plan"
    )
    return {row.visit_id: place_of(row, row.plan) for row in rows if row.visit_id is not None}


def places_of_bookings(clinic_id: UUID, booking_ids: Iterable[UUID]) -> dict[UUID, Place]:
    """The same of bookings, before and after the patient has come. One query."""
    rows = PlannedSession.objects.filter(clinic_id=clinic_id, booking__in=list(booking_ids))
    return {
        row.booking_id: place_of(row, row.plan)
        for row in rows.select_related("plan")
        if row.booking_id is not None
    }


def days_given(rows: Iterable[PlannedSession], clinic: Clinic, phase: str = Plan.Phase.COURSE) -> list[date]:
    """The days on which sessions were given, in the clinic's calendar."""
    return sorted(
        row.given_at.astimezone(clinic.zone).date()
        for row in rows
        if row.given_at is not None and row.phase == phase
    )


def standing(plan: Plan, rows: Sequence[PlannedSession], clinic: Clinic, now: datetime) -> Standing:
    """Where the course stands: given, in time or not, and when the next session may lie."""
    agreed = terms(plan)
    return courses.standing(
        sessions=max(agreed.sessions, progress_of(plan, rows).given), within_days=agreed.within_days,
        min_gap_days=agreed.min_gap_days, max_gap_days=agreed.max_gap_days, done=days_given(rows, clinic),
        today=now.astimezone(clinic.zone).date(),
    )  # fmt: skip
