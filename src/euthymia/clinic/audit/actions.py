"""Writing to the audit log: by hand, in the action, and never for nobody."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from euthymia.kit import clock, streams, units

from .models import NO_CLINIC, Event, Log


class Anonymous(RuntimeError):
    """An act without an actor is a mistake in the program."""


def record(
    *,
    verb: str,
    says: str,
    actor: str = "",
    role: str = "",
    subject: str = "",
    patient: UUID | None = None,
    clinic: UUID | None = None,
    outcome: str = Event.Outcome.DONE,
    **detail: Any,
) -> None:
    """Note that the unit's actor did `verb`; written and chained at the end of the unit, with what it is about.

    It goes into the log of `clinic`, by default the unit's own; the program's own processes, whose units are
    of every clinic, name it. `says` is a sentence for a person. `detail` holds small JSON values, never secrets and never the
    text of a note. Raises Anonymous, and OutsideUnit.
    """
    unit = units.current()
    who = actor or unit.actor
    if not who.strip():
        raise Anonymous(f"{verb} has no actor")
    if clinic is None:
        clinic = unit.tenant if isinstance(unit.tenant, UUID) else NO_CLINIC
    event = Event(
        log_id=clinic,
        clinic_id=clinic,
        at=unit.now,
        recorded_at=clock.wall(),
        actor=who,
        role=role,
        verb=verb,
        outcome=outcome,
        subject=subject,
        patient_id=patient,
        says=says,
        detail=detail,
        address=unit.origin.address,
        correlation=unit.origin.correlation,
    )
    flush = next((job for job in unit.at_end if isinstance(job, _Flush)), None)
    if flush is None:
        flush = _Flush()
        unit.last(flush)
    flush.events.append(event)


class _Flush:
    """Appends what a unit recorded, as its last act: the audit's lock is taken last and held shortest."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def __call__(self) -> None:
        by_log: dict[UUID, list[Event]] = {}
        for event in self.events:
            by_log.setdefault(event.log_id, []).append(event)
        for log_id in sorted(by_log):
            log = streams.lock(Log, [log_id]).get(log_id)
            if log is None:
                Log.objects.bulk_create([Log(id=log_id)], ignore_conflicts=True)
                log = streams.lock(Log, [log_id])[log_id]
            streams.append(log, by_log[log_id], locked=True)
