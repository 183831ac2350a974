"""One day's sessions into chairs, nurses and minutes: exact, or the answer that they do not go in.

Sessions that differ in nothing are one kind, and kinds are counted: what is solved is how many of each kind
start when, in which chairs. Starts are those that a timetable pushed to the left can have (`starts.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.optimize import linear_sum_assignment

from .clock import without
from .days import Bed, Day, Stay, peak
from .first_fit import first_fit
from .program import Program
from .request import Clinic, Name, Span
from .starts import starts

# What a day may take when nobody says; far more than any day has taken.
_LIMIT_S = 10.0


class OutOfTime(Exception):
    """Nothing is known of a day: neither that its sessions go in nor that they do not."""


@dataclass(frozen=True, slots=True)
class Item:
    """A session to place on a day: `windows` hold the whole of it; `wish` is the start that would be best."""

    patient: str
    n: int
    stay: Stay
    windows: tuple[Span, ...]
    fixed: int | None = None
    wish: int | None = None

    @property
    def kind(self) -> tuple[object, ...]:
        return (self.stay, self.windows, self.fixed, self.wish)


@dataclass(frozen=True, slots=True)
class Placed:
    """A session in its place; `nurse` is None where nurses are no limit."""

    patient: str
    n: int
    start: int
    chair: int
    nurse: Name | None
    stay: Stay


@dataclass(frozen=True, slots=True)
class Room:
    """What every day has beside chairs: the parts of a nurse, recovery places, the gap between two starts."""

    whole_nurse: int
    booked_load: int
    places: int | None
    start_gap: int

    @classmethod
    def of(cls, clinic: Clinic, whole_nurse: int) -> Room:
        return cls(
            whole_nurse,
            whole_nurse // clinic.patients_per_nurse,
            clinic.recovery_places,
            clinic.start_gap_min,
        )


def pack(
    day: Day,
    room: Room,
    items: Sequence[Item],
    pinned: Sequence[Placed] = (),
    nurse_of: Mapping[str, Name] | None = None,
    limit_s: float = _LIMIT_S,
) -> list[Placed] | None:
    """Every item in its place beside those that are pinned, or None: they do not all go in.

    `nurse_of` is who attended to a patient before: she does again where that costs nothing else. Raises
    `OutOfTime` when the limit has passed and nothing is known.
    """
    beds = beds_beside(day, pinned)
    if beds is None or not _pins_hold(day, room, pinned):
        return None
    found_at_once = _fitted(day, room, beds, items, pinned, nurse_of or {})
    if found_at_once is not None:
        return found_at_once
    packing = _Packing(day, room, beds, items, pinned)
    found = packing.program.solved(limit_s)
    if found.values is None and not found.impossible:
        raise OutOfTime
    return None if found.values is None else packing.placed(found.values, nurse_of or {})


def quick(
    day: Day, room: Room, items: Sequence[Item], pinned: Sequence[Placed], nurse_of: Mapping[str, Name]
) -> list[Placed] | None:
    """As `pack` for pinned sessions that hold, where None says only that no place was found at once."""
    beds = beds_beside(day, pinned)
    return None if beds is None else _fitted(day, room, beds, items, pinned, nurse_of)


def _fitted(
    day: Day,
    room: Room,
    beds: Sequence[Bed],
    items: Sequence[Item],
    pinned: Sequence[Placed],
    nurse_of: Mapping[str, Name],
) -> list[Placed] | None:
    found = first_fit(day, room, beds, items, pinned, nurse_of)
    if found is None:
        return None
    return [
        Placed(item.patient, item.n, start, chair, nurse, item.stay) for item, start, chair, nurse in found
    ]


def beds_beside(day: Day, pinned: Sequence[Placed]) -> tuple[Bed, ...] | None:
    """What is free when the pinned sessions are in; None when one of them has no room."""
    if not pinned:
        return day.beds
    free = {chair: list(bed.free) for bed in day.beds for chair in bed.chairs}
    for one in pinned:
        start, end = one.start, one.start + one.stay.chair_min
        spans = free.get(one.chair, [])
        around = next((span for span in spans if span[0] <= start and end <= span[1]), None)
        if around is None:
            return None
        spans.remove(around)
        spans.extend(without(around, [(start, end)]))
    alike: dict[tuple[Span, ...], list[int]] = defaultdict(list)
    for chair in sorted(free):
        if free[chair]:
            alike[tuple(sorted(free[chair]))].append(chair)
    return tuple(Bed(tuple(chairs), spans) for spans, chairs in alike.items())


def _pins_hold(day: Day, room: Room, pinned: Sequence[Placed]) -> bool:
    """Whether pinned sessions alone keep the limits of nurses, recovery places and starts."""
    begun = sorted(one.start for one in pinned)
    if room.start_gap and any(b - a < room.start_gap for a, b in pairwise(begun)):
        return False
    places = [
        (one.start + one.stay.place[0], one.start + one.stay.place[1], 1) for one in pinned if one.stay.place
    ]
    if room.places is not None and peak(places) > room.places:
        return False
    if day.nurses is None:
        return True
    hours = dict(day.nurses)
    for one in pinned:
        here = hours.get(one.nurse, ()) if one.nurse is not None else ()
        if not any(a <= one.start and one.start + one.stay.minutes <= b for a, b in here):
            return False
    return all(
        peak([load for one in pinned if one.nurse == name for load in _attention(one.start, one.stay)])
        <= room.whole_nurse
        for name in hours
    )


def _attention(start: int, stay: Stay) -> list[tuple[int, int, int]]:
    return [(start + a, start + b, load) for a, b, load in stay.loads]


@dataclass(frozen=True, slots=True)
class _Slot:
    """A place that the program has opened for some session of a kind."""

    start: int
    chair: int
    nurse: Name | None


class _Packing:
    """The program of one day.

    Where all nurses are there all day and every session takes as much of one as every other, it is enough
    to count sessions at a time; otherwise each session is given to a nurse in the program itself.
    """

    def __init__(
        self, day: Day, room: Room, beds: Sequence[Bed], items: Sequence[Item], pinned: Sequence[Placed]
    ) -> None:
        self.day, self.room, self.beds, self.pinned = day, room, beds, pinned
        self.kinds: dict[tuple[object, ...], list[Item]] = defaultdict(list)
        for item in items:
            self.kinds[item.kind].append(item)
        self.program = Program()
        self.by_name = self._nurses_differ()
        # (kind, start, bed) and (kind, start, nurse) to the variable that counts them
        self.chairs: dict[tuple[int, int, int], int] = {}
        self.nurses: dict[tuple[int, int, int], int] = {}
        self.members = list(self.kinds.values())
        times = starts(day, room, [group[0] for group in self.members], pinned)
        for k, group in enumerate(self.members):
            self._open(k, group, times)
        self._rows_of_chairs()
        self._rows_of_nurses()
        self._rows_of_places()
        self._rows_of_starts()

    def _nurses_differ(self) -> bool:
        nurses = self.day.nurses
        if nurses is None:
            return False
        loads = {(load,) for _, _, load in _all_loads(self.kinds.values())}
        if self.day.booked:
            loads.add((self.room.booked_load,))
        away = any(hours != self.day.open for _, hours in nurses)
        return bool(self.pinned) or away or len(loads) > 1

    def _open(self, k: int, group: Sequence[Item], times: Sequence[int]) -> None:
        """Variables and the demand of one kind."""
        item = group[0]
        stay, demand = item.stay, []
        for start in times if item.fixed is None else [item.fixed]:
            if not any(a <= start and start + stay.minutes <= b for a, b in item.windows):
                continue
            cost = start - self.day.midnight if item.wish is None else abs(start - item.wish)
            here = []
            for b, bed in enumerate(self.beds):
                if any(x <= start and start + stay.chair_min <= y for x, y in bed.free):
                    variable = self.program.variable(cost, min(len(group), len(bed.chairs)))
                    self.chairs[k, start, b] = variable
                    here.append((variable, 1.0))
            demand += here
            if self.by_name and here:
                self._attended(k, start, stay, here)
        self.program.row(demand, len(group), len(group))

    def _attended(self, k: int, start: int, stay: Stay, here: Sequence[tuple[int, float]]) -> None:
        """As many given to nurses as sit in chairs."""
        given = []
        for j, (_, hours) in enumerate(self.day.nurses or ()):
            if any(a <= start and start + stay.minutes <= b for a, b in hours):
                variable = self.program.variable(0.0, max(1, self.room.whole_nurse // max(1, stay.load)))
                self.nurses[k, start, j] = variable
                given.append((variable, -1.0))
        self.program.row([*here, *given], 0, 0)

    def _rows_of_chairs(self) -> None:
        for b, bed in enumerate(self.beds):
            taken = [
                (start, start + self.members[k][0].stay.chair_min, variable)
                for (k, start, bed_), variable in self.chairs.items()
                if bed_ == b
            ]
            for at in sorted({start for start, _, _ in taken}):
                at_once = [(variable, 1.0) for start, end, variable in taken if start <= at < end]
                self.program.row(at_once, high=len(bed.chairs))

    def _rows_of_nurses(self) -> None:
        if self.day.nurses is None:
            return
        if self.by_name:
            self._rows_of_each_nurse()
            return
        spans = [
            (start, start + self.members[k][0].stay.minutes, variable)
            for (k, start, _), variable in self.chairs.items()
        ]
        load = max((load for _, _, load in _all_loads(self.members)), default=1)
        most = len(self.day.nurses) * (self.room.whole_nurse // load)
        for at in sorted({start for start, _, _ in spans} | {first for first, _ in self.day.booked}):
            at_once = [(variable, 1.0) for start, end, variable in spans if start <= at < end]
            booked = sum(first <= at < last for first, last in self.day.booked)
            self.program.row(at_once, high=most - booked)

    def _rows_of_each_nurse(self) -> None:
        carried: list[list[tuple[int, int, int, int]]] = [[] for _ in self.day.nurses or ()]
        for (k, start, j), variable in self.nurses.items():
            carried[j] += [(a, b, w, variable) for a, b, w in _attention(start, self.members[k][0].stay)]
        for first, last in self.day.booked:
            seen = []
            for j, (_, hours) in enumerate(self.day.nurses or ()):
                if any(a <= first and last <= b for a, b in hours):
                    variable = self.program.variable()
                    carried[j].append((first, last, self.room.booked_load, variable))
                    seen.append((variable, 1.0))
            self.program.row(seen, 1, 1)
        for j, (name, _) in enumerate(self.day.nurses or ()):
            pins = [w for one in self.pinned if one.nurse == name for w in _attention(one.start, one.stay)]
            for at in sorted({a for a, _, _, _ in carried[j]} | {a for a, _, _ in pins}):
                at_once = [(variable, float(w)) for a, b, w, variable in carried[j] if a <= at < b]
                pinned = sum(w for a, b, w in pins if a <= at < b)
                self.program.row(at_once, high=self.room.whole_nurse - pinned)

    def _rows_of_places(self) -> None:
        if self.room.places is None:
            return
        spans = []
        for (k, start, _), variable in self.chairs.items():
            place = self.members[k][0].stay.place
            if place is not None:
                spans.append((start + place[0], start + place[1], variable))
        pins = [
            (one.start + one.stay.place[0], one.start + one.stay.place[1])
            for one in self.pinned
            if one.stay.place is not None
        ]
        for at in sorted({a for a, _, _ in spans} | {a for a, _ in pins}):
            at_once = [(variable, 1.0) for a, b, variable in spans if a <= at < b]
            self.program.row(at_once, high=self.room.places - sum(a <= at < b for a, b in pins))

    def _rows_of_starts(self) -> None:
        gap = self.room.start_gap
        if not gap:
            return
        times = sorted({start for _, start, _ in self.chairs})
        pins = [one.start for one in self.pinned]
        for at in sorted({*times, *pins}):
            near = [(variable, 1.0) for (_, s, _), variable in self.chairs.items() if at <= s < at + gap]
            self.program.row(near, high=1 - sum(at <= s < at + gap for s in pins))

    def placed(self, values: Sequence[int], nurse_of: Mapping[str, Name]) -> list[Placed]:
        """The sessions in their places, by what the program found."""
        slots = self._slots(values)
        found = []
        for k, group in enumerate(self.members):
            cost = np.array([[_strange(item, slot, nurse_of) for slot in slots[k]] for item in group])
            rows, columns = linear_sum_assignment(cost)
            for row, column in zip(rows, columns, strict=True):
                item, slot = group[row], slots[k][column]
                found.append(Placed(item.patient, item.n, slot.start, slot.chair, slot.nurse, item.stay))
        found.sort(key=lambda one: (one.start, one.chair))
        return found if self.by_name or self.day.nurses is None else self._with_nurses(found, nurse_of)

    def _slots(self, values: Sequence[int]) -> list[list[_Slot]]:
        """By kind: start, chair and, where they were told apart, nurse."""
        seated = [
            (start, b, k) for (k, start, b), variable in self.chairs.items() for _ in range(values[variable])
        ]
        until = {chair: 0 for bed in self.beds for chair in bed.chairs}
        waiting = {
            (k, start): [
                name
                for j, (name, _) in enumerate(self.day.nurses or ())
                for _ in range(values[self.nurses[k, start, j]] if (k, start, j) in self.nurses else 0)
            ]
            for k, start in {(k, start) for k, start, _ in self.chairs}
        }
        slots: list[list[_Slot]] = [[] for _ in self.members]
        for start, b, k in sorted(seated):
            chair = next(chair for chair in self.beds[b].chairs if until[chair] <= start)
            until[chair] = start + self.members[k][0].stay.chair_min
            slots[k].append(_Slot(start, chair, waiting[k, start].pop(0) if self.by_name else None))
        return slots

    def _with_nurses(self, found: Sequence[Placed], nurse_of: Mapping[str, Name]) -> list[Placed]:
        """Who attends to whom, in the order of starts: there is always one with room, by the count."""
        carried: dict[Name, list[tuple[int, int, int]]] = {name: [] for name, _ in self.day.nurses or ()}

        def free(name: Name, loads: Sequence[tuple[int, int, int]]) -> bool:
            return peak([*carried[name], *loads]) <= self.room.whole_nurse

        def least(loads: Sequence[tuple[int, int, int]]) -> Name:
            able = [name for name in carried if free(name, loads)]
            return min(able, key=lambda name: sum(b - a for a, b, _ in carried[name]))

        due: list[tuple[int, int, Placed | Span]] = [
            *((one.start, 1, one) for one in found),
            *((first, 0, (first, last)) for first, last in self.day.booked),
        ]
        attended = []
        for _, _, one in sorted(due, key=lambda each: each[:2]):
            if not isinstance(one, Placed):
                loads = [(*one, self.room.booked_load)]
                carried[least(loads)] += loads
                continue
            loads = _attention(one.start, one.stay)
            before = nurse_of.get(one.patient)
            name = before if before in carried and free(before, loads) else least(loads)
            carried[name] += loads
            attended.append(Placed(one.patient, one.n, one.start, one.chair, name, one.stay))
        return attended


def _all_loads(groups: Iterable[Sequence[Item]]) -> list[tuple[int, int, int]]:
    return [load for group in groups for load in group[0].stay.loads]


def _strange(item: Item, slot: _Slot, nurse_of: Mapping[str, Name]) -> float:
    """How far a slot is from what a patient is used to, in minutes and persons."""
    before = nurse_of.get(item.patient)
    away = 0 if item.wish is None else abs(slot.start - item.wish)
    return away + (0 if before is None or slot.nurse is None or slot.nurse == before else 1)
