"""Who answers nothing, and who has not been heard of: asked for by the jobs process as tasks, listed for staff every day."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID, uuid5

from django.db import DatabaseError

from euthymia.clinic.conversations import queries as conversations
from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.questionnaires import queries as answers
from euthymia.clinic.questionnaires.queries import Kept
from euthymia.clinic.tasks import actions as tasks
from euthymia.clinic.tasks import queries as asked
from euthymia.clinic.tasks.models import Task, TaskEvent
from euthymia.domain.rules import lost
from euthymia.domain.rules.lost import Heard, Step
from euthymia.journey.plan import queries as plans
from euthymia.journey.plan.models import Plan
from euthymia.kit import units

from . import queries

log = logging.getLogger(__name__)

ACTOR = "jobs"
KINDS = {Step.REACH_OUT: "outreach", Step.LETTER: "outreach-letter"}
SAYS = {
    Step.REACH_OUT: "Not heard of: reach out (three times, then a letter)",
    Step.LETTER: "Not heard of after three attempts: write a letter",
}
RULE = lost.SOURCE
WINDOW = timedelta(weeks=3)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody under a plan: what they answered in the last weeks, when they were heard of, what is asked for now."""

    plan: Plan
    kept: Kept
    heard: Heard
    step: Step

    @property
    def patient(self) -> Patient:
        return self.plan.patient

    @property
    def silent_days(self) -> int:
        return (units.current().now - self.heard.silent_from).days


def of_clinic(clinic: Clinic, now: datetime) -> list[Person]:
    """Everybody under an open plan, who answered nothing first, then the longest silent. A handful of queries."""
    open_plans = {plan.patient_id: plan for plan in plans.open_plans(clinic)}
    ids = list(open_plans)
    kept = answers.kept(clinic, ids, now - WINDOW, now)
    last = _last_heard(clinic, ids)
    tried = asked.happened(clinic, ids, KINDS[Step.REACH_OUT], TaskEvent.Kind.TRIED)
    found = []
    for patient, plan in open_plans.items():
        heard = Heard(last.get(patient), plan.made_at)
        since = heard.silent_from
        heard = Heard(heard.last, heard.since, sum(at > since for at in tried.get(patient, ())))
        found.append(Person(plan, kept.get(patient, Kept()), heard, lost.step(heard, now)))
    return sorted(found, key=lambda one: (not one.kept.nothing, one.heard.silent_from))


def _last_heard(clinic: Clinic, ids: list[UUID]) -> dict[UUID, datetime]:
    """The newest sign of each: an answer, a report, a message, a session they came to, an outreach that reached them."""
    given: dict[UUID, datetime] = {}
    by_plan = {plan.pk: plan.patient_id for plan in plans.open_plans(clinic)}
    for plan, rows in plans.sessions_of(clinic.pk, by_plan).items():
        came = [row.given_at for row in rows if row.given_at is not None]
        if came:
            given[by_plan[plan]] = max(came)
    reached = asked.happened(clinic, ids, KINDS[Step.REACH_OUT], TaskEvent.Kind.DONE, but_by=ACTOR)
    signs = (
        answers.last_heard(clinic, ids), conversations.last_said(clinic, ids), given,
        queries.last_told(clinic, ids),
        {patient: times[-1] for patient, times in reached.items()},
    )  # fmt: skip
    found: dict[UUID, datetime] = {}
    for some in signs:
        for patient, at in some.items():
            found[patient] = max(at, found.get(patient, at))
    return found


def rounds() -> Iterator[int]:
    """For ever, a clinic at each step."""
    while True:
        with units.unit(tenant=units.EVERY_TENANT, actor=ACTOR):
            clinics = list(Clinic.objects.all())
        for clinic in clinics:
            yield _keep_alone(clinic)
        yield 0


def _keep_alone(clinic: Clinic) -> int:
    """One clinic in a unit of its own; what goes wrong there keeps no other waiting."""
    try:
        with units.unit(tenant=clinic.pk, actor=ACTOR) as unit:
            return keep(clinic, unit.now)
    except DatabaseError:
        raise
    except Exception:
        log.exception("the silence of the patients of %s could not be looked at", clinic.code)
        return 0


def keep(clinic: Clinic, now: datetime) -> int:
    """The tasks of outreach as the rule has them now; how many it asked for."""
    made = 0
    open_tasks = _open(clinic)
    for one in of_clinic(clinic, now):
        wanted = KINDS.get(one.step)
        for task in open_tasks.get(one.patient.pk, ()):
            if task.kind != wanted:
                heard = "tried three times" if one.step is Step.LETTER else "heard of again"
                tasks.lapse(by=ACTOR, task=task, says=heard)
        if wanted is not None:
            made += _ask(one, wanted, now)
    return made


def _open(clinic: Clinic) -> dict[UUID, list[Task]]:
    found: dict[UUID, list[Task]] = {}
    for row in asked.open_of_kinds(clinic, KINDS.values()):
        found.setdefault(row.patient_id, []).append(row)
    return found


def _ask(one: Person, kind: str, now: datetime) -> int:
    client_id = uuid5(one.patient.pk, f"{kind} {one.heard.silent_from.isoformat()}")
    if asked.of_client(one.patient, client_id) is not None:
        return 0
    zone = one.plan.clinic.zone
    tonight = datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time(), zone)
    tasks.ask(
        by=ACTOR, patient=one.patient, client_id=client_id, kind=kind, owner="nurse", says=SAYS[one.step], source=lost.SOURCE,
        due_at=tonight, subject=f"plan {one.plan.pk}"[:60],
    )  # fmt: skip
    return 1
