"""A request spread over its days: when the clinic is open, what is free, and who could come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import lcm
from zoneinfo import ZoneInfo

from .clock import moment_of, overlap, span_on, spans_on, without
from .request import HORIZON_D, Booking, Clinic, Course, Kept, Name, Request, Span


@dataclass(frozen=True, slots=True)
class Bed:
    """Chairs that are free at the same times on one day: their numbers, and those times."""

    chairs: tuple[int, ...]
    free: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """One day on which the clinic is open, in minutes of UTC.

    `nurses` holds when each is present, None where nurses are no limit; `booked` the bookings that need one.
    """

    index: int
    date: date
    midnight: int
    open: tuple[Span, ...]
    beds: tuple[Bed, ...]
    nurses: tuple[tuple[Name, tuple[Span, ...]], ...] | None
    booked: tuple[Span, ...]

    def shape(self) -> tuple[object, ...]:
        """What two days of equal room have in common."""

        def moved(spans: Iterable[Span]) -> tuple[Span, ...]:
            return tuple((a - self.midnight, b - self.midnight) for a, b in spans)

        nurses = None if self.nurses is None else tuple((name, moved(spans)) for name, spans in self.nurses)
        beds = tuple((len(bed.chairs), moved(bed.free)) for bed in self.beds)
        return moved(self.open), beds, nurses, moved(self.booked)


@dataclass(frozen=True, slots=True)
class Stay:
    """What one session takes: minutes in the chair (with the turnover after it), a nurse's attention by phase
    in parts of `Spread.whole_nurse`, a recovery place for a while; offsets are from its start.
    """

    minutes: int
    chair_min: int
    loads: tuple[tuple[int, int, int], ...]
    place: Span | None

    @property
    def load(self) -> int:
        """The most attention it ever takes."""
        return max((load for _, _, load in self.loads), default=0)

    @property
    def least_load(self) -> int:
        return min((load for _, _, load in self.loads), default=0)


class Spread:
    """A request over its days. Indexes of days count from `request.start`."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.zone = ZoneInfo(request.clinic.timezone)
        self.whole_nurse = _whole_nurse(request)
        self._stays: dict[tuple[str, int], Stay] = {}
        last = max((self.last_day(course) for course in request.courses), default=-1)
        booked = _by_day(request.booked, request.clinic.turnover_min, self.zone, request.start)
        self.days = {
            index: day for index in range(last + 1) if (day := self._day(index, booked[index])) is not None
        }

    def index(self, day: date) -> int:
        return (day - self.request.start).days

    def date(self, index: int) -> date:
        return self.request.start + timedelta(days=index)

    def last_day(self, course: Course) -> int:
        """The last day on which a session of this course could lie."""
        if self.request.until is not None:
            last = self.index(self.request.until)
        else:
            last = max(HORIZON_D, course.within_days)
        if course.done:
            last = min(last, self.index(course.done[0]) + course.within_days)
        return last

    def stay(self, course: Course, n: int) -> Stay:
        """What session `n` of a course takes."""
        key = (course.patient, n)
        if key not in self._stays:
            self._stays[key] = _stay(course, n, self.request.clinic, self.whole_nurse)
        return self._stays[key]

    def windows(self, course: Course, index: int) -> tuple[Span, ...]:
        """When a whole session of a course could lie on a day, as far as clinic and patient allow."""
        day = self.days.get(index)
        if day is None or day.date in course.away or index > self.last_day(course):
            return ()
        spans = day.open
        if course.available is not None:
            hours = spans_on(day.date, course.available.get(day.date.weekday(), ()), self.zone)
            travel = course.travel_min
            spans = overlap(spans, [(a + travel, b - travel) for a, b in hours if a + travel < b - travel])
        return tuple(span for span in spans if span[1] - span[0] >= course.minutes)

    def _day(self, index: int, booked: list[Booking]) -> Day | None:
        clinic, today = self.request.clinic, self.date(index)
        hours = clinic.open_on.get(today, clinic.open.get(today.weekday(), ()))
        opened = spans_on(today, hours, self.zone)
        if not opened or today in clinic.closed or not _prescriber_on(clinic, today):
            return None
        whole = (opened[0][0], opened[-1][1] + clinic.turnover_min)
        taken: dict[int, list[Span]] = defaultdict(list)
        for one in booked:
            end = one.start_min + one.minutes + clinic.turnover_min
            taken[one.chair].append((one.start_min, end))
        alike: dict[tuple[Span, ...], list[int]] = defaultdict(list)
        for chair in range(1, clinic.chairs + 1):
            free = without(whole, taken[chair])
            if free:
                alike[free].append(chair)
        nurses = _nurses_on(clinic, today, opened, self.zone)
        midnight = span_on(today, (0, 1440), self.zone)
        if midnight is None:
            return None  # a day that a change of zone left out
        return Day(
            index=index,
            date=today,
            midnight=midnight[0],
            open=opened,
            beds=tuple(Bed(tuple(chairs), free) for free, chairs in alike.items()),
            nurses=nurses,
            booked=self._attended(nurses, booked),
        )

    def _attended(
        self, nurses: tuple[tuple[Name, tuple[Span, ...]], ...] | None, booked: list[Booking]
    ) -> tuple[Span, ...]:
        """The bookings that a nurse must see to. Those already beyond what the nurses can do take none from
        anybody: they are as they are, and no plan of ours makes them so."""
        load = self.whole_nurse // self.request.clinic.patients_per_nurse
        given: dict[Name, list[tuple[int, int, int]]] = {name: [] for name, _ in nurses or ()}
        found = []
        for first, last in sorted(
            (one.start_min, one.start_min + one.minutes) for one in booked if one.attended
        ):
            for name, hours in nurses or ():
                here = overlap(hours, [(first, last)])
                if here and peak([*given[name], (*here[0], load)]) <= self.whole_nurse:
                    given[name].append((*here[0], load))
                    found.append(here[0])
                    break
        return tuple(found)

    def day_of(self, minute: int) -> int:
        """The index of the day on which an instant lies."""
        return self.index(moment_of(minute, self.zone).date())

    def kept_day(self, kept: Kept) -> int:
        return self.day_of(kept.start_min)


def peak(loads: Iterable[tuple[int, int, int]]) -> int:
    """The most that is carried at one time, of (from, until, load)."""
    changes = sorted(change for a, b, load in loads for change in ((a, load), (b, -load)))
    carried = most = 0
    for _, change in changes:
        carried += change
        most = max(most, carried)
    return most


def _by_day(
    booked: Iterable[Booking], turnover_min: int, zone: ZoneInfo, start: date
) -> dict[int, list[Booking]]:
    """Bookings under every day they touch."""
    found: dict[int, list[Booking]] = defaultdict(list)
    for one in booked:
        first = (moment_of(one.start_min, zone).date() - start).days
        last = (moment_of(one.start_min + one.minutes + turnover_min, zone).date() - start).days
        for index in range(first, last + 1):
            found[index].append(one)
    return found


def _prescriber_on(clinic: Clinic, today: date) -> bool:
    return clinic.prescribers is None or any(
        today.weekday() in one.days and today not in one.absent for one in clinic.prescribers
    )


def _nurses_on(
    clinic: Clinic, today: date, opened: tuple[Span, ...], zone: ZoneInfo
) -> tuple[tuple[Name, tuple[Span, ...]], ...] | None:
    if clinic.nurses is None:
        return None
    found = []
    for nurse in clinic.nurses:
        if today in nurse.absent or (nurse.days is not None and today.weekday() not in nurse.days):
            continue
        hours = opened if nurse.hours is None else overlap(opened, spans_on(today, nurse.hours, zone))
        if hours:
            found.append((nurse.id, hours))
    return tuple(found)


def _whole_nurse(request: Request) -> int:
    """The number of parts a nurse's attention is counted in, so that every ratio is a whole number of them."""
    clinic = request.clinic
    ratios = {clinic.patients_per_nurse, clinic.preparing_per_nurse, clinic.recovering_per_nurse}
    for course in request.courses:
        ratios |= {course.patients_per_nurse, course.first_patients_per_nurse}
    return lcm(*(ratio for ratio in ratios if ratio is not None))


def _stay(course: Course, n: int, clinic: Clinic, whole: int) -> Stay:
    ratio = course.patients_per_nurse or clinic.patients_per_nurse
    if n == 1 and course.first_patients_per_nurse is not None:
        ratio = course.first_patients_per_nurse
    infused, left = course.preparation_min, course.minutes - course.recovery_min
    phases = (
        (0, infused, clinic.preparing_per_nurse or ratio),
        (infused, left, ratio),
        (left, course.minutes, clinic.recovering_per_nurse or ratio),
    )
    loads: list[tuple[int, int, int]] = []
    for first, last, per_nurse in phases:
        load = whole // per_nurse
        if first == last:
            continue
        if loads and loads[-1][2] == load:
            loads[-1] = (loads[-1][0], last, load)
        else:
            loads.append((first, last, load))
    elsewhere = clinic.recovery_places is not None and course.recovery_min > 0
    return Stay(
        minutes=course.minutes,
        chair_min=(left if elsewhere else course.minutes) + clinic.turnover_min,
        loads=tuple(loads),
        place=(left, course.minutes) if elsewhere else None,
    )
