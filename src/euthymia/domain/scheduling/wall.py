"""What a clinic's wall clock shows as an instant; a time that does not exist, or exists twice, is refused by name."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from euthymia.domain.quantities import Unusable

from .clock import instants, moment_of


def instant(day: date, at: time, zone: ZoneInfo, *, where: str = "starts_at") -> datetime:
    """The moment (UTC) at which the clinic's clock shows `at` on `day`; `where` is the field a refusal names."""
    return _only(datetime.combine(day, at), zone, where)


def checked(moment: datetime, zone: ZoneInfo, *, where: str = "starts_at") -> datetime:
    """An aware moment as UTC. With an offset it is taken as it stands; by a zone's wall clock it must exist once."""
    if moment.tzinfo is None:
        says = f"{moment:%Y-%m-%d %H:%M} has no time zone"
        raise Unusable.one(
            where, "no-zone", says, f"a time with its offset, or one of the clock of {zone.key}"
        )
    if isinstance(moment.tzinfo, ZoneInfo) and moment.tzinfo.key != "UTC":
        return _only(moment.replace(tzinfo=None, fold=0), moment.tzinfo, where)
    return moment.astimezone(UTC)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """When a day of the clinic begins, UTC; where midnight is skipped, when the clocks go on."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _only(local: datetime, zone: ZoneInfo, where: str) -> datetime:
    found = instants(local, zone)
    words = f"{local:%H:%M} on {local:%A} {local.day} {local:%B %Y}"
    if not found:
        after = _first_after(local, zone)
        raise Unusable.one(
            where, "no-such-time", f"{words} does not exist in {zone.key}: the clocks go forward", f"{after:%H:%M} or later"
        )  # fmt: skip
    if len(found) > 1:
        both = " or ".join(moment_of(minute, zone).isoformat(timespec="minutes") for minute in found)
        raise Unusable.one(
            where, "time-twice", f"{words} exists twice in {zone.key}: the clocks go back", f"which of the two: {both}"
        )  # fmt: skip
    return moment_of(found[0], zone).astimezone(UTC)


def _first_after(local: datetime, zone: ZoneInfo) -> datetime:
    """The first whole minute of the wall clock after a gap."""
    while not instants(local, zone):
        local += timedelta(minutes=1)
    return local
