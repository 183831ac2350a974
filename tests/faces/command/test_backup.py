"""`euthymia backup` and `euthymia restore`: out of one database into another, and every chain still holds."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.db import connections

from euthymia.faces.command.cli import main
from support import environment, history
from support.cast import Cast


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def elsewhere(database: str, home: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The program itself, on another database."""
    code = "from euthymia.faces.command.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        env=environment.for_process(database, EUTHYMIA_ANCHORS=str(home / "anchors.jsonl")), capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture
def empty_database(committed: None) -> Any:
    name = f"test_euthymia_restored_{os.getpid()}"
    owner = connections["owner"]
    with owner._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    yield name
    with owner._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_what_was_backed_up_comes_back_whole(
    empty_database: str, cast: Cast, stopped: datetime, tmp_path: Path
) -> None:
    history.write(cast, stopped)
    file = tmp_path / "clinic.backup"
    written = run("backup", file)
    assert written.exit_code == 0, written.stderr
    assert file.stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["clinic.backup"]
    restored = elsewhere(empty_database, tmp_path, "restore", file)
    assert restored.returncode == 0, restored.stderr
    assert restored.stdout.startswith("as it was written: ")
    guarded = elsewhere(empty_database, tmp_path, "doctor")
    assert "armed on every table that asks for them" in guarded.stdout, guarded.stdout
    again = elsewhere(empty_database, tmp_path, "restore", file)
    assert (again.returncode, again.stdout) == (2, "")
    assert "nothing is overwritten" in again.stderr


def test_a_backup_overwrites_nothing(committed: None, tmp_path: Path) -> None:
    file = tmp_path / "clinic.backup"
    file.write_text("kept")
    refused = run("backup", file)
    assert (refused.exit_code, refused.stderr) == (
        2,
        f"euthymia:{file}: there is such a file already, accepted: a new name\n",
    )
    assert file.read_text() == "kept"


@pytest.mark.parametrize(
    ("content", "says"), [(None, "there is no such file"), (b"hello", "this is no backup")]
)
def test_what_is_no_backup_is_refused(
    committed: None, tmp_path: Path, content: bytes | None, says: str
) -> None:
    file = tmp_path / "clinic.backup"
    if content is not None:
        file.write_bytes(content)
    refused = run("restore", file)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert says in refused.stderr


def test_a_backup_goes_into_a_folder_that_is_there(committed: None, tmp_path: Path) -> None:
    assert "its folder does not exist" in run("backup", tmp_path / "no" / "clinic.backup").stderr
