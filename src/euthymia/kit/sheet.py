"""A form on paper: a title, facts in two columns, tables, places to sign (PDF/UA-1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from . import paper

_TEMPLATE = Path(__file__).with_name("sheet.typ")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of words under a heading; a row has as many as there are columns."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def made(
    *, title: str, place: str, says: str = "", facts: Sequence[tuple[str, str]] = (), tables: Sequence[Table] = (),
    signs: Sequence[str] = (), foot: str = "", language: str = "en",
) -> bytes:  # fmt: skip
    """The PDF of a form, in words of that language."""
    data = {
        "title": title, "place": place, "says": says, "facts": [list(one) for one in facts], "signs": list(signs), "foot": foot, "language": language,
        "tables": [{"title": one.title, "columns": list(one.columns), "rows": [list(row) for row in one.rows]} for one in tables],
    }  # fmt: skip
    return paper.made_from(_template(), data)


@cache
def _template() -> bytes:
    return _TEMPLATE.read_bytes()
