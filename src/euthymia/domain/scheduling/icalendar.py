"""Appointments as a calendar file: RFC 5545 with a feed's properties of RFC 7986.

What stands in it is for a lock screen: no drug, no diagnosis, no name of a patient. Whoever calls sees to that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from .clock import instants

PRODUCT = "-//euthymia//clinic schedule//EN"
MOST_OCTETS = 75
_REFRESH = "PT1H"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One appointment. `uid` stays the same for ever, `sequence` counts its changes; cancelled ones are kept."""

    uid: str
    start: datetime
    end: datetime
    summary: str
    changed_at: datetime
    sequence: int = 0
    cancelled: bool = False
    location: str = ""
    description: str = ""


def calendar(events: Iterable[Event], zone: ZoneInfo, *, name: str, now: datetime, feed: bool = True) -> str:
    """A whole VCALENDAR with the clinic's own zone. `feed` adds its name and how often to ask again."""
    found = sorted(events, key=lambda one: (one.start, one.uid))
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    if feed:
        lines += [
            f"NAME:{_text(name)}", f"X-WR-CALNAME:{_text(name)}", f"REFRESH-INTERVAL;VALUE=DURATION:{_REFRESH}",
            f"X-PUBLISHED-TTL:{_REFRESH}",
        ]  # fmt: skip
    if found:
        lines += _zone(zone, min(one.start for one in found), max(one.end for one in found))
    for one in found:
        lines += _event(one, zone, now)
    return "".join(f"{fold(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(one: Event, zone: ZoneInfo, now: datetime) -> list[str]:
    lines = [
        "BEGIN:VEVENT", f"UID:{_text(one.uid)}", f"DTSTAMP:{_utc(now)}", _moment("DTSTART", one.start, zone),
        _moment("DTEND", one.end, zone), f"SUMMARY:{_text(one.summary)}", f"SEQUENCE:{one.sequence}",
        f"LAST-MODIFIED:{_utc(one.changed_at)}", f"STATUS:{'CANCELLED' if one.cancelled else 'CONFIRMED'}",
        f"TRANSP:{'TRANSPARENT' if one.cancelled else 'OPAQUE'}", "CLASS:PRIVATE",
    ]  # fmt: skip
    if one.location:
        lines.append(f"LOCATION:{_text(one.location)}")
    if one.description:
        lines.append(f"DESCRIPTION:{_text(one.description)}")
    return [*lines, "END:VEVENT"]


def fold(line: str) -> str:
    """A content line in pieces of at most 75 octets, never within a letter."""
    pieces: list[bytes] = [b""]
    for letter in line:
        octets = letter.encode()
        # Every piece but the first begins with the space that joins it.
        if len(pieces[-1]) + len(octets) > MOST_OCTETS - (len(pieces) > 1):
            pieces.append(b"")
        pieces[-1] += octets
    return "\r\n ".join(piece.decode() for piece in pieces)


def _text(words: str) -> str:
    """TEXT as RFC 5545 3.3.11 writes it; other control signs have no place in it."""
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\r\n", "\n")
    return "".join(
        "\\n" if sign == "\n" else sign
        for sign in escaped
        if sign == "\n" or (sign >= " " and sign != "\x7f")
    )


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _moment(name: str, moment: datetime, zone: ZoneInfo) -> str:
    """By the zone's wall clock; a time that it shows twice can only be said in UTC."""
    local = moment.astimezone(zone)
    if (
        zone.key == "UTC"
        or len(instants(local.replace(tzinfo=None, fold=0, second=0, microsecond=0), zone)) > 1
    ):
        return f"{name}:{_utc(moment)}"
    return f"{name};TZID={zone.key}:{local:%Y%m%dT%H%M%S}"


def _zone(zone: ZoneInfo, first: datetime, last: datetime) -> list[str]:
    """The zone's changes of clocks around these moments, each written out."""
    if zone.key == "UTC":
        return []
    lines = ["BEGIN:VTIMEZONE", f"TZID:{zone.key}"]
    for at, before, after, is_daylight, label in _changes(zone, first, last):
        kind = "DAYLIGHT" if is_daylight else "STANDARD"
        wall = (at + before).replace(tzinfo=None)
        lines += [
            f"BEGIN:{kind}", f"DTSTART:{wall:%Y%m%dT%H%M%S}", f"TZOFFSETFROM:{_offset(before)}",
            f"TZOFFSETTO:{_offset(after)}", f"TZNAME:{label}", f"END:{kind}",
        ]  # fmt: skip
    return [*lines, "END:VTIMEZONE"]


def _changes(
    zone: ZoneInfo, first: datetime, last: datetime
) -> Iterator[tuple[datetime, timedelta, timedelta, bool, str]]:
    """What holds at first, then every change until the end: when (UTC), from, to, daylight saving or not, its name."""
    at = datetime(first.astimezone(UTC).year - 1, 1, 1, tzinfo=UTC)
    yield at, _at(zone, at), _at(zone, at), *_kind(zone, at)
    while at <= last:
        after = at + timedelta(days=1)
        if _at(zone, at) != _at(zone, after):
            when = _when(zone, at, after)
            yield when, _at(zone, at), _at(zone, after), *_kind(zone, after)
        at = after


def _when(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first minute of the new offset between two moments."""
    minutes = int((after - before) / timedelta(minutes=1))
    low, high = 0, minutes
    while low < high:
        middle = (low + high) // 2
        if _at(zone, before + timedelta(minutes=middle)) == _at(zone, after):
            high = middle
        else:
            low = middle + 1
    return before + timedelta(minutes=low)


def _at(zone: ZoneInfo, moment: datetime) -> timedelta:
    offset = moment.astimezone(zone).utcoffset()
    assert offset is not None, "an aware moment has an offset"
    return offset


def _kind(zone: ZoneInfo, moment: datetime) -> tuple[bool, str]:
    local = moment.astimezone(zone)
    return bool(local.dst()), local.tzname() or zone.key


def _offset(offset: timedelta) -> str:
    minutes = int(offset / timedelta(minutes=1))
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}{abs(minutes) % 60:02d}"
