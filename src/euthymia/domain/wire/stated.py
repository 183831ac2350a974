"""What the plain forms (table, JSON) have in common: channels by name, ISO times, pressures judged together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo

from euthymia.domain.quantities import Unusable

from . import pressures
from .channels import CHANNELS, PRESSURES, Channel, short
from .reading import Reading, Refused

_YEARS = range(1900, 3000)


def channel_named(name: str) -> Channel:
    if name not in CHANNELS:
        raise Unusable.one("", "channel", f"{short(name)} is no channel", " ".join(CHANNELS))
    return CHANNELS[name]


def instant(text: str, zone: tzinfo | None) -> datetime:
    """ISO 8601 with offset; without one the device's zone counts, and where that is unset it is refused."""
    accepted = "ISO 8601 with offset, such as 2026-11-20T09:15:00-08:00"
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise Unusable.one("", "time", f"{short(text)} is no time", accepted) from None
    if when.tzinfo is None and zone is not None:
        when = when.replace(tzinfo=zone)
    if when.tzinfo is None:
        raise Unusable.one("", "time", f"{short(text)} states no offset", accepted)
    if "T" not in text.upper() and " " not in text:
        raise Unusable.one("", "time", f"{short(text)} states no time of day", accepted)
    if when.year not in _YEARS:
        raise Unusable.one("", "time", f"{short(text)} is no time of this century", accepted)
    return when


def judged(measured: Iterable[tuple[Reading, str]]) -> tuple[list[Reading], list[Refused]]:
    """Pressures of one device at one instant are one measurement where no group is given."""
    grouped = [
        (reading._replace(group=f"blood-pressure@{reading.measured_at.isoformat()}"), at)
        if reading.channel in PRESSURES and reading.group is None
        else (reading, at)
        for reading, at in measured
    ]
    return pressures.judge(grouped)
