"""What the planner is asked: a clinic, its bookings, the courses to place, and an earlier plan to keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from euthymia.domain.quantities import Confidence, Provenance

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

# How far ahead a course may begin when the request does not say: six not completed in 28 days are judged again.
HORIZON_D = 28
HORIZON_PROVENANCE = Provenance("clinical.md 3E: course overdue after 28 days", Confidence.P)
LIMIT_S = 10.0

# Minutes of a wall clock from midnight, the second not included: 08:00 to 17:00 is (480, 1020).
Span: TypeAlias = tuple[int, int]
Week: TypeAlias = Mapping[int, tuple[Span, ...]]  # 0 is Monday; a day that is not in it has no hours
Name: TypeAlias = int | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Nurse:
    """One nurse; `days` None is every day the clinic is open, `hours` None all of its hours."""

    id: Name
    days: frozenset[int] | None = None
    hours: tuple[Span, ...] | None = None
    absent: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Prescriber:
    id: str
    days: frozenset[int]
    absent: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clinic:
    """One clinic. `prescribers` None: their presence is no limit. `recovery_places` None: one recovers in
    the chair of the infusion. The ratios of preparation and recovery are those of the infusion when None.
    `nurses` None is no limit: never asked for, but what is left when the limit is taken away.
    """

    timezone: str
    open: Week
    chairs: int
    nurses: tuple[Nurse, ...] | None
    patients_per_nurse: int
    open_on: Mapping[date, tuple[Span, ...]] = field(default_factory=dict)
    closed: frozenset[date] = frozenset()
    prescribers: tuple[Prescriber, ...] | None = None
    preparing_per_nurse: int | None = None
    recovering_per_nurse: int | None = None
    recovery_places: int | None = None
    turnover_min: int = 0
    start_gap_min: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """What is in the calendar already: `start_min` is an instant in minutes of UTC since 1970."""

    chair: int
    start_min: int
    minutes: int
    attended: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One patient's course. Gaps and window are in calendar days of the clinic; `minutes` is the whole stay.

    `preparation_min` and `recovery_min` are the first and the last part of `minutes`.
    """

    patient: str
    sessions: int
    within_days: int
    min_gap_days: int
    max_gap_days: int
    minutes: int
    available: Week | None = None
    away: frozenset[date] = frozenset()
    done: tuple[date, ...] = ()
    travel_min: int = 0
    preparation_min: int = 0
    recovery_min: int = 0
    patients_per_nurse: int | None = None
    first_patients_per_nurse: int | None = None

    @property
    def left(self) -> int:
        """How many sessions are still to be planned."""
        return self.sessions - len(self.done)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An appointment of an earlier plan."""

    patient: str
    n: int
    start_min: int
    chair: int
    nurse: Name | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """`until` is the last day on which a session may lie, None where only the default horizon holds."""

    start: date
    clinic: Clinic
    courses: tuple[Course, ...]
    booked: tuple[Booking, ...] = ()
    keep: tuple[Kept, ...] | None = None
    until: date | None = None
    limit_s: float = LIMIT_S
