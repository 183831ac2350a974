"""Identifiers: UUID version 7 (RFC 9562), so that new rows land together in the index."""

from __future__ import annotations

import os
import uuid

from . import clock

_VERSION_AND_VARIANT = 0x7 << 76 | 0x2 << 62
_RANDOM = ~(0xF << 76 | 0x3 << 62) & ((1 << 80) - 1)


def uuid7() -> uuid.UUID:
    """48 bits of wall-clock milliseconds, then 74 random bits."""
    return uuids7(1)[0]


def uuids7(count: int) -> list[uuid.UUID]:
    """As many of one millisecond at once."""
    milliseconds = int(clock.wall().timestamp() * 1_000)
    fixed = (milliseconds & ((1 << 48) - 1)) << 80 | _VERSION_AND_VARIANT
    drawn = os.urandom(10 * count)
    return [
        uuid.UUID(int=fixed | int.from_bytes(drawn[begin : begin + 10]) & _RANDOM)
        for begin in range(0, len(drawn), 10)
    ]
