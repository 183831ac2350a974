"""`euthymia decode`, as a caller sees it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from euthymia.domain.wire.mllp import frame
from euthymia.faces.command.decode import decode


def message(control_id: str, value: int, *extra: str) -> bytes:
    lines = [
        rf"MSH|^~\&|MON^AB12^EUI-64|Clinic|||20261120171500+0000||ORU^R01^ORU_R01|{control_id}|P|2.6",
        "OBR|1||1|1^M^MDC|||20261120171500+0000",
        f"OBX|1|NM|150456^MDC_PULS_OXIM_SAT_O2^MDC|1.3.1.1|{value}|262688^MDC_DIM_PERCENT^MDC|||||R",
        *extra,
    ]
    return "".join(line + "\r" for line in lines).encode()


def run(data: bytes, *options: str) -> tuple[int, list[dict[str, Any]]]:
    result = CliRunner().invoke(decode, ["-", *options], input=data)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]


def numbers(lines: list[dict[str, Any]]) -> list[float]:
    return [line["value"] for line in lines if "value" in line]


def test_one_object_a_line_with_or_without_jsonl(tmp_path: Path) -> None:
    path = tmp_path / "capture.hl7"
    path.write_bytes(message("1", 97))
    plain = CliRunner().invoke(decode, [str(path)])
    assert plain.exit_code == 0
    assert plain.stdout == CliRunner().invoke(decode, [str(path), "--jsonl"]).stdout
    assert json.loads(plain.stdout) == {
        "channel": "spo2",
        "value": 97.0,
        "unit": "%",
        "measured_at": "2026-11-20T17:15:00+00:00",
        "group": None,
        "source": {"device": "AB12", "code": "MDC_PULS_OXIM_SAT_O2"},
    }


def test_framed_or_not_the_same_messages_are_read() -> None:
    one, two = message("1", 97), message("2", 96)
    bare, framed = run(one + two), run(frame(one) + b"\r\n" + frame(two))
    assert bare == framed and numbers(bare[1]) == [97, 96]
    assert run((one + two).replace(b"\r", b"\n")) == run((one + two).replace(b"\r", b"\r\n")) == bare


def test_a_byte_identical_message_is_read_once_and_a_reused_id_is_not_a_duplicate() -> None:
    status, lines = run(message("7", 97) + message("7", 95) + message("7", 97))
    assert status == 0 and numbers(lines) == [97, 95]


def test_a_refused_part_is_a_line_with_its_place() -> None:
    bad = "OBX|2|NM|150456^X^MDC|1.3.2.1|140|262688^P^MDC|||||R"
    status, lines = run(message("1", 97, bad))
    assert status == 1 and numbers(lines) == [97]
    assert lines[1]["at"] == "segment 4" and "range" in lines[1]["refused"]
    status, lines = run(message("1", 97) + message("2", 96, bad))
    assert lines[2]["at"] == "message 2 segment 4"


def test_a_file_that_ends_inside_a_segment_loses_that_segment() -> None:
    whole = message("1", 97) + message("2", 98)
    status, lines = run(whole[:-1])
    assert status == 1 and numbers(lines) == [97]
    assert lines[-1]["at"] == "message 2 segment 3"


def test_an_oversized_segment_costs_itself_and_the_messages_around_it_are_read() -> None:
    huge = "OBX|2|ED|1^DOC^L|1|" + "A" * 2_000_000
    status, lines = run(message("1", 97) + message("2", 96, huge) + message("3", 95))
    assert status == 1 and numbers(lines) == [97, 96, 95]


def test_the_form_is_told_from_the_bytes_or_named() -> None:
    table = b"measured_at,channel,value,unit\n2026-11-20T09:15:00,hr,66,/min\n"
    assert run(table)[0] == 1
    assert numbers(run(table, "--zone", "America/Los_Angeles")[1]) == [66]
    assert run(table, "--driver", "hl7v2")[1][0]["at"] == "byte 1"
    line = b'{"device": "d", "measured_at": "2026-11-20T09:15:00Z", "readings": [{"channel": "rr", "value": 12, "unit": "/min"}]}\n'
    assert numbers(run(line + line.replace(b"12", b"13"))[1]) == [12, 13]


def test_what_no_form_recognises_is_refused_and_nothing_is_nothing() -> None:
    assert run(b"\x00\x01 hello") == (
        1,
        [{"refused": "no form that is read here; accepted: hl7v2, csv, vitals-json", "at": "byte 1"}],
    )
    assert run(b"") == run(b"\r\n") == (0, [])


@pytest.mark.parametrize(
    "arguments", [["no-such-file"], ["-", "--driver", "fax"], ["-", "--zone", "Mars/Base"], ["/"]]
)
def test_only_what_cannot_be_begun_is_two(arguments: list[str]) -> None:
    assert CliRunner().invoke(decode, arguments, input=b"").exit_code == 2


def test_a_message_without_time_is_dated_by_the_file(tmp_path: Path) -> None:
    path = tmp_path / "capture.hl7"
    path.write_bytes(b"MSH|^~\\&|Mindray||||||ORU^R01|204|P|2.3.1|\rOBX||NM|101^HR|2101|64||||||F\r")
    first = CliRunner().invoke(decode, [str(path)]).stdout
    assert json.loads(first)["value"] == 64
    assert CliRunner().invoke(decode, [str(path)]).stdout == first


@given(
    data=st.one_of(
        st.binary(max_size=200), st.binary(max_size=60).map(lambda tail: message("1", 97)[:90] + tail)
    )
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_bytes_give_a_traceback(data: bytes) -> None:
    status, lines = run(data)
    assert status == int(any("refused" in line for line in lines))
