"""How each check stands for one person on one day: due by rule, and never silently fine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from euthymia.domain.rules.months import add_months

from .check import Check, Found, Result, Rhythm, Who
from .rows import CHECKS
from .settings import Settings


class State(StrEnum):
    """`later`: not before the course has got there. `ended`: nobody is treated any more. Neither is a pass."""

    OVERDUE = "overdue"
    DUE = "due"
    UNKNOWN = "unknown"
    DONE = "done"
    LATER = "later"
    NOT_ASKED = "not asked"
    ENDED = "ended"

    @property
    def asks(self) -> bool:
        """Somebody has to do something."""
        return self in (State.OVERDUE, State.DUE, State.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What the rules ask about a person. None is not known.

    `visits` are the days on which a dose was given, in order; `next_visit` the next day booked, today included;
    `mid_course` the day of the session in the middle of the course, given or booked.
    """

    today: date
    age_y: int
    is_followed: bool
    visits: tuple[date, ...] = ()
    next_visit: date | None = None
    maintenance_since: date | None = None
    mid_course: date | None = None
    bipolar: bool | None = None
    cardiovascular: bool | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """One check of one person: state, the newest result, what it means, when it is due next, and why so."""

    check: Check
    state: State
    why: str
    due: date | None = None
    last: Result | None = None
    tried: Result | None = None
    found: Found | None = None


def standings(course: Course, results: Iterable[Result], settings: Settings | None = None) -> list[Standing]:
    """Every check, in the order of the rows."""
    settings = settings or Settings()
    by_check: dict[str, list[Result]] = {}
    for one in sorted(results, key=lambda one: (one.on, one.at), reverse=True):
        by_check.setdefault(one.check, []).append(one)
    complains = _complains(by_check.get("cognition-complaint", []))
    return [_standing(check, course, by_check.get(check.code, []), settings, complains) for check in CHECKS]


def _complains(results: Sequence[Result]) -> bool:
    done = [one for one in results if one.done]
    return bool(done) and done[0].values.get("finding") == "complaint"


def _standing(
    check: Check, course: Course, results: Sequence[Result], settings: Settings, complains: bool
) -> Standing:
    done = [one for one in results if one.done]
    last = done[0] if done else None
    tried = next((one for one in results if not one.done and (last is None or one.at > last.at)), None)
    found = check.judge(done, settings.thresholds)
    state, why, due = _state(check, course, last, found, settings, complains)
    return Standing(check, state, why, due, last, tried, found)


def _state(
    check: Check,
    course: Course,
    last: Result | None,
    found: Found | None,
    settings: Settings,
    complains: bool,
) -> tuple[State, str, date | None]:
    if not course.is_followed and course.visits:
        until = add_months(course.visits[-1], settings.follow_months)
        if course.today > until:
            return State.ENDED, f"no plan; the last session was on {course.visits[-1]:%d %b %Y}", None
    since, why, otherwise = _since(check, course, settings, complains)
    if since is None:
        return otherwise, why, course.visits[0] if otherwise is State.UNKNOWN and course.visits else None
    if check.rhythm is Rhythm.VISIT:
        return _by_visit(check, course, last, since)
    return _by_months(check, course, last, found, since, settings)


def _since(
    check: Check, course: Course, settings: Settings, complains: bool
) -> tuple[date | None, str, State]:
    """From which day the check is asked of this person, and why; or the state in which that leaves it."""
    first = course.visits[0] if course.visits else course.next_visit
    if check.who is Who.MAINTENANCE:
        return course.maintenance_since, "from maintenance on", State.LATER
    if check.who is Who.COGNITION and course.age_y < settings.older_from_y:
        if complains:
            return course.today, "a complaint", State.DUE
        who = f"from {settings.older_from_y} years, in maintenance, or with a complaint"
        return course.maintenance_since, who, State.NOT_ASKED
    told = {Who.BIPOLAR: course.bipolar, Who.CARDIOVASCULAR: course.cardiovascular}
    if told.get(check.who, True) is None:
        return None, f"whether this is one of the {check.who.words} is not known", State.UNKNOWN
    if told.get(check.who, True) is False:
        return None, f"{check.who.words} only", State.NOT_ASKED
    if first is None and course.is_followed:
        return course.today, "before the first session", State.DUE
    return first, "from the first session on", State.LATER


def _by_visit(
    check: Check, course: Course, last: Result | None, since: date
) -> tuple[State, str, date | None]:
    here_today = course.next_visit == course.today
    past = [day for day in course.visits if day >= since]
    newest = past[-1] if past else None
    if here_today and (last is None or last.on < course.today):
        return State.DUE, "the patient comes today", course.today
    if newest is None:
        return State.LATER, "at the next visit", course.next_visit
    if last is not None and last.on >= newest:
        return State.DONE, f"at the visit of {newest:%d %b %Y}", course.next_visit
    if newest == course.today:
        return State.DUE, "the patient is here today", newest
    return State.OVERDUE, f"not at the visit of {newest:%d %b %Y}", newest


def _by_months(
    check: Check, course: Course, last: Result | None, found: Found | None, since: date, settings: Settings
) -> tuple[State, str, date | None]:
    months = settings.months(check.rhythm)
    if last is None:
        due = since if check.baseline else add_months(since, months)
        why = "no result from before the start" if check.baseline else "never done"
    else:
        due = add_months(last.on, months)
        why = f"every {months} months"
        middle = course.mid_course
        if (
            check.mid_course_if_abnormal
            and found is not None
            and middle is not None
            and last.on < middle < due
        ):
            due, why = middle, "again in the middle of the course, as it was not normal"
    if course.today > due:
        return State.OVERDUE, why, due
    if course.today >= due - timedelta(days=settings.ahead_days):
        return State.DUE, why, due
    return (State.DONE if last is not None else State.LATER), why, due
