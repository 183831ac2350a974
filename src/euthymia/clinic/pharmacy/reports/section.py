"""One part of the papers: facts and one table, all of it words, so that page, CSV, PDF and hash say the same."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Period:
    """From one day through another, in the clinic's own days."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def start(self) -> datetime:
        return datetime.combine(self.first, time(), self.zone)

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.last + timedelta(days=1), time(), self.zone)

    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]

    def day(self, moment: datetime) -> str:
        return moment.astimezone(self.zone).strftime("%Y-%m-%d")

    def clock(self, moment: datetime) -> str:
        return moment.astimezone(self.zone).strftime("%Y-%m-%d %H:%M")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the papers. `numbers` are the places of columns that hold numbers; `patients` who stands in it."""

    code: str
    title: str
    says: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    facts: tuple[tuple[str, str], ...] = ()
    numbers: frozenset[int] = frozenset()
    patients: frozenset[UUID] = field(default=frozenset(), compare=False)

    def __post_init__(self) -> None:
        assert all(len(row) == len(self.columns) for row in self.rows), self.code

    def document(self) -> dict[str, Any]:
        """As JSON: what its digest covers."""
        return {
            "code": self.code, "title": self.title, "says": self.says, "facts": [list(one) for one in self.facts],
            "columns": list(self.columns), "numbers": sorted(self.numbers), "rows": [list(row) for row in self.rows],
        }  # fmt: skip


def digest_of(document: dict[str, Any]) -> str:
    """SHA-256 of a section's document: sorted keys, no blanks, UTF-8."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
