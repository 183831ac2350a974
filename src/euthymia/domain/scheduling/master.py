"""Which days: every course takes one path through the calendar, no day holds more than its room, at least cost.

What a day's packing then refuses comes back as a cut, and the days are chosen anew.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from .paths import Node, Paths
from .patterns import Row, choose
from .program import Program, Solution


@dataclass(frozen=True, slots=True)
class Stand:
    """An appointment that could stay as it is: the session of course `place` on day `index` at `start`."""

    place: int
    index: int
    start: int


@dataclass(frozen=True, slots=True)
class Days:
    """The days that were chosen: for each course its nodes in order, and the appointments that stay."""

    nodes: tuple[tuple[Node, ...], ...]
    stay: frozenset[Stand]


@dataclass(frozen=True, slots=True)
class Member:
    """A session on a day, whichever of `numbers` it is of course `place`; it counts `weight` times."""

    place: int
    numbers: tuple[int, ...]
    weight: int = 1


class Master:
    """`cost` gives what it costs that session n of course p lies on a day; `moved` what a moved appointment costs."""

    def __init__(
        self,
        courses: Sequence[Paths],
        cost: Callable[[int, Node], float],
        stands: Iterable[Stand] = (),
        moved: float = 0.0,
    ) -> None:
        self.program = Program(moved)
        self.courses = courses
        # What days hold of sessions, whichever appointments stay.
        self.rows: list[Row] = []
        self._cost = cost
        # (course, day) to the variables one of which is 1 when the course has a session that day
        self._on: dict[tuple[int, int], list[int]] = defaultdict(list)
        self._into: dict[tuple[int, Node], list[int]] = defaultdict(list)
        self._stands: dict[Stand, int] = {}
        for place, course in enumerate(courses):
            self._paths(place, course, cost)
        at: dict[tuple[int, int], list[int]] = defaultdict(list)
        for stand in stands:
            self._stands[stand] = self.program.variable(first=-1.0)
            at[stand.place, stand.index].append(self._stands[stand])
        self.program.offset = moved * len(self._stands)
        for (place, index), standing in at.items():
            comes = [(variable, -1.0) for variable in self._on.get((place, index), ())]
            self.program.row([*((variable, 1.0) for variable in standing), *comes], high=0)

    @property
    def stands(self) -> tuple[Stand, ...]:
        return tuple(self._stands)

    def comes(self) -> Mapping[int, tuple[int, ...]]:
        """Day to the courses that could have a session on it."""
        found: dict[int, list[int]] = defaultdict(list)
        for place, index in self._on:
            found[index].append(place)
        return {index: tuple(places) for index, places in sorted(found.items())}

    def at_most(self, index: int, members: Iterable[Member], most: int, stands: Iterable[Stand] = ()) -> None:
        """On a day no more than `most` of these members and of these appointments that stay."""
        terms = [(self._stands[stand], 1.0) for stand in stands]
        members = list(members)
        if not terms:
            weights = {(one.place, n): one.weight for one in members for n in one.numbers}
            self.rows.append(Row(index, weights, most))
        for member in members:
            for n in member.numbers:
                into = self._into.get((member.place, (n, index)), ())
                terms += [(variable, float(member.weight)) for variable in into]
        self.program.row(terms, high=most)

    def stand_at_most(self, stands: Mapping[Stand, int], most: int) -> None:
        """No more than `most` of these appointments stay, each as often as its weight says."""
        self.program.row([(self._stands[one], float(weight)) for one, weight in stands.items()], high=most)

    def solved(self, limit_s: float, gap: float = 0.0) -> tuple[Solution, Days | None]:
        solution = self.program.solved(limit_s, gap)
        return solution, None if solution.values is None else self._days(solution.values)

    def patterned(self, remaining_s: Callable[[], float]) -> tuple[Solution, Days] | None:
        """As `solved` where no appointment stays, by way of patterns; None where that way finds nothing."""
        found = choose(self.courses, self._cost, self.rows, remaining_s)
        if found is None:
            return None
        nodes = tuple(
            tuple(enumerate(days, course.first[0][0]))
            for course, days in zip(self.courses, found.days, strict=True)
        )
        return Solution((), found.cost, found.bound, found.proved, False), Days(nodes, frozenset())

    def _paths(self, place: int, course: Paths, cost: Callable[[int, Node], float]) -> None:
        """One path: a unit that enters at some first node and leaves at some last one."""
        begins = [self._enter(place, node, cost) for node in course.first]
        self.program.row([(variable, 1.0) for variable in begins], 1, 1)
        if course.steps is None:
            self._lagging(place, course, cost)
        else:
            self._stepping(place, course, course.steps, cost)
        if course.window is not None:
            self._window(place, course, begins)

    def _stepping(
        self,
        place: int,
        course: Paths,
        steps: Sequence[tuple[Node, Node]],
        cost: Callable[[int, Node], float],
    ) -> None:
        leaving: dict[Node, list[int]] = defaultdict(list)
        for before, after in steps:
            leaving[before].append(self._enter(place, after, cost))
        for node in course.nodes:
            if node[0] < course.last_n:
                terms = [(variable, 1.0) for variable in self._into[place, node]]
                self.program.row([*terms, *((variable, -1.0) for variable in leaving[node])], 0, 0)

    def _lagging(self, place: int, course: Paths, cost: Callable[[int, Node], float]) -> None:
        """By counting who has come by each day: nobody comes for the next session sooner than the least gap
        after this one, and by the longest gap after it everybody has."""
        low, high = course.course.min_gap_days, course.course.max_gap_days
        by_n: dict[int, list[int]] = defaultdict(list)
        for n, day in course.nodes:
            by_n[n].append(day)
        before: list[tuple[int, int]] = []
        for n, days in sorted(by_n.items()):
            counted: list[tuple[int, int]] = []
            for day in days:
                known = (place, (n, day)) in self._into
                into = self._into[place, (n, day)][0] if known else self._enter(place, (n, day), cost)
                came = self.program.variable()
                yesterday = [(counted[-1][1], 1.0)] if counted else []
                self.program.row([*yesterday, (into, 1.0), (came, -1.0)], 0, 0)
                counted.append((day, came))
            self.program.row([(counted[-1][1], 1.0)], 1, 1)
            if before:
                self._between(before, counted, low, high)
            before = counted

    def _between(
        self, before: Sequence[tuple[int, int]], after: Sequence[tuple[int, int]], low: int, high: int
    ) -> None:
        """Rows between the counts, (day, variable), of one session and of the next."""
        days, next_days = [day for day, _ in before], [day for day, _ in after]
        for day, came in after:
            place = bisect_right(days, day - low)
            earlier = [(before[place - 1][1], -1.0)] if place else []
            self.program.row([(came, 1.0), *earlier], high=0)
        for day, came in before:
            place = bisect_right(next_days, day + high)
            later = [(after[place - 1][1], -1.0)] if place else []
            self.program.row([(came, 1.0), *later], high=0)

    def _enter(self, place: int, node: Node, cost: Callable[[int, Node], float]) -> int:
        variable = self.program.variable(cost(place, node))
        self._into[place, node].append(variable)
        self._on[place, node[1]].append(variable)
        return variable

    def _window(self, place: int, course: Paths, begins: Sequence[int]) -> None:
        """Whoever begins by a day has ended by the window after it."""
        assert course.window is not None
        ends = {node[1]: self._into[place, node] for node in course.nodes if node[0] == course.last_n}
        begin = {node[1]: variable for node, variable in zip(course.first, begins, strict=True)}
        for first in sorted(begin):
            late = [(v, 1.0) for day, into in ends.items() if day > first + course.window for v in into]
            early = [(variable, 1.0) for day, variable in begin.items() if day <= first]
            if late:
                self.program.row([*early, *late], high=1)

    def _days(self, values: Sequence[int]) -> Days:
        nodes = []
        for place, course in enumerate(self.courses):
            taken = [node for node in course.nodes if any(values[v] for v in self._into[place, node])]
            nodes.append(tuple(taken))
        stay = frozenset(stand for stand, variable in self._stands.items() if values[variable])
        return Days(tuple(nodes), stay)
