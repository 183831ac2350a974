"""Crises of a clinic, and what is due in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db.models import QuerySet

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.domain.rules import crisis_path as path
from euthymia.kit.composed import composed

from .models import Crisis, Step

_LEVELLED = ("opened", "raised", "level")


@dataclass(frozen=True, slots=True)
class State:
    """A crisis now: its level and since when, the steps it asks for, and everything that happened in it."""

    crisis: Crisis
    level: path.Level
    since: datetime
    steps: tuple[path.Standing, ...]
    trail: tuple[Step, ...]

    def overdue(self, now: datetime) -> list[path.Standing]:
        return [] if self.crisis.closed_at else [one for one in self.steps if one.is_overdue(now)]

    @property
    def next(self) -> path.Standing | None:
        """The step that is waited for: of those not taken, the one due first."""
        waiting = [one for one in self.steps if one.taken is None and one.due_at is not None]
        return min(waiting, key=lambda one: one.due_at or self.since, default=None)


def crisis(clinic: Clinic, crisis_id: UUID) -> Crisis:
    """Raises Crisis.DoesNotExist, also for another clinic's."""
    return Crisis.objects.select_related("patient", "clinic").get(clinic=clinic, pk=crisis_id)


def open_of(patient: Patient) -> Crisis | None:
    """The crisis of this patient that is not closed."""
    return next(iter(_open_of(patient.clinic_id, patient.pk)), None)


@composed
def _open_of(clinic_id: UUID, patient_id: UUID) -> QuerySet[Crisis]:
    return Crisis.objects.filter(clinic=clinic_id, patient=patient_id, closed_at=None).order_by("pk")[:1]


def count_open(clinic: Clinic) -> int:
    """How many crises are open at the clinic."""
    return Crisis.objects.filter(clinic=clinic, closed_at=None).count()


def of_patient(patient: Patient) -> list[Crisis]:
    """A patient's crises, newest first."""
    return list(Crisis.objects.filter(clinic_id=patient.clinic_id, patient=patient).order_by("-opened_at"))


def crisis_of_client(clinic_id: UUID, client_id: UUID) -> Crisis | None:
    found = Step.objects.filter(clinic_id=clinic_id, client_id=client_id).select_related("crisis").first()
    return found.crisis if found else None


def step_of_client(crisis: Crisis, client_id: UUID) -> Step | None:
    return Step.objects.filter(clinic_id=crisis.clinic_id, crisis=crisis, client_id=client_id).first()


def steps(crisis: Crisis) -> list[Step]:
    return list(Step.objects.filter(clinic_id=crisis.clinic_id, crisis=crisis).order_by("n"))


def state(crisis: Crisis) -> State:
    return _fold(crisis, steps(crisis), crisis.clinic)


def open_states(clinic: Clinic) -> list[State]:
    """Every open crisis of the clinic with what is due, gravest first: two queries however many there are."""
    found = list(Crisis.objects.filter(clinic=clinic, closed_at=None).select_related("patient"))
    by_crisis: dict[UUID, list[Step]] = {one.pk: [] for one in found}
    for step in Step.objects.filter(clinic=clinic, crisis__in=list(by_crisis)).order_by("crisis_id", "n"):
        by_crisis[step.crisis_id].append(step)
    states = [_fold(one, by_crisis[one.pk], clinic) for one in found]
    return sorted(states, key=lambda one: (-one.level.rank, one.crisis.opened_at))


def _fold(crisis: Crisis, trail: Sequence[Step], clinic: Clinic) -> State:
    """An answer raises the level and never lowers it; what a clinician found sets it."""
    level, since = path.Level.INQUIRY, crisis.opened_at
    for step in trail:
        if step.kind not in _LEVELLED:
            continue
        said = path.Level(step.detail["level"])
        if step.kind == "level" or said.rank > level.rank:
            level, since = said, step.at
    taken = [
        path.Taken(step.kind, step.at, step.by, step.says) for step in trail if step.kind in path.BY_CODE
    ]
    local = since.astimezone(clinic.zone)
    midnight = datetime.combine(local.date() + timedelta(days=1), time(), clinic.zone)
    found = path.standing(level, since=since, end_of_day=midnight, remote=crisis.remote, taken=taken)
    return State(crisis, level, since, tuple(found), tuple(trail))
