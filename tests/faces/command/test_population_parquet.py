"""Every curve of a population in a Parquet file, read back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as parquet
import pytest
from click.testing import CliRunner, Result

from euthymia.domain.pharmacology import parse
from euthymia.domain.pharmacology.population import Crowd
from euthymia.faces.command import population as command

DOSING: dict[str, Any] = {
    "drug": "esketamine",
    "patient": {"weight_kg": 70.0, "age_y": 45},
    "models": ["otto-2021"],
    "events": [{"at_min": 0, "rate_mg_per_h": 30}, {"at_min": 40, "rate_mg_per_h": 0}],
    "times_min": [40, 0, 20, 120],
}


def run(*arguments: str, document: Any = DOSING) -> Result:
    return CliRunner().invoke(command.population, ["-", *arguments], input=json.dumps(document))


def test_the_file_holds_every_patient_with_parameters_and_curve(tmp_path: Path) -> None:
    path = tmp_path / "curves.parquet"
    result = run("--n", "2500", "--seed", "4", "--out", str(path), "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    table = parquet.read_table(path)
    assert table.column_names == ["patient", "model", "V1_L", "CL_L_per_h", "plasma_ng_per_ml"]
    assert table["patient"].to_pylist() == list(range(2500))
    curves = np.array(table["plasma_ng_per_ml"].to_pylist())
    about = json.loads(table.schema.metadata[b"euthymia"])
    assert (about["times_min"], about["seed"], about["models"]) == ([0, 20, 40, 120], 4, ["otto-2021"])
    assert about["unit"] == "ng/mL plasma, esketamine base"

    wanted = parse(DOSING)
    people = Crowd("otto-2021", wanted.patient, wanted.events, (0.0, 20.0, 40.0, 120.0), 4, 2500)
    np.testing.assert_array_equal(curves[1024:2048], people.curves(1, people.grid()))
    v1 = np.array(table["V1_L"].to_pylist())
    np.testing.assert_allclose(v1[:1024], 133 * people.factors(0)["V1"], rtol=1e-15)

    rows = json.loads(result.stdout)["models"]["otto-2021"]["percentiles_ng_per_ml"]
    np.testing.assert_allclose(
        rows["95"], np.percentile(curves, 95, axis=0)[[2, 0, 1, 3]], rtol=1e-11, atol=1e-11
    )


def test_the_file_is_the_same_on_any_number_of_cores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = []
    for cores in (1, 3):
        monkeypatch.setattr(command, "_cores", lambda cores=cores: cores)
        path = tmp_path / f"{cores}.parquet"
        assert run("--n", "5000", "--out", str(path)).exit_code == 0
        tables.append(parquet.read_table(path))
    assert tables[0].equals(tables[1])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--out", "nowhere/curves.parquet"], "cannot be written"),
        (["--out", "."], "cannot be written"),
        (["--out", ""], "cannot be written"),
    ],
)
def test_a_file_that_cannot_be_is_refused_before_the_work(arguments: list[str], says: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert says in result.stderr


def test_several_models_stand_one_after_the_other_with_null_where_a_parameter_does_not_vary(
    tmp_path: Path,
) -> None:
    both = {**DOSING, "models": ["otto-2021", "perez-ruixo-2021"]}
    path = tmp_path / "curves.parquet"
    assert run("--n", "1500", "--out", str(path), document=both).exit_code == 0
    table = parquet.read_table(path)
    assert table["model"].to_pylist() == ["otto-2021"] * 1500 + ["perez-ruixo-2021"] * 1500
    assert table["patient"].to_pylist() == [*range(1500), *range(1500)]
    assert table["kel_per_h"].slice(0, 1500).null_count == 1500 and table["kel_per_h"].null_count == 1500
    wanted = parse(both)
    people = Crowd("perez-ruixo-2021", wanted.patient, wanted.events, (0.0, 20.0, 40.0, 120.0), 1, 1500)
    last = np.array(table["plasma_ng_per_ml"].slice(2524).to_pylist())
    np.testing.assert_array_equal(last, people.curves(1, people.grid()))


def test_a_stop_on_the_way_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stopped(parquet.ParquetWriter):
        def write_batch(self, batch: Any, *more: Any) -> None:
            if batch.column(0)[0].as_py() > 0:
                raise KeyboardInterrupt
            super().write_batch(batch, *more)

    path = tmp_path / "curves.parquet"
    path.write_bytes(b"an earlier file")
    monkeypatch.setattr(parquet, "ParquetWriter", Stopped)
    assert run("--n", "5000", "--out", str(path)).exit_code == 1
    assert [file.name for file in tmp_path.iterdir()] == ["curves.parquet"]
    assert path.read_bytes() == b"an earlier file"
