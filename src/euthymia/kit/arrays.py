"""Many values as one parameter: PostgreSQL's own text for an array, many times quicker than the driver's list."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID


def array(values: Iterable[Any]) -> str:
    """The text of an array of ids, numbers, texts, instants or bytes; None is NULL.

    To be cast in the query: `%s::uuid[]`. Raises KeyError for any other type, ValueError for a time without
    an offset.
    """
    values = list(values)
    kinds = set(map(type, values))
    if len(kinds) == 1:
        return "{" + ",".join(map(_ELEMENTS[kinds.pop()], values)) + "}"
    return "{" + ",".join([_ELEMENTS[type(value)](value) for value in values]) + "}"


def _quoted(text: str) -> str:
    if "\\" in text or '"' in text:
        text = text.replace("\\", r"\\").replace('"', r"\"")
    return f'"{text}"'


def _instant(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError(f"{value} has no offset from UTC, so it is no instant")
    return f'"{value.isoformat()}"'


_ELEMENTS: dict[type, Callable[[Any], str]] = {
    type(None): lambda value: "NULL",
    UUID: lambda value: value.hex,
    int: str,
    float: repr,
    str: _quoted,
    datetime: _instant,
    bytes: lambda value: rf'"\\x{value.hex()}"',
}
