"""What the alarm logic knows of a watch, remembered between groups of readings.

A state is stored with the ends of its watch's two streams and never without. So what a process remembers is
what is stored as long as both ends are, whoever else writes; else it is read again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import TextField
from django.db.models.functions import Cast

from euthymia.domain import monitoring as alarms
from euthymia.kit import streams

from .models import Watch

_MOST = 1_024
_remembered: dict[UUID, tuple[bytes, bytes, alarms.State]] = {}


def lock_open(ids: Iterable[UUID]) -> list[Watch]:
    """The running watches of these, locked. Limits come as text (`limits_text`), the state only when asked for."""
    rows = Watch.objects.defer("limits", "state").annotate(limits_text=Cast("limits", TextField()))
    return [watch for watch in streams.lock(rows, ids).values() if watch.closed_at is None]


def states(locked: Sequence[Watch]) -> dict[UUID, alarms.State]:
    """What is known of these locked watches. Raises Unusable for a stored state that is none."""
    found: dict[UUID, alarms.State] = {}
    for watch in locked:
        kept = _remembered.get(watch.pk)
        if kept is not None and kept[:2] == (bytes(watch.samples_head), bytes(watch.alarms_head)):
            found[watch.pk] = kept[2]
    if missing := [watch.pk for watch in locked if watch.pk not in found]:
        stored = Watch.objects.filter(pk__in=missing).values_list("pk", "state")
        found.update((pk, alarms.State.from_json(document)) for pk, document in stored)
    return found


def remember(watch: Watch, state: alarms.State) -> None:
    """The state that is written with the heads which the locked watch now has."""
    if len(_remembered) >= _MOST:
        _remembered.clear()
    _remembered[watch.pk] = (bytes(watch.samples_head), bytes(watch.alarms_head), state)
