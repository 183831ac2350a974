"""The same population on a Dask cluster of two local workers, and the same numbers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result
from distributed import LocalCluster

from euthymia.faces.command.population import population

DOSING: dict[str, Any] = {
    "drug": "ketamine",
    "patient": {"weight_kg": 70.0, "age_y": 45},
    "models": ["kamp-2020"],
    "events": [{"at_min": 0, "rate_mg_per_h": 52.5}, {"at_min": 40, "rate_mg_per_h": 0}],
    "times_min": list(range(150)),
}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(population, ["-", "--n", "3000", *arguments], input=json.dumps(DOSING))


# The cluster closes its own sockets a moment after it is told to stop.
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
def test_two_workers_give_the_numbers_of_one_machine() -> None:
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        spread = run("--cluster", cluster.scheduler_address, "--json")
    assert (spread.exit_code, spread.stderr) == (0, "")
    assert json.loads(spread.stdout) == json.loads(run("--json").stdout)


def test_a_scheduler_that_is_not_there_is_refused() -> None:
    result = run("--cluster", "nonsense://nowhere")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "a scheduler's address" in result.stderr
