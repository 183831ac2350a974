"""The import contracts hold, and each deliberate violation breaks the right one by its name."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTHING = shutil.ignore_patterns("__pycache__", "*.html", "static", "migrations")


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """What lint-imports says; of files that have not changed it remembers what they import."""
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [str(program), "--no-logo", "--cache-dir", str(folder / "imports"), "--config", str(folder / "pyproject.toml")],
        cwd=folder / "src", env={**os.environ, "PYTHONPATH": str(folder / "src")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source, where it may be spoiled."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", folder)
    shutil.copytree(ROOT / "src" / "euthymia", folder / "src" / "euthymia", ignore=NOTHING)
    return folder


def test_the_house_keeps_its_contracts(copy: Path) -> None:
    said = lint(copy)
    assert said.returncode == 0, said.stdout


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("domain/ledger/chain.py", "import time", "The domain is pure: no framework, no clock, no network, no disk"),
        ("faces/board/apps.py", "import euthymia.faces.chart.apps", "Faces do not know each other"),
        ("clinic/visits/queries/places.py", "import euthymia.journey.infusion.models", "Five floors, and imports only go down"),
        ("clinic/people/queries.py", "import euthymia.clinic.visits.models", "The clinic's rooms, from the busiest to the quietest"),
        ("domain/quantities/exact.py", "import euthymia.domain.ledger.chain", "The shelves of knowledge"),
    ],
)  # fmt: skip
def test_a_violation_breaks_the_right_contract(copy: Path, module: str, line: str, contract: str) -> None:
    path = copy / "src" / "euthymia" / module
    before = path.read_text("utf-8")
    path.write_text(f"{before}\n{line}\n", "utf-8")
    said = lint(copy)
    path.write_text(before, "utf-8")
    assert said.returncode == 1
    assert f"{contract} BROKEN" in said.stdout


def test_a_stage_nobody_listed_breaks_the_journey(copy: Path) -> None:
    stage = copy / "src" / "euthymia" / "journey" / "teleport"
    stage.mkdir()
    (stage / "__init__.py").write_text("")
    said = lint(copy)
    shutil.rmtree(stage)
    assert said.returncode == 1
    assert "teleport" in said.stdout


def test_the_clock_is_asked_in_one_place() -> None:
    """The clock hides inside datetime, which the domain needs for its types; ruff knows it by name."""
    ruff = Path(sys.executable).with_name("ruff")
    for call in ("datetime.datetime.now()", "datetime.date.today()"):
        said = subprocess.run(
            [str(ruff), "check", "--select", "TID251", "--stdin-filename", "src/euthymia/domain/x.py", "-"],
            cwd=ROOT, input=f"import datetime\n{call}\n", capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (said.returncode, "TID251" in said.stdout) == (1, True), said.stdout
