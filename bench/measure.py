"""What a result is, and how it is taken: medians of rounds after a warm-up, the reference in turn."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

Taken = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Result:
    """One figure. `ratio` is the figure over its reference; both are None where there is no reference."""

    name: str
    value: float
    unit: str
    reference: str | None = None
    reference_value: float | None = None
    parts: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        ratio = self.value / self.reference_value if self.reference_value else None
        document = {
            "name": self.name,
            "value": _short(self.value),
            "unit": self.unit,
            "reference": self.reference,
            "reference_value": _short(self.reference_value),
            "ratio": _short(ratio),
        }
        return {**document, "parts": _short(dict(self.parts))} if self.parts else document


def in_turn(rounds: int, *takes: Taken) -> list[float]:
    """The median of each take: one warm-up of all of them, then `rounds` rounds, each taking all in turn."""
    for take in takes:
        take()
    taken = [[take() for take in takes] for _ in range(rounds)]
    return [median(column) for column in zip(*taken, strict=True)]


def per_second(work: Callable[[], int]) -> Taken:
    """How many a second `work` does; it returns how many it did."""
    return prepared_per_second(lambda: work)


def prepared_per_second(prepare: Callable[[], Callable[[], int]]) -> Taken:
    """As `per_second`, of the work that `prepare` returns; preparing it is not measured."""

    def take() -> float:
        work = prepare()
        began = time.perf_counter()
        done = work()
        return done / (time.perf_counter() - began)

    return take


def milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1_000


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of the values do not exceed. Raises ValueError for none."""
    if not values:
        raise ValueError("no values, no percentile")
    return sorted(values)[math.ceil(share * len(values)) - 1]


def _short(value: Any) -> Any:
    """Five digits say all that a measurement knows."""
    if isinstance(value, float):
        return float(f"{value:.5g}")
    if isinstance(value, dict):
        return {key: _short(one) for key, one in value.items()}
    return value
