"""The one place where the program asks what time it is.

A process may be given a clock that runs faster than the wall's (`EUTHYMIA_CLOCK`), so that a training
day passes in minutes; every process of that installation is given the same one. Security (sessions,
tokens, rate limits) stays on the wall's clock: Django asks for it itself.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Clock:
    """Clinic time as a straight line over wall time: `clinic_start` at `wall_start`, then `speed` times as fast."""

    wall_start: datetime
    clinic_start: datetime
    speed: float

    def at(self, wall: datetime) -> datetime:
        return self.clinic_start + (wall - self.wall_start) * self.speed

    def to_text(self) -> str:
        return f"{self.wall_start.isoformat()},{self.clinic_start.isoformat()},{self.speed}"

    @classmethod
    def from_text(cls, text: str) -> Clock:
        wall, clinic, speed = text.split(",")
        return cls(datetime.fromisoformat(wall), datetime.fromisoformat(clinic), float(speed))


def _installed() -> Clock | None:
    text = os.environ.get("EUTHYMIA_CLOCK")
    return Clock.from_text(text) if text else None


_clock = _installed()
_frozen: list[datetime] = []


def wall() -> datetime:
    """The wall's clock, UTC."""
    return datetime.now(UTC)  # noqa: TID251 - this is the one place


def now() -> datetime:
    """Clinic time, UTC. Ask once for an operation and pass the answer down."""
    if _frozen:
        return _frozen[-1]
    return _clock.at(wall()) if _clock else wall()


def speed() -> float:
    """How many seconds of clinic time pass in one second of the wall's."""
    return _clock.speed if _clock else 1.0


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Time stands still at `at` (tests and replays)."""
    _frozen.append(at)
    try:
        yield
    finally:
        _frozen.pop()


def advance(by: timedelta) -> datetime:
    """Move the innermost frozen clock forward; returns the new time."""
    _frozen[-1] += by
    return _frozen[-1]
