"""The clock of the response: how soon it came, how long it holds, and when to treat again by a person's own series.

How long benefit holds is seen only between two readings, or is not over when the next infusion comes; both
are kept as they are. With few readings the estimate leans on a registry and is wide; with many it is the
person's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import erf, exp, log, sqrt
from statistics import NormalDist

from euthymia.domain.quantities import Confidence, Provenance, Unusable

_V, _P = Confidence.V, Confidence.P

# Of those who responded to a first course and had no maintenance.
REGISTRY = Provenance("MCN22, n=537: response held by about 80 % at 4 weeks and 60 % at 8 weeks", _V)
_HELD = ((28.0, 0.80), (56.0, 0.60))
BETWEEN = Provenance("durations as lognormal; the registry's whole spread is taken as between persons", _P)
# How much one person's durations may differ from time to time: a guess over which the answer is averaged.
_WITHIN = tuple(0.05 + 0.05 * n for n in range(20))
INTERVAL = 0.8
SHOULD_HOLD = 0.8
PROPOSED = Provenance("the interval that benefit outlasts in 4 of 5 cases by the person's own series", _P)


@dataclass(frozen=True, slots=True)
class Reading:
    """Whether a person was responding on a day; None where the score cannot say."""

    day: date
    responding: bool | None


@dataclass(frozen=True, slots=True)
class Between:
    """A number of days that lies above `after` and up to `by`; `by` None: not over when last seen."""

    after: float
    by: float | None

    def __post_init__(self) -> None:
        if self.after < 0 or (self.by is not None and self.by <= self.after):
            raise Unusable.one("/by", "not-in-order", f"{self.after} to {self.by} days", "a later end")


def time_to_response(first_infusion: date, readings: Iterable[Reading]) -> Between | None:
    """Days from the first infusion to the first reading in response; None while there is none."""
    before = 0
    for reading in sorted(readings, key=lambda one: one.day):
        days = (reading.day - first_infusion).days
        if days <= 0 or reading.responding is None:
            continue
        if reading.responding:
            return Between(before, days)
        before = days
    return None


def benefits(infusions: Iterable[date], readings: Iterable[Reading]) -> tuple[Between, ...]:
    """After each infusion that was followed by response: how long it held, as far as was seen.

    An infusion with no response seen before the next one tells nothing about how long benefit lasts.
    """
    given = sorted(set(infusions))
    seen = sorted((one for one in readings if one.responding is not None), key=lambda one: one.day)
    found = []
    for place, infusion in enumerate(given):
        until = given[place + 1] if place + 1 < len(given) else date.max
        held = 0
        lost: int | None = None
        for one in seen:
            days = (one.day - infusion).days
            if days <= 0 or one.day > until:
                continue
            if one.responding:
                held = days
            elif held:
                lost = days
                break
        if held:
            found.append(Between(held, lost))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Estimate:
    """How many days benefit holds, typically: `days` with `low` and `high` of the central `interval`.

    `proposed_days` is the interval it outlasts in 4 of 5 cases. `endings` counts the losses of response that
    were seen: with none, the answer is the registry's as far as the person has not outlasted it.
    """

    days: float
    low: float
    high: float
    interval: float
    proposed_days: int
    endings: int
    sources: tuple[Provenance, ...]


def estimate(durations: Sequence[Between], interval: float = INTERVAL) -> Estimate:
    """The estimate from a person's own durations and the registry, by summing over a grid of both unknowns."""
    middle, spread = _population()
    grid = [middle + spread * (n - 200) / 50 for n in range(401)]
    weights: list[float] = []
    held: list[list[float]] = []
    for centre in grid:
        prior = exp(-0.5 * ((centre - middle) / spread) ** 2)
        row = [prior * _likelihood(durations, centre, within) for within in _WITHIN]
        held.append(row)
        weights.append(sum(row))
    total = sum(weights)
    if not total:
        raise Unusable.one(
            "/durations", "not-possible", "no such durations can be", "days that a course takes"
        )
    tail = (1 - interval) / 2
    low, days, high = (exp(_quantile(grid, weights, total * share)) for share in (tail, 0.5, 1 - tail))
    return Estimate(
        days=days,
        low=low,
        high=high,
        interval=interval,
        proposed_days=_outlasted(grid, held, total),
        endings=sum(one.by is not None for one in durations),
        sources=(REGISTRY, BETWEEN, PROPOSED),
    )


def _population() -> tuple[float, float]:
    """Mean and standard deviation of the logarithm of days, from the registry's two figures."""
    (first, held_first), (second, held_second) = ((log(days), held) for days, held in _HELD)
    normal = NormalDist()
    a, b = normal.inv_cdf(1 - held_first), normal.inv_cdf(1 - held_second)
    spread = (second - first) / (b - a)
    return second - b * spread, spread


def _likelihood(durations: Sequence[Between], centre: float, within: float) -> float:
    product = 1.0
    for one in durations:
        below = _below(one.after, centre, within)
        product *= (1.0 if one.by is None else _below(one.by, centre, within)) - below
    return product


def _below(days: float, centre: float, within: float) -> float:
    """The share of durations up to so many days."""
    return 0.0 if days <= 0 else 0.5 * (1 + erf((log(days) - centre) / (within * sqrt(2))))


def _quantile(grid: Sequence[float], weights: Sequence[float], wanted: float) -> float:
    reached = 0.0
    for (before, after), weight in zip(pairwise(grid), weights, strict=False):
        if reached + weight >= wanted:
            return before + (after - before) * (wanted - reached) / weight
        reached += weight
    return grid[-1]


def _outlasted(grid: Sequence[float], held: Sequence[Sequence[float]], total: float) -> int:
    """Whole days that the next benefit outlasts with the probability asked for."""
    low, high = 1, 3650
    while low < high:
        days = (low + high + 1) // 2
        lost = sum(
            weight * _below(days, centre, within)
            for centre, row in zip(grid, held, strict=True)
            for within, weight in zip(_WITHIN, row, strict=True)
            if weight > 1e-12 * total
        )
        low, high = (days, high) if 1 - lost / total >= SHOULD_HOLD else (low, days - 1)
    return low
