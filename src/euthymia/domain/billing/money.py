"""US dollars as whole cents: text in, text out, and shares that add up to the whole."""

from __future__ import annotations

from euthymia.domain.quantities import Scale

DOLLARS = Scale("an amount", "USD", 100)
MOST_CENTS = 100_000_000  # a million dollars: more in one entry is a slip of the hand


def shown(cents: int) -> str:
    """`$1,250.00`; less than nothing with its sign before it: `−$5.00`."""
    return f"{'−' if cents < 0 else ''}${abs(cents) // 100:,}.{abs(cents) % 100:02d}"


def plain(cents: int) -> str:
    """`1250.00`, as claim files and spreadsheets want it."""
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def share(cents: int, parts: int, first: int) -> int:
    """What the first so many of equal parts come to, rounded down: all of them come to the whole."""
    return cents * first // parts
