"""When a day refuses what was chosen for it: the fewest sessions that do not go in together, and who is like them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from .clock import overlap
from .days import Stay
from .packing import Item


def smallest_refused(items: Sequence[Item], refused: Callable[[Sequence[Item]], bool]) -> list[Item]:
    """Refused items of which any one can be left out and the others go in.

    An appointment that is refused whenever it is on that day stands there without its time.
    """
    left = list(items)
    for item in items:
        others = [one for one in left if one is not item]
        if refused(others):
            left = others
            continue
        if item.fixed is not None:
            free = [replace(one, fixed=None) if one is item else one for one in left]
            if refused(free):
                left = free
    return left


def harder(one: Item, other: Item) -> bool:
    """Whether wherever `one` can be placed, `other` could be in its stead."""
    if other.fixed is not None or one.fixed is not None:
        return False
    inside = overlap(one.windows, other.windows) == tuple(sorted(one.windows))
    return inside and heavier(one.stay, other.stay)


def heavier(one: Stay, other: Stay) -> bool:
    """Whether a stay takes at least what another takes, at every minute of it."""
    return (
        one.minutes >= other.minutes
        and one.chair_min >= other.chair_min
        and (other.place is None or one.place == other.place)
        and all(
            any(a <= x and y <= b and load >= least for a, b, load in one.loads)
            for x, y, least in other.loads
        )
    )
