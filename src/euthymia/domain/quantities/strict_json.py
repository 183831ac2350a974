"""JSON read strictly: duplicate keys, NaN and infinities are refused, with the place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NoReturn

from .refusal import Unusable


def loads(text: str | bytes, at: str = "") -> Any:
    """The document as Python values. Raises `Unusable` with the line where it stopped making sense."""
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8")
        return json.loads(text, object_pairs_hook=_object, parse_constant=_constant, parse_float=_float)
    except json.JSONDecodeError as error:
        where = f"{at}line {error.lineno} column {error.colno}"
        raise Unusable.one(where, "not-json", f"not JSON: {error.msg}", "one JSON document") from None
    except UnicodeDecodeError:
        raise Unusable.one(at, "not-utf-8", "the bytes are not UTF-8 text", "JSON in UTF-8") from None
    except RecursionError:
        raise Unusable.one(
            at, "too-deep", "nested too deeply", "a document a person could have written"
        ) from None
    except Unusable:
        raise
    except ValueError as error:
        # CPython refuses integers of thousands of digits with a ValueError of its own.
        raise Unusable.one(at, "not-json", f"not usable JSON: {error}", "numbers of ordinary size") from None


def lines(text: str) -> Iterator[tuple[int, Any]]:
    """(line number, document) for each non-blank line of a JSON Lines text."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                yield number, loads(line)
            except Unusable as refusal:
                fault = refusal.faults[0]
                raise Unusable.one(f"line {number}", fault.code, fault.says, fault.accepted) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    for key, value in pairs:
        if key in seen:
            raise Unusable.one(f"/{key}", "duplicate-key", f"the key {key!r} stands twice", "each key once")
        seen[key] = value
    return seen


def _constant(name: str) -> NoReturn:
    raise Unusable.one("", "not-finite", f"{name} is not a number", "finite numbers")


def _float(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise Unusable.one("", "not-finite", f"{text} is too large", "finite numbers")
    return value
