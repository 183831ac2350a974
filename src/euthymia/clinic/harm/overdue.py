"""Notices of adverse events that nobody gives in time reach a second person. Called by the watcher process."""

from __future__ import annotations

from euthymia.clinic.people.models import Clinic
from euthymia.kit import clock, units

from . import actions, queries


def pass_on() -> int:
    """Look at the open events of every clinic; how many notices were passed on."""
    with units.unit(tenant=units.EVERY_TENANT, actor=actions.WATCHER):
        clinics = list(Clinic.objects.all())
    return sum(_pass_on_in(clinic) for clinic in clinics)


def _pass_on_in(clinic: Clinic) -> int:
    with units.unit(tenant=clinic.pk, actor=actions.WATCHER):
        now = clock.now()
        if not queries.count_open(clinic, now).overdue:
            return 0
        return sum(actions.pass_on(one.event, now=now) for one in queries.open_states(clinic))
