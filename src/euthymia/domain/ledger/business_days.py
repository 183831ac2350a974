"""Business days of the federal calendar: 5 U.S.C. 6103 (K), as the DEA's one-business-day notice counts them."""

from __future__ import annotations

from calendar import MONDAY, SATURDAY, SUNDAY, THURSDAY, monthrange
from datetime import date, timedelta
from functools import cache

_DAY = timedelta(days=1)
# Month and day; one on a Saturday is kept on the Friday before, one on a Sunday on the Monday after.
_FIXED = ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25))
# Month, weekday, which one of the month.
_MOVING = ((1, MONDAY, 3), (2, MONDAY, 3), (9, MONDAY, 1), (10, MONDAY, 2), (11, THURSDAY, 4))


@cache
def federal_holidays(year: int) -> frozenset[date]:
    """The days kept as holidays of that year's list; New Year's may be kept on the last day of the year before."""
    fixed = (_kept(date(year, month, day)) for month, day in _FIXED)
    moving = (_nth(year, month, weekday, n) for month, weekday, n in _MOVING)
    return frozenset((*fixed, *moving, _memorial_day(year)))


def is_business_day(day: date) -> bool:
    holidays = federal_holidays(day.year) | federal_holidays(day.year + 1)
    return day.weekday() < SATURDAY and day not in holidays


def business_days_after(day: date, count: int) -> date:
    """The last of `count` business days that follow `day`, which itself is not counted."""
    while count:
        day += _DAY
        count -= is_business_day(day)
    return day


def _kept(day: date) -> date:
    if day.weekday() == SATURDAY:
        return day - _DAY
    return day + _DAY if day.weekday() == SUNDAY else day


def _nth(year: int, month: int, weekday: int, n: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))


def _memorial_day(year: int) -> date:
    """The last Monday of May."""
    last = date(year, 5, monthrange(year, 5)[1])
    return last - timedelta(days=(last.weekday() - MONDAY) % 7)
