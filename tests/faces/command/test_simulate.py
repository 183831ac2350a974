"""`euthymia simulate` and `euthymia models`, called as a caller would who knows only the interface page."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from euthymia.domain.pharmacology import NAMES
from euthymia.faces.command.simulate import models, simulate

DOSING: dict[str, Any] = {
    "drug": "ketamine",
    "patient": {"weight_kg": 70.0, "age_y": 45, "sex": "female", "height_cm": 168.0},
    "models": ["kamp-2020", "abuhelwa-2022"],
    "events": [
        {"at_min": 0, "rate_mg_per_h": 52.5},
        {"at_min": 20, "rate_mg_per_h": 0},
        {"at_min": 0, "bolus_mg": 10},
    ],
    "times_min": [5, 10, 20, 40, 60, 120],
    "interval": 0.8,
}


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(simulate, list(arguments), input=stdin)


def answered(*arguments: str, stdin: str | None = None) -> dict[str, Any]:
    result = run(*arguments, "--json", stdin=stdin)
    assert (result.exit_code, result.stderr) == (0, "")
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def refused(*arguments: str, stdin: str | None = None) -> list[str]:
    result = run(*arguments, stdin=stdin)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.stderr.splitlines()


@pytest.fixture
def dosing(tmp_path: Path) -> Path:
    path = tmp_path / "dosing.json"
    path.write_text(json.dumps(DOSING))
    return path


def test_the_answer_has_exactly_the_promised_form(dosing: Path) -> None:
    answer = answered(str(dosing))
    assert list(answer) == ["times_min", "models", "delivered_mg", "warnings"]
    assert answer["times_min"] == DOSING["times_min"]
    assert answer["delivered_mg"] == 27.5
    kamp, abuhelwa = answer["models"]["kamp-2020"], answer["models"]["abuhelwa-2022"]
    assert set(kamp) == set(abuhelwa)
    assert kamp["plasma_ng_per_ml"][2] == pytest.approx(236.50785647051606, rel=1e-9)
    assert all(
        low < plasma < high
        for low, plasma, high in zip(kamp["lower"], kamp["plasma_ng_per_ml"], kamp["upper"], strict=True)
    )
    assert (abuhelwa["lower"], abuhelwa["upper"], abuhelwa["variability_source"]) == (None, None, None)
    assert any("borrowed" in says for says in answer["warnings"])


def test_a_dash_reads_standard_input(dosing: Path) -> None:
    assert answered("-", stdin=dosing.read_text()) == answered(str(dosing))


def test_a_sentence_stands_for_the_simplest_dosing() -> None:
    answer = answered("--dose", "0.5 mg/kg over 40 min", "--weight", "70")
    assert list(answer["models"]) == ["kamp-2020", "abuhelwa-2022"]
    assert answer["delivered_mg"] == 35
    assert 40 in answer["times_min"]
    assert answer["times_min"][-1] == 160


def test_models_named_on_the_line_replace_those_of_the_file(dosing: Path) -> None:
    assert list(answered(str(dosing), "--models", "domino-1984, kamp-2020")["models"]) == [
        "domino-1984",
        "kamp-2020",
    ]


def test_csv_has_one_row_for_each_model_and_time(dosing: Path) -> None:
    result = run(str(dosing), "--csv")
    rows = list(csv.DictReader(result.stdout.splitlines()))
    assert len(rows) == 2 * 6
    kamp = answered(str(dosing))["models"]["kamp-2020"]
    assert [float(row["plasma_ng_per_ml"]) for row in rows[:6]] == kamp["plasma_ng_per_ml"]
    assert {row["lower"] for row in rows[6:]} == {""}
    assert {row["norketamine_ng_per_ml"] for row in rows} == {""}


def test_people_get_a_table_the_warnings_and_the_limits_of_use(dosing: Path) -> None:
    result = run(str(dosing))
    assert result.exit_code == 0
    for wanted in (
        "kamp-2020, ng/mL",
        "236.51",
        "delivered 27.5 mg",
        "warning: abuhelwa-2022",
        "never drives",
    ):
        assert wanted in result.stdout


def test_norketamine_has_its_column(dosing: Path) -> None:
    esketamine = {**DOSING, "drug": "esketamine", "models": ["otto-2021", "perez-ruixo-2021"]}
    dosing.write_text(json.dumps(esketamine))
    found = answered(str(dosing))["models"]["otto-2021"]["norketamine_ng_per_ml"]
    result = run(str(dosing))
    assert "norketamine" in result.stdout and "effect site" not in result.stdout
    assert f"{found[2]:.2f}" in result.stdout


def test_a_plot_is_written_beside_the_answer(dosing: Path, tmp_path: Path) -> None:
    drawing = tmp_path / "curve.svg"
    answer = answered(str(dosing), "--plot", str(drawing))
    assert answer["delivered_mg"] == 27.5
    assert drawing.read_text(encoding="utf-8").startswith("<svg ")


def test_a_change_is_answered_beside_the_plan(dosing: Path, tmp_path: Path) -> None:
    drawing = tmp_path / "curve.svg"
    answer = answered(str(dosing), "--what-if", "stop at 10 min", "--theme", "dark", "--plot", str(drawing))
    assert list(answer) == ["times_min", "models", "delivered_mg", "warnings", "what_if"]
    assert answer["what_if"]["delivered_mg"] == 18.75
    assert "B: stop at 10 min" in drawing.read_text(encoding="utf-8")
    assert "#10151C" in drawing.read_text(encoding="utf-8")
    people = run(str(dosing), "--what-if", "stop at 10 min").stdout
    assert "kamp-2020, if stop at 10 min, ng/mL" in people and "dominates" in people
    rows = list(csv.DictReader(run(str(dosing), "--csv", "--what-if", "stop at 10 min").stdout.splitlines()))
    assert len(rows) == 4 * 6


def test_an_interval_can_be_asked_for_on_the_line() -> None:
    half_mg = ("--dose", "0.5 mg/kg over 40 min", "--weight", "70")
    assert answered(*half_mg)["models"]["kamp-2020"]["lower"] is None
    assert answered(*half_mg, "--interval", "0.8")["models"]["kamp-2020"]["lower"] is not None
    assert "no interval" in refused(*half_mg, "--interval", "1.5")[0]


def test_every_fault_is_one_line_and_nothing_is_written(tmp_path: Path) -> None:
    bad = {**DOSING, "patient": {"weight_kg": True}, "models": ["nope"], "surprise": "a\nb"}
    path, drawing = tmp_path / "bad.json", tmp_path / "curve.svg"
    path.write_text(json.dumps(bad))
    lines = refused(str(path), "--plot", str(drawing), "--json")
    assert lines == [
        f"{path}:/surprise: the key 'surprise' is not known, "
        "accepted: drug, patient, models, events, times_min, interval",
        f"{path}:/patient/weight_kg: True is not a number, accepted: a number from 1 to 999 kg",
        f"{path}:/models/0: there is no model 'nope', accepted: {', '.join(NAMES)}",
    ]
    assert not drawing.exists()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not JSON"),
        ('{"drug": "ketamine", "drug": "ketamine"}', "stands twice"),
        ('{"times_min": [NaN]}', "NaN is not a number"),
        ('{"times_min": [1e999]}', "too large"),
        ("[]", "a dosing is a JSON object"),
        ("[" * 100_000, "nested too deeply"),
        ('{"times_min": [' + "9" * 5000 + "]}", "thousands of digits"),
    ],
)
def test_what_is_no_document_is_refused(text: str, says: str) -> None:
    (line,) = refused("-", stdin=text)
    assert line.startswith("-:")
    assert says in line


@pytest.mark.parametrize(
    ("dose", "weight", "place"),
    [
        ("0.5 mg/kg over 40 h", "70", "--dose"),
        ("0.5 mg/kg over 0 min", "70", "--dose"),
        ("0.5 mg/kg over 40 min", "0", "--weight"),
        ("0.5 mg/kg over 40 min", "-70", "--weight"),
        ("0.5 mg/kg over 40 min", "1000", "--weight"),
        ("0.5 mg/kg over 40 min", "7_0", "--weight"),
        ("0.5 mg/kg over 40 min", "\u0667\u0660", "--weight"),
        ("0.5 mg/kg over 40 min", "70 kg", "--weight"),
        ("0.5 mg/kg over 40 min", "inf", "--weight"),
    ],
)
def test_a_sentence_or_its_weight_is_refused_under_its_own_name(dose: str, weight: str, place: str) -> None:
    (line,) = refused("--dose", dose, "--weight", weight)
    assert line.startswith(f"--dose:{place}: ") and ", accepted: " in line


def test_a_number_that_is_none_is_refused_at_its_pointer() -> None:
    text = json.dumps(DOSING).replace("52.5", "NaN").replace("70.0", "1e999")
    assert [line.split(": ")[0] for line in refused("-", stdin=text)] == [
        "-:/patient/weight_kg",
        "-:/events/0/rate_mg_per_h",
    ]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "nothing to simulate"),
        (["no-such-file.json"], "cannot be read"),
        (["--dose", "0.5 mg/kg over 40 min"], "weight is missing"),
        (["--dose", "half a mg", "--weight", "70"], "not a dose by weight"),
        (["--dose", "0.5 mg/kg over 40 min", "--weight", "heavy"], "no weight"),
        (["--dose", "0.5 mg/kg over 40 min", "--weight", "nan"], "not a finite number"),
        (["--dose", "0.5 mg/kg over 40 min", "--weight", "70", "-"], "exclude one another"),
        (["-", "--weight", "70"], "without --dose"),
        (["-", "--json", "--csv"], "two forms"),
        (["-", "--what-if", "double it"], "--what-if: 'double it' is not a change"),
        (["-", "--what-if", "stop at 20 min", "--models", "kamp-2020"], "one model is no basis"),
        (["--dose", "0.5 mg/kg over 40 min", "--weight", "70", "--models", "kamp"], "no model 'kamp'"),
        (["--dose", "999999999 mg/kg over 0.000001 min", "--weight", "70"], "out of range"),
        (["--dose", "0.5 mg/kg over 999999 min", "--weight", "70"], "too long"),
    ],
)
def test_arguments_that_make_no_sense_are_refused(arguments: list[str], says: str) -> None:
    (line,) = refused(*arguments, stdin=json.dumps(DOSING))
    assert says in line
    assert ", accepted: " in line


def test_a_plot_that_cannot_be_written_is_refused(dosing: Path, tmp_path: Path) -> None:
    (line,) = refused(str(dosing), "--plot", str(tmp_path / "nowhere" / "curve.svg"))
    assert "cannot be written" in line


class TestModels:
    def test_the_list_carries_sources_populations_licences_and_doubts(self) -> None:
        result = CliRunner().invoke(models, ["--json"])
        assert result.exit_code == 0
        listed = {model["name"]: model for model in json.loads(result.stdout)}
        assert list(listed) == list(NAMES)
        for model in listed.values():
            assert model["source"] and model["licence"] and model["population"]["says"]
            assert all(parameter["status"] and parameter["source"] for parameter in model["parameters"])
        assert listed["kamp-2020"]["population"]["weight_kg"]["high"] == 120
        assert "borrowed" in listed["kamp-2020"]["variability"]
        assert listed["abuhelwa-2022"]["doubts"]
        assert listed["otto-2021"]["residual"][1] == {
            "of": "norketamine",
            "kind": "proportional",
            "sd": 0.14261,
            "status": "one source, unverified",
            "source": "Otto 2021, Eur J Clin Pharmacol 77:1181, Table 3 and supplement, read in nlmixr2lib",
        }

    def test_people_can_read_it(self) -> None:
        result = CliRunner().invoke(models, [])
        assert result.exit_code == 0
        for wanted in (
            "kamp-2020",
            "21 patients",
            "verified in 5 sources",
            "one source, unverified",
            "licence",
        ):
            assert wanted in result.stdout
