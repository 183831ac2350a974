"""When a session may start on a day: the starts of timetables in which nothing can be moved earlier.

In such a timetable each start is held by something: a window or a booking, or the boundary of a phase of
another session that wants the same chair, nurse, place or minute. So the starts are what can be reached
from the fixed boundaries in steps between such boundaries; if any timetable exists, one of these does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from .days import Day, Stay

if TYPE_CHECKING:
    from .packing import Item, Placed, Room


def starts(day: Day, room: Room, items: Sequence[Item], pinned: Sequence[Placed]) -> list[int]:
    """Instants, in order, of every start worth trying for these kinds of sessions."""
    last = max((end for item in items for _, end in item.windows), default=0)
    bounds = {edge for item in items for edge, _ in item.windows}
    bounds |= {edge for bed in day.beds for span in bed.free for edge in span}
    bounds |= {edge for _, hours in day.nurses or () for span in hours for edge in span}
    bounds |= {edge for span in day.booked for edge in span}
    bounds |= {item.wish for item in items if item.wish is not None}
    for start, stay in [
        *((one.start, one.stay) for one in pinned),
        *((item.fixed, item.stay) for item in items if item.fixed is not None),
    ]:
        bounds |= {start + edge for edge in (*_edges(stay), stay.chair_min)} | {start + room.start_gap}
    stays = {item.stay for item in items if item.fixed is None}
    own = {edge for stay in stays for edge in _edges(stay)}
    steps = {
        after - before
        for stay in stays
        for after in (*_edges(stay), stay.chair_min)
        for before in own
        if after > before
    }
    if room.start_gap:
        steps.add(room.start_gap)
    reached = {bound - edge for bound in bounds for edge in own}
    found = set(_closed(reached, steps, last))
    return sorted(found)


def _edges(stay: Stay) -> set[int]:
    """Offsets at which what a session takes changes."""
    edges = {0} | {edge for first, last, _ in stay.loads for edge in (first, last)}
    return edges | set(stay.place or ())


def _closed(reached: Iterable[int], steps: Iterable[int], last: int) -> set[int]:
    """Everything that steps lead to from what is reached, up to `last`."""
    found, fresh = set(reached), list(reached)
    while fresh:
        at = fresh.pop()
        for step in steps:
            if at + step <= last and at + step not in found:
                found.add(at + step)
                fresh.append(at + step)
    return found
