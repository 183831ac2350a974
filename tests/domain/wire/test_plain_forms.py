"""The table and the JSON form: strict, one refusal for each line or place."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from euthymia.domain import wire
from euthymia.domain.wire.csv_readings import CsvReadings
from euthymia.domain.wire.vitals_json import VitalsJson

SAMPLES = Path(__file__).parent / "samples"
NOW = datetime(2026, 11, 20, 17, 15, tzinfo=UTC)
HEADER = "measured_at,channel,value,unit,device,group\n"
AT = "2026-11-20T09:15:00-08:00"


def table(text: str | bytes, zone: ZoneInfo | None = None) -> wire.Decoded:
    data = text.encode() if isinstance(text, str) else text
    return CsvReadings().decode(data, received_at=NOW, zone=zone)


def document(value: object, zone: ZoneInfo | None = None) -> wire.Decoded:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return VitalsJson().decode(data, received_at=NOW, zone=zone)


def vitals(*readings: dict[str, object], **others: object) -> dict[str, object]:
    return {"device": "d", "measured_at": AT, "readings": list(readings), **others}


def one(channel: str, value: object, unit: str) -> dict[str, object]:
    return {"channel": channel, "value": value, "unit": unit}


def test_the_table_is_read() -> None:
    decoded = table((SAMPLES / "readings.csv").read_bytes())
    assert decoded.refused == ()
    assert [(r.channel, r.value, r.unit, r.device, r.group) for r in decoded.readings] == [
        ("sbp", 121.0, "mm[Hg]", "cuff-1", "m1"),
        ("dbp", 76.0, "mm[Hg]", "cuff-1", "m1"),
        ("spo2", 98.0, "%", "ox-1", None),
        ("temp", 37.0, "Cel", "ear-1", None),
    ]
    assert decoded.readings[0].measured_at.isoformat() == AT


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (f"{AT},sbp,121,mmHg,,", "mm[Hg] or kPa"),
        (f"{AT},sbp,,", "6, as in the header"),
        (f"{AT},pulse,70,/min,,", "no channel"),
        (f"{AT},hr,seventy,/min,,", "no number"),
        (f"{AT},hr,1e2,/min,,", "no number"),
        (f"{AT},spo2,101,%,,", "range"),
        ("2026-11-20T09:15:00,hr,70,/min,,", "no offset"),
        ("yesterday,hr,70,/min,,", "no time"),
        (f'{AT},hr,70,/min,"x,', "CSV"),
        (f"{AT},hr,70,/min,a\x00b,", "control"),
    ],
)
def test_a_line_that_cannot_be_used_costs_that_line(line: str, why: str) -> None:
    decoded = table(f"{HEADER}{AT},hr,66,/min,,\n{line}\n{AT},rr,12,/min,,\n")
    assert [reading.channel for reading in decoded.readings] == ["hr", "rr"]
    assert [part.at for part in decoded.refused] == ["line 3"]
    assert why in decoded.refused[0].why


def test_bytes_that_are_no_text_cost_their_line() -> None:
    decoded = table(HEADER.encode() + b"\xff\xfe,hr,70,/min,,\r\n" + f"{AT},hr,66,/min,,\r\n".encode())
    assert len(decoded.readings) == 1 and "UTF-8" in decoded.refused[0].why


@pytest.mark.parametrize(
    "header", ["value,unit,channel,measured_at", "measured_at,channel,value", HEADER.strip() + ",note", ""]
)
def test_another_header_is_another_form(header: str) -> None:
    decoded = table(header + "\n")
    assert decoded.kind is wire.Kind.UNREADABLE and decoded.refused[0].at == "line 1"


def test_a_time_without_offset_is_in_the_devices_zone_when_that_is_set() -> None:
    text = "measured_at,channel,value,unit\n2026-11-20T09:15:00,hr,66,/min\n"
    reading = table(text, ZoneInfo("America/Los_Angeles")).readings[0]
    assert reading.measured_at.isoformat() == AT and reading.device == ""


def test_pressures_of_one_instant_are_one_measurement_in_both_forms() -> None:
    lines = [f"{AT},sbp,80,mm[Hg],d,", f"{AT},dbp,95,mm[Hg],d,", f"{AT},hr,66,/min,d,"]
    for decoded in (
        table(HEADER + "\n".join(lines)),
        document(vitals(one("sbp", 80, "mm[Hg]"), one("dbp", 95, "mm[Hg]"), one("hr", 66, "/min"))),
    ):
        assert [reading.channel for reading in decoded.readings] == ["hr"]
        assert "systolic is not above" in decoded.refused[0].why


def test_the_document_is_read() -> None:
    decoded = document((SAMPLES / "readings.json").read_bytes())
    assert decoded.refused == ()
    assert [(r.channel, r.value, r.group) for r in decoded.readings] == [
        ("sbp", 121.0, "m1"),
        ("dbp", 76.0, "m1"),
        ("pr", 66.5, None),
    ]


@pytest.mark.parametrize(
    ("reading", "at", "why"),
    [
        (one("hr", "70", "/min"), "/readings/0/value", "no number"),
        (one("hr", True, "/min"), "/readings/0/value", "no number"),
        (one("hr", 70, "bpm"), "/readings/0", "accepted: /min"),
        (one("temp", 1e300, "[degF]"), "/readings/0", "range"),
        (one("spo2", 10**400, "%"), "/readings/0", "range"),
        ({"channel": "hr", "value": 70}, "/readings/0", "without unit"),
        ({**one("hr", 70, "/min"), "note": ""}, "/readings/0", "unknown key"),
        ("70", "/readings/0", "not an object"),
    ],
)
def test_a_reading_that_cannot_be_used_costs_itself(reading: object, at: str, why: str) -> None:
    decoded = document({"device": "d", "measured_at": AT, "readings": [reading, one("rr", 12, "/min")]})
    assert [each.channel for each in decoded.readings] == ["rr"]
    assert decoded.refused[0].at == at and why in decoded.refused[0].why


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (vitals(measured_at="2026-11-20"), "no offset"),
        (vitals(device=7), "plain text"),
        (vitals(device="\ud800"), "half a character"),
        (vitals(readings={}), "list of readings"),
        (vitals(extra=1), "unknown key"),
        ({"device": "d"}, "without measured_at"),
        (b'{"device": "d", "device": "e"}', "stands twice"),
        (b'{"device": NaN}', "NaN"),
        (b"{", "not JSON"),
        (b"[" * 100_000, "deep"),
        (b"\xff", "UTF-8"),
        (7, "not an object"),
    ],
)
def test_an_object_that_cannot_be_used_is_refused_whole(value: object, why: str) -> None:
    decoded = document(value)
    assert decoded.readings == () and why in decoded.refused[0].why


def test_json_lines_are_messages_of_their_own_and_a_broken_one_costs_itself() -> None:
    good = json.dumps(vitals(one("hr", 66, "/min"))).encode()
    parts = list(VitalsJson().split(good + b"\n{oops\n" + good + b"\n"))
    assert parts == [good, b"{oops", good]
    pretty = json.dumps(vitals(one("hr", 66, "/min")), indent=1).encode()
    assert list(VitalsJson().split(pretty[:-2])) == [pretty[:-2]]


def test_no_signal_is_no_reading() -> None:
    decoded = document(
        vitals(one("spo2", 0, "%"), one("hr", None, "/min"), one("temp", -100, "Cel"), one("rr", 0, "/min"))
    )
    assert decoded.refused == ()
    assert [(reading.channel, reading.value) for reading in decoded.readings] == [
        ("rr", 0.0)
    ]  # apnoea is a finding
