"""Readings as JSON, for bridges that read a device themselves and pass its numbers on.

One object, an array of them, or JSON Lines:
`{"device": "…", "measured_at": "…", "readings": [{"channel": "sbp", "value": 121, "unit": "mm[Hg]"}], "group": "…"}`.
`group` may be absent or null, `value` may be null (no signal). Unknown keys, other units, NaN and duplicate
keys are refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Any

from euthymia.domain.quantities import Unusable, strict_json

from .channels import CHANNELS, LONGEST_NAME, printable, quantify, short
from .manifest import Manifest
from .reading import Decoded, Kind, Reading, Refused
from .stated import channel_named, instant, judged

_BOM = b"\xef\xbb\xbf"
_OBJECT_KEYS = {"device", "measured_at", "readings"}
_READING_KEYS = {"channel", "value", "unit"}
_OBJECT_FORM = '{"device", "measured_at", "readings"[, "group"]}'
MAX_OBJECTS = 10_000
MAX_READINGS = 500


class VitalsJson:
    @property
    def manifest(self) -> Manifest:
        return Manifest(
            name="vitals-json",
            title="Readings as JSON",
            makers=("any",),
            protocol="JSON or JSON Lines, UTF-8",
            channels=tuple(CHANNELS),
            units=tuple(sorted({channel.unit for channel in CHANNELS.values()})),
            notes=_OBJECT_FORM,
            source="defined here",
        )

    def recognises(self, data: bytes) -> bool:
        return data.removeprefix(_BOM).lstrip()[:1] in (b"{", b"[")

    def split(self, data: bytes) -> Iterator[bytes | Refused]:
        """The whole when it is one document, else its lines."""
        data = data.removeprefix(_BOM)
        if not data.strip():
            return
        lines = [line for line in data.splitlines() if line.strip()]
        # A bracket alone on its line opens a document laid out over several.
        if len(lines) > 1 and len(lines[0].strip()) > 1 and not _is_one_document(data):
            yield from lines
        else:
            yield data

    def decode(self, data: bytes, *, received_at: datetime, zone: tzinfo | None = None) -> Decoded:
        try:
            document = strict_json.loads(data.removeprefix(_BOM))
        except Unusable as refusal:
            fault = refusal.faults[0]
            return Decoded((), (Refused(str(fault), printable(fault.at)),), "", "", Kind.UNREADABLE)
        objects = document if isinstance(document, list) else [document]
        measured: list[tuple[Reading, str]] = []
        refused: list[Refused] = []
        if len(objects) > MAX_OBJECTS:
            refused.append(Refused(f"{len(objects)} objects; accepted: at most {MAX_OBJECTS}", ""))
            objects = []
        for index, entry in enumerate(objects):
            at = f"/{index}" if isinstance(document, list) else ""
            try:
                for reading, where in _object(entry, zone, at, refused):
                    measured.append((reading, where))
            except Unusable as refusal:
                refused.append(Refused(str(refusal.faults[0]), at + refusal.faults[0].at))
        readings, contradictions = judged(measured)
        return Decoded(tuple(readings), (*refused, *contradictions), "", "", Kind.OBSERVATIONS)


def _is_one_document(data: bytes) -> bool:
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True


def _object(entry: Any, zone: tzinfo | None, at: str, refused: list[Refused]) -> list[tuple[Reading, str]]:
    """The readings of one object; single readings that are wrong go to `refused`. Raises `Unusable` for the rest."""
    _keys(entry, _OBJECT_KEYS, {"group"}, _OBJECT_FORM)
    device, group = _text(entry, "device"), entry.get("group")
    if group is not None:
        group = _text(entry, "group") or None
    measured_at = instant(_text(entry, "measured_at"), zone)
    stated = entry["readings"]
    if not isinstance(stated, list) or len(stated) > MAX_READINGS:
        raise Unusable.one("/readings", "type", "not a list of readings", f"at most {MAX_READINGS} readings")
    found = []
    for index, item in enumerate(stated):
        where = f"{at}/readings/{index}"
        try:
            reading = _reading(item, device, group, measured_at)
        except Unusable as refusal:
            refused.append(Refused(str(refusal.faults[0]), where + refusal.faults[0].at))
            continue
        if reading:
            found.append((reading, where))
    return found


def _reading(item: Any, device: str, group: str | None, measured_at: datetime) -> Reading | None:
    _keys(item, _READING_KEYS, set(), '{"channel", "value", "unit"}')
    channel = channel_named(_text(item, "channel"))
    unit, value = _text(item, "unit"), item["value"]
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unusable.one("/value", "not-a-number", f"{short(str(value))} is no number", "a JSON number")
    amount = quantify(channel.name, Decimal(str(value)), unit)
    if amount is None:
        return None
    return Reading(channel.name, amount, channel.unit, measured_at, group, device, channel.name)


def _keys(entry: Any, required: set[str], optional: set[str], accepted: str) -> None:
    if not isinstance(entry, dict):
        raise Unusable.one("", "type", "not an object", accepted)
    if missing := sorted(required - entry.keys()):
        raise Unusable.one("", "missing-key", f"without {', '.join(missing)}", accepted)
    if unknown := sorted(entry.keys() - required - optional):
        raise Unusable.one("", "unknown-key", f"unknown key {short(unknown[0])}", accepted)


def _text(entry: dict[str, Any], key: str) -> str:
    value = entry[key]
    if not isinstance(value, str) or len(value) > LONGEST_NAME or not value.isprintable():
        accepted = f"plain text of at most {LONGEST_NAME} signs"
        raise Unusable.one(f"/{key}", "type", f"{key} is no plain text", accepted)
    return value
