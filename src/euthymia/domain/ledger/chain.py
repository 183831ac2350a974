"""The hash chain: each row's hash covers the row and the hash before it.

Fields are encoded one after another with a type letter and a length in front, so that no two
different rows can give the same bytes. SHA-256; the first row follows `GENESIS`.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from types import NoneType
from typing import Any
from uuid import UUID

GENESIS = bytes(32)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def link(previous: bytes, fields: Iterable[Any]) -> bytes:
    """The hash (32 bytes) of a row with these field values, following the row whose hash is `previous`."""
    return follow(previous, b"".join(map(spelled, fields)))


def follow(previous: bytes, row: bytes) -> bytes:
    """As `link`, for a row whose field values are spelled already."""
    return hashlib.sha256(previous + row).digest()


def spelled(value: Any) -> bytes:
    """A value as it stands in a chain: type letter, length, payload. Raises TypeError for one without a spelling."""
    kind = type(value)
    spell = _SPELLERS.get(kind)
    if spell is None:
        spell = _SPELLERS[kind] = speller(kind)
    return spell(value)


def speller(kind: type) -> Callable[[Any], bytes]:
    """What spells values of a type. Raises TypeError for one without a spelling."""
    ancestor = next((each for each in kind.__mro__ if each in _SPELLINGS), None)
    if ancestor is None:
        raise TypeError(f"{kind.__name__} cannot stand in a chain")
    letter, payload = _SPELLINGS[ancestor]

    def spell(value: Any) -> bytes:
        text = payload(value)
        return letter + _LENGTH(len(text)) + text

    return spell


def _json(value: dict[str, Any] | list[Any]) -> bytes:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8")


_LENGTH = struct.Struct(">I").pack
_DOUBLE = struct.Struct(">d").pack
# By type, found along the value's own ancestry: True is a bool before it is an int.
_SPELLINGS: dict[type[Any], tuple[bytes, Callable[[Any], bytes]]] = {
    NoneType: (b"n", lambda value: b""),
    bool: (b"b", lambda value: b"1" if value else b"0"),
    int: (b"i", lambda value: b"%d" % value),
    float: (b"f", _DOUBLE),
    str: (b"s", str.encode),
    bytes: (b"x", bytes),
    memoryview: (b"x", bytes),
    UUID: (b"u", lambda value: value.bytes),
    datetime: (b"t", lambda value: b"%d" % _microseconds(value)),
    date: (b"d", lambda value: value.isoformat().encode("ascii")),
    time: (b"c", lambda value: b"%d" % _microseconds_of_day(value)),
    Decimal: (b"m", lambda value: format(value.normalize(), "f").encode("ascii")),
    dict: (b"j", _json),
    list: (b"j", _json),
}


_SPELLERS: dict[type[Any], Callable[[Any], bytes]] = {}


def _microseconds(moment: datetime) -> int:
    """Microseconds since 1970 UTC, exactly. A time without a zone is refused."""
    if moment.tzinfo is None:
        raise TypeError("a time without a zone cannot stand in a chain")
    since = moment - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _microseconds_of_day(clock: time) -> int:
    """Microseconds since midnight by a clock on the wall, which has no zone."""
    if clock.tzinfo is not None:
        raise TypeError("a clock's time with a zone cannot stand in a chain")
    return ((clock.hour * 60 + clock.minute) * 60 + clock.second) * 1_000_000 + clock.microsecond
