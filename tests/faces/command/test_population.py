"""`euthymia population`, called as a caller would who knows only the interface page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from euthymia.faces.command import population as command

DOSING: dict[str, Any] = {
    "drug": "ketamine",
    "patient": {"weight_kg": 70.0, "age_y": 45},
    "models": ["kamp-2020", "abuhelwa-2022"],
    "events": [{"at_min": 0, "rate_mg_per_h": 52.5}, {"at_min": 40, "rate_mg_per_h": 0}],
    "times_min": [40, 0, 20, 120, 40],
}


def run(*arguments: str, document: Any = DOSING) -> Result:
    return CliRunner().invoke(command.population, ["-", *arguments], input=json.dumps(document))


def answered(*arguments: str, document: Any = DOSING) -> dict[str, Any]:
    result = run(*arguments, "--json", document=document)
    assert (result.exit_code, result.stderr) == (0, "")
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def refused(*arguments: str, document: Any = DOSING) -> str:
    result = run(*arguments, document=document)
    assert (result.exit_code, result.stdout) == (2, "")
    (line,) = result.stderr.splitlines()
    return line


def test_percentiles_stand_in_the_order_of_the_times_asked_for() -> None:
    answer = answered("--n", "3000", "--seed", "5")
    assert answer["times_min"] == DOSING["times_min"]
    assert (answer["n"], answer["seed"], answer["delivered_mg"]) == (3000, 5, 35)
    rows = answer["models"]["kamp-2020"]["percentiles_ng_per_ml"]
    assert list(rows) == ["5", "25", "50", "75", "95"]
    for values in rows.values():
        assert values[0] == values[4] > values[2] > values[1] == 0
    at_40 = [values[0] for values in rows.values()]
    assert at_40 == sorted(at_40)
    assert rows["50"][0] == pytest.approx(253, rel=0.02)


def test_a_model_without_variability_has_null_and_a_warning() -> None:
    answer = answered("--n", "10")
    assert answer["models"]["abuhelwa-2022"] == {"percentiles_ng_per_ml": None, "variability_source": None}
    assert any("abuhelwa-2022" in says and "no variability" in says for says in answer["warnings"])
    assert any("kamp-2020" in says and "borrowed" in says for says in answer["warnings"])


def test_the_same_seed_gives_the_same_numbers_on_any_number_of_cores(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = []
    for cores in (1, 2, 5):
        monkeypatch.setattr(command, "_cores", lambda cores=cores: cores)
        found.append(answered("--n", "5000"))
    assert found[0] == found[1] == found[2] == answered("--n", "5000", "--seed", "1")
    assert answered("--n", "5000", "--seed", "2") != found[0]


def test_the_effect_site_and_norketamine_can_be_asked_for() -> None:
    answer = answered("--n", "200", "--of", "effect-site")
    assert answer["of"] == "effect-site" and answered("--n", "200")["of"] == "plasma"
    assert any("ke0" in says and "the same" in says for says in answer["warnings"])
    site, plasma = (
        a["models"]["kamp-2020"]["percentiles_ng_per_ml"]["50"] for a in (answer, answered("--n", "200"))
    )
    assert 0 < site[2] < plasma[2]
    esketamine = {**DOSING, "drug": "esketamine", "models": ["otto-2021", "perez-ruixo-2021"]}
    rows = answered("--n", "200", "--of", "norketamine", document=esketamine)["models"]
    assert all(curve["percentiles_ng_per_ml"]["50"][3] > 0 for curve in rows.values())
    assert "does not predict" in refused("--of", "norketamine")
    assert "does not predict" in refused("--of", "effect-site", document=esketamine)


def test_a_model_named_on_the_line_replaces_those_of_the_file() -> None:
    esketamine = {**DOSING, "drug": "esketamine", "models": ["otto-2021", "perez-ruixo-2021"]}
    assert list(answered("--n", "10", document=esketamine)["models"]) == ["otto-2021", "perez-ruixo-2021"]
    assert list(answered("--n", "10", "--model", "otto-2021", document=esketamine)["models"]) == ["otto-2021"]


def test_people_get_a_table_its_source_and_the_limits_of_use() -> None:
    result = run("--n", "100")
    assert result.exit_code == 0
    for wanted in ("100 virtual patients, seed 1", "95 %", "borrowed", "delivered 35 mg", "never drives"):
        assert wanted in result.stdout
    assert "abuhelwa-2022, plasma" not in result.stdout


@pytest.mark.parametrize(
    ("arguments", "changes", "says"),
    [
        (("--n", "0"), {}, "1 to 10000000 patients"),
        (("--n", "10000001"), {}, "1 to 10000000 patients"),
        (("--seed", "-1"), {}, "is no seed"),
        ((), {"models": ["abuhelwa-2022"]}, "no variability between patients was found for abuhelwa-2022"),
        ((), {"drug": "ketamine hcl"}, "is a salt"),
        ((), {"times_min": [-5]}, "before the first event"),
        (("--model", "otto-2021"), {}, "counts masses of esketamine"),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    arguments: tuple[str, ...], changes: dict[str, Any], says: str
) -> None:
    line = refused(*arguments, document={**DOSING, **changes})
    assert says in line and ", accepted: " in line


def test_no_bar_is_drawn_in_a_pipe(tmp_path: Path) -> None:
    assert run("--n", "3000").stderr == ""
