"""Identifiers: UUID version 7 (RFC 9562), so that new rows land together in the index."""

from __future__ import annotations

import os
import uuid

from . import clock


def uuid7() -> uuid.UUID:
    """48 bits of wall-clock milliseconds, then 74 random bits."""
    milliseconds = int(clock.wall().timestamp() * 1_000)
    value = (milliseconds & ((1 << 48) - 1)) << 80 | int.from_bytes(os.urandom(10), "big")
    value &= ~(0xF << 76) & ~(0x3 << 62)
    return uuid.UUID(int=value | (0x7 << 76) | (0x2 << 62))
