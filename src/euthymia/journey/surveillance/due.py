"""Checks that are due stand in the list of tasks, one task for each day on which something is due; nobody is lost.

A task closes by itself when what it asked for has a result. Called when a result is entered and by the watcher.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.tasks import actions as tasks
from euthymia.clinic.tasks import queries as asked
from euthymia.domain.quantities import Confidence, Provenance
from euthymia.domain.rules.long_term import Level, Standing
from euthymia.kit import units

from . import gathering
from .gathering import Watched

ACTOR = "monitor"
KIND, FINDING, HOLD = "safety-checks", "safety-finding", tasks.SAFETY_HOLD
LOOK_WITHIN = timedelta(hours=24)  # P: a clinician looks at what asks to hold or to review
AT_ONCE = 20
_LONGEST = 300


def keep_all() -> int:
    """Every clinic's tasks as the rules have them now; how many were asked for."""
    return sum(one_round())


def rounds() -> Iterator[int]:
    """The same for ever, a few patients at each step, so that who watches alarms beside it is never kept waiting."""
    while True:
        yield from one_round()


def one_round() -> Iterator[int]:
    with units.unit(tenant=units.EVERY_TENANT, actor=ACTOR):
        clinics = list(Clinic.objects.all())
    for clinic in clinics:
        with units.unit(tenant=clinic.pk, actor=ACTOR):
            patients = gathering.followed(clinic)
        for first in range(0, len(patients), AT_ONCE):
            with units.unit(tenant=clinic.pk, actor=ACTOR):
                found = gathering.watched_of(clinic, patients[first : first + AT_ONCE], units.current().now)
                made = sum(_keep(one) for one in found)
            yield made
    yield 0


def keep(patient: Patient) -> None:
    """One patient's tasks."""
    _keep(gathering.watched(patient, units.current().now))


def _keep(watched: Watched) -> int:
    patient, made = watched.patient, 0
    by_day: dict[date, list[Standing]] = {}
    for one in watched.asking:
        if one.due is not None:
            by_day.setdefault(one.due, []).append(one)
    wanted = {_id(patient, day): (day, some) for day, some in by_day.items()}
    standing = {one.client_id: one for one in asked.open_of_kind(patient, KIND)}
    for client_id, (day, some) in wanted.items():
        if client_id not in standing:
            made += _ask(patient, client_id, day, some)
    for client_id, task in standing.items():
        if client_id not in wanted:
            tasks.lapse(
                by=ACTOR, task=task, says="every check it asked for has a result, or is not due any more"
            )
    for one in watched.standings:
        if one.found is not None and one.found.level is not Level.NOTE and one.last is not None:
            _look(patient, one)
    return made


def _id(patient: Patient, day: date) -> UUID:
    return uuid5(patient.pk, f"{KIND} {day.isoformat()}")


def _ask(patient: Patient, client_id: UUID, day: date, some: list[Standing]) -> bool:
    titles = ", ".join(one.check.title.lower() for one in some)
    source = Provenance(
        "clinical.md 6C, 5E: long-term checks",
        max((one.check.interval.confidence for one in some), key=list(Confidence).index),
    )
    before = asked.of_client(patient, client_id)
    tasks.ask(
        by=ACTOR, patient=patient, client_id=client_id, kind=KIND, owner=some[0].check.owner, source=source,
        says=f"Safety checks: {titles}"[:_LONGEST], due_at=_end(day, patient), subject=f"safety {day.isoformat()}",
    )  # fmt: skip
    return before is None


def _look(patient: Patient, one: Standing) -> None:
    """What a result asks for waits for a prescriber: once for each result and meaning.

    What asks to hold holds: no dose begins until it is answered. A newer result answers nothing by itself.
    """
    assert one.found is not None and one.last is not None
    now = units.current().now
    kind = HOLD if one.found.level is Level.HOLD else FINDING
    tasks.ask(
        by=ACTOR, patient=patient, client_id=uuid5(patient.pk, f"{one.check.code} {one.last.on} {one.found.says}"), kind=kind,
        owner="prescriber", says=f"{one.check.title}: {one.found.says}. {one.found.action.capitalize()}."[:_LONGEST],
        source=one.check.provenance, opens_at=now, due_at=now + LOOK_WITHIN, subject=f"safety {one.check.code}",
    )  # fmt: skip


def _end(day: date, patient: Patient) -> datetime:
    """Until the end of that day it is not overdue."""
    return datetime.combine(day + timedelta(days=1), time(), patient.clinic.zone)
