"""What every primary source says of itself, what it is asked, and what it has found."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Literal

from euthymia.domain.directory.standing import Kind, Outcome
from euthymia.domain.quantities import Provenance


@dataclass(frozen=True, slots=True)
class Question:
    """Who and what is looked for. `number` is the licence's, or the NPI where the NPI itself is in question."""

    kind: Kind
    number: str
    state: str
    family_name: str
    given_name: str
    npi: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the source has: `excerpt` is the part of the answer it rests on, word for word."""

    outcome: Outcome
    says: str
    excerpt: str = ""
    valid_until: date | None = None


class Unreadable(ValueError):
    """An answer that is not in the source's form: counted as no answer."""


@dataclass(frozen=True, slots=True)
class Source:
    """A primary source. `address` is what is fetched for a question (`api`) or for all of them (`file`); `read` is pure.

    `place` is its name in a folder of answers. `read` raises Unreadable.
    """

    key: str
    title: str
    kinds: tuple[Kind, ...]
    form: Literal["api", "file"]
    every: timedelta
    provenance: Provenance
    address: Callable[[Question], str]
    place: Callable[[Question], str]
    query: Callable[[Question], str]
    read: Callable[[bytes, Question], Finding]
    state: str = ""

    def answers(self, kind: Kind, state: str) -> bool:
        return kind in self.kinds and self.state in ("", state)


@lru_cache(maxsize=4)
def rows(answer: bytes, needed: tuple[str, ...]) -> tuple[Mapping[str, str], ...]:
    """The lines of a CSV file by column name; read once however many are looked for. Raises Unreadable."""
    try:
        text = answer.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = answer.decode("cp1252", errors="replace")
    table = csv.DictReader(io.StringIO(text))
    missing = [name for name in needed if name not in (table.fieldnames or ())]
    if missing:
        raise Unreadable(f"the file has no column {', '.join(missing)}")
    return tuple({key: (value or "").strip() for key, value in row.items() if key} for row in table)


def line(row: Mapping[str, str]) -> str:
    """A row as it stood in the file."""
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(row.values())
    return out.getvalue()


def day(text: str, forms: Sequence[str]) -> date | None:
    """A date in one of the source's forms; None where it says none. Raises Unreadable."""
    if not text.strip("0 /-"):
        return None
    for form in forms:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    raise Unreadable(f"{text!r} is no date of this source")
