"""An independent reader of plans: every limit of a request checked on an answer, and all plans of tiny requests.

Written from the public form alone; shares no code with the planner.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise, product
from typing import Any
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Document = dict[str, Any]


def pairs(hours: Any) -> list[list[str]]:
    return [hours] if hours and isinstance(hours[0], str) else list(hours or ())


def inside(start: datetime, end: datetime, hours: Any, travel_min: int = 0) -> bool:
    """Whether a stay lies in hours of its day, by the clock on the wall."""
    early, late = start - timedelta(minutes=travel_min), end + timedelta(minutes=travel_min)
    for first, last in pairs(hours):
        opens = datetime.fromisoformat(f"{start.date()}T{first}").replace(tzinfo=start.tzinfo)
        midnight = last == "24:00"
        closing = "00:00" if midnight else last
        closes = datetime.fromisoformat(f"{start.date()}T{closing}").replace(tzinfo=start.tzinfo)
        closes += timedelta(days=1 if midnight else 0)
        if opens <= early and late <= closes:
            return True
    return False


def moments(request: Document, answer: Document) -> list[tuple[Document, datetime, datetime]]:
    """(session, start, end) in the clinic's zone, the end by elapsed time."""
    zone = ZoneInfo(request["clinic"]["timezone"])
    courses = {course["patient"]: course for course in request["courses"]}
    found = []
    for session in answer["sessions"]:
        start = datetime.fromisoformat(session["start"])
        assert start.utcoffset() is not None
        minutes = timedelta(minutes=courses[session["patient"]]["minutes"])
        local = start.astimezone(zone)
        assert local.utcoffset() == start.utcoffset(), "the offset is the clinic's"
        end = (start + minutes).astimezone(zone)
        found.append((session, local, end))
    return found


def utc(moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo("UTC"))


def bookings(request: Document) -> Iterator[tuple[Document, datetime, datetime]]:
    zone = ZoneInfo(request["clinic"]["timezone"])
    for one in request.get("booked") or ():
        start = datetime.fromisoformat(one["start"])
        start = utc(start if start.tzinfo else start.replace(tzinfo=zone))
        yield one, start, start + timedelta(minutes=one["minutes"])


def broken(request: Document, answer: Document) -> list[str]:
    """Every limit that the plan of an answer breaks, in words; an empty list is a plan that holds."""
    stays = moments(request, answer)
    found = [*_courses(request, stays), *_hours(request, stays), *_chairs(request, stays)]
    return [*found, *_nurses(request, stays), *_places(request, stays), *_starts(request, stays)]


def given(course: Document) -> list[date]:
    return sorted(date.fromisoformat(one[:10]) for one in course.get("done") or ())


def _courses(request: Document, stays: Any) -> Iterator[str]:
    known = {course["patient"] for course in request["courses"]}
    yield from (f"{one['patient']} is not asked for" for one, _, _ in stays if one["patient"] not in known)
    for course in request["courses"]:
        who, done = course["patient"], given(course)
        own = sorted((one["n"], start.date()) for one, start, _ in stays if one["patient"] == who)
        if [n for n, _ in own] != list(range(len(done) + 1, course["sessions"] + 1)):
            yield f"{who} has sessions {[n for n, _ in own]}"
        days = [*done, *(day for _, day in own)]
        new = range(len(done), len(days))
        for n in new:
            gap = (days[n] - days[n - 1]).days if n else course["min_gap_days"]
            if not course["min_gap_days"] <= gap <= course["max_gap_days"]:
                yield f"{who} waits {gap} days for session {n + 1}"
        if own and (days[-1] - days[0]).days > course["within_days"]:
            yield f"{who} takes {(days[-1] - days[0]).days} days"


def _hours(request: Document, stays: Any) -> Iterator[str]:
    clinic = request["clinic"]
    courses = {course["patient"]: course for course in request["courses"]}
    for one, start, end in stays:
        day, weekday = start.date().isoformat(), DAYS[start.weekday()]
        course = courses[one["patient"]]
        if day < request["from"] or (request.get("until") and day > request["until"]):
            yield f"{day} is outside the calendar"
        if day in (clinic.get("closed") or ()):
            yield f"{day} is closed"
        if not inside(start, end, (clinic.get("open_on") or {}).get(day, clinic["open"].get(weekday))):
            yield f"{one} is outside opening hours"
        if course.get("available") is not None and not inside(
            start, end, course["available"].get(weekday), course.get("travel_min") or 0
        ):
            yield f"{one} is when the patient cannot come"
        if day in (course.get("away") or ()):
            yield f"{one['patient']} is away on {day}"
        there = clinic.get("prescribers")
        if there is not None and not any(
            weekday in each["days"] and day not in (each.get("absent") or ()) for each in there
        ):
            yield f"no prescriber on {day}"


def _phases(request: Document, one: Document) -> list[tuple[int, int, Fraction]]:
    """(from, to, share of a nurse) of a session, in minutes from its start."""
    clinic = request["clinic"]
    course = next(course for course in request["courses"] if course["patient"] == one["patient"])
    ratio = course.get("patients_per_nurse") or clinic["patients_per_nurse"]
    if one["n"] == 1 and course.get("first_patients_per_nurse"):
        ratio = course["first_patients_per_nurse"]
    begin, end = course.get("preparation_min") or 0, course["minutes"] - (course.get("recovery_min") or 0)
    return [
        (0, begin, Fraction(1, clinic.get("preparing_per_nurse") or ratio)),
        (begin, end, Fraction(1, ratio)),
        (end, course["minutes"], Fraction(1, clinic.get("recovering_per_nurse") or ratio)),
    ]


def _chairs(request: Document, stays: Any) -> Iterator[str]:
    clinic = request["clinic"]
    turnover = timedelta(minutes=clinic.get("turnover_min") or 0)
    taken = [(one["chair"], start, end + turnover) for one, start, end in bookings(request)]
    for one, start, _ in stays:
        course = next(course for course in request["courses"] if course["patient"] == one["patient"])
        minutes = course["minutes"]
        if clinic.get("recovery_places") is not None:
            minutes -= course.get("recovery_min") or 0
        if not 1 <= one["chair"] <= clinic["chairs"]:
            yield f"there is no chair {one['chair']}"
        own = (one["chair"], utc(start), utc(start) + timedelta(minutes=minutes) + turnover)
        if any(own[0] == chair and own[1] < end and begin < own[2] for chair, begin, end in taken):
            yield f"{one} is in a chair that is taken"
        taken.append(own)


def _nurses(request: Document, stays: Any) -> Iterator[str]:
    clinic = request["clinic"]
    named = isinstance(clinic["nurses"], list)
    names = [one["id"] for one in clinic["nurses"]] if named else list(range(1, clinic["nurses"] + 1))
    attention: dict[Any, list[tuple[datetime, datetime, Fraction]]] = {name: [] for name in names}
    for one, start, end in stays:
        if one["nurse"] not in attention:
            yield f"there is no nurse {one['nurse']}"
            continue
        if named:
            nurse = next(each for each in clinic["nurses"] if each["id"] == one["nurse"])
            day, weekday = start.date().isoformat(), DAYS[start.weekday()]
            if day in (nurse.get("absent") or ()) or weekday not in (nurse.get("days") or DAYS):
                yield f"{one['nurse']} is not there on {day}"
            if nurse.get("hours") and not inside(start, end, nurse["hours"]):
                yield f"{one['nurse']} is not there for all of {one}"
        attention[one["nurse"]] += [
            (utc(start) + timedelta(minutes=a), utc(start) + timedelta(minutes=b), share)
            for a, b, share in _phases(request, one)
            if a < b
        ]
    for name, spans in attention.items():
        for at, _, _ in spans:
            if sum(share for a, b, share in spans if a <= at < b) > 1:
                yield f"nurse {name} has too many at {at}"
    # With bookings somebody else must still be free; who attends to a booking is not said.
    share = Fraction(1, clinic["patients_per_nurse"])
    booked = [(a, b) for one, a, b in bookings(request) if one.get("attended") is not False]
    for at in {a for spans in attention.values() for a, _, _ in spans} | {a for a, _ in booked}:
        busy = sum(s for spans in attention.values() for a, b, s in spans if a <= at < b)
        seen = sum(a <= at < b for a, b in booked) * share
        if busy and busy + seen > max(len(names), seen):
            yield f"the nurses have too many at {at}"


def _places(request: Document, stays: Any) -> Iterator[str]:
    places = request["clinic"].get("recovery_places")
    if places is None:
        return
    courses = {course["patient"]: course for course in request["courses"]}
    spans = [
        (utc(end) - timedelta(minutes=courses[one["patient"]].get("recovery_min") or 0), utc(end))
        for one, _, end in stays
    ]
    for at, _ in spans:
        if sum(a <= at < b for a, b in spans) > places:
            yield f"too many recover at {at}"


def _starts(request: Document, stays: Any) -> Iterator[str]:
    gap = timedelta(minutes=request["clinic"].get("start_gap_min") or 0)
    starts = sorted(utc(start) for _, start, _ in stays)
    for first, second in pairwise(starts):
        if second - first < gap:
            yield f"two starts at {first} and {second}"


def every_plan(
    request: Document, step_min: int, days: int, worth: Callable[[Document], bool] = lambda _: True
) -> Iterator[Document]:
    """Every plan of a tiny request whose starts lie on a grid: only for what can be counted on fingers.

    Of those, the ones `worth` trying to seat: it is asked before chairs and nurses are known.
    """
    zone = ZoneInfo(request["clinic"]["timezone"])
    first = datetime.fromisoformat(request["from"])
    grid = [
        (first + timedelta(days=day, minutes=minute)).replace(tzinfo=zone)
        for day in range(days)
        for minute in range(0, 1440, step_min)
    ]
    each = [list(_alone(request, course, grid)) for course in request["courses"]]
    for chosen in product(*each):
        sessions = [one for some in chosen for one in some]
        seated = _seated(request, sessions) if worth({"sessions": sessions}) else None
        if seated is not None:
            yield {"sessions": seated}


def _alone(request: Document, course: Document, grid: list[datetime]) -> Iterator[list[Document]]:
    """Every way to give a course its starts, as far as the course itself goes."""
    alone = {**request, "courses": [course], "booked": []}
    wanted = range(len(given(course)) + 1, course["sessions"] + 1)

    def usable(start: datetime) -> bool:
        session = {"patient": course["patient"], "n": wanted[0], "start": start.isoformat(), "chair": 1}
        return not list(_hours(alone, moments(alone, {"sessions": [session]})))

    starts = [start for start in grid if usable(start)]

    def grown(chosen: list[datetime]) -> Iterator[list[datetime]]:
        if len(chosen) == len(wanted):
            yield chosen
            return
        for start in starts:
            if chosen and start.date() <= chosen[-1].date():
                continue
            yield from grown([*chosen, start])

    for chosen in grown([]):
        sessions = [
            {"patient": course["patient"], "n": n, "start": start.isoformat(), "chair": 1, "nurse": 1}
            for n, start in zip(wanted, chosen, strict=True)
        ]
        if not list(_courses(alone, moments(alone, {"sessions": sessions}))):
            yield sessions


def _seated(request: Document, sessions: list[Document]) -> list[Document] | None:
    """The sessions with chairs and nurses, by trying them all."""
    clinic = request["clinic"]
    names = [each["id"] for each in clinic["nurses"]] if isinstance(clinic["nurses"], list) else range(
        1, clinic["nurses"] + 1
    )  # fmt: skip

    def tried(done: list[Document], left: list[Document]) -> list[Document] | None:
        if not left:
            return done
        for chair, nurse in product(range(1, clinic["chairs"] + 1), names):
            more = [*done, {**left[0], "chair": chair, "nurse": nurse}]
            stays = moments(request, {"sessions": more})
            if [*_chairs(request, stays), *_nurses(request, stays), *_places(request, stays),
                *_starts(request, stays)]:  # fmt: skip
                continue
            found = tried(more, left[1:])
            if found is not None:
                return found
        return None

    return tried([], sorted(sessions, key=lambda one: one["start"]))


def finish(request: Document, answer: Document) -> int:
    """What a plan costs: days from the first day to each course's last session, together."""
    first = date.fromisoformat(request["from"])
    last: dict[str, date] = {}
    for one in answer["sessions"]:
        day = datetime.fromisoformat(one["start"]).date()
        last[one["patient"]] = max(last.get(one["patient"], day), day)
    return sum((day - first).days for day in last.values())
