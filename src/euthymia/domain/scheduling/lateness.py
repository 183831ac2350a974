"""Who is late, and by how much: the part of a stay that was booked for now against the part that it is in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from euthymia.domain.quantities import Confidence, Provenance

from .blocks import Phases

LATE_FROM = timedelta(minutes=5)
LATE_FROM_SOURCE = Provenance(
    "no figure in the fact base: what is nearer than this is said to be in time; site setting", Confidence.P
)


class Part(IntEnum):
    """Where a patient is in their stay, in the order in which the parts follow one another."""

    AWAITED = 0
    PREP = 1
    SESSION = 2
    RECOVERY = 3
    GONE = 4

    @property
    def words(self) -> str:
        return ("arrival", "preparation", "session", "recovery", "ride home")[self]


@dataclass(frozen=True, slots=True)
class Late:
    """`expected` was to begin at `due_at`, so long ago; `actual` is where the patient is."""

    actual: Part
    expected: Part
    due_at: datetime
    by: timedelta

    @property
    def minutes(self) -> int:
        return int(self.by / timedelta(minutes=1))


def lateness(start: datetime, phases: Phases, actual: Part, now: datetime) -> Late | None:
    """None while the patient is where the booking has them, or further, or is not yet late by `LATE_FROM`.

    A part that takes no time is passed over. `start` is when the patient was to come.
    """
    ends = _ends(start, phases)
    due_at = ends.get(actual)
    if due_at is None or now - due_at < LATE_FROM:
        return None
    expected = next(one for one in Part if one > actual and _takes(one, phases))
    return Late(actual, expected, due_at, now - due_at)


def _ends(start: datetime, phases: Phases) -> dict[Part, datetime]:
    """When each part was to be over."""
    minutes = (0, phases.prep_min, phases.session_min, phases.recovery_min)
    found, at = {}, start
    for part, length in zip((Part.AWAITED, Part.PREP, Part.SESSION, Part.RECOVERY), minutes, strict=True):
        at += timedelta(minutes=length)
        found[part] = at
    return found


def _takes(part: Part, phases: Phases) -> bool:
    minutes = {
        Part.PREP: phases.prep_min,
        Part.SESSION: phases.session_min,
        Part.RECOVERY: phases.recovery_min,
    }
    return minutes.get(part, 1) > 0
