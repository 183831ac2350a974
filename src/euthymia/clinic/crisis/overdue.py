"""Steps of a crisis that are overdue become entries of its trail. Called by the watcher process."""

from __future__ import annotations

from euthymia.clinic.people.models import Clinic
from euthymia.kit import clock, units

from . import actions, queries

ACTOR = "monitor"


def escalate() -> int:
    """Look at every open crisis of every clinic; how many entries that made."""
    with units.unit(tenant=units.EVERY_TENANT, actor=ACTOR):
        clinics = list(Clinic.objects.all())
    return sum(_escalate_in(clinic) for clinic in clinics)


def _escalate_in(clinic: Clinic) -> int:
    with units.unit(tenant=clinic.pk, actor=ACTOR):
        now = clock.now()
        made = [
            actions.note_overdue(crisis=state.crisis, step=step)
            for state in queries.open_states(clinic)
            for step in state.overdue(now)
            if not _told(state, step.step.code, step.due_at.isoformat() if step.due_at else "")
        ]
        return sum(one is not None for one in made)


def _told(state: queries.State, code: str, due_at: str) -> bool:
    return any(
        one.kind == actions.OVERDUE and (one.detail.get("step"), one.detail.get("due_at")) == (code, due_at)
        for one in state.trail
    )
