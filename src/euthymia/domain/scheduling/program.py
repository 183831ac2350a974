"""An integer program, row by row, and HiGHS to solve it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

_OPTIMAL, _OUT_OF_TIME, _INFEASIBLE = 0, 1, 2
# HiGHS answers in floating point; what is meant to be whole is whole to this.
_WHOLE = 1e-6


@dataclass(frozen=True, slots=True)
class Solution:
    """`values` None: none was found, and there is none when `impossible`. `bound` is below every solution."""

    values: tuple[int, ...] | None
    objective: float
    bound: float
    proved: bool
    impossible: bool


class Program:
    """Whole variables from 0 up to a bound, linear rows, a cost to make least; `offset` is part of every cost."""

    def __init__(self) -> None:
        self.offset = 0.0
        self._cost: list[float] = []
        self._upper: list[int] = []
        self._rows: list[int] = []
        self._columns: list[int] = []
        self._values: list[float] = []
        self._low: list[float] = []
        self._high: list[float] = []

    def __len__(self) -> int:
        return len(self._cost)

    def variable(self, cost: float = 0.0, upper: int = 1) -> int:
        self._cost.append(cost)
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
        """The least cost within the time; as good as `gap` of the cost is good enough."""
        count = len(self._cost)
        if not count:
            held = all(low <= 0 <= high for low, high in zip(self._low, self._high, strict=True))
            return Solution(() if held else None, self.offset, self.offset, held, not held)
        found = self._run(np.ones(count), {"time_limit": max(limit_s, 0.01), "mip_rel_gap": gap})
        if found.x is None:
            return Solution(None, inf, -inf, False, found.status == _INFEASIBLE)
        values = tuple(int(value) for value in np.rint(found.x))
        bound = found.mip_dual_bound if found.mip_dual_bound is not None else -inf
        proved = found.status == _OPTIMAL and found.fun - bound <= _WHOLE * max(1.0, abs(found.fun))
        return Solution(values, found.fun + self.offset, bound + self.offset, proved, False)

    def relaxed(self) -> float:
        """The least cost when variables need not be whole: no solution costs less. 0 where that is not known."""
        if not self._cost:
            return self.offset
        found = self._run(np.zeros(len(self._cost)), {})
        return 0.0 if found.x is None else float(found.fun) + self.offset

    def _run(self, integrality: NDArray[np.float64], options: dict[str, float]) -> Any:
        count = len(self._cost)
        entries = (self._values, (self._rows, self._columns))
        rows = LinearConstraint(
            coo_array(entries, shape=(len(self._low), count)).tocsr(),
            np.array(self._low),
            np.array(self._high),
        )
        return milp(
            np.array(self._cost),
            integrality=integrality,
            bounds=Bounds(0, np.array(self._upper, dtype=np.float64)),
            constraints=rows if self._low else None,
            options=options,
        )
