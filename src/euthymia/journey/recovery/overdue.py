"""Checks that are overdue become entries of the recovery: a second person is told, once for each. By the watcher."""

from __future__ import annotations

from datetime import datetime, timedelta

from euthymia.clinic.people.models import Clinic
from euthymia.domain.monitoring.due import SECOND_PERSON_AFTER_S
from euthymia.domain.rules.ready_to_leave import Settings
from euthymia.journey.infusion import queries as infusions
from euthymia.kit import clock, units

from . import actions, queries
from .models import Recovery

ACTOR = "monitor"


def tell_second_person() -> int:
    """Look at every open recovery of every clinic; how many entries that made."""
    with units.unit(tenant=units.EVERY_TENANT, actor=ACTOR):
        clinics = list(Clinic.objects.all())
    return sum(_tell_in(clinic) for clinic in clinics)


def _tell_in(clinic: Clinic) -> int:
    with units.unit(tenant=clinic.pk, actor=ACTOR):
        late = timedelta(seconds=SECOND_PERSON_AFTER_S)
        made = [
            actions.note_overdue(visit=recovery.visit, due_at=due_at)
            for recovery in queries.open_recoveries(clinic)
            if (due_at := _due_at(recovery)) is not None and clock.now() - due_at >= late
        ]
        return sum(one is not None for one in made)


def _due_at(recovery: Recovery) -> datetime | None:
    ended = recovery.ended_at
    if ended is None and recovery.session is not None:
        ended = infusions.course(recovery.session).finished_at
    if ended is None:
        return None
    return queries.next_check(queries.folded(recovery), ended, Settings.from_json(recovery.settings))
