"""A day packed one session after the other, each as early as it goes: quick, and where it fails nothing is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from .clock import without
from .days import Bed, Day, Stay, peak
from .request import Name, Span

if TYPE_CHECKING:
    from .packing import Item, Placed, Room

Loads = list[tuple[int, int, int]]


class Filling:
    """A day as it fills: what is still free in each chair, who attends to what, who recovers where."""

    def __init__(self, day: Day, room: Room, beds: Sequence[Bed], pinned: Sequence[Placed]) -> None:
        self.day, self.room = day, room
        self.free: dict[int, list[Span]] = {chair: list(bed.free) for bed in beds for chair in bed.chairs}
        self.hours = dict(day.nurses or ())
        self.loads: dict[Name, Loads] = {name: [] for name in self.hours}
        self.places: Loads = []
        self.begun: list[int] = []
        for one in pinned:
            self._note(one.start, one.stay, one.nurse)

    def booked(self) -> bool:
        """Gives each booking a nurse; False when one finds none."""
        for first, last in self.day.booked:
            load = (first, last, self.room.booked_load)
            name = next((name for name in self.loads if self._attends(name, first, last, [load])), None)
            if name is None:
                return False
            self.loads[name].append(load)
        return True

    def seat(self, item: Item, before: Name | None) -> tuple[int, int, Name | None] | None:
        """(start, chair, nurse) for a session, taken; None when it does not go in."""
        for start in self._starts(item):
            if not self._room_for(start, item.stay):
                continue
            chair = self._chair(start, item.stay)
            if chair is None:
                continue
            nurse = None
            if self.day.nurses is not None:
                nurse = self._nurse(start, item.stay, before)
                if nurse is None:
                    continue
            self._take(chair, start, item.stay)
            self._note(start, item.stay, nurse)
            return start, chair, nurse
        return None

    def _starts(self, item: Item) -> Iterator[int]:
        """Starts in order of how well they suit, each held by the end of something."""
        if item.fixed is not None:
            yield item.fixed
            return
        edges = {edge for edge, _ in item.windows} | {a for free in self.free.values() for a, _ in free}
        edges |= {b for loads in self.loads.values() for _, b, _ in loads}
        edges |= {start + self.room.start_gap for start in self.begun}
        if item.stay.place is not None:
            edges |= {b - item.stay.place[0] for _, b, _ in self.places}
        if item.wish is not None:
            edges.add(item.wish)
        wish = item.wish
        fitting = (
            start
            for start in edges
            if any(a <= start and start + item.stay.minutes <= b for a, b in item.windows)
        )
        yield from sorted(fitting, key=lambda start: (0 if wish is None else abs(start - wish), start))

    def _room_for(self, start: int, stay: Stay) -> bool:
        gap = self.room.start_gap
        if gap and any(abs(start - other) < gap for other in self.begun):
            return False
        if self.room.places is None or stay.place is None:
            return True
        own = (start + stay.place[0], start + stay.place[1], 1)
        return peak([*self.places, own]) <= self.room.places

    def _chair(self, start: int, stay: Stay) -> int | None:
        """The chair in which least is left free before the session."""
        end = start + stay.chair_min
        fitting = [
            (start - a, chair)
            for chair, free in self.free.items()
            for a, b in free
            if a <= start and end <= b
        ]
        return min(fitting)[1] if fitting else None

    def _nurse(self, start: int, stay: Stay, before: Name | None) -> Name | None:
        loads = [(start + a, start + b, load) for a, b, load in stay.loads]
        able = [name for name in self.loads if self._attends(name, start, start + stay.minutes, loads)]
        if before in able:
            return before
        return min(able, key=lambda name: len(self.loads[name]), default=None)

    def _attends(self, name: Name, first: int, last: int, loads: Sequence[tuple[int, int, int]]) -> bool:
        here = any(a <= first and last <= b for a, b in self.hours[name])
        return here and peak([*self.loads[name], *loads]) <= self.room.whole_nurse

    def _take(self, chair: int, start: int, stay: Stay) -> None:
        end = start + stay.chair_min
        around = next(span for span in self.free[chair] if span[0] <= start and end <= span[1])
        self.free[chair].remove(around)
        self.free[chair].extend(without(around, [(start, end)]))

    def _note(self, start: int, stay: Stay, nurse: Name | None) -> None:
        self.begun.append(start)
        if stay.place is not None:
            self.places.append((start + stay.place[0], start + stay.place[1], 1))
        if nurse is not None and nurse in self.loads:
            self.loads[nurse] += [(start + a, start + b, load) for a, b, load in stay.loads]


def first_fit(
    day: Day,
    room: Room,
    beds: Sequence[Bed],
    items: Sequence[Item],
    pinned: Sequence[Placed],
    nurse_of: Mapping[str, Name],
) -> list[tuple[Item, int, int, Name | None]] | None:
    """(item, start, chair, nurse) for every item, or None where this way did not find room for all."""
    filling = Filling(day, room, beds, pinned)
    if day.nurses is not None and not filling.booked():
        return None

    def urgency(item: Item) -> tuple[bool, int, int, str]:
        latest = max((b - item.stay.minutes for _, b in item.windows), default=0)
        return item.fixed is None, latest, -item.stay.minutes, item.patient

    found = []
    for item in sorted(items, key=urgency):
        seat = filling.seat(item, nurse_of.get(item.patient))
        if seat is None:
            return None
        found.append((item, *seat))
    return found
