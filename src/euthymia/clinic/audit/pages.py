"""The audit log as pages: narrowed, sorted by any element, one page at a time, and its chain recomputed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce

from euthymia.domain.ledger.chain import GENESIS
from euthymia.kit.streams import hash_after

from . import queries
from .models import Event, Log

SIZE = 50
MOST_EXPORTED = 20_000
SORTS = {
    "at": F("at"),
    "n": F("n"),
    "actor": F("actor"),
    "verb": F("verb"),
    "outcome": F("outcome"),
    "patient": Coalesce(Cast("patient_id", TextField()), Value(""), output_field=TextField()),
    "address": F("address"),
}


@dataclass(frozen=True, slots=True)
class Sort:
    """By which element, which way."""

    by: str = "at"
    down: bool = True

    @classmethod
    def from_text(cls, text: str) -> Sort:
        """`actor` is upwards, `-actor` downwards; anything else is newest first."""
        by = text.removeprefix("-")
        return cls(by, text.startswith("-")) if by in SORTS else cls()

    def to_text(self) -> str:
        return f"-{self.by}" if self.down else self.by


@dataclass(frozen=True, slots=True)
class Page:
    """Rows, and where the next page starts: None at the end."""

    rows: list[Event]
    after: str | None


def narrowed(clinic: UUID, *, who: str = "", verb: str = "", **more: Any) -> QuerySet[Event]:
    """`queries.events`, also by a part of the person's name and by the start of what was done."""
    found = queries.events(clinic, **more)
    if who:
        found = found.filter(actor__icontains=who)
    if verb:
        found = found.filter(verb__startswith=verb)
    return found


def page(found: QuerySet[Event], sort: Sort, after: str = "", size: int = SIZE) -> Page:
    """One page in this order from the mark `after` on; a mark that is none starts at the beginning."""
    rows = _ordered(found, sort)
    mark = _read_mark(after, sort)
    if mark is not None:
        way = "lt" if sort.down else "gt"
        value, n = mark
        rows = rows.filter(Q(**{f"key__{way}": value}) | Q(**{"key": value, f"n__{way}": n}))
    got = list(rows[: size + 1])
    return Page(got[:size], _mark(got[size - 1]) if len(got) > size else None)


def exported(found: QuerySet[Event], sort: Sort) -> list[Event]:
    return list(_ordered(found, sort)[:MOST_EXPORTED])


def _ordered(found: QuerySet[Event], sort: Sort) -> Any:
    sign = "-" if sort.down else ""
    return found.annotate(key=SORTS[sort.by]).order_by(f"{sign}key", f"{sign}n")


def _mark(row: Any) -> str:
    key = row.key.isoformat() if isinstance(row.key, datetime) else row.key
    return json.dumps([key, row.n])


def _read_mark(text: str, sort: Sort) -> tuple[Any, int] | None:
    """The value and number that a page ended with, or None for what is no mark of this order."""
    try:
        value, n = json.loads(text)
        if sort.by == "at":
            value = datetime.fromisoformat(value)
            return (value, int(n)) if value.tzinfo else None
        return (int(value) if sort.by == "n" else str(value), int(n))
    except (ValueError, TypeError, OverflowError):
        return None


def verbs(clinic: UUID) -> list[str]:
    """What was ever done here, for the search's suggestions."""
    return list(
        Event.objects.filter(clinic_id=clinic)
        .order_by("verb")
        .values_list("verb", flat=True)
        .distinct()[:200]
    )


@dataclass(frozen=True, slots=True)
class Verdict:
    """What recomputing a log's chain found. `broken_at` is the first number that does not fit."""

    rows: int
    broken_at: int | None
    says: str

    @property
    def whole(self) -> bool:
        return self.broken_at is None


def verify(clinic: UUID) -> Verdict:
    """Recompute the clinic's chain from its first row and compare it with the head that the log keeps."""
    log = Log.objects.filter(pk=clinic).first()
    if log is None:
        return Verdict(0, None, "nothing is written yet")
    head, n = GENESIS, 0
    for row in Event.objects.filter(log_id=clinic).order_by("n").iterator(chunk_size=2000):
        n += 1
        head = hash_after(head, row)
        if row.n != n:
            return Verdict(n - 1, n, f"row {n} is missing")
        if bytes(row.hash) != head:
            return Verdict(n - 1, n, f"row {n} is not what was written")
    if n != log.events_n or head != bytes(log.events_head):
        return Verdict(n, n + 1, f"the log counted {log.events_n} rows and {n} are here")
    return Verdict(n, None, "every row is what was written, and none is missing")
