"""Who could take a slot that became free, who is asked first, and why somebody could not: in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from .blocks import Phases, span
from .request import WEEKDAYS

ORDER = (
    "A clinician's request comes first, then who has waited longest. A patient who says no keeps their place."
)


@dataclass(frozen=True, slots=True)
class Slot:
    """Free time of one chair; moments are UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a patient can take. `booked` is the start of the booking they would like to bring forward."""

    phases: Phases
    from_day: date
    until_day: date
    weekdays: frozenset[int]
    earliest: time
    latest: time
    notice_h: int
    urgent: bool
    asked_at: datetime
    booked: datetime | None = None

    @property
    def place(self) -> tuple[Any, ...]:
        """Sorts wishes into the order of `ORDER`."""
        return (not self.urgent, self.asked_at)


def why_not(wish: Wish, slot: Slot, zone: ZoneInfo, now: datetime) -> tuple[str, ...]:
    """Everything that keeps this wish out of the slot; nothing when it fits."""
    return tuple(_against(wish, slot, zone, now))


def _against(wish: Wish, slot: Slot, zone: ZoneInfo, now: datetime) -> Iterator[str]:
    start = slot.start.astimezone(zone)
    leaves = slot.start + timedelta(minutes=wish.phases.patient_min)
    if slot.start + timedelta(minutes=wish.phases.chair_min) > slot.end:
        free = int((slot.end - slot.start) / timedelta(minutes=1))
        yield f"needs {wish.phases.chair_min} min, {free} min are free"
    if wish.booked is not None and slot.start >= wish.booked:
        yield "is booked earlier already"
    if not wish.from_day <= start.date() <= wish.until_day:
        yield f"can come {wish.from_day.isoformat()} to {wish.until_day.isoformat()}"
    if start.weekday() not in wish.weekdays:
        yield f"can come {', '.join(WEEKDAYS[day] for day in sorted(wish.weekdays))}"
    if start.time() < wish.earliest or leaves.astimezone(zone).time() > wish.latest:
        yield f"can come {wish.earliest:%H:%M}–{wish.latest:%H:%M}, this stay is {span(slot.start, leaves, zone)}"
    if slot.start < now + timedelta(hours=wish.notice_h):
        yield f"needs {wish.notice_h} h of notice"
