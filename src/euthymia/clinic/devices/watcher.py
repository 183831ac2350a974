"""Silence is an event too: once a second, open watches are given the passing of time.

Which of them would say anything is decided in memory from their state; only those are locked and written.
"""

from __future__ import annotations

import logging
from uuid import UUID

from django.db import DatabaseError, connection

from euthymia.clinic.monitoring import actions as monitoring
from euthymia.clinic.monitoring.models import Watch
from euthymia.domain import monitoring as alarms
from euthymia.domain.quantities import Unusable
from euthymia.kit import units

log = logging.getLogger(__name__)

ACTOR = "monitor"
LOCK_KEY = 0x65757468_6D6F6E  # any constant of ours: only one watcher at a time holds it


def take_lock() -> bool:
    """Whether this database session is now the watcher. Held until the session ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK_KEY])
        return bool(cursor.fetchone()[0])


def relink_open_watches(actor: str) -> int:
    """We were away and are back: what was silenced before is heard again. How many events that made."""
    with units.unit(tenant=units.EVERY_TENANT, actor=actor) as unit:
        ids = list(Watch.objects.filter(closed_at=None).values_list("pk", flat=True))
        return monitoring.relink(ids, now=unit.now)


def tick() -> tuple[int, int]:
    """Let time pass for the open watches that it matters to; (events, watches that cannot be judged)."""
    with units.unit(tenant=units.EVERY_TENANT, actor=ACTOR) as unit:
        rows = list(Watch.objects.filter(closed_at=None).values_list("pk", "state", "limits"))
        due, broken = [], 0
        for pk, state, limits in rows:
            try:
                _, events = alarms.step(
                    alarms.State.from_json(state),
                    alarms.Limits.from_json(limits),
                    (),
                    monitoring.judged_until(unit.now),
                )
            except Unusable as refusal:
                broken += 1
                log.error("watch %s cannot be judged: %s", pk, refusal)
                continue
            if events:
                due.append(pk)
    return _pass_time(due), broken


def _pass_time(due: list[UUID]) -> int:
    if not due:
        return 0
    try:
        return _pass_time_of(due)
    except DatabaseError:
        raise
    except Exception:
        log.exception("time could not pass for %d watches together; it does for each alone", len(due))
    events = 0
    for pk in due:
        try:
            events += _pass_time_of([pk])
        except DatabaseError:
            raise
        except Exception:
            log.exception("time could not pass for watch %s", pk)
    return events


def _pass_time_of(watch_ids: list[UUID]) -> int:
    with units.unit(tenant=units.EVERY_TENANT, actor=ACTOR) as unit:
        return monitoring.let_time_pass(watch_ids, now=unit.now)
