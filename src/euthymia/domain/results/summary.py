"""Figures of many courses, each with how many it rests on; and the words for what they are worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from euthymia.domain.honesty.rates import wilson
from euthymia.domain.quantities import Confidence, Provenance

from .courses import Judged, State
from .small_cells import SMALLEST, Tally, is_small
from .survival import Median, Share, Spell, at, median

WEEKS = (1, 2, 4, 8, 12, 26, 52)
LITTLE_SHARE = 0.6
LITTLE_WIDTH = 0.3
LITTLE = Provenance(
    "a figure says little when fewer than 60 % answered or its interval spans more than 30 points: a site setting",
    Confidence.P,
)


@dataclass(frozen=True, slots=True)
class Rate:
    """`count` of `n`, with the 95 % interval of Wilson."""

    count: int
    n: int

    @property
    def percent(self) -> float:
        return 100 * self.count / self.n

    @property
    def interval(self) -> tuple[float, float]:
        """In percent."""
        low, high = wilson(self.count, self.n)
        return 100 * low, 100 * high

    @property
    def width(self) -> float:
        """Of the interval, in points of percent."""
        low, high = self.interval
        return high - low


def tally(key: str, found: Sequence[Judged]) -> Tally:
    """The courses of one group, counted. Those still running are not in it."""
    eligible = [one for one in found if one.state.eligible]
    judged = [one for one in eligible if one.state is State.JUDGED]
    remitted = [one.remission for one in judged]
    return Tally(
        key, len(eligible), len(judged), sum(bool(one.response) for one in judged),
        None if judged and all(one is None for one in remitted) else sum(bool(one) for one in remitted),
    )  # fmt: skip


def says_little(answered: int, eligible: int, percent: float = 100 * LITTLE_SHARE) -> str:
    """Honest words about how complete the data are; "" where at least so many percent answered."""
    if eligible and 100 * answered < percent * eligible:
        return f"{answered} of {eligible} answered: this says little. Who did not answer may have fared better or worse."
    return ""


@dataclass(frozen=True, slots=True)
class Lasting:
    """A curve at whole weeks and on the last day on which enough people are followed; its marks and its median."""

    n: int
    weekly: tuple[Share, ...]
    marks: tuple[Share, ...]
    median: Median


def lasting(spells: Sequence[Spell], smallest: int = SMALLEST) -> Lasting | None:
    """None where fewer were followed than may be shown. What came after too few were followed is left out."""
    if len(spells) < smallest:
        return None
    until = sorted((one.days for one in spells), reverse=True)[smallest - 1]
    weekly = [at(spells, day) for day in sorted({*range(0, until, 7), until})]
    marks = tuple(one for one in weekly if one.days == until or one.days in {7 * week for week in WEEKS})
    half = median(spells)
    seen = [day if day is not None and day <= until else None for day in (half.days, half.low, half.high)]
    return Lasting(len(spells), tuple(weekly), marks, Median(*seen))


def rate(count: int, n: int, smallest: int = SMALLEST) -> Rate | None:
    """None where it would tell of fewer people than may be shown, or rests on nobody."""
    return None if n < smallest or is_small(count, n, smallest) else Rate(count, n)
