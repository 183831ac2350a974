"""Whole courses as patterns of days, of which few can be part of a best plan.

With a price on each day's room every course finds its cheapest days alone, and what they find together bounds every
plan. Prices come from the patterns that are known; what is cheaper at these prices joins them, until nothing is
(Dantzig and Wolfe 1960). The best plan of the known patterns is most often as good as the bound, and so the best of
all. Where it is not, the patterns that a better plan could hold are looked at too, and no others need be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import ceil, inf
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array, csr_array

from .paths import Node, Paths
from .program import Program, Solution
from .reach import Calendar, Days, Floats, Reached

# Costs are whole numbers: a plan that is nearer than this to the bound is the best there is.
_PART_OF_ONE = 0.5
# Prices and costs in floating point are equal to this.
_EQUAL = 1e-6
# Of each course so many patterns join at once, with different first days.
_JOIN = 3
# More patterns than this are not for one program, nor is a calendar of more numbers.
_MOST_PATTERNS, _MOST_NUMBERS = 30_000, 20_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """On day `index` the sessions (course, n) take these `weights` of a room of `most`."""

    index: int
    weights: Mapping[Node, int]
    most: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """For each course its days in order. No plan costs less than `bound`."""

    days: tuple[Days, ...]
    cost: float
    bound: float

    @property
    def proved(self) -> bool:
        return self.cost - self.bound <= _PART_OF_ONE


@dataclass(frozen=True, slots=True)
class _Pattern:
    """Days that one course could take: what they cost, and what they take of each row."""

    place: int
    days: Days
    cost: float
    takes: tuple[tuple[int, float], ...]


def choose(
    courses: Sequence[Paths], cost: Callable[[int, Node], float], rows: Sequence[Row],
    remaining_s: Callable[[], float],
) -> Chosen | None:  # fmt: skip
    """The cheapest days that keep the rows, where costs are whole numbers; None where this way finds none.

    None says nothing about whether there are any. Where the answer is proved the same input gives the same answer.
    """
    if not courses or Calendar.numbers(courses) > _MOST_NUMBERS:
        return None
    search = _Search(Calendar(courses, cost), rows)
    if not search.bounded(remaining_s):
        return None
    found = search.solved(search.known, remaining_s())
    if found.values is None:
        return None
    best = search.chosen(search.known, found)
    near = None if best.proved or remaining_s() <= 0 else search.near(best.cost - 1)
    if near is None:
        return best
    found = search.solved(near, remaining_s())
    if found.objective < best.cost:
        best = search.chosen(near, found)
    least = best.cost if found.impossible else max(search.bound, ceil(found.bound - _EQUAL))
    return replace(best, bound=min(best.cost, least))


class _Search:
    """The known patterns, the prices that they give, and the bound at these prices."""

    def __init__(self, calendar: Calendar, rows: Sequence[Row]) -> None:
        self.calendar = calendar
        self.known: list[_Pattern] = []
        self._floor = -inf  # of all costs, at the best prices
        self._seen: set[tuple[int, Days]] = set()
        self._most: Floats = np.array([row.most for row in rows], dtype=np.float64)
        self._weights = [calendar.weights(row.weights) for row in rows]
        self._index = [row.index for row in rows]
        self._on: dict[int, list[int]] = defaultdict(list)
        for number, index in enumerate(self._index):
            self._on[index].append(number)
        self._best_prices: Floats = np.zeros(len(rows))

    @property
    def bound(self) -> float:
        """What every plan costs at least, in whole numbers."""
        return float(ceil(self._floor - _EQUAL))

    def bounded(self, remaining_s: Callable[[], float]) -> bool:
        """Patterns until none is missing, and the bound; False where the time or the room is not enough."""
        prices, worth = self._best_prices, np.full(self.calendar.count, inf)
        missing = inf
        while self._joined(prices, worth):
            if remaining_s() <= 0:
                return False
            found = self._relaxed(remaining_s())
            if found.status != 0:
                return False
            prices, worth = np.maximum(0.0, -found.ineqlin.marginals), found.eqlin.marginals
            missing = found.x[len(self.known) :].max()
            if found.fun - self._floor <= _EQUAL:
                break
        return bool(missing <= _EQUAL)

    def _joined(self, prices: Floats, worth: Floats) -> bool:
        """Whether patterns joined that are cheaper at these prices than the known ones are worth."""
        reached = self._at(prices)
        bound = float(reached.least.min(axis=1).sum() - prices @ self._most)
        if bound > self._floor:
            self._floor, self._best_prices = bound, prices
        before = len(self.known)
        for place in range(self.calendar.count):
            least = reached.least[place]
            for first in np.argsort(least, kind="stable")[:_JOIN]:
                if least[first] < inf and least[first] < worth[place] - _EQUAL:
                    self._join(place, reached.cheapest(place, int(first)))
        return len(self.known) > before

    def _join(self, place: int, days: Days) -> None:
        if (place, days) not in self._seen:
            self._seen.add((place, days))
            self.known.append(self._pattern(place, days))

    def _pattern(self, place: int, days: Days) -> _Pattern:
        cost, takes = 0.0, dict[int, float]()
        for level, day in self.calendar.levels_of(place, days):
            cost += self.calendar.cost[place, level, day]
            for row in self._on.get(day, ()):
                if weight := float(self._weights[row][place, level]):
                    takes[row] = takes.get(row, 0.0) + weight
        return _Pattern(place, days, float(cost), tuple(takes.items()))

    def _at(self, prices: Floats) -> Reached:
        costs = self.calendar.cost.copy()
        for row in np.flatnonzero(prices):
            costs[:, :, self._index[row]] += prices[row] * self._weights[row]
        return Reached(self.calendar, costs)

    def _relaxed(self, limit_s: float) -> Any:
        """The least cost with divisible patterns; each course could also be missing, at a cost beyond every other."""
        count, known = self.calendar.count, len(self.known)
        dear = 10.0 * self.calendar.dearest + 10.0
        taken = [(row, n, weight) for n, one in enumerate(self.known) for row, weight in one.takes]
        places = [*(one.place for one in self.known), *range(count)]
        return linprog(
            [*(one.cost for one in self.known), *[dear] * count],
            A_ub=_sparse(taken, (len(self._most), known + count)), b_ub=self._most,
            A_eq=_sparse([(place, n, 1.0) for n, place in enumerate(places)], (count, known + count)),
            b_eq=np.ones(count), method="highs-ds", options={"time_limit": max(limit_s, 0.01)},
        )  # fmt: skip

    def near(self, most: float) -> list[_Pattern] | None:
        """Every pattern that a plan of at most this cost could hold; None where they are too many.

        What a pattern costs its course more than the cheapest one, a plan that holds it costs more than the bound.
        """
        reached, found = self._at(self._best_prices), list[_Pattern]()
        for place in range(self.calendar.count):
            dearest = reached.least[place].min() + most - self._floor + _EQUAL
            room = _MOST_PATTERNS - len(found)
            some = list(islice(reached.near(place, dearest), room + 1))
            if len(some) > room:
                return None
            found += [self._pattern(place, days) for days in some]
        return found

    def solved(self, patterns: Sequence[_Pattern], limit_s: float) -> Solution:
        """The cheapest plan of these patterns."""
        program, of_course, of_row = Program(), defaultdict(list), defaultdict(list)
        for one in patterns:
            variable = program.variable(one.cost)
            of_course[one.place].append((variable, 1.0))
            for row, weight in one.takes:
                of_row[row].append((variable, weight))
        for place in range(self.calendar.count):
            program.row(of_course[place], 1, 1)
        for row, terms in of_row.items():
            program.row(terms, high=self._most[row])
        return program.solved(limit_s, _PART_OF_ONE / max(1.0, self.bound) / 2)

    def chosen(self, patterns: Sequence[_Pattern], found: Solution) -> Chosen:
        taken = zip(patterns, found.values or (), strict=True)
        days = {one.place: one.days for one, is_taken in taken if is_taken}
        cost = float(round(found.objective))
        return Chosen(tuple(days[place] for place in range(self.calendar.count)), cost, min(cost, self.bound))


def _sparse(entries: Sequence[tuple[int, int, float]], shape: tuple[int, int]) -> csr_array:
    """A matrix of (row, column, value)."""
    rows, columns, values = zip(*entries, strict=True) if entries else ((), (), ())
    return coo_array((values, (rows, columns)), shape=shape).tocsr()
