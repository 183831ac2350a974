"""A day of appointments: blocks of four parts at chairs, closed hours, and who is on duty. Every moment is UTC."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from euthymia.domain.quantities import Fault, Unusable

MOST_MIN = 1440


@dataclass(frozen=True, slots=True)
class Phases:
    """Minutes of the four parts of a stay; the patient leaves before the turnover of the chair."""

    prep_min: int
    session_min: int
    recovery_min: int = 0
    turnover_min: int = 0

    @property
    def patient_min(self) -> int:
        return self.prep_min + self.session_min + self.recovery_min

    @property
    def chair_min(self) -> int:
        return self.patient_min + self.turnover_min

    @property
    def parts(self) -> tuple[tuple[str, int, int], ...]:
        """Name, first and last minute of each part that takes time."""
        found, at = [], 0
        for name, minutes in (
            ("prep", self.prep_min), ("session", self.session_min),
            ("recovery", self.recovery_min), ("turnover", self.turnover_min),
        ):  # fmt: skip
            if minutes:
                found.append((name, at, at + minutes))
            at += minutes
        return tuple(found)

    def check(self) -> None:
        """Raises Unusable."""
        faults = [
            Fault(name, "out-of-range", f"{minutes} min", f"whole minutes, {least} to {MOST_MIN}")
            for name, minutes, least in (
                ("prep_min", self.prep_min, 0), ("session_min", self.session_min, 1),
                ("recovery_min", self.recovery_min, 0), ("turnover_min", self.turnover_min, 0),
            )
            if not isinstance(minutes, int) or isinstance(minutes, bool) or not least <= minutes <= MOST_MIN
        ]  # fmt: skip
        if not faults and self.chair_min > MOST_MIN:
            faults = [
                Fault("session_min", "too-long", f"{self.chair_min} min together", f"up to {MOST_MIN} min")
            ]
        if faults:
            raise Unusable(faults)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """An appointment at a place: `start` is aware. `attended` ones are infusions, which need a nurse and a
    prescriber; `alone` ones need a nurse of their own."""

    key: Hashable
    patient: Hashable
    who: str
    chair: Hashable
    chair_name: str
    start: datetime
    phases: Phases
    attended: bool
    alone: bool = False

    @property
    def leaves(self) -> datetime:
        return self.start + timedelta(minutes=self.phases.patient_min)

    @property
    def end(self) -> datetime:
        return self.start + timedelta(minutes=self.phases.chair_min)


@dataclass(frozen=True, slots=True)
class Shut:
    """Closed hours, of one chair or of the whole clinic (`chair` None)."""

    start: datetime
    end: datetime
    reason: str
    chair: Hashable | None = None


@dataclass(frozen=True, slots=True)
class OnDuty:
    role: str
    start: datetime
    end: datetime
    who: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What holds on a day of the clinic. `opened` None: no hours were ever entered; `duty` None: no rota of this
    day is published. `others` are the day's blocks, `infused` when the patient is infused on other days."""

    day: date
    zone: ZoneInfo
    opened: tuple[tuple[datetime, datetime], ...] | None
    shut: tuple[Shut, ...]
    duty: tuple[OnDuty, ...] | None
    patients_per_nurse: int
    others: tuple[Block, ...]
    infused: tuple[datetime, ...] = ()


def clock(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%H:%M}"


def span(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """09:00–10:30 by the clinic's clock."""
    return f"{clock(start, zone)}–{clock(end, zone)}"
