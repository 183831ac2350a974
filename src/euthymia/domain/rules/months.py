"""Calendar months: how every age and every window that is given in months is counted."""

from __future__ import annotations

import calendar
from datetime import date

_SHORTEST_MONTH = 28


def add_months(day: date, months: int) -> date:
    """The same day of a later (or earlier) month, or that month's last day."""
    at = day.year * 12 + day.month - 1 + months
    year, month = divmod(at, 12)
    if not 1 <= year <= 9999:
        return date.max if months > 0 else date.min
    if day.day <= _SHORTEST_MONTH:
        return date(year, month + 1, day.day)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
