"""What a day of appointments asks of its nurses, and what it leaves idle of its chairs."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from .blocks import Block, Day, OnDuty


@dataclass(frozen=True, slots=True)
class Load:
    """Between two changes: how many patients need a nurse, how many nurses are on, and how many they may have.

    `taken` and `room` count in parts of a nurse, so that a patient with a nurse of their own weighs more.
    """

    start: datetime
    end: datetime
    patients: int
    alone: int
    nurses: int
    taken: int
    room: int

    @property
    def over(self) -> bool:
        return self.taken > self.room

    @property
    def words(self) -> str:
        people = f"{self.patients} patient{'' if self.patients == 1 else 's'}"
        own = f" ({self.alone} with a nurse of their own)" if self.alone else ""
        return f"{people}{own} for {self.nurses} nurse{'' if self.nurses == 1 else 's'}, allowed {self.room}"


def load(blocks: Iterable[Block], duty: Iterable[OnDuty], patients_per_nurse: int) -> tuple[Load, ...]:
    """How the nurses' day fills, piece by piece, wherever a patient is there or a nurse is on."""
    attended = [one for one in blocks if one.attended]
    nurses = [one for one in duty if one.role == "nurse"]
    edges = sorted(
        {edge for one in attended for edge in (one.start, one.leaves)}
        | {edge for one in nurses for edge in (one.start, one.end)}
    )
    found: list[Load] = []
    for start, end in pairwise(edges):
        here = [one for one in attended if one.start <= start and end <= one.leaves]
        on = sum(1 for one in nurses if one.start <= start and end <= one.end)
        alone = sum(one.alone for one in here)
        taken = len(here) + alone * (patients_per_nurse - 1)
        if not here and not on:
            continue
        piece = Load(start, end, len(here), alone, on, taken, on * patients_per_nurse)
        last = found[-1] if found else None
        if last and last.end == start and (last.patients, last.alone, last.nurses) == (len(here), alone, on):
            found[-1] = Load(
                last.start, end, *(piece.patients, piece.alone, piece.nurses, piece.taken, piece.room)
            )
        else:
            found.append(piece)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Use:
    """How a chair's open minutes are spent: with patients, turned over, idle, closed."""

    open_min: int
    used_min: int
    turnover_min: int

    @property
    def idle_min(self) -> int:
        return self.open_min - self.used_min - self.turnover_min

    @property
    def percent(self) -> int | None:
        """Of the open minutes, with a patient or being turned over; None where it never opens."""
        return round(100 * (self.used_min + self.turnover_min) / self.open_min) if self.open_min else None

    def __add__(self, other: Use) -> Use:
        return Use(
            self.open_min + other.open_min,
            self.used_min + other.used_min,
            self.turnover_min + other.turnover_min,
        )


def use(chair: Hashable, day: Day) -> Use:
    """What of the hours a chair is open for is used; nothing outside them counts."""
    spans = [span for start, end in day.opened or () for span in _left(start, end, _closed_for(chair, day))]
    mine = [one for one in day.others if one.chair == chair]
    used = sum(_common(one.start, one.leaves, spans) for one in mine)
    turnover = sum(_common(one.leaves, one.end, spans) for one in mine)
    return Use(sum(_minutes(start, end) for start, end in spans), used, turnover)


def _closed_for(chair: Hashable, day: Day) -> list[tuple[datetime, datetime]]:
    return sorted((one.start, one.end) for one in day.shut if one.chair in (None, chair))


def _left(
    start: datetime, end: datetime, taken: list[tuple[datetime, datetime]]
) -> list[tuple[datetime, datetime]]:
    """What is left of a span when others, in order, are taken out of it."""
    left, at = [], start
    for first, last in taken:
        if first > at:
            left.append((at, min(first, end)))
        at = max(at, last)
    if at < end:
        left.append((at, end))
    return [(first, last) for first, last in left if first < last]


def _common(start: datetime, end: datetime, spans: list[tuple[datetime, datetime]]) -> int:
    return sum(
        _minutes(max(start, first), min(end, last)) for first, last in spans if first < end and start < last
    )


def _minutes(start: datetime, end: datetime) -> int:
    return max(0, int((end - start) / timedelta(minutes=1)))
