"""An integer program, row by row, and HiGHS to solve it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, inf
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import coo_array, csr_array, vstack

_OPTIMAL, _OUT_OF_TIME, _INFEASIBLE = 0, 1, 2
# HiGHS answers in floating point; what is meant to be whole is whole to this.
_WHOLE = 1e-6
# How near the least the cost must be that comes after something else.
_AFTER = 0.02


@dataclass(frozen=True, slots=True)
class Solution:
    """`values` None: none was found, and there is none when `impossible`. `bound` is below every solution."""

    values: tuple[int, ...] | None
    objective: float
    bound: float
    proved: bool
    impossible: bool


class Program:
    """Whole variables from 0 up to a bound, linear rows, a cost to make least; `offset` is part of every cost.

    A variable may have a `first` beside its cost: the sum of these comes before all cost, `weight` times as dear.
    """

    def __init__(self, weight: float = 0.0) -> None:
        self.offset = 0.0
        self._weight = weight
        self._cost: list[float] = []
        self._first: list[float] = []
        self._upper: list[int] = []
        self._rows: list[int] = []
        self._columns: list[int] = []
        self._values: list[float] = []
        self._low: list[float] = []
        self._high: list[float] = []

    def __len__(self) -> int:
        return len(self._cost)

    def variable(self, cost: float = 0.0, upper: int = 1, first: float = 0.0) -> int:
        self._cost.append(cost)
        self._first.append(first)
        self._upper.append(upper)
        return len(self._cost) - 1

    def row(self, terms: Iterable[tuple[int, float]], low: float = -inf, high: float = inf) -> None:
        """`low` ≤ the sum of value times variable ≤ `high`; a variable stands in a row once."""
        for variable, value in terms:
            self._rows.append(len(self._low))
            self._columns.append(variable)
            self._values.append(value)
        self._low.append(low)
        self._high.append(high)

    def solved(self, limit_s: float, gap: float = 0.0) -> Solution:
        """The least cost within the time; as good as `gap` of the cost is good enough.

        Where some variable has a `first`, the least sum of these is proved, and the cost after it is near the least:
        `bound` is then that of the first.
        """
        if not self._cost:
            held = all(low <= 0 <= high for low, high in zip(self._low, self._high, strict=True))
            return Solution(() if held else None, self.offset, self.offset, held, not held)
        if not any(self._first):
            return self._solution(self._run(self._cost, limit_s, gap), self._cost)
        return self._in_order(limit_s, max(gap, _AFTER))

    def _in_order(self, limit_s: float, gap: float) -> Solution:
        """First things first. Divisible variables are allowed at first: what comes out whole is the best there is."""
        first, cost = np.array(self._first), np.array(self._cost)
        both = first * self._weight + cost
        relaxed = self._run(both, limit_s, whole=False)
        if relaxed.status == _INFEASIBLE:
            return Solution(None, inf, -inf, False, True)
        if relaxed.status == _OPTIMAL and np.abs(relaxed.x - np.rint(relaxed.x)).max() <= _WHOLE:
            return self._proved(relaxed.x, both)
        rows = self._matrix()
        least = self._relaxed(rows)
        if least is None:
            return self._solution(self._run(both, limit_s, gap), both)
        # Most often what came out whole at once is part of a best answer: only the rest is looked at first.
        upper = np.array(self._upper, dtype=np.float64)
        stays = (first < 0) & (relaxed.x >= upper - _WHOLE) if relaxed.x is not None else first > 0
        most, worst = ceil(least.fun - _WHOLE), float(np.maximum(first, 0) @ upper)
        while True:
            kept = self._within(least, most, rows, gap, limit_s / 2, stays)
            if kept.status == _INFEASIBLE and stays.any():
                kept = self._within(least, most, rows, gap, limit_s / 2, np.zeros_like(stays))
            if kept.status != _INFEASIBLE or most >= worst:
                break
            most += 1
        if kept.x is None:
            bound = most * self._weight + self.offset
            return Solution(None, inf, bound, False, kept.status == _INFEASIBLE)
        return self._proved(kept.x, both)

    def _proved(self, found: Any, cost: Any) -> Solution:
        values = np.rint(found)
        objective = float(cost @ values) + self.offset
        return Solution(tuple(int(one) for one in values), objective, objective, True, False)

    def _relaxed(self, rows: csr_array) -> Any:
        """The least sum of what comes first with divisible variables, and what each variable would add to it."""
        low, high = np.array(self._low), np.array(self._high)
        equal = low == high
        up, down = ~equal & np.isfinite(high), ~equal & np.isfinite(low)
        upper = np.array(self._upper, dtype=np.float64)
        found = linprog(
            np.array(self._first),
            A_ub=vstack([rows[np.flatnonzero(up)], -rows[np.flatnonzero(down)]]),
            b_ub=np.concatenate([high[up], -low[down]]),
            A_eq=rows[np.flatnonzero(equal)], b_eq=low[equal],
            bounds=np.column_stack([np.zeros(len(upper)), upper]), method="highs",
        )  # fmt: skip
        return found if found.status == 0 else None

    def _within(
        self, least: Any, most: int, rows: csr_array, gap: float, limit_s: float, stays: NDArray[np.bool_]
    ) -> Any:
        """The least cost where what comes first adds up to `most` at most and `stays` are at their upper bound: a
        variable that alone would add more than is left stays at its bound."""
        slack = most - least.fun + _WHOLE
        upper = np.array(self._upper, dtype=np.float64)
        low = np.where(stays | (-least.upper.marginals > slack), upper, 0.0)
        high = np.where(~stays & (least.lower.marginals > slack), 0.0, upper)
        return milp(
            np.array(self._cost), integrality=np.ones(len(upper)), bounds=Bounds(low, high),
            constraints=[
                LinearConstraint(rows, np.array(self._low), np.array(self._high)),
                LinearConstraint(np.array([self._first]), -inf, most + _WHOLE),
            ],
            options={"time_limit": max(limit_s, 0.01), "mip_rel_gap": gap},
        )  # fmt: skip

    def _solution(self, found: Any, cost: Sequence[float]) -> Solution:
        if found.x is None:
            return Solution(None, inf, -inf, False, found.status == _INFEASIBLE)
        values = tuple(int(value) for value in np.rint(found.x))
        bound = found.mip_dual_bound if found.mip_dual_bound is not None else -inf
        proved = found.status == _OPTIMAL and found.fun - bound <= _WHOLE * max(1.0, abs(found.fun))
        return Solution(values, found.fun + self.offset, bound + self.offset, proved, False)

    def _matrix(self) -> csr_array:
        entries = (self._values, (self._rows, self._columns))
        return coo_array(entries, shape=(len(self._low), len(self._cost))).tocsr()

    def _run(self, cost: Sequence[float], limit_s: float, gap: float = 0.0, whole: bool = True) -> Any:
        count = len(self._cost)
        rows = LinearConstraint(self._matrix(), np.array(self._low), np.array(self._high))
        return milp(
            np.array(cost),
            integrality=np.ones(count) if whole else np.zeros(count),
            bounds=Bounds(0, np.array(self._upper, dtype=np.float64)),
            constraints=rows if self._low else None,
            options={"time_limit": max(limit_s, 0.01), "mip_rel_gap": gap},
        )
