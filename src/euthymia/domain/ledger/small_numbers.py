"""Exact statistics for few events: tails and intervals that say how little is known. Nothing is approximated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import comb

_STEPS = 60  # halvings of an interval of probabilities: far below what a percentage shows


def binomial_tail(at_least: int, of: int, share: float) -> float:
    """The chance of at least so many among `of` independent acts, each with chance `share`."""
    return sum(comb(of, n) * share**n * (1 - share) ** (of - n) for n in range(max(at_least, 0), of + 1))


def hypergeometric_tail(at_least: int, drawn: int, marked: int, of: int) -> float:
    """The chance of at least so many marked ones among `drawn`, taken at random from `of` that hold `marked`."""
    most = min(drawn, marked)
    ways = sum(
        comb(marked, n) * comb(of - marked, drawn - n)
        for n in range(max(at_least, drawn + marked - of, 0), most + 1)
    )
    return ways / comb(of, drawn)


@dataclass(frozen=True, slots=True)
class Share:
    """Some of several, with the exact (Clopper-Pearson) interval of the share behind them."""

    some: int
    of: int
    low: float
    high: float

    def __str__(self) -> str:
        if not self.of:
            return "0 of 0, which says nothing"
        return f"{self.some} of {self.of} (between {self.low:.0%} and {self.high:.0%})"


def share(some: int, of: int, level: float = 0.95) -> Share:
    """The share with its interval; of nothing, anything is possible. Raises ValueError for more than all."""
    if not 0 <= some <= of:
        raise ValueError(f"{some} of {of}")
    tail = (1 - level) / 2
    low = 0.0 if some == 0 else _solve(lambda p: binomial_tail(some, of, p) < tail)
    high = 1.0 if some == of else _solve(lambda p: 1 - binomial_tail(some + 1, of, p) > tail)
    return Share(some, of, low, high)


def cusum(deviations: Sequence[float], allowance: float) -> float:
    """The highest one-sided cumulative sum: how long and how far values kept above `allowance`."""
    height = highest = 0.0
    for deviation in deviations:
        height = max(0.0, height + deviation - allowance)
        highest = max(highest, height)
    return highest


def _solve(is_below: Callable[[float], bool]) -> float:
    """Where a monotone condition on a probability ceases to hold."""
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if is_below(middle):
            low = middle
        else:
            high = middle
    return (low + high) / 2
