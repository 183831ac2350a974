"""`euthymia watch`, driven as a caller drives it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from euthymia.domain import wire
from euthymia.domain.monitoring import CHANNELS
from euthymia.faces.command.watch import watch

LIMITS = {
    "spo2": {"low": 90, "high": None, "max_age_s": 10, "delay_s": 0, "priority": "high"},
    "sbp": {"low": None, "high": 180, "max_age_s": 600, "delay_s": 0, "priority": "medium"},
}


def reading(second: int, channel: str, value: float, **more: Any) -> str:
    unit = {"spo2": "%", "sbp": "mm[Hg]"}[channel]
    at = f"2026-11-20T10:{second // 60:02}:{second % 60:02}+00:00"
    return json.dumps({"channel": channel, "value": value, "unit": unit, "measured_at": at, **more})


@pytest.fixture
def limits(tmp_path: Path) -> Path:
    path = tmp_path / "limits.json"
    path.write_text(json.dumps(LIMITS))
    return path


def run(limits: Path, *lines: str, options: tuple[str, ...] = ()) -> Result:
    return CliRunner().invoke(watch, ["-", "--limits", str(limits), *options], input="\n".join(lines))


def test_events_one_a_line_with_exactly_these_keys(limits: Path) -> None:
    result = run(limits, reading(0, "sbp", 180), reading(60, "sbp", 182), reading(120, "sbp", 150.5))
    assert (result.exit_code, result.stderr) == (0, "")
    assert [json.loads(line) for line in result.stdout.splitlines()] == [
        {
            "at": "2026-11-20T10:01:00+00:00",
            "n": 1,
            "alarm": "sbp-high",
            "priority": "medium",
            "kind": "raised",
            "value": 182,
            "limit": 180,
        },
        {
            "at": "2026-11-20T10:02:00+00:00",
            "n": 2,
            "alarm": "sbp-high",
            "priority": "medium",
            "kind": "cleared",
            "value": 150.5,
            "limit": 180,
        },
    ]
    assert list(json.loads(result.stdout.splitlines()[0])) == [
        "at", "n", "alarm", "priority", "kind", "value", "limit"
    ]  # fmt: skip


def test_silence_is_told_at_its_own_time_and_jsonl_changes_nothing(limits: Path) -> None:
    lines = (reading(0, "spo2", 97), reading(70, "spo2", 97))
    result = run(limits, *lines)
    events = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(event["at"], event["alarm"], event["kind"]) for event in events] == [
        ("2026-11-20T10:00:10+00:00", "spo2-silent", "raised"),
        ("2026-11-20T10:01:10+00:00", "spo2-silent", "cleared"),
    ]
    assert events[0]["priority"] == "technical"
    assert run(limits, *lines, options=("--jsonl",)).stdout == result.stdout


def test_the_fields_of_decode_and_its_refusals_are_passed_over(limits: Path) -> None:
    result = run(
        limits,
        reading(0, "spo2", 80, group="g1", source={"device": "m1", "code": "MDC_PULS_OXIM_SAT_O2"}),
        json.dumps({"refused": "saturation above 100 %", "at": "segment 4"}),
        "",
    )
    assert (result.exit_code, len(result.stdout.splitlines())) == (0, 1)


@pytest.mark.parametrize(
    "line",
    [
        "rubbish",
        "[]",
        "3",
        '{"channel": "spo2", "value": NaN, "unit": "%", "measured_at": "2026-11-20T10:00:01Z"}',
        '{"channel": "spo2", "channel": "spo2", "value": 80, "measured_at": "2026-11-20T10:00:01Z"}',
        reading(1, "spo2", 80).replace('"%"', '"1"'),
        reading(1, "spo2", 80).replace('"%"', "null"),
        reading(1, "spo2", 80).replace("spo2", "sp02"),
        reading(1, "spo2", 80).replace('"spo2"', '["spo2"]'),
        reading(1, "spo2", 80).replace("80", '"80"'),
        reading(1, "spo2", 80).replace("80", "true"),
        reading(1, "spo2", 80).replace("80", "null"),
        reading(1, "spo2", 80).replace("80", "1" + "0" * 400),
        reading(1, "spo2", 80).replace("+00:00", ""),
        reading(1, "spo2", 80).replace("2026-11-20", "yesterday "),
        reading(1, "spo2", 80).replace("2026-", "9999-"),
        reading(1, "spo2", 101),
        reading(1, "spo2", 0),
        reading(1, "spo2", 80, colour="red"),
        json.dumps({"channel": "spo2", "value": 80}),
    ],
)
def test_a_line_that_cannot_be_used_is_named_and_the_rest_is_watched(limits: Path, line: str) -> None:
    result = run(limits, reading(0, "spo2", 97), line, reading(2, "spo2", 85))
    assert result.exit_code == 1
    assert [json.loads(event)["value"] for event in result.stdout.splitlines()] == [85]
    (said,) = result.stderr.splitlines()
    assert said.startswith("-:2: ")
    assert "accepted: " in said


def test_what_cannot_be_measured_does_not_clear_an_alarm(limits: Path) -> None:
    result = run(limits, reading(0, "spo2", 85), reading(1, "spo2", 150))
    assert (result.exit_code, len(result.stdout.splitlines())) == (1, 1)


def test_decoder_and_watch_speak_of_the_same_channels_and_units() -> None:
    assert {name: channel.unit for name, channel in wire.CHANNELS.items()} == {
        name: channel.unit for name, channel in CHANNELS.items() if channel.unit != "{score}"
    }


def test_bytes_that_are_no_text(limits: Path, tmp_path: Path) -> None:
    readings = tmp_path / "readings.jsonl"
    readings.write_bytes(b"\xff\xfe\r\n" + reading(2, "spo2", 85).encode() + b"\r\n")
    result = CliRunner().invoke(watch, [str(readings), "--limits", str(limits)])
    assert (result.exit_code, len(result.stdout.splitlines())) == (1, 1)
    assert result.stderr.startswith(f"{readings}:1: ")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("{", "line 1 column 2"),
        ('{"spo2": {"low": 90, "max_age_s": 10, "priority": "high", "hihg": 3}}', "/spo2/hihg"),
        ('{"spo2": {"low": 90, "max_age_s": Infinity, "priority": "high"}}', "/spo2/max_age_s"),
        ("{}", ""),
    ],
)
def test_unusable_limits(tmp_path: Path, text: str, place: str) -> None:
    path = tmp_path / "limits.json"
    path.write_text(text)
    result = run(path, reading(0, "spo2", 80))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"{path}:{place}: " if place else f"{path}: ")
    assert "Traceback" not in result.stderr


def test_files_that_cannot_be_opened(limits: Path, tmp_path: Path) -> None:
    absent = str(tmp_path / "absent")
    for arguments in (
        [absent, "--limits", str(limits)],
        ["-", "--limits", absent],
        [str(tmp_path), "--limits", str(limits)],
    ):
        result = CliRunner().invoke(watch, arguments, input="")
        assert (result.exit_code, result.stdout) == (2, "")
        assert len(result.stderr.splitlines()) == 1


def test_standard_input_is_read_once(limits: Path) -> None:
    assert CliRunner().invoke(watch, ["-", "--limits", "-"], input="{}").exit_code == 2
    readings = limits.parent / "readings.jsonl"
    readings.write_text(reading(0, "spo2", 80))
    result = CliRunner().invoke(watch, [str(readings), "--limits", "-"], input=limits.read_text())
    assert (result.exit_code, len(result.stdout.splitlines())) == (0, 1)


def test_nothing_to_watch_is_no_event(limits: Path) -> None:
    result = run(limits)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
