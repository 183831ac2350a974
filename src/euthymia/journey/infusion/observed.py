"""The sets of observations that a session's schedule asked for, and what became of each (domain/monitoring/kept)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from euthymia.clinic.monitoring import queries as monitoring
from euthymia.domain import monitoring as alarms
from euthymia.domain.monitoring.kept import Fate, Observed, Set, Span, Sum, kept, summed

from .fold import Course
from .live import risk_of
from .models import Session

_OF_A_SET = (("spo2", "spo2"), ("rr", "rr"), ("sedation", "moaas"), ("dissociation", "dissociation"))


def sets(session: Session, course: Course, now: datetime) -> tuple[Set, ...]:
    """Every set from the order to the end of recovery, or to now."""
    return kept(alarms.SCHEDULE, _spans(session, course, now), _seen(session, course), now)


def by_sign(found: Sequence[Set]) -> list[tuple[str, Sum]]:
    """How many of each, sign by sign, in the order of the schedule."""
    return [
        (sign.words, summed([one for one in found if one.sign == sign.name]))
        for sign in alarms.SCHEDULE
        if any(one.sign == sign.name for one in found)
    ]


def holes(found: Sequence[Set]) -> list[Set]:
    """What was late, missed, or entered afterwards: each said by itself."""
    return [one for one in found if one.fate in (Fate.LATE, Fate.MISSED) or one.entered_late]


def _spans(session: Session, course: Course, now: datetime) -> list[Span]:
    over = session.finished_at or now
    if course.started_at is None:
        return [Span(alarms.Stage.BEFORE, session.made_at, over)]
    ended = course.finished_at or over
    spans = [
        Span(alarms.Stage.BEFORE, session.made_at, course.started_at),
        Span(alarms.Stage.DURING, course.started_at, ended, _tight(session, course.started_at, ended, now)),
    ]
    if course.finished_at is not None:
        spans.append(Span(alarms.Stage.RECOVERY, course.finished_at, over))
    return spans


def _tight(
    session: Session, begun: datetime, ended: datetime, now: datetime
) -> list[tuple[datetime, datetime]]:
    """When the tighter schedule held: throughout for a person at risk, and while an alarm of the patient stood."""
    if risk_of(session, now).reasons():
        return [(begun, ended)]
    found, standing = [], dict[str, datetime]()
    for event in monitoring.alarm_events(session.watch):
        if event.priority == alarms.Priority.TECHNICAL:
            continue
        if event.kind == alarms.Kind.RAISED:
            standing.setdefault(event.alarm, event.at)
        elif event.kind == alarms.Kind.CLEARED and event.alarm in standing:
            found.append((standing.pop(event.alarm), event.at))
    return [*found, *((since, ended) for since in standing.values())]


def _seen(session: Session, course: Course) -> dict[str, list[Observed]]:
    """When each sign was looked at by a person, or its pressure measured by a cuff; and when that was entered."""
    rows = monitoring.samples(session.watch).filter(channel="sbp").values_list("measured_at", "received_at")
    found: dict[str, list[Observed]] = {"bp": [Observed(at, max(at, received)) for at, received in rows]}
    for one in course.happenings:
        here = Observed(one.at, one.entered_at)
        if one.kind in ("vitals", "confirmed", "score"):
            values = (one.detail or {}).get("values", {})
            for sign, channel in _OF_A_SET:
                if channel in values:
                    found.setdefault(sign, []).append(here)
        elif one.kind == "symptom":
            found.setdefault("comfort", []).append(here)
    return found
