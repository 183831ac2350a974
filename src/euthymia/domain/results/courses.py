"""One course of treatment, judged by the published definitions of its own measure (clinical.md 7A, 7B, 8A)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from euthymia.domain import instruments
from euthymia.domain.instruments import Number
from euthymia.domain.quantities import Confidence, Provenance
from euthymia.domain.scheduling.relapse import APART, LOST_TWICE

from .survival import Spell

__all__ = ["LOST_TWICE", "QUIET", "QUIET_DAYS", "Course", "Judged", "Reading", "State", "judge"]

QUIET_DAYS = 28
QUIET = Provenance(
    "a course without a session for longer than this counts as over: a site setting", Confidence.P
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One total of the measure. `complete`: no item was missing."""

    day: date
    total: Number
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Course:
    """The days of the sessions of a first course, every reading of its measure, and when its end is judged.

    `final` is from how many to how many days after the last session; `closed` says that no session is to come.
    """

    measure: str
    sessions: tuple[date, ...]
    readings: tuple[Reading, ...]
    final: tuple[int, int]
    closed: bool


class State(StrEnum):
    """How a course counts. All but RUNNING are people who should have answered."""

    RUNNING = "running"
    NO_BASELINE = "no score before the first session"
    NO_ANSWER = "no score after the last session"
    NO_MEANING = "a change that cannot be told"
    JUDGED = "judged"

    @property
    def eligible(self) -> bool:
        return self is not State.RUNNING


@dataclass(frozen=True, slots=True)
class Judged:
    """`to_response` from the first session, `held` from the reading that showed response at the end of the course.

    Both None where there is nothing to follow. `remission` is None where the measure has no definition of it.
    """

    state: State
    response: bool | None = None
    remission: bool | None = None
    to_response: Spell | None = None
    held: Spell | None = None


def judge(course: Course, today: date, quiet_days: int = QUIET_DAYS) -> Judged:
    """Judge one course as it stands today. Raises ValueError for a course without a session."""
    if not course.sessions:
        raise ValueError("a course without a session is none")
    first, last = min(course.sessions), max(course.sessions)
    ends = last + timedelta(days=course.final[1])
    if today <= ends or (not course.closed and today <= last + timedelta(days=quiet_days)):
        return Judged(State.RUNNING)
    readings = sorted(course.readings, key=lambda one: one.day)
    found = instruments.baseline_of([(one.day, one.complete, one) for one in readings], first)
    if found is None:
        return Judged(State.NO_BASELINE)
    before = found[2].total
    after = [(one, _responding(course.measure, before, one)) for one in readings if one.day > first]
    speed = _to_response(first, [pair for pair in after if pair[0].day <= ends])
    opens = last + timedelta(days=course.final[0])
    finals = [one for one, _ in after if opens <= one.day <= ends]
    if not finals:
        return Judged(State.NO_ANSWER, to_response=speed)
    change = instruments.change(instruments.instrument(course.measure), before, finals[-1].total)
    if change.response is None:
        return Judged(State.NO_MEANING)
    held = _held(finals[-1].day, [(one.day, says) for one, says in after]) if change.response else None
    return Judged(State.JUDGED, change.response, change.remission, speed, held)


def _responding(measure: str, before: Number, reading: Reading) -> bool | None:
    return instruments.change(instruments.instrument(measure), before, reading.total).response


def _to_response(first: date, readings: Sequence[tuple[Reading, bool | None]]) -> Spell | None:
    """Days to the first reading in response; who never was is followed until the last reading."""
    known = [(one.day, says) for one, says in readings if says is not None]
    if not known:
        return None
    for day, says in known:
        if says:
            return Spell((day - first).days, True)
    return Spell((known[-1][0] - first).days, False)


def _held(since: date, readings: Sequence[tuple[date, bool | None]]) -> Spell:
    """Until the first of two readings below response a week or more apart; else until last seen in response."""
    held, below = since, None
    for day, says in readings:
        if day <= since or says is None:
            continue
        if says:
            held, below = day, None
        elif below is None:
            below = day
        elif day - below >= APART:
            return Spell((below - since).days, True)
    return Spell((held - since).days, False)
