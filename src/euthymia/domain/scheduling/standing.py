"""How many of a day's promised appointments can stay at most: rows that every plan of days must keep.

Their times are known, so what they take of chairs, nurses and places at one time can be counted at once; what these
rows miss is found when a day is packed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from .days import Day, Stay
from .master import Stand
from .packing import Room
from .request import Span

Standing = Sequence[tuple[Stand, Stay]]
Row = tuple[Mapping[Stand, int], int]


def rows(day: Day, room: Room, standing: Standing) -> Iterator[Row]:
    """Appointments with their weights, and how much of it there is room for."""
    for at in sorted({one.start for one, _ in standing}):
        seated = {one: 1 for one, stay in standing if one.start <= at < one.start + stay.chair_min}
        yield from _over(seated, sum(len(bed.chairs) for bed in day.beds if _at(at, bed.free)))
        if room.start_gap:
            begun = {one: 1 for one, _ in standing if at <= one.start < at + room.start_gap}
            yield from _over(begun, 1)
    if day.nurses is not None:
        yield from _attended(day, room, standing)
    if room.places is not None:
        for at in sorted({one.start + stay.place[0] for one, stay in standing if stay.place}):
            placed = {
                one: 1
                for one, stay in standing
                if stay.place and one.start + stay.place[0] <= at < one.start + stay.place[1]
            }
            yield from _over(placed, room.places)


def _attended(day: Day, room: Room, standing: Standing) -> Iterator[Row]:
    for at in sorted({one.start + first for one, stay in standing for first, _, _ in stay.loads}):
        loads = {
            one: load
            for one, stay in standing
            for first, last, load in stay.loads
            if one.start + first <= at < one.start + last
        }
        there = sum(_at(at, hours) for _, hours in day.nurses or ()) * room.whole_nurse
        yield from _over(loads, there - room.booked_load * sum(a <= at < b for a, b in day.booked))


def _over(weights: Mapping[Stand, int], most: int) -> Iterator[Row]:
    if sum(weights.values()) > most:
        yield weights, most


def _at(minute: int, spans: Iterable[Span]) -> bool:
    return any(first <= minute < last for first, last in spans)
