"""What an earlier plan promised, and what it costs to break it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from .answer import Moved
from .clock import moment_of, span_on
from .days import Spread
from .packing import Placed
from .paths import Node
from .request import Kept, Name, Request

# An appointment that moves weighs more than every session counted anew, and that more than days of difference.
MOVED = 1_000_000.0
_RENUMBERED = 1_000.0


class Promises:
    """The appointments of an earlier plan that are still to come. Without one there are none."""

    def __init__(self, request: Request, spread: Spread) -> None:
        self.kept = request.keep is not None
        self._spread = spread
        given = {course.patient: len(course.done) for course in request.courses}
        self.by_patient: dict[str, list[Kept]] = defaultdict(list)
        for one in sorted(request.keep or (), key=lambda one: one.start_min):
            if one.n > given.get(one.patient, one.n):
                self.by_patient[one.patient].append(one)
        self._day_of = {
            (one.patient, one.n): spread.kept_day(one) for many in self.by_patient.values() for one in many
        }

    def cost(self, patient: str, node: Node, last: bool) -> float:
        """What it costs that session n lies on a day: the day it ends for a course that is new, else the
        distance from what was promised."""
        n, index = node
        if patient not in self.by_patient:
            return float(index) if last else 0.0
        was = self._day_of.get((patient, n))
        if was is None or was == index:
            return 0.0
        return _RENUMBERED + abs(index - was)

    def at(self, patient: str, start: int) -> Kept | None:
        """The promise of exactly this start."""
        return next((one for one in self.by_patient.get(patient, ()) if one.start_min == start), None)

    def wish(self, patient: str, n: int, index: int) -> int | None:
        """The minute of a day at which a session that moved would least disturb: the time of day it had."""
        promised = self.by_patient.get(patient, ())
        was = next((one for one in promised if one.n == n), promised[-1] if promised else None)
        if was is None:
            return None
        before = moment_of(was.start_min, self._spread.zone)
        day = self._spread.days[index].date
        span = span_on(day, (before.hour * 60 + before.minute, 1440), self._spread.zone)
        return None if span is None else span[0]

    def nurses(self) -> dict[str, Name]:
        """Who attended to each patient last."""
        return {
            patient: many[-1].nurse
            for patient, many in self.by_patient.items()
            if many and many[-1].nurse is not None
        }

    def compared(self, sessions: Sequence[Placed]) -> tuple[tuple[Moved, ...], tuple[Moved, ...]]:
        """Appointments that moved, old beside new in order, and those that kept their time but not their seat."""
        now: Mapping[str, list[Placed]] = defaultdict(list)
        for one in sessions:
            now[one.patient].append(one)
        moved: list[Moved] = []
        reseated: list[Moved] = []
        for patient, promised in sorted(self.by_patient.items()):
            starts = {one.start for one in now[patient]}
            lost = [one for one in promised if one.start_min not in starts]
            new = [one for one in now[patient] if self.at(patient, one.start) is None]
            for n in range(max(len(lost), len(new))):
                was = lost[n] if n < len(lost) else None
                moved.append(Moved(patient, was, new[n] if n < len(new) else None))
            for one in now[patient]:
                before = self.at(patient, one.start)
                if before is not None and (before.chair, before.nurse) != (one.chair, one.nurse):
                    reseated.append(Moved(patient, before, one))
        return tuple(moved), tuple(reseated)
