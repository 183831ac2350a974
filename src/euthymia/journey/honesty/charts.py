"""Sessions as the detectors take them: every entry of a person, what the monitor measured beside it, the times of the visit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from euthymia.clinic.monitoring import queries as monitoring
from euthymia.clinic.people.models import Clinic
from euthymia.clinic.visits import queries as visits
from euthymia.clinic.visits.models import VisitEvent
from euthymia.domain.honesty import SIGNS, Act, Chart
from euthymia.journey.infusion import queries as infusions
from euthymia.journey.infusion.fold import Happening
from euthymia.journey.infusion.models import Session
from euthymia.journey.note import queries as notes
from euthymia.journey.recovery import queries as recoveries
from euthymia.kit import clock

_BESIDE = timedelta(minutes=5)  # the longest that a setting may ask for
_BY_NOBODY = frozenset({"monitor", "overdue", "confirmed"})
_COMPARED = (*SIGNS, "spo2")
# Acts of the recovery's own stream are numbered behind every act of the session's.
RECOVERY_FROM = 1_000_000_000


def charts(clinic: Clinic, sessions: Sequence[Session]) -> list[Chart]:
    """The charts of these sessions, in a number of queries that does not grow with them."""
    courses = infusions.courses(sessions, clock.now())
    trails = visits.trails(one.visit for one in sessions)
    recovery = recoveries.acts_of(clinic, [one.pk for one in sessions])
    signed = notes.signed_at(clinic, [one.visit_id for one in sessions])
    every = infusions.entries(sessions)
    beside = _beside(sessions, every)
    return [
        Chart(
            key=str(one.pk), room=one.room.name, arrived_at=_step(trails.get(one.visit_id, ()), VisitEvent.Step.ARRIVED),
            started_at=courses[one.pk].started_at, signed_at=signed.get(one.visit_id),
            left_at=_step(trails.get(one.visit_id, ()), VisitEvent.Step.LEFT),
            acts=(
                *(_act(row, beside.get((one.watch_id, row.n), {})) for row in every[one.pk] if row.kind not in _BY_NOBODY),
                *(_of_recovery(row) for row in recovery.get(one.pk, ()) if row.kind == "check" and row.corrects is not None),
            ),
        )
        for one in sessions
    ]  # fmt: skip


def _act(row: Happening, beside: dict[str, tuple[float, datetime]]) -> Act:
    values = (row.detail or {}).get("values", {}) if row.kind == "vitals" else {}
    return Act(
        n=row.n, name=f"entry {row.n}", kind=row.kind, at=row.at, entered_at=row.entered_at, by=row.by, values=values,
        beside=beside, corrects=row.corrects,
    )  # fmt: skip


def _of_recovery(row: Happening) -> Act:
    """A correction of a check: its values stand in the session's chart, so here only that it was corrected."""
    return Act(
        n=RECOVERY_FROM + row.n, name=f"recovery {row.n}", kind=row.kind, at=row.at, entered_at=row.entered_at, by=row.by,
        corrects=None if row.corrects is None else RECOVERY_FROM + row.corrects,
    )  # fmt: skip


def _step(trail: Iterable[Any], step: str) -> datetime | None:
    return next((row.at for row in trail if row.step == step), None)


def _beside(
    sessions: Sequence[Session], every: dict[UUID, Sequence[Happening]]
) -> dict[tuple[UUID, int], dict[str, tuple[float, datetime]]]:
    """What a device measured nearest to each typed set, by watch and entry."""
    asked = [
        (one.watch_id, row.n, row.at)
        for one in sessions
        for row in every[one.pk]
        if row.kind == "vitals" and (row.detail or {}).get("values")
    ]
    return monitoring.nearest(asked, _COMPARED, _BESIDE)
