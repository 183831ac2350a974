"""`euthymia` itself: what it lists, how it refuses, how it leaves; and the public forms it prints."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from euthymia import __version__
from euthymia.domain.quantities import Fault, Unusable
from euthymia.faces.command import cli
from euthymia.faces.command.cli import COMMANDS, main
from euthymia.faces.command.schemas import SCHEMAS
from support.schema import misfits

DOSING = {
    "drug": "ketamine",
    "patient": {"weight_kg": 70.0, "age_y": 45, "sex": "female", "height_cm": 168.0},
    "models": ["kamp-2020", "abuhelwa-2022"],
    "events": [
        {"at_min": 0, "rate_mg_per_h": 52.5},
        {"at_min": 20, "rate_mg_per_h": 0},
        {"at_min": 0, "bolus_mg": 10},
    ],
    "times_min": [5, 10, 20],
    "interval": 0.8,
}
LIMITS = {"spo2": {"low": 90, "high": None, "max_age_s": 10, "delay_s": 0, "priority": "high"}}
VITALS = {
    "spo2": [("2026-11-20T10:00:00+00:00", 97), ("2026-11-20T10:00:05+00:00", 85)],
}


def run(*arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(main, list(arguments), input=given)


def refused(result: Result) -> list[str]:
    """The lines of a refusal: nothing on standard output, status 2, no traceback."""
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Traceback" not in result.stderr
    return result.stderr.splitlines()


def test_help_has_one_line_for_each_command() -> None:
    said = run("--help")
    assert said.exit_code == 0
    listed = said.stdout.partition("Commands:\n")[2].splitlines()
    assert [line.split()[0] for line in listed] == [entry.name for entry in COMMANDS]


@pytest.mark.parametrize("entry", COMMANDS, ids=lambda entry: entry.name)
def test_every_listed_command_is_there_under_its_name(entry: cli.Entry) -> None:
    command = main.get_command(click.Context(main), entry.name)
    assert isinstance(command, click.Command)
    assert (command.name, bool(command.help)) == (entry.name, True)


def test_help_reads_nothing_heavy() -> None:
    code = (
        "import sys, euthymia.faces.command.cli as cli\n"
        "try: cli.main(['--help'])\n"
        "except SystemExit: pass\n"
        "print([name for name in ('django', 'numpy', 'psycopg', 'euthymia.domain') if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.splitlines()[-1] == "[]"


def test_version() -> None:
    assert run("--version").stdout == f"euthymia {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nope"], "euthymia: No such command 'nope'."),
        (["--nope"], "euthymia: No such option '--nope'."),
        (["simulate", "--nope"], "euthymia simulate: No such option '--nope'."),
        (["schema", "nope"], f"euthymia schema: Invalid value for '[{next(iter(SCHEMAS))}|"),
        (["decode", "/there/is/no/such/file"], "euthymia decode: Invalid value for 'FILE'"),
    ],
)
def test_a_mistyped_call_is_refused_in_one_line(arguments: list[str], says: str) -> None:
    (line,) = refused(run(*arguments))
    assert line.startswith(says)


def failing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> Result:
    @click.command("failing")
    def command() -> None:
        raise error

    monkeypatch.setattr(cli.Program, "get_command", lambda *_: command)
    return run("failing")


def test_every_fault_of_an_unusable_input_has_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    error = Unusable([Fault("/a", "x", "this is wrong", "that"), Fault("/b", "y", "so is\nthis")])
    assert refused(failing(monkeypatch, error)) == [
        "euthymia:/a: this is wrong, accepted: that",
        "euthymia:/b: so is this",
    ]


def test_what_nobody_expected_is_one_line_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EUTHYMIA_LOG", raising=False)
    (line,) = refused(failing(monkeypatch, ZeroDivisionError("division\nby zero")))
    assert line == "euthymia: ZeroDivisionError: division by zero; EUTHYMIA_LOG=DEBUG shows where"


def test_debug_shows_where(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EUTHYMIA_LOG", "DEBUG")
    assert isinstance(failing(monkeypatch, ZeroDivisionError()).exception, ZeroDivisionError)


def test_an_interrupted_command_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    result = failing(monkeypatch, click.Abort())
    assert (result.exit_code, result.stderr) == (1, "euthymia: stopped\n")


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_printed_as_json(name: str) -> None:
    printed = json.loads(run("schema", name).stdout)
    assert printed.pop("$schema") == "https://json-schema.org/draft/2020-12/schema"
    assert printed == SCHEMAS[name]


def test_without_a_name_the_forms_are_listed() -> None:
    assert [line.split()[0] for line in run("schema").stdout.splitlines()] == list(SCHEMAS)


def test_a_dosing_and_its_answer_fit_their_schemas() -> None:
    assert misfits(DOSING, SCHEMAS["dosing"]) == []
    said = run("simulate", "-", "--json", given=json.dumps(DOSING))
    assert said.exit_code == 0, said.stderr
    assert misfits(json.loads(said.stdout), SCHEMAS["simulate-answer"]) == []
    changed = run("simulate", "-", "--json", "--what-if", "stop at 20 min", given=json.dumps(DOSING))
    assert misfits(json.loads(changed.stdout), SCHEMAS["simulate-answer"]) == []
    many = run("population", "-", "--json", "--n", "20", given=json.dumps(DOSING))
    assert misfits(json.loads(many.stdout), SCHEMAS["population-answer"]) == []


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"drug": "aspirin"}, "/drug"),
        ({"extra": 1}, "/extra"),
        ({"models": []}, "/models"),
        ({"interval": 1}, "/interval"),
        ({"events": [{"at_min": 0}]}, "/events/0"),
        ({"times_min": [-1]}, "/times_min/0"),
    ],
)
def test_what_the_schema_of_a_dosing_refuses_the_program_refuses(change: dict[str, Any], at: str) -> None:
    dosing = {**DOSING, **change}
    assert any(line.startswith(at) for line in misfits(dosing, SCHEMAS["dosing"]))
    assert any(f":{at}" in line for line in refused(run("simulate", "-", "--json", given=json.dumps(dosing))))


def test_readings_limits_and_alarm_events_fit_their_schemas(tmp_path: Any) -> None:
    limits = tmp_path / "limits.json"
    limits.write_text(json.dumps(LIMITS))
    assert misfits(LIMITS, SCHEMAS["limits"]) == []
    source = {"device": "m", "code": "MDC_PULS_OXIM_SAT_O2"}
    lines = [
        json.dumps(
            {
                "channel": channel,
                "value": value,
                "unit": "%",
                "measured_at": at,
                "group": None,
                "source": source,
            }
        )
        for channel, values in VITALS.items()
        for at, value in values
    ]
    for line in (*lines, json.dumps({"refused": "why", "at": "segment 4"})):
        assert misfits(json.loads(line), SCHEMAS["reading"]) == []
    said = run("watch", "-", "--limits", str(limits), given="\n".join(lines))
    events = [json.loads(line) for line in said.stdout.splitlines()]
    assert [event["alarm"] for event in events] == ["spo2-low"]
    assert misfits(events[0], SCHEMAS["alarm-event"]) == []
