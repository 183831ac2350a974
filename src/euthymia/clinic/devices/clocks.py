"""Times that a device wrote without a zone, put right once it is known which device it is."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime, timedelta, tzinfo


class Unstated(tzinfo):
    """Stands for "the device's own zone", which is not known yet while a message is read."""

    def __init__(self, received_at: datetime) -> None:
        self.received_at = received_at

    def __getinitargs__(self) -> tuple[datetime]:
        return (self.received_at,)

    def utcoffset(self, when: datetime | None, /) -> timedelta:
        return timedelta()

    def dst(self, when: datetime | None, /) -> timedelta:
        return timedelta()

    def tzname(self, when: datetime | None, /) -> str:
        return "unstated"


def resolve(measured_at: datetime, timezone: str, received_at: datetime) -> datetime:
    """The instant in UTC; local times of the repeated hour in autumn are the instant nearer to the arrival."""
    if isinstance(measured_at.tzinfo, Unstated):
        zone = zoneinfo.ZoneInfo(timezone)
        written = [measured_at.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
        return min(written, key=lambda instant: abs(instant - received_at))
    return measured_at.astimezone(UTC)
