"""The planner: days first, then minutes, chairs and nurses within each day, until both agree.

The days of all courses are chosen together at least cost, within rows that are necessary for a day to hold
them. Each day is then packed exactly. What cannot be packed is a cut on the choice of days, and they are
chosen anew; so the first choice that can be packed is the best there is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from .answer import Impossible, Plan, Undecided
from .capacity import Candidate, rows
from .conflict import conflict
from .cuts import harder, heavier, smallest_refused
from .days import Spread, Stay
from .in_turn import in_turn
from .master import Days, Master, Member, Stand
from .packing import Item, OutOfTime, Placed, Room, pack
from .paths import Node, Paths, paths
from .program import Solution
from .repair import MOVED, Promises
from .request import Course, Name, Request
from .standing import rows as standing_rows

Remaining = Callable[[], float]
Tell = Callable[[str], None]

# A plan this near the best is looked for first, so that there is one when the time runs out.
_SOON = 0.05
# Few courses are proved optimal about as soon as they are planned at all.
_FEW = 30
# What of the time goes into the best plan while there is none.
_SHARE = 0.8
# A day is given this long, however little time is left.
_LEAST_S = 1.0
# Costs are whole numbers.
_EQUAL = 0.5


def plan(
    request: Request, remaining_s: Remaining, tell: Tell = lambda _: None
) -> Plan | Impossible | Undecided:
    """A plan with its proof, or the smallest set of limits in the way.

    `remaining_s` says how many seconds are left (the domain has no clock); `tell` hears what is being done.
    The same request gives the same plan wherever `proved_optimal` is true.
    """
    planning = Planning(request)
    found = planning.solve(remaining_s, tell)
    if found is not None:
        return found
    if not planning.impossible:
        return Undecided(request.limit_s)
    tell("looking for the limits in the way")
    return conflict(request, planning.blocked, lambda asked: _possible(asked, remaining_s))


def _possible(request: Request, remaining_s: Remaining) -> bool | None:
    """Whether a request has any plan at all; None when there is no time to know."""
    if remaining_s() <= 0:
        return None
    planning = Planning(request, best=False)
    if len(planning.courses) == 1:
        return not planning.blocked  # every day of a path takes one course that is alone
    if planning.solve(remaining_s) is not None:
        return True
    return False if planning.impossible else None


class Planning:
    """One request on its way to a plan: the `best`, or any."""

    def __init__(self, request: Request, best: bool = True) -> None:
        self.request, self._best = request, best
        self.spread = Spread(request)
        self.room = Room.of(request.clinic, self.spread.whole_nurse)
        self.courses = tuple(course for course in request.courses if course.left > 0)
        self.promises = Promises(request, self.spread)
        self.impossible = False
        self._patterned = True
        self._place = {course.patient: place for place, course in enumerate(self.courses)}
        self._alone: dict[tuple[object, ...], bool] = {}
        self._tried: dict[tuple[object, ...], bool] = {}

    @cached_property
    def _found(self) -> tuple[Paths | None, ...]:
        return tuple(self._paths(course) for course in self.courses)

    @property
    def paths(self) -> tuple[Paths, ...]:
        return tuple(path for path in self._found if path is not None)

    @property
    def blocked(self) -> tuple[str, ...]:
        """Patients for whom no days exist even in an empty clinic."""
        return tuple(
            course.patient for course, path in zip(self.courses, self._found, strict=True) if path is None
        )

    def solve(self, remaining_s: Remaining, tell: Tell = lambda _: None) -> Plan | None:
        """The best plan, or the best found in the time; None when there is none (`impossible`) or no time."""
        if self.blocked:
            self.impossible = True
            return None
        master = self._choice()
        best: tuple[float, Days] | None = None
        bound, proved = self._least(), False
        gap = 0.0 if self._best and len(self.courses) <= _FEW else _SOON
        while not proved and remaining_s() > 0:
            tell("choosing days")
            # Before there is a plan some time is left for booking in turn.
            share = 1.0 if best is not None else _SHARE
            solution, days = self._days(master, remaining_s, share, gap)
            bound = max(bound, solution.bound)
            if days is None:
                self.impossible = solution.impossible
                break
            tell("packing days")
            try:
                if not self._pack(days, master, remaining_s):
                    continue
            except OutOfTime:
                break
            if best is None or solution.objective < best[0]:
                best = (solution.objective, days)
            proved = best[0] - bound <= _EQUAL
            if not self._best:
                break
            gap = 0.0
        if best is not None:
            return self._plan(best[0], bound, proved, best[1])
        return None if self.impossible else self._in_turn(bound)

    def _days(
        self, master: Master, remaining_s: Remaining, share: float, gap: float
    ) -> tuple[Solution, Days | None]:
        """The days of all courses. Where none were promised, patterns find the best soonest, if they do."""
        if self._best and not self.promises.kept and self._patterned:
            found = master.patterned(lambda: remaining_s() * share)
            # What they could not prove, or did not find at all, is left to the program with every course's steps.
            self._patterned = found is not None and found[0].proved
            if found is not None:
                return found
        return master.solved(remaining_s() * share, gap)

    def _least(self) -> float:
        """A cost that no plan is below: each course ending as early as it could alone; a repair may cost nothing."""
        if self.promises.kept or not self._best:
            return 0.0
        return float(sum(min(day for n, day in path.nodes if n == path.last_n) for path in self.paths))

    def in_turn(self) -> tuple[tuple[Placed, ...], tuple[str, ...]]:
        """Sessions of courses booked one after the other, and the patients who found no place that way."""
        found, left_out = in_turn(self.paths, self.spread.days, self.room, self._item)
        sessions = tuple(sorted(found, key=lambda one: (one.start, one.chair)))
        return sessions, tuple(self.courses[place].patient for place in left_out)

    def _in_turn(self, bound: float) -> Plan | None:
        """A plan without the time for the best; none where promises would have to be weighed."""
        if self.promises.kept or not self.courses:
            return None
        sessions, left_out = self.in_turn()
        if left_out:
            return None
        cost = float(sum({one.patient: self.spread.day_of(one.start) for one in sessions}.values()))
        gap = max(0.0, (cost - bound) / max(cost, 1.0))
        return Plan(sessions, gap == 0.0 and self._best, gap)

    def _paths(self, course: Course) -> Paths | None:
        """The days that a course could take with the clinic to itself."""
        first_n = len(course.done) + 1
        first = [index for index in self.spread.days if self.fits_alone(course, first_n, index)]
        later = first
        if self.spread.stay(course, first_n) != self.spread.stay(course, course.sessions):
            later = [index for index in self.spread.days if self.fits_alone(course, course.sessions, index)]
        return paths(course, later, [self.spread.index(day) for day in course.done], first)

    def fits_alone(self, course: Course, n: int, index: int, start: int | None = None) -> bool:
        """Whether one session, at any time of a day or at one, fits beside the bookings."""
        windows = self.spread.windows(course, index)
        if not windows:
            return False
        day, stay = self.spread.days[index], self.spread.stay(course, n)
        at = day.midnight
        key = (day.shape(), stay, tuple((a - at, b - at) for a, b in windows), start and start - at)
        if key not in self._alone:
            item = Item(course.patient, n, stay, windows, start)
            self._alone[key] = pack(day, self.room, [item]) is not None
        return self._alone[key]

    def _item(self, place: int, node: Node, start: int | None = None, wish: int | None = None) -> Item:
        course, (n, index) = self.courses[place], node
        stay, windows = self.spread.stay(course, n), self.spread.windows(course, index)
        return Item(course.patient, n, stay, windows, start, wish)

    def _choice(self) -> Master:
        """The choice of days with the rows that every day's room gives."""
        stands = self._stands() if self._best else []
        master = Master(self.paths, self._cost, stands, MOVED)
        for index, places in master.comes().items():
            candidates = []
            for place in places:
                course = self.courses[place]
                windows = self.spread.windows(course, index)
                hull = (windows[0][0], windows[-1][1])
                candidates.append(Candidate(place, self._lightest(course), hull))
            day = self.spread.days[index]
            standing = [
                (one, self._lightest(self.courses[one.place])) for one in stands if one.index == index
            ]
            kept = [
                Candidate(one.place, stay, (one.start, one.start + stay.minutes)) for one, stay in standing
            ]
            for row in rows(day, self.room, candidates, kept):
                members = [
                    Member(place, self._numbers(place), weight)
                    for place, weight in zip(row.keys, row.weights, strict=True)
                ]
                master.at_most(index, members, row.most, [standing[n][0] for n in row.stays])
            for weights, most in standing_rows(day, self.room, standing):
                master.stand_at_most(weights, most)
        return master

    def _cost(self, place: int, node: Node) -> float:
        course = self.courses[place]
        if not self._best:
            return 0.0
        return self.promises.cost(course.patient, node, node[0] == course.sessions)

    def _lightest(self, course: Course) -> Stay:
        stays = [self.spread.stay(course, n) for n in {len(course.done) + 1, course.sessions}]
        return min(stays, key=lambda stay: (stay.least_load, stay.load))

    def _numbers(self, place: int) -> tuple[int, ...]:
        course = self.courses[place]
        return tuple(range(len(course.done) + 1, course.sessions + 1))

    def _stands(self) -> list[Stand]:
        """The appointments that could stay as they are, each for itself."""
        found = []
        for place, course in enumerate(self.courses):
            for one in self.promises.by_patient.get(course.patient, ()):
                index = self.spread.kept_day(one)
                if self.fits_alone(course, course.sessions, index, one.start_min):
                    found.append(Stand(place, index, one.start_min))
        return found

    def _pack(self, days: Days, master: Master, remaining_s: Remaining) -> bool:
        """Whether every day takes what was chosen for it; what a day refuses becomes a cut."""
        packed = True
        for index, items in self._chosen(days).items():

            def refused(some: Sequence[Item], index: int = index) -> bool:
                return self._refused(index, some, remaining_s)

            if not refused(items):
                continue
            packed = False
            small = smallest_refused(items, refused)
            self._cut(index, small, master)
        return packed

    def _chosen(self, days: Days) -> dict[int, list[Item]]:
        """Day to its sessions; an appointment that stays has its start."""
        starts = {(stand.place, stand.index): stand.start for stand in days.stay}
        found: dict[int, list[Item]] = defaultdict(list)
        for place, nodes in enumerate(days.nodes):
            for node in nodes:
                found[node[1]].append(self._item(place, node, starts.get((place, node[1]))))
        return dict(sorted(found.items()))

    def _refused(self, index: int, items: Sequence[Item], remaining_s: Remaining) -> bool:
        key = (index, frozenset(Counter(item.kind for item in items).items()))
        if key not in self._tried:
            limit_s = max(remaining_s(), _LEAST_S)
            self._tried[key] = pack(self.spread.days[index], self.room, items, limit_s=limit_s) is None
        return self._tried[key]

    def _cut(self, index: int, small: Sequence[Item], master: Master) -> None:
        """These sessions do not share that day, nor do as many that are harder to place, nor on a day like it."""
        stands = [
            Stand(self._place[item.patient], index, item.fixed) for item in small if item.fixed is not None
        ]
        most = len(small) - 1
        if stands:
            free = [item for item in small if item.fixed is None]
            master.at_most(index, self._themselves(free), most, stands)
            return
        master.at_most(index, self._like(index, small, master, small), most)
        shape, midnight = self.spread.days[index].shape(), self.spread.days[index].midnight
        for other in master.comes():
            day = self.spread.days[other]
            if other != index and day.shape() == shape:
                by = day.midnight - midnight
                moved = [
                    replace(item, windows=tuple((a + by, b + by) for a, b in item.windows)) for item in small
                ]
                members = self._like(other, moved, master)
                if len(members) > most:
                    master.at_most(other, members, most)

    def _like(
        self, index: int, small: Sequence[Item], master: Master, own: Sequence[Item] = ()
    ) -> list[Member]:
        """Sessions harder to place than each of `small`, and those of `own` or what is heavier in their stead."""
        owners = {self._place[item.patient]: item for item in own}
        members = []
        for place in master.comes()[index]:
            item = owners.get(place)
            numbers = tuple(
                n
                for n in self._numbers(place)
                if (heavier(self.spread.stay(self.courses[place], n), item.stay) if item is not None else
                    all(harder(self._item(place, (n, index)), one) for one in small))
            )  # fmt: skip
            if numbers:
                members.append(Member(place, numbers))
        return members

    def _themselves(self, items: Sequence[Item]) -> list[Member]:
        """These sessions, or ones of the same course that are heavier."""
        found = []
        for item in items:
            place = self._place[item.patient]
            stays = {n: self.spread.stay(self.courses[place], n) for n in self._numbers(place)}
            found.append(Member(place, tuple(n for n, stay in stays.items() if heavier(stay, item.stay))))
        return found

    def _plan(self, cost: float, bound: float, proved: bool, days: Days) -> Plan:
        """The chosen days in minutes, chairs and nurses: a nurse sees the same patients again where she can."""
        nurse_of = self.promises.nurses()
        sessions: list[Placed] = []
        for index, items in self._chosen(days).items():
            for one in self._arranged(index, items, nurse_of):
                sessions.append(one)
                if one.nurse is not None:
                    nurse_of.setdefault(one.patient, one.nurse)
        sessions.sort(key=lambda one: (one.start, one.chair))
        moved, reseated = self.promises.compared(sessions)
        gap = 0.0 if proved else max(0.0, (cost - bound) / max(abs(cost), 1.0))
        kept = self.promises.kept
        return Plan(tuple(sessions), proved, gap, moved if kept else None, reseated if kept else None)

    def _arranged(self, index: int, items: Sequence[Item], nurse_of: Mapping[str, Name]) -> list[Placed]:
        """A day that is known to go in: appointments that stay keep chair and nurse, as many as can."""
        day = self.spread.days[index]
        wished = [
            item
            if item.fixed is not None
            else replace(item, wish=self.promises.wish(item.patient, item.n, index))
            for item in items
        ]
        pins = {item: pin for item in wished if (pin := self._pin(item)) is not None}

        def packed(pinned: Sequence[Item]) -> list[Placed] | None:
            others = [item for item in wished if item not in pinned]
            stay = [pins[item] for item in pinned]
            try:
                found = pack(day, self.room, others, stay, nurse_of)
            except OutOfTime:
                return None
            return None if found is None else [*stay, *found]

        found, stay = packed(list(pins)), list(pins)
        if found is None:
            stay = []
            for item in pins:
                if packed([*stay, item]) is not None:
                    stay.append(item)
            found = packed(stay)
        assert found is not None  # the same day was packed when it was chosen
        return found

    def _pin(self, item: Item) -> Placed | None:
        """An appointment that stays, where it was."""
        was = None if item.fixed is None else self.promises.at(item.patient, item.fixed)
        if was is None or item.fixed is None:
            return None
        return Placed(item.patient, item.n, item.fixed, was.chair, was.nurse, item.stay)
