"""How cheaply every course can reach every day of the calendar: all courses at once, in arrays.

Sessions are counted back from the last one, so that courses of different length end on the same level.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import inf

import numpy as np
from numpy.typing import NDArray

from .paths import Node, Paths

Floats = NDArray[np.float64]
Days = tuple[int, ...]


class Calendar:
    """The nodes of courses, with what each costs: course × level × day."""

    def __init__(self, courses: Sequence[Paths], cost: Callable[[int, Node], float]) -> None:
        self.count = len(courses)
        self.levels = max(_sessions(one) for one in courses)
        self.days = 1 + max(day for one in courses for _, day in one.nodes)
        # The session on the lowest level, were the course that long; and the level of its first one.
        self._from_n = [one.last_n - self.levels + 1 for one in courses]
        self.begins = np.array([self.levels - _sessions(one) for one in courses])
        self.low = np.array([one.course.min_gap_days for one in courses])
        self.high = np.array([one.course.max_gap_days for one in courses])
        self.window = np.array([self.days if one.window is None else one.window for one in courses])
        self.first_days = np.array(sorted({day for one in courses for _, day in one.first}))
        self.cost: Floats = np.full((self.count, self.levels, self.days), inf)
        for place, one in enumerate(courses):
            for node in one.nodes:
                self.cost[place, node[0] - self._from_n[place], node[1]] = cost(place, node)
        self.dearest = float(self.cost[np.isfinite(self.cost)].max())

    @staticmethod
    def numbers(courses: Sequence[Paths]) -> int:
        """How many numbers the costs of reaching every day from every first day are."""
        days = 1 + max(day for one in courses for _, day in one.nodes)
        first = len({day for one in courses for _, day in one.first})
        return len(courses) * max(_sessions(one) for one in courses) * days * first

    def weights(self, given: Mapping[Node, int]) -> Floats:
        """Weights by (course, n) as course × level."""
        found: Floats = np.zeros((self.count, self.levels))
        for (place, n), weight in given.items():
            found[place, n - self._from_n[place]] = weight
        return found

    def levels_of(self, place: int, days: Days) -> Iterator[tuple[int, int]]:
        """(level, day) of a course's sessions."""
        return zip(range(self.levels - len(days), self.levels), days, strict=True)


class Reached:
    """The least cost of every way to a day at these `costs`, by the first day of the course."""

    def __init__(self, calendar: Calendar, costs: Floats) -> None:
        self._calendar, self._costs = calendar, costs
        self._by_level = list(self._levels())
        days, first = np.arange(calendar.days), calendar.first_days
        last_day = first[None, :, None] + calendar.window[:, None, None]
        self._ends = np.where(days[None, None, :] > last_day, inf, self._by_level[-1])
        # By course and first day: the least cost of a whole course.
        self.least: Floats = self._ends.min(axis=2)

    def _levels(self) -> Iterator[Floats]:
        calendar, first = self._calendar, self._calendar.first_days
        shape = (calendar.count, len(first), calendar.days)
        here: Floats = np.full(shape, inf)
        for level in range(calendar.levels):
            here = self._after(here) + self._costs[:, level, None, :]
            (begins,) = np.nonzero(calendar.begins == level)
            for n, day in enumerate(first):
                here[begins, n, day] = self._costs[begins, level, day]
            yield here

    def _after(self, before: Floats) -> Floats:
        """The least cost of a session before, a permitted gap away, for every day."""
        low, high = self._calendar.low, self._calendar.high
        found: Floats = np.full_like(before, inf)
        for gap in range(low.min(), min(high.max(), before.shape[2] - 1) + 1):
            (able,) = np.nonzero((low <= gap) & (gap <= high))
            earlier = before[able, :, : before.shape[2] - gap]
            found[able, :, gap:] = np.minimum(found[able, :, gap:], earlier)
        return found

    def cheapest(self, place: int, first: int) -> Days:
        """The days of a course that begins on the first day of this number, at least cost."""
        day = int(self._ends[place, first].argmin())
        days = [day]
        for level in range(self._calendar.levels - 1, self._calendar.begins[place], -1):
            before = self._by_level[level - 1][place, first]
            low = max(0, day - int(self._calendar.high[place]))
            day = low + int(before[low : day - int(self._calendar.low[place]) + 1].argmin())
            days.append(day)
        return tuple(reversed(days))

    def near(self, place: int, most: float) -> Iterator[Days]:
        """All days that cost a course no more than this."""
        calendar, costs = self._calendar, self._costs[place].tolist()
        low, high, begins = calendar.low[place], calendar.high[place], calendar.begins[place]
        for first in np.flatnonzero(self.least[place] <= most):
            before = [one[place, first].tolist() for one in self._by_level]

            def back(
                level: int, days: Days, cost: float, before: list[list[float]] = before
            ) -> Iterator[Days]:
                if level == begins:
                    yield days
                    return
                cost += costs[level][days[0]]
                for day in range(max(0, days[0] - high), days[0] - low + 1):
                    if before[level - 1][day] + cost <= most:
                        yield from back(level - 1, (day, *days), cost)

            for day in np.flatnonzero(self._ends[place, first] <= most):
                yield from back(calendar.levels - 1, (int(day),), 0.0)


def _sessions(one: Paths) -> int:
    return one.last_n - one.first[0][0] + 1
