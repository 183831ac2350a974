"""A strict reader of calendar files, written from RFC 5545 and knowing nothing of the program's writer.

It asks for CRLF, lines of 75 octets, balanced components, the properties that must be there, and works out local
times from the file's own VTIMEZONE alone.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

_LINE = re.compile(r"^([A-Z-]+)((?:;[A-Z-]+=(?:\"[^\"]*\"|[^\";:,]+))*):(.*)$")
_MUST = ("UID", "DTSTAMP", "DTSTART", "SUMMARY", "SEQUENCE", "LAST-MODIFIED", "STATUS")


def read(text: str) -> list[dict[str, Any]]:
    """The events by start: every property as text, times as instants. Raises AssertionError for what is not the standard's."""
    assert (
        text.endswith("\r\n")
        and "\n" not in text.replace("\r\n", "")
        and "\r" not in text.replace("\r\n", "")
    )
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    unfolded = text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")
    zones: dict[str, list[tuple[datetime, timedelta, timedelta]]] = {}
    events: list[dict[str, Any]] = []
    stack: list[str] = []
    properties: dict[str, tuple[str, str]] = {}
    zone = ""
    for line in unfolded:
        matched = _LINE.match(line)
        assert matched, f"no content line: {line!r}"
        name, parameters, value = matched.groups()
        if name == "BEGIN":
            stack.append(value)
            if value in ("VEVENT", "STANDARD", "DAYLIGHT"):
                properties = {}
        elif name == "END":
            assert stack.pop() == value
            if value in ("STANDARD", "DAYLIGHT"):
                onset = datetime.strptime(properties["DTSTART"][1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
                zones[zone].append(
                    (onset, _offset(properties["TZOFFSETFROM"][1]), _offset(properties["TZOFFSETTO"][1]))
                )
            if value == "VEVENT":
                assert all(one in properties for one in _MUST), sorted(properties)
                events.append(_event(properties, zones))
        elif name == "TZID" and stack[-1] == "VTIMEZONE":
            zone = value
            assert zone not in zones
            zones[zone] = []
        else:
            assert name not in properties or stack[-1] not in ("VEVENT",), f"{name} twice"
            properties[name] = (parameters, value)
    assert stack == [] and unfolded[0] == "BEGIN:VCALENDAR" and {"VERSION", "PRODID"} <= set(_top(unfolded))
    assert len({one["UID"] for one in events}) == len(events)
    return sorted(events, key=lambda one: one["DTSTART"])


def _top(lines: list[str]) -> list[str]:
    return [line.split(":")[0] for line in lines]


def _event(properties: dict[str, tuple[str, str]], zones: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {name: _words(value) for name, (_, value) in properties.items()}
    for name in ("DTSTART", "DTEND", "DTSTAMP", "LAST-MODIFIED"):
        parameters, value = properties[name]
        found[name] = _moment(parameters, value, zones)
    return found


def _moment(parameters: str, value: str, zones: dict[str, Any]) -> datetime:
    if value.endswith("Z"):
        assert not parameters
        return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    tzid = parameters.removeprefix(";TZID=")
    local = datetime.strptime(value, "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    # The observance in force is the last whose onset, by the clock before it, is not after this time.
    offset = max((one for one in zones[tzid] if one[0] <= local), key=lambda one: one[0])[2]
    return local.replace(tzinfo=timezone(offset)).astimezone(UTC)


def _offset(text: str) -> timedelta:
    assert re.fullmatch(r"[+-]\d{4}", text)
    minutes = int(text[1:3]) * 60 + int(text[3:])
    return timedelta(minutes=-minutes if text[0] == "-" else minutes)


def _words(value: str) -> str:
    return re.sub(r"\\(.)", lambda one: "\n" if one.group(1) in "nN" else one.group(1), value)
