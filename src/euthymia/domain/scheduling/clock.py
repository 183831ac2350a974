"""Wall clocks and instants: a day of the clinic in minutes of UTC, whatever the clocks do that day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from .request import Span

_DAY_MIN = 1440
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def minute_of(moment: datetime) -> int:
    """Whole minutes of UTC since 1970 of an aware moment."""
    return int((moment - _EPOCH) / timedelta(minutes=1))


def moment_of(minute: int, zone: ZoneInfo) -> datetime:
    """The aware local time of an instant."""
    return (_EPOCH + timedelta(minutes=minute)).astimezone(zone)


def instants(local: datetime, zone: ZoneInfo) -> tuple[int, ...]:
    """The instants a wall clock shows `local` at: one, none (clocks went forward) or two (they went back)."""
    found = []
    for fold in (0, 1):
        minute = minute_of(local.replace(tzinfo=zone, fold=fold))
        if moment_of(minute, zone).replace(tzinfo=None, fold=0) == local and minute not in found:
            found.append(minute)
    return tuple(found)


@lru_cache(maxsize=16_384)
def span_on(day: date, span: Span, zone: ZoneInfo) -> Span | None:
    """A span of wall-clock hours on one day, as instants.

    Where a change of clocks leaves a bound in doubt the span is the shorter one; None when nothing is left.
    """
    first = max(_readings(day, span[0], zone))
    last = min(_readings(day, span[1], zone))
    return (first, last) if first < last else None


def spans_on(day: date, spans: Iterable[Span], zone: ZoneInfo) -> tuple[Span, ...]:
    return tuple(found for span in spans if (found := span_on(day, span, zone)) is not None)


def _readings(day: date, minute_of_day: int, zone: ZoneInfo) -> tuple[int, int]:
    days, minutes = divmod(minute_of_day, _DAY_MIN)
    local = datetime.combine(day + timedelta(days=days), time(minutes // 60, minutes % 60))
    return (
        minute_of(local.replace(tzinfo=zone, fold=0)),
        minute_of(local.replace(tzinfo=zone, fold=1)),
    )


def overlap(some: Iterable[Span], others: Iterable[Span]) -> tuple[Span, ...]:
    """What two lists of spans have in common, in order."""
    found = [
        (max(a[0], b[0]), min(a[1], b[1])) for a in some for b in others if max(a[0], b[0]) < min(a[1], b[1])
    ]
    return tuple(sorted(found))


def without(span: Span, taken: Iterable[Span]) -> tuple[Span, ...]:
    """What is left of a span when others are taken out of it."""
    left, at = [], span[0]
    for first, last in sorted(taken):
        if first > at:
            left.append((at, min(first, span[1])))
        at = max(at, last)
        if at >= span[1]:
            break
    if at < span[1]:
        left.append((at, span[1]))
    return tuple(one for one in left if one[0] < one[1])
