"""JSON read strictly: duplicate keys, NaN, infinities and half characters are refused, each at its JSON pointer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from .refusal import Fault, Unusable

_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def loads(text: str | bytes, at: str = "") -> Any:
    """The document as Python values.

    Raises `Unusable` with the line where it stopped making sense, or with every value that two readers could
    understand differently, each at its JSON pointer behind `at`.
    """
    marks = _Marks()
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8")
        document = json.loads(
            text, object_pairs_hook=marks.object, parse_constant=marks.constant, parse_float=marks.number
        )
        # Two escapes together are one character beyond the basic plane; one alone is no text and cannot be written.
        if (marks.any or _ESCAPED_SURROGATE.search(text)) and (faults := tuple(_faults(document, at))):
            raise Unusable(faults)
        return document
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
    except ValueError:
        # CPython refuses integers of thousands of digits with a ValueError of its own.
        raise Unusable.one(
            at, "not-json", "a number has thousands of digits", "numbers of ordinary size"
        ) from None


def lines(text: str) -> Iterator[tuple[int, Any]]:
    """(line number, document) for each non-blank line of a JSON Lines text."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                yield number, loads(line)
            except Unusable as refusal:
                fault = refusal.faults[0]
                raise Unusable.one(f"line {number}", fault.code, fault.says, fault.accepted) from None


class _Mark:
    """Stands where something was refused until the document is whole and the place is known.

    `within` is the object of a key that stands twice, `key` that key.
    """

    def __init__(self, code: str, says: str, accepted: str, within: Any = None, key: str = "") -> None:
        self.code, self.says, self.accepted, self.within, self.key = code, says, accepted, within, key


class _Marks:
    """What the reader of JSON calls for each object, constant and number; `any` once something is refused."""

    def __init__(self) -> None:
        self.any = False

    def object(self, pairs: list[tuple[str, Any]]) -> Any:
        found: Any = dict(pairs)
        if len(found) == len(pairs):
            return found
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                found = self._mark(
                    "duplicate-key", f"the key {key!r} stands twice", "each key once", found, key
                )
            seen.add(key)
        return found

    def constant(self, name: str) -> _Mark:
        return self._mark("not-finite", f"{name} is not a number", "finite numbers")

    def number(self, text: str) -> Any:
        value = float(text)
        if value in (float("inf"), float("-inf")):
            return self._mark("not-finite", f"{text} is too large", "finite numbers")
        return value

    def _mark(self, code: str, says: str, accepted: str, within: Any = None, key: str = "") -> _Mark:
        self.any = True
        return _Mark(code, says, accepted, within, key)


def _faults(document: Any, at: str) -> Iterator[Fault]:
    """Every mark in a document, in the order in which a reader meets them."""
    if isinstance(document, _Mark):
        place = at if document.within is None else _pointer(at, document.key)
        yield Fault(place, document.code, document.says, document.accepted)
        yield from _faults(document.within, at)
    elif isinstance(document, str):
        if _SURROGATE.search(document):
            yield Fault(at, "not-text", f"{document!r} holds half a character", "Unicode text")
    elif isinstance(document, dict):
        for key, value in document.items():
            if _SURROGATE.search(key):
                yield Fault(at, "not-text", f"the key {key!r} holds half a character", "Unicode text")
            yield from _faults(value, _pointer(at, key))
    elif isinstance(document, list):
        for index, value in enumerate(document):
            yield from _faults(value, f"{at}/{index}")


def _pointer(at: str, key: str) -> str:
    return f"{at}/{key.replace('~', '~0').replace('/', '~1')}"
