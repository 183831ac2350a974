"""Reads a JSON object key by key and collects everything that is wrong with it, each fault at its pointer."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum
from math import isfinite
from typing import Any, TypeVar

from euthymia.domain.quantities import Fault

from .facts import When
from .plausible import Range

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

LONGEST_TEXT = 4_000
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_WHEN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z", re.ASCII)
DATE = "a date such as 2026-11-20"
WHEN = "a date, a month or a year: 2026-11-20, 2026-11 or 2026"


def pointer(at: str, key: object) -> str:
    return f"{at}/" + str(key).replace("~", "~0").replace("/", "~1")


class Faults:
    """The faults of one document. `as_of` is the day after which nothing can have happened."""

    def __init__(self) -> None:
        self.found: list[Fault] = []
        self.as_of: date | None = None

    def add(self, at: str, code: str, says: str, accepted: str) -> None:
        self.found.append(Fault(at, code, says, accepted))


class Reader:
    """One JSON object. Each method reads one key, gives None for absent, null and unusable, and notes the fault."""

    def __init__(self, form: Any, at: str, faults: Faults, accepted: Iterable[str]) -> None:
        self.at, self.faults = at, faults
        self.form: dict[str, Any] = {}
        keys = tuple(accepted)
        if form is None:
            return
        if not isinstance(form, dict):
            faults.add(at, "not-an-object", f"{shown(form)} is no object", "an object or null")
            return
        self.form = form
        for key in form:
            if key not in keys:
                faults.add(
                    pointer(at, key),
                    "unknown-key",
                    f"{shown(key)} is no key here",
                    "one of " + " ".join(keys),
                )

    def refuse(self, key: str, code: str, says: str, accepted: str) -> None:
        self.faults.add(pointer(self.at, key), code, says, accepted)

    def text(self, key: str) -> str | None:
        return as_text(self.form.get(key), pointer(self.at, key), self.faults)

    def word(self, key: str, accepted: tuple[str, ...]) -> str | None:
        value = self.form.get(key)
        if value is None or (isinstance(value, str) and value in accepted):
            return value
        self.refuse(
            key, "not-listed", f"{key} is {shown(value)}", "one of " + " ".join(accepted) + ", or null"
        )
        return None

    def one_of(self, key: str, kind: type[E]) -> E | None:
        value = self.word(key, tuple(member.value for member in kind))
        return None if value is None else kind(value)

    def truth(self, key: str) -> bool | None:
        value = self.form.get(key)
        if value is None or isinstance(value, bool):
            return value
        self.refuse(key, "not-a-boolean", f"{key} is {shown(value)}", "true, false or null")
        return None

    def number(self, key: str, within: Range) -> float | None:
        return as_number(self.form.get(key), pointer(self.at, key), key, within, self.faults)

    def whole(self, key: str, within: Range) -> int | None:
        value = self.number(key, within)
        return None if value is None else int(value)

    def day(self, key: str, *, future: bool = False) -> date | None:
        """A date, not after the day of the case unless `future`."""
        value = self.form.get(key)
        if value is None:
            return None
        day = _day(value)
        if day is None:
            self.refuse(key, "not-a-date", f"{key} is {shown(value)}", DATE + ", or null")
        elif not future and self.faults.as_of is not None and day > self.faults.as_of:
            self.refuse(key, "in-the-future", f"{key} is {day}, after as_of", f"up to {self.faults.as_of}")
            return None
        return day

    def when(self, key: str) -> When | None:
        value = self.form.get(key)
        if value is None:
            return None
        when = as_when(value) if isinstance(value, str) else None
        if when is None:
            self.refuse(key, "not-a-date", f"{key} is {shown(value)}", WHEN + ", or null")
        elif self.faults.as_of is not None and when.earliest > self.faults.as_of:
            says = f"{key} is {when.text}, after as_of"
            self.refuse(key, "in-the-future", says, f"up to {self.faults.as_of}")
            return None
        return when

    def listed(self, key: str, each: Callable[[Any, str], T | None]) -> tuple[T, ...] | None:
        """The items of a list, read one by one; an item that cannot be used has left its fault behind."""
        value = self.form.get(key)
        if value is None:
            return None
        if not isinstance(value, list):
            self.refuse(key, "not-a-list", f"{key} is {shown(value)}", "a list or null")
            return None
        at = pointer(self.at, key)
        read = (each(item, f"{at}/{n}") for n, item in enumerate(value))
        return tuple(item for item in read if item is not None)

    def texts(self, key: str) -> tuple[str, ...] | None:
        return self.listed(key, lambda item, at: as_text(item, at, self.faults, required=True))


def as_text(value: Any, at: str, faults: Faults, *, required: bool = False) -> str | None:
    if value is None and not required:
        return None
    if not isinstance(value, str):
        faults.add(at, "not-text", f"{shown(value)} is no text", "text" if required else "text or null")
    elif required and not value.strip():
        faults.add(at, "empty", "the text is empty", "words; leave out what there is not")
    elif len(value) > LONGEST_TEXT:
        faults.add(at, "too-long", f"the text has {len(value)} characters", f"up to {LONGEST_TEXT}")
    else:
        return value
    return None


def as_number(value: Any, at: str, name: str, within: Range, faults: Faults) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not _finite(value):
        faults.add(at, "not-a-number", f"{name} is {shown(value)}", f"{within}, or null")
        return None
    if value not in within:
        faults.add(at, "out-of-range", f"{name} is {shown(value)}", str(within))
        return None
    return float(value)


def as_when(text: str) -> When | None:
    """A day, month or year; None for anything else."""
    matched = _WHEN.match(text)
    if matched is None:
        return None
    year, month, day = (None if part is None else int(part) for part in matched.groups())
    assert year is not None
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        return None
    if day is not None:
        return When(text, first, first)
    last_month = month or 12
    return When(text, first, date(year, last_month, calendar.monthrange(year, last_month)[1]))


def shown(value: object) -> str:
    """A value short enough for a sentence."""
    text = repr(value) if isinstance(value, str | list | dict) else str(value).lower()
    return text if len(text) <= 60 else text[:57] + "..."


def _day(value: object) -> date | None:
    if not isinstance(value, str) or not _DAY.match(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _finite(value: float) -> bool:
    try:
        return isfinite(value)
    except OverflowError:
        return False
