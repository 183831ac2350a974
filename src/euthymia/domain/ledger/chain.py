"""The hash chain: each row's hash covers the row and the hash before it.

Fields are encoded one after another with a type letter and a length in front, so that no two
different rows can give the same bytes. SHA-256; the first row follows `GENESIS`.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

GENESIS = bytes(32)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def link(previous: bytes, fields: Iterable[Any]) -> bytes:
    """The hash (32 bytes) of a row with these field values, following the row whose hash is `previous`."""
    digest = hashlib.sha256(previous)
    for value in fields:
        letter, payload = _encode(value)
        digest.update(letter + struct.pack(">I", len(payload)) + payload)
    return digest.digest()


def _encode(value: Any) -> tuple[bytes, bytes]:
    """A type letter and the payload. Raises TypeError for a type that has no one spelling."""
    match value:
        case None:
            return b"n", b""
        case bool():
            return b"b", b"1" if value else b"0"
        case int():
            return b"i", str(value).encode("ascii")
        case float():
            return b"f", struct.pack(">d", value)
        case str():
            return b"s", value.encode("utf-8")
        case bytes() | memoryview():
            return b"x", bytes(value)
        case UUID():
            return b"u", value.bytes
        case datetime():
            return b"t", str(_microseconds(value)).encode("ascii")
        case date():
            return b"d", value.isoformat().encode("ascii")
        case Decimal():
            return b"m", format(value.normalize(), "f").encode("ascii")
        case dict() | list():
            return b"j", json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode(
                "utf-8"
            )
    raise TypeError(f"{type(value).__name__} cannot stand in a chain")


def _microseconds(moment: datetime) -> int:
    """Microseconds since 1970 UTC, exactly. A time without a zone is refused."""
    if moment.tzinfo is None:
        raise TypeError("a time without a zone cannot stand in a chain")
    since = moment - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
