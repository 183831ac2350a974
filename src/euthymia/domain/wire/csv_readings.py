"""Readings as a table, for devices whose software can only export and for data written by hand.

UTF-8, comma separated, the first line exactly `measured_at,channel,value,unit`, optionally followed by
`,device` or `,device,group`. Times are ISO 8601 with offset, units are UCUM. A line is one reading; what is
wrong with a line costs that line.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime, tzinfo

from euthymia.domain.quantities import Unusable

from .channels import CHANNELS, LONGEST_NAME, number, printable, quantify, short
from .manifest import Manifest
from .reading import Decoded, Kind, Reading, Refused
from .stated import channel_named, instant, judged

_COLUMNS = ("measured_at", "channel", "value", "unit", "device", "group")
_REQUIRED = 4
_BOM = b"\xef\xbb\xbf"
_LONGEST_LINE = 4096


class CsvReadings:
    @property
    def manifest(self) -> Manifest:
        return Manifest(
            name="csv",
            title="Readings in a CSV file",
            makers=("any",),
            protocol="CSV (RFC 4180), UTF-8",
            channels=tuple(CHANNELS),
            units=tuple(sorted({channel.unit for channel in CHANNELS.values()})),
            notes=f"Header {','.join(_COLUMNS[:_REQUIRED])}[,device[,group]]; no line breaks inside a field.",
            source="defined here",
        )

    def recognises(self, data: bytes) -> bool:
        return data.removeprefix(_BOM).startswith(b"measured_at,")

    def split(self, data: bytes) -> Iterator[bytes | Refused]:
        """A table is one message."""
        if data.strip():
            yield data

    def decode(self, data: bytes, *, received_at: datetime, zone: tzinfo | None = None) -> Decoded:
        lines = data.removeprefix(_BOM).replace(b"\r\n", b"\n").split(b"\n")
        try:
            columns = _columns(_fields(lines[0]))
        except Unusable as refusal:
            return Decoded((), (Refused(str(refusal.faults[0]), "line 1"),), "", "", Kind.UNREADABLE)
        measured: list[tuple[Reading, str]] = []
        refused: list[tuple[int, Refused]] = []
        for line_number, line in enumerate(lines[1:], 2):
            if not line.strip():
                continue
            at = f"line {line_number}"
            try:
                reading = _reading(columns, _fields(line), zone)
            except Unusable as refusal:
                refused.append((line_number, Refused(str(refusal.faults[0]), at)))
                continue
            if reading:
                measured.append((reading, at))
        readings, contradictions = judged(measured)
        every = [part for _, part in refused] + contradictions
        return Decoded(tuple(readings), tuple(every), "", "", Kind.OBSERVATIONS)


def _fields(line: bytes) -> list[str]:
    if len(line) > _LONGEST_LINE:
        raise Unusable.one("", "too-large", f"a line of {len(line)} bytes", f"at most {_LONGEST_LINE} bytes")
    try:
        rows = list(csv.reader([line.decode("utf-8")], strict=True))
    except UnicodeDecodeError:
        raise Unusable.one("", "not-utf-8", "the line is not UTF-8 text", "UTF-8") from None
    except csv.Error as error:
        raise Unusable.one("", "not-csv", f"not a CSV line: {error}", "RFC 4180, one line each") from None
    return rows[0] if rows else []


def _columns(header: list[str]) -> tuple[str, ...]:
    columns = tuple(header)
    # The order is fixed, so that a line cut short can lose its unit but never a digit of its value.
    if columns != _COLUMNS[: max(len(columns), _REQUIRED)]:
        raise Unusable.one(
            "",
            "header",
            f"the header is {short(','.join(columns))}",
            f"{','.join(_COLUMNS[:_REQUIRED])}[,device[,group]]",
        )
    return columns


def _reading(columns: tuple[str, ...], fields: list[str], zone: tzinfo | None) -> Reading | None:
    if len(fields) != len(columns):
        raise Unusable.one("", "columns", f"{len(fields)} fields", f"{len(columns)}, as in the header")
    row = dict(zip(columns, fields, strict=True))
    if odd := next((name for name in columns if printable(row[name]) != row[name]), None):
        accepted = f"plain text of at most {LONGEST_NAME} signs"
        raise Unusable.one("", "text", f"{odd} holds control characters or is too long", accepted)
    channel = channel_named(row["channel"])
    measured_at = instant(row["measured_at"], zone)
    if not row["value"].strip():
        return None
    value = quantify(channel.name, number(row["value"].strip()), row["unit"])
    if value is None:
        return None
    return Reading(
        channel.name,
        value,
        channel.unit,
        measured_at,
        row.get("group") or None,
        row.get("device") or "",
        channel.name,
    )
