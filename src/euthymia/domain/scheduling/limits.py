"""The limits of a request by name: what each says in words, and the request without it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from .answer import Limit
from .request import HORIZON_D, WEEKDAYS, Clinic, Course, Request, Span, Week

_EVERY_DAY: Week = {day: ((0, 1440),) for day in range(7)}


@dataclass(frozen=True, slots=True)
class Named:
    """A limit that can be taken away; `patient` is whose it is, None for the clinic's own."""

    limit: Limit
    without: Callable[[Request], Request]
    patient: str | None = None


def limits(request: Request) -> list[Named]:
    """Every limit of a request, the likeliest to be in the way last."""
    return [
        *_of_clinic(request),
        *(one for n in range(len(request.courses)) for one in _of_course(request, n)),
    ]


def shared(request: Request, patients: frozenset[str]) -> list[Named]:
    """The limits that some patients meet together: what each of them has is one limit of them all.

    The end of the calendar comes last: without it there is much to plan.
    """
    alike: dict[str, list[Named]] = {}
    own = []
    for one in limits(request):
        if one.patient is None:
            own.append(one)
        elif one.patient in patients:
            alike.setdefault(one.limit.at[0].rpartition("/")[2], []).append(one)
    until, *clinic = own
    return [*(_together(several) for several in alike.values()), *clinic, until]


def _together(several: list[Named]) -> Named:
    def without(request: Request) -> Request:
        for one in several:
            request = one.without(request)
        return request

    at = tuple(place for one in several for place in one.limit.at)
    return Named(Limit(at, "; ".join(one.limit.says for one in several)), without)


def demand(request: Request, place: int) -> Named:
    """That a course is asked for at all."""
    course = request.courses[place]
    given = f", {len(course.done)} of them given" if course.done else ""
    sessions = _count(course.sessions, "session")
    says = f"{course.patient} needs {sessions} of {course.minutes} min{given} (sessions)"
    return Named(
        Limit((f"/courses/{place}",), says), lambda one: _without_course(one, course.patient), course.patient
    )


def only(request: Request, patients: frozenset[str]) -> Request:
    """The same request for these patients alone."""
    courses = tuple(course for course in request.courses if course.patient in patients)
    return replace(request, courses=courses)


def far(request: Request) -> date:
    """A day by which any course can be finished that is not held up by something else."""
    longest = max((course.within_days for course in request.courses), default=0)
    return request.start + timedelta(days=max(4 * HORIZON_D, 2 * longest))


def _of_clinic(request: Request) -> Iterator[Named]:
    clinic = request.clinic
    last = request.until or request.start + timedelta(
        days=max([HORIZON_D, *(course.within_days for course in request.courses)])
    )
    asked = "until" if request.until else f"until; {(last - request.start).days} days where it is not given"
    yield Named(
        Limit(("/until",), f"no session after {last} ({asked})"), lambda one: replace(one, until=far(one))
    )
    if clinic.start_gap_min:
        says = f"{clinic.start_gap_min} min between two starts (start_gap_min)"
        yield _clinic("start_gap_min", says, start_gap_min=0)
    if clinic.turnover_min:
        says = f"{clinic.turnover_min} min between two patients in a chair (turnover_min)"
        yield _clinic("turnover_min", says, turnover_min=0)
    if clinic.recovery_places is not None:
        says = f"{_count(clinic.recovery_places, 'recovery place')} (recovery_places)"
        yield _clinic("recovery_places", says, recovery_places=None)
    if request.booked:
        yield Named(
            Limit(("/booked",), f"{_count(len(request.booked), 'booking')} in the calendar (booked)"),
            lambda one: replace(one, booked=()),
        )
    if clinic.closed:
        days = ", ".join(str(day) for day in sorted(clinic.closed))
        yield _clinic("closed", f"the clinic is closed on {days} (closed)", closed=frozenset())
    if clinic.nurses is not None:
        says = f"{_count(len(clinic.nurses), 'nurse')}, each for {_count(clinic.patients_per_nurse, 'patient')} at once"
        yield _clinic("nurses", f"{says} (nurses, patients_per_nurse)", nurses=None)
    yield Named(Limit(("/clinic/chairs",), f"{_count(clinic.chairs, 'chair')} (chairs)"), _more_chairs)
    if clinic.prescribers is not None:
        yield _clinic("prescribers", _presence(clinic), prescribers=None)
    if clinic.open_on:
        days = ", ".join(f"{day} {_hours(spans)}" for day, spans in sorted(clinic.open_on.items()))
        yield _clinic("open_on", f"on single days the clinic is open {days} (open_on)", open_on={})
    yield _clinic("open", f"the clinic is open {_week(clinic.open)} (open)", open=_EVERY_DAY)


def _of_course(request: Request, place: int) -> Iterator[Named]:
    course = request.courses[place]
    who, at = course.patient, f"/courses/{place}"
    if course.away:
        days = ", ".join(str(day) for day in sorted(course.away))
        yield _course(course, f"{at}/away", f"{who} cannot come on {days} (away)", away=frozenset())
    within = f"first and last session of {who} within {_count(course.within_days, 'day')} (within_days)"
    if course.done:
        within = f"all sessions of {who} within {_count(course.within_days, 'day')} of {course.done[0]} (within_days)"
    yield _course(course, f"{at}/within_days", within, within_days=_unbounded(request))
    if course.min_gap_days > 1:
        says = f"at least {course.min_gap_days} days between two sessions of {who} (min_gap_days)"
        yield _course(course, f"{at}/min_gap_days", says, min_gap_days=1)
    last = f", the last one given on {course.done[-1]}" if course.done else ""
    says = f"at most {_count(course.max_gap_days, 'day')} between two sessions of {who}{last} (max_gap_days)"
    yield _course(course, f"{at}/max_gap_days", says, max_gap_days=_unbounded(request))
    if course.available is not None:
        says = f"{who} can come {_week(course.available)} (available)"
        yield _course(course, f"{at}/available", says, available=None)


def _unbounded(request: Request) -> int:
    """More days than any calendar of ours has."""
    first = min([request.start, *(day for course in request.courses for day in course.done)])
    return (far(request) - first).days + 1


def _clinic(key: str, says: str, **changes: Any) -> Named:
    return Named(
        Limit((f"/clinic/{key}",), says), lambda one: replace(one, clinic=replace(one.clinic, **changes))
    )


def _more_chairs(request: Request) -> Request:
    enough = request.clinic.chairs + len(request.courses)
    return replace(request, clinic=replace(request.clinic, chairs=enough))


def _course(course: Course, at: str, says: str, **changes: Any) -> Named:
    def without(request: Request) -> Request:
        courses = tuple(
            replace(one, **changes) if one.patient == course.patient else one for one in request.courses
        )
        return replace(request, courses=courses)

    return Named(Limit((at,), says), without, course.patient)


def _without_course(request: Request, patient: str) -> Request:
    return replace(request, courses=tuple(one for one in request.courses if one.patient != patient))


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _presence(clinic: Clinic) -> str:
    days = sorted({day for one in clinic.prescribers or () for day in one.days})
    if not days:
        return "no prescriber is ever there (prescribers)"
    return f"a prescriber is there {', '.join(WEEKDAYS[day] for day in days)} (prescribers)"


def _week(week: Week) -> str:
    """Hours in words, days of equal hours together."""
    alike: dict[tuple[Span, ...], list[str]] = {}
    for day in sorted(week):
        if week[day]:
            alike.setdefault(week[day], []).append(WEEKDAYS[day])
    return "; ".join(f"{', '.join(days)} {_hours(spans)}" for spans, days in alike.items()) or "never"


def _hours(spans: tuple[Span, ...]) -> str:
    return " and ".join(
        f"{a // 60:02}:{a % 60:02}–{b // 60:02}:{b % 60:02}" for a, b in spans
    ) or "never"  # fmt: skip
