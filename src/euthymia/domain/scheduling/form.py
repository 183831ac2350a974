"""Walks a document that somebody wrote, and collects every fault on the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from math import isfinite
from typing import Any
from zoneinfo import ZoneInfo

from euthymia.domain.quantities import Fault, Unusable

from .clock import instants, minute_of
from .request import WEEKDAYS, Span

# Years of anybody in the program, so that adding a window to a date is always a date.
_YEARS = (1900, 2200)
_DATE = "a date such as 2026-11-23"
_TIME = "a time of day such as 08:00"
_MOMENT = "a local time such as 2026-11-23T09:00, or one with its offset such as 2026-11-23T09:00-08:00"
_SPANS = '["08:00", "17:00"], or a list of such pairs that do not overlap'
_WEEK = f"an object from {', '.join(WEEKDAYS)} to hours such as {_SPANS}"


def pointer(at: str, key: object) -> str:
    return f"{at}/{str(key).replace('~', '~0').replace('/', '~1')}"


def shown(value: object) -> str:
    """A value as a sentence can hold it: never longer than a line."""
    if isinstance(value, int) and abs(value) > 999_999_999:
        return "a number of more than nine digits"
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


class Reader:
    """Each method answers with what it read, or notes a fault and answers None."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def fault(self, at: str, code: str, says: str, accepted: str) -> None:
        self.faults.append(Fault(at, code, says, accepted))

    def finish(self) -> None:
        if self.faults:
            raise Unusable(self.faults)

    def object(self, value: Any, at: str, required: Sequence[str], optional: Sequence[str]) -> dict[str, Any]:
        """The object, its unknown and missing keys noted; a null stands for an absent key."""
        keys = (*required, *optional)
        if not isinstance(value, dict):
            self.fault(
                at, "not-an-object", f"{shown(value)} is not a JSON object", f"the keys {', '.join(keys)}"
            )
            return {}
        for key in value:
            if key not in keys:
                self.fault(
                    pointer(at, key), "unknown-key", f"the key {shown(key)} is not known", ", ".join(keys)
                )
        for key in required:
            if value.get(key) is None:
                self.fault(
                    pointer(at, key), "missing", f"{key} is missing", f"the keys {', '.join(required)}"
                )
        return {key: each for key, each in value.items() if key in keys and each is not None}

    def items(self, found: dict[str, Any], key: str, at: str, accepted: str) -> Iterator[tuple[str, Any]]:
        """(pointer, value) of each item of the list under `key`; nothing when it is absent."""
        value = found.get(key)
        if value is None:
            return
        if not isinstance(value, list):
            self.fault(pointer(at, key), "not-a-list", f"{key} is not a list", f"a list of {accepted}")
            return
        for index, each in enumerate(value):
            yield pointer(pointer(at, key), index), each

    def whole(self, found: dict[str, Any], key: str, at: str, low: int, high: int) -> int | None:
        """The whole number under `key`; None when absent or faulty."""
        value = found.get(key)
        if value is None:
            return None
        accepted = f"a whole number from {low} to {high}"
        if isinstance(value, float) and isfinite(value) and value == int(value):
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            self.fault(pointer(at, key), "not-whole", f"{shown(value)} is not a whole number", accepted)
        elif not low <= value <= high:
            self.fault(pointer(at, key), "out-of-range", f"{shown(value)} is out of range", accepted)
        else:
            return value
        return None

    def seconds(self, found: dict[str, Any], key: str, at: str, high: float) -> float | None:
        value = found.get(key)
        accepted = f"seconds above 0, at most {high:g}"
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.fault(pointer(at, key), "not-a-number", f"{shown(value)} is not a number", accepted)
        elif not 0 < value <= high:
            self.fault(pointer(at, key), "out-of-range", f"{shown(value)} is out of range", accepted)
        else:
            return float(value)
        return None

    def truth(self, found: dict[str, Any], key: str, at: str) -> bool | None:
        value = found.get(key)
        if value is not None and not isinstance(value, bool):
            self.fault(pointer(at, key), "not-a-boolean", f"{shown(value)} is not a boolean", "true or false")
            return None
        return value

    def name(self, found: dict[str, Any], key: str, at: str) -> str | None:
        value = found.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            self.fault(pointer(at, key), "not-a-name", f"{shown(value)} is not a name", "text")
            return None
        return value

    def day(self, value: Any, at: str) -> date | None:
        if isinstance(value, str) and len(value) == 10:
            try:
                read = date.fromisoformat(value)
                if _YEARS[0] <= read.year <= _YEARS[1]:
                    return read
            except ValueError:
                pass
        self.fault(at, "not-a-date", f"{shown(value)} is not a date", _DATE)
        return None

    def days(self, found: dict[str, Any], key: str, at: str) -> frozenset[date]:
        read = (self.day(value, place) for place, value in self.items(found, key, at, "dates"))
        return frozenset(day for day in read if day is not None)

    def weekdays(self, found: dict[str, Any], key: str, at: str) -> frozenset[int]:
        days = set()
        accepted = ", ".join(WEEKDAYS)
        for place, value in self.items(found, key, at, f"weekdays: {accepted}"):
            if value in WEEKDAYS:
                days.add(WEEKDAYS.index(value))
            else:
                self.fault(place, "not-a-weekday", f"{shown(value)} is not a weekday", accepted)
        return frozenset(days)

    def week(self, value: Any, at: str) -> dict[int, tuple[Span, ...]] | None:
        """Hours by weekday."""
        if not isinstance(value, dict):
            self.fault(at, "not-an-object", f"{shown(value)} is not hours by weekday", _WEEK)
            return None
        hours = {}
        for key, each in value.items():
            if key not in WEEKDAYS:
                self.fault(pointer(at, key), "not-a-weekday", f"{shown(key)} is not a weekday", _WEEK)
            elif each is not None:
                hours[WEEKDAYS.index(key)] = self.spans(each, pointer(at, key))
        return hours

    def spans(self, value: Any, at: str) -> tuple[Span, ...]:
        """One pair of times of day, or a list of such pairs; an empty list is no hours."""
        if not isinstance(value, list):
            self.fault(at, "not-hours", f"{shown(value)} is not hours", _SPANS)
            return ()
        pairs = [value] if value and not isinstance(value[0], list) else value
        read = []
        for index, pair in enumerate(pairs):
            place = at if pairs is not value else pointer(at, index)
            if not isinstance(pair, list) or len(pair) != 2:
                self.fault(place, "not-hours", f"{shown(pair)} is not a pair of times", _SPANS)
                continue
            first, last = (self._time_of_day(each, pointer(place, n)) for n, each in enumerate(pair))
            if first is None or last is None:
                continue
            if first >= last:
                says = f"{pair[0]} is not before {pair[1]}"
                self.fault(place, "not-in-order", says, "an earlier and a later time of the same day")
                continue
            read.append((first, last))
        read.sort()
        for (_, ended), (begins, _) in pairwise(read):
            if begins < ended:
                self.fault(at, "overlap", "two of these hours overlap", _SPANS)
        return tuple(read)

    def _time_of_day(self, value: Any, at: str) -> int | None:
        if value == "24:00":
            return 1440
        if isinstance(value, str) and len(value) == 5 and value[2] == ":":
            try:
                read = time.fromisoformat(value)
                return read.hour * 60 + read.minute
            except ValueError:
                pass
        self.fault(at, "not-a-time", f"{shown(value)} is not a time of day", _TIME)
        return None

    def moment(self, value: Any, at: str, zone: ZoneInfo | None) -> int | None:
        """The instant of a local time or of one with its offset, in minutes of UTC."""
        read = None
        if isinstance(value, str) and len(value) >= 16 and value[10] in "T ":
            with suppress(ValueError):
                read = datetime.fromisoformat(value)
        if read is None or not _YEARS[0] <= read.year <= _YEARS[1]:
            self.fault(at, "not-a-time", f"{shown(value)} is not a date and time", _MOMENT)
            return None
        if read.second or read.microsecond:
            self.fault(at, "too-fine", f"{shown(value)} has seconds", "whole minutes")
            return None
        if read.tzinfo is not None:
            if (read.utcoffset() or timedelta()) % timedelta(minutes=1):
                self.fault(at, "too-fine", f"the offset of {shown(value)} has seconds", "whole minutes")
                return None
            return minute_of(read)
        return None if zone is None else self._local(read, value, at, zone)

    def _local(self, read: datetime, value: str, at: str, zone: ZoneInfo) -> int | None:
        found = instants(read, zone)
        if len(found) == 1:
            return found[0]
        happens = "exists twice" if found else "does not exist"
        self.fault(
            at, "clocks-change", f"{value} {happens} in {zone}: the clocks change", "a time with its offset"
        )
        return None
