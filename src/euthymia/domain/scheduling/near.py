"""A repair that looks near the trouble first: who is not touched stays where they are, chair and nurse included.

It is the answer only where no repair moves fewer appointments. That is known from a bound: what cannot stay even
alone, and the whole choice of days with sessions divisible, which is quick to solve and never moves more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from math import ceil
from typing import TYPE_CHECKING

from .answer import Plan
from .packing import OutOfTime, Placed, pack
from .request import Course

if TYPE_CHECKING:
    from .planner import Planning

Held = dict[int, list[Placed]]
Remaining = Callable[[], float]

# What a bound in floating point may be short of the whole number that it is.
_SMALL = 1e-6


def near(planning: Planning, remaining_s: Remaining) -> Plan | None:
    """A repair that moves as few appointments as any, from the smallest neighbourhood that has one.

    First only those are planned anew whose own place is gone; then everybody who has an appointment on a day
    that is too full. None where that is not enough to know.
    """
    settled = [course for course in planning.courses if planning.settled(course)]
    least = _Least(planning)
    tried: frozenset[str] | None = None
    for lifted in (_lifted_alone, _lifted_together):
        held, free = lifted(planning, settled)
        if not held:
            return None
        found = None if free == tried else _round(planning, held, free, remaining_s)
        if found is not None and least.is_reached(found):
            return found
        tried = free
    return None


class _Least:
    """How many appointments any repair moves at least: those that cannot stay even alone, and if that is not
    enough, the choice of days with everything allowed in parts."""

    def __init__(self, planning: Planning) -> None:
        self._planning = planning
        promised = sum(len(planning.promises.by_patient.get(one.patient, ())) for one in planning.courses)
        self._known = promised - len(planning.stands())
        self._asked = False

    def is_reached(self, found: Plan) -> bool:
        moved = sum(one.was is not None for one in found.moved or ())
        if moved > self._known and not self._asked:
            self._asked = True
            self._known += ceil(self._planning.relaxed() - _SMALL)
        return moved <= self._known


def _round(planning: Planning, held: Held, free: frozenset[str], remaining_s: Remaining) -> Plan | None:
    """The best repair in which nothing that is held moves."""
    found = planning.part([one for one in planning.courses if one.patient in free], held).solve(remaining_s)
    if found is None:
        return None
    sessions = [*found.sessions, *(pin for pins in held.values() for pin in pins)]
    sessions.sort(key=lambda one: (one.start, one.chair))
    moved, reseated = planning.promises.compared(sessions)
    return Plan(tuple(sessions), found.proved_optimal, found.gap, moved, reseated)


def _lifted_alone(planning: Planning, settled: Sequence[Course]) -> tuple[Held, frozenset[str]]:
    """The appointments that hold together where they are, and the patients of the rest."""
    free = {course.patient for course in planning.courses} - {course.patient for course in settled}
    pins = _pins(planning, settled)
    for index, some in pins.items():
        if not _holds(planning, index, some):
            stay: list[Placed] = []
            for pin in some:
                if pin.patient not in free and _holds(planning, index, [*stay, pin]):
                    stay.append(pin)
                else:
                    free.add(pin.patient)
    return _without(pins, free), frozenset(free)


def _lifted_together(planning: Planning, settled: Sequence[Course]) -> tuple[Held, frozenset[str]]:
    """As before, but all who have an appointment on a day where not all hold together are planned anew."""
    free = {course.patient for course in planning.courses} - {course.patient for course in settled}
    pins = _pins(planning, settled)
    for index, some in pins.items():
        if not _holds(planning, index, some):
            free |= {pin.patient for pin in some}
    return _without(pins, free), frozenset(free)


def _pins(planning: Planning, settled: Iterable[Course]) -> Held:
    found: Held = defaultdict(list)
    for course in settled:
        for one in planning.promises.by_patient[course.patient]:
            stay = planning.spread.stay(course, one.n)
            pin = Placed(one.patient, one.n, one.start_min, one.chair, one.nurse, stay)
            found[planning.spread.kept_day(one)].append(pin)
    return dict(sorted(found.items()))


def _without(pins: Held, free: set[str]) -> Held:
    found = {index: [pin for pin in some if pin.patient not in free] for index, some in pins.items()}
    return {index: some for index, some in found.items() if some}


def _holds(planning: Planning, index: int, pins: Sequence[Placed]) -> bool:
    try:
        return pack(planning.spread.days[index], planning.room, [], pins) is not None
    except OutOfTime:
        return False
