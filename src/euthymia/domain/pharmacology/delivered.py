"""Drug given, from recorded events, in whole micrograms: the "given 14.2 mg of 36" of the chart.

Exact arithmetic in microseconds of elapsed time (never wall time, which jumps twice a year). A part of a
microgram is not given yet: every answer rounds down.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from euthymia.domain.quantities import Unusable

_US_PER_H = 3_600_000_000
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class RateStep:
    """From `at` on the pump runs at `rate_ug_per_h`, replacing the rate before; 0 is a stop or a pause.

    Raises `Unusable` for a time without offset or a rate that is not a whole number, zero or above.
    """

    at: datetime
    rate_ug_per_h: int

    def __post_init__(self) -> None:
        _check(self.at, self.rate_ug_per_h, "rate_ug_per_h", "micrograms an hour")


@dataclass(frozen=True, slots=True)
class Given:
    """`mass_ug` given at one instant by hand or as a pump bolus. Raises `Unusable` like `RateStep`."""

    at: datetime
    mass_ug: int

    def __post_init__(self) -> None:
        _check(self.at, self.mass_ug, "mass_ug", "micrograms")


Delivery: TypeAlias = RateStep | Given


def delivered_ug(events: Iterable[Delivery], until: datetime) -> int:
    """Whole micrograms given up to and including `until`. Events may come in any order.

    Of two rates at one instant the later in the list holds.
    """
    _check_time(until, "until")
    end = until.astimezone(UTC)
    total, rate, since = 0, 0, end
    for at, event in _in_order(events):
        if at > end:
            break
        total += rate * _microseconds(since, at)
        since = at
        if isinstance(event, RateStep):
            rate = event.rate_ug_per_h
        else:
            total += event.mass_ug * _US_PER_H
    return (total + rate * _microseconds(since, end)) // _US_PER_H


def remaining_ug(total_ug: int, events: Iterable[Delivery], until: datetime) -> int:
    """What is left of `total_ug`; below zero when more was given, so that too much never looks like none."""
    return total_ug - delivered_ug(events, until)


def reached_at(total_ug: int, events: Iterable[Delivery]) -> datetime | None:
    """The first instant, in UTC, at which `total_ug` has been given; None when these events never reach it.

    The last rate holds for ever. The answer is the first whole microsecond at or after the exact instant.
    """
    _check_whole(total_ug, "total_ug", "micrograms")
    ordered = _in_order(events)
    wanted, total, rate = total_ug * _US_PER_H, 0, 0
    for index, (at, event) in enumerate(ordered):
        if isinstance(event, RateStep):
            rate = event.rate_ug_per_h
        else:
            total += event.mass_ug * _US_PER_H
        if total >= wanted:
            return at
        following = ordered[index + 1][0] if index + 1 < len(ordered) else None
        if rate:
            needed = -((total - wanted) // rate)
            if following is None or needed <= _microseconds(at, following):
                return _later(at, needed)
        if following is not None:
            total += rate * _microseconds(at, following)
    return None


def _later(start: datetime, microseconds: int) -> datetime | None:
    """None beyond the last year a calendar holds."""
    try:
        return start + timedelta(microseconds=microseconds)
    except OverflowError:
        return None


def _in_order(events: Iterable[Delivery]) -> list[tuple[datetime, Delivery]]:
    # Two times of one zone compare and subtract as wall clocks; in UTC they are elapsed time.
    return sorted(((event.at.astimezone(UTC), event) for event in events), key=lambda pair: pair[0])


def _microseconds(start: datetime, end: datetime) -> int:
    return (end - start) // _MICROSECOND


def _check(at: datetime, amount: int, what: str, unit: str) -> None:
    _check_time(at, "at")
    _check_whole(amount, what, unit)


def _check_time(at: datetime, what: str) -> None:
    if at.utcoffset() is None:
        raise Unusable.one(what, "no-offset", f"{at.isoformat()} has no offset", "a time with its offset")


def _check_whole(amount: int, what: str, unit: str) -> None:
    if isinstance(amount, bool) or not isinstance(amount, int) or amount < 0:
        raise Unusable.one(what, "not-whole", f"{amount!r} is not an amount", f"whole {unit}, 0 or above")
