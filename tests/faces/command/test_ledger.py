"""`euthymia ledger check`, driven as a caller drives it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from euthymia.domain.ledger import Side, side_of
from euthymia.faces.command.cli import main
from euthymia.faces.command.schemas import SCHEMAS
from support.ledger import OTHERS, document
from support.schema import misfits

DAY = [
    "r1 08:00 receive vial=V1",
    "d1 09:00 draw vial=V1 patient=ana order=o1 volume_ul=800",
    "a1 09:10 administer patient=ana order=o1 volume_ul=700",
    "w1 09:50 waste patient=ana order=o1 volume_ul=100",
    "c1 17:00 count vial=V1 volume_ul=9200",
]


def check(*lines: str | dict[str, Any], options: tuple[str, ...] = ("--json",)) -> Result:
    written = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    return CliRunner().invoke(main, ["ledger", "check", "-", *options], input="\n".join(written))


def told(*lines: str) -> Result:
    return check(*(document(line) for line in lines))


def test_a_day_that_adds_up() -> None:
    result = told(*DAY)
    assert (result.exit_code, result.stderr) == (0, "")
    answer = json.loads(result.stdout)
    assert misfits(answer, SCHEMAS["ledger-answer"]) == []
    assert (answer["accepted"], answer["refused"], answer["open_cases"]) == (5, [], [])
    assert answer["balances_ug"] == {
        "acquired:RX9841203": 500_000,
        "administered:ana/o1": 35_000,
        "syringe:ana/o1": 0,
        "vial:V1": 460_000,
        "wasted:ana/o1": 5_000,
    }
    assert len(answer["head"]) == 64
    assert [clock["due"] for clock in answer["clocks"]] == ["2026-07-29"]


def test_sources_are_what_is_on_hand_what_went_and_what_is_in_suspense() -> None:
    answer = json.loads(
        told(*DAY[:4], "c1 17:00 count vial=V1 volume_ul=9000", "t1 17:10 theft ref=c1 volume_ul=50").stdout
    )
    sums = dict.fromkeys(Side, 0)
    for name, mass_ug in answer["balances_ug"].items():
        sums[side_of(name)] += mass_ug
    assert (
        sums[Side.SOURCE]
        == sum(amount for side, amount in sums.items() if side is not Side.SOURCE)
        == 500_000
    )
    assert (sums[Side.SUSPENSE], sums[Side.LOST]) == (7_500, 2_500)


def test_a_refusal_and_an_open_case_are_answers_that_say_no() -> None:
    refused = told(*DAY[:2], "x 09:05 administer patient=ben order=o1 volume_ul=1")
    assert refused.exit_code == 1
    (one,) = json.loads(refused.stdout)["refused"]
    assert (one["id"], one["code"], one["line"]) == ("x", "nothing-drawn", 3)
    assert "ben" in one["says"]
    case = told(DAY[0], "c1 09:00 count vial=V1 volume_ul=0")
    assert (case.exit_code, json.loads(case.stdout)["open_cases"]) == (1, ["c1"])


def test_a_loss_found_on_the_eve_of_a_holiday_is_told_after_it() -> None:
    """2 July 2026 is a Thursday, and Independence Day is kept on the Friday."""
    answer = json.loads(
        told(
            DAY[0],
            "c1 1d17:00 count vial=V1 volume_ul=0",
            "l1 3d09:00 loss ref=c1",
            "z1 3d09:30 resolve ref=c1 by=wren witness=okafor",
        ).stdout
    )
    assert [(clock["ref"], clock["due"]) for clock in answer["clocks"]] == [
        ("l1", "2026-07-06"),
        ("l1", "2026-08-16"),
    ]


def test_two_registrations_and_their_meter() -> None:
    lines = ["r1 08:00 receive vial=V1", f"s1 09:00 distribute vial=V1 to={OTHERS}"]
    result = told(*lines)
    assert result.exit_code == 0
    (meter,) = json.loads(result.stdout)["meters"]
    assert (meter["above"], meter["share_per_cent"]) == (True, 100)


def test_for_people() -> None:
    result = check(
        *(document(line) for line in [*DAY[:2], "c1 17:00 count vial=V1 volume_ul=9000"]), options=()
    )
    assert result.exit_code == 1
    for words in ("accepted    3", "open cases  1", "variance:c1", "the four hours of the syringe"):
        assert words in result.stdout
    assert "450  vial:V1" in result.stdout


def test_nothing_happened_is_a_ledger_too() -> None:
    result = check("")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["accepted"] == 0


GOOD = document(DAY[0])
EVIL: list[tuple[str, str]] = [
    ("rubbish", "not JSON"),
    ("[]", "object"),
    ("3", "object"),
    ('{"id": "a", "id": "b"}', "twice"),
    ('{"volume_ul": NaN}', "NaN"),
    (json.dumps({**GOOD, "colour": "red"}), "'colour' is no key"),
    (json.dumps({**GOOD, "kind": "steal"}), "kind"),
    (json.dumps({**GOOD, "kind": ["receive"]}), "kind"),
    (json.dumps({**GOOD, "volume_ul": 1.5}), "volume_ul"),
    (json.dumps({**GOOD, "volume_ul": 10000.0}), "volume_ul"),
    (json.dumps({**GOOD, "volume_ul": -1}), "volume_ul"),
    (json.dumps({**GOOD, "volume_ul": True}), "volume_ul"),
    (json.dumps({**GOOD, "volume_ul": "10000"}), "volume_ul"),
    (json.dumps({**GOOD, "volume_ul": 10**10}), "volume_ul"),
    (json.dumps({**GOOD, "mg_per_ml": -50}), "mg_per_ml"),
    (json.dumps({**GOOD, "mg_per_ml": 0}), "mg_per_ml"),
    (json.dumps({**GOOD, "mg_per_ml": "50"}), "mg_per_ml"),
    (json.dumps({**GOOD, "mg_per_ml": 0.0001}), "mg_per_ml"),
    (json.dumps({**GOOD, "mg_per_ml": True}), "mg_per_ml"),
    (json.dumps({**GOOD, "at": "2026-07-01T08:00:00"}), "at is"),
    (json.dumps({**GOOD, "at": "2026-07-01"}), "at is"),
    (json.dumps({**GOOD, "at": "yesterday, at eight"}), "at is"),
    (json.dumps({**GOOD, "at": 5}), "at is"),
    (json.dumps({**GOOD, "at": "2200-01-01T00:00:00Z"}), "at is"),
    (json.dumps({**GOOD, "at": "1969-12-31T23:59:59Z"}), "at is"),
    (json.dumps({**GOOD, "by": "n" * 201}), "by is"),
    (json.dumps({**GOOD, "reason": "n" * 4_001}), "reason is"),
    (json.dumps({**GOOD, "mg_per_ml": 10_001}), "mg_per_ml"),
    (json.dumps({**GOOD, "volume_ul": 10**9 + 1}), "volume_ul"),
    (json.dumps({**GOOD, "at": "9999-07-01T08:00:00Z"}), "at is"),
    (json.dumps({**GOOD, "recorded_at": "08:00"}), "recorded_at"),
    (json.dumps({**GOOD, "expires": "2026-02-30"}), "expires"),
    (json.dumps({**GOOD, "expires": "2026-13"}), "expires"),
    (json.dumps({**GOOD, "expires": 2026}), "expires"),
    (json.dumps({**GOOD, "expires": "soon"}), "expires"),
    (json.dumps({**GOOD, "dose_type": "double"}), "dose_type"),
    (json.dumps({**GOOD, "by": 7}), "by is"),
    (json.dumps({**GOOD, "by": " noor"}), "by is"),
    (json.dumps({**GOOD, "by": "no\x00or"}), "by is"),
    (json.dumps({**GOOD, "reason": "\ud800"}), "reason"),
    (json.dumps({**GOOD, "reason": 1}), "reason"),
    (json.dumps({key: value for key, value in GOOD.items() if key != "id"}), "id is missing"),
    (json.dumps({**GOOD, "id": None}), "id is missing"),
    (json.dumps({**GOOD, "id": "  "}), "id is missing"),
    (json.dumps({key: value for key, value in GOOD.items() if key != "kind"}), "kind is missing"),
    (json.dumps({key: value for key, value in GOOD.items() if key != "at"}), "at is missing"),
]


@pytest.mark.parametrize(("line", "says"), EVIL)
def test_a_line_that_cannot_be_used_is_named(line: str, says: str) -> None:
    result = check(GOOD, line)
    assert (result.exit_code, result.stdout) == (2, "")
    (said,) = result.stderr.splitlines()
    assert said.startswith("-:2: ") and says in said and ", accepted: " in said


def test_every_fault_of_every_line_has_its_own() -> None:
    result = check({**GOOD, "volume_ul": -1, "colour": "red"}, GOOD, "{}")
    assert result.exit_code == 2
    assert [line[:5] for line in result.stderr.splitlines()] == ["-:1: "] * 2 + ["-:3: "] * 3


def test_a_file_and_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_bytes(json.dumps(GOOD).encode() + b"\r\n\r\n")
    assert CliRunner().invoke(main, ["ledger", "check", str(path)]).exit_code == 0
    path.write_bytes(b"\xff\xfe\n")
    result = CliRunner().invoke(main, ["ledger", "check", str(path)])
    assert (result.exit_code, result.stderr[: len(str(path)) + 4]) == (2, f"{path}:1: ")
    missing = CliRunner().invoke(main, ["ledger", "check", str(tmp_path / "none")])
    assert (missing.exit_code, missing.stdout) == (2, "")
    assert "cannot be read" in missing.stderr


def test_the_events_of_these_tests_fit_their_schema() -> None:
    for line in DAY:
        assert misfits(document(line), SCHEMAS["ledger-event"]) == []


def test_a_month_an_american_month_and_a_day_are_expiries() -> None:
    for expires in ("2027-06", "06-2027", "06/2027", "2027-06-30"):
        assert check({**GOOD, "expires": expires}).exit_code == 0


def test_what_is_just_within_its_limits() -> None:
    for change in (
        {"by": "n" * 200}, {"reason": "n" * 4_000}, {"reason": "two\nlines"}, {"mg_per_ml": 10_000},
        {"mg_per_ml": 0.001, "volume_ul": 1_000}, {"volume_ul": 10**9}, {"at": "1970-01-01T00:00:00Z"},
        {"at": "2199-12-31T23:59:59Z", "expires": "2200-01"},
    ):  # fmt: skip
        assert check({**GOOD, **change}).exit_code == 0, change


def test_null_and_blank_are_not_given() -> None:
    result = check({**GOOD, "witness": None, "reason": "", "patient": "  "})
    assert result.exit_code == 0
    result = check({**GOOD, "by": ""})
    assert json.loads(result.stdout)["refused"][0]["code"] == "unsigned"
