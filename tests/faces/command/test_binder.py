"""`euthymia binder`: the packet as a file, and `euthymia verify` that names where a copy differs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from euthymia.clinic.pharmacy.models import PacketFile
from euthymia.clinic.pharmacy.reports import REPORTS
from euthymia.faces.command.cli import main
from euthymia.faces.command.schemas import SCHEMAS
from support.cast import Cast
from support.schema import misfits
from support.stock import HILLSIDES, OURS, Stock, stocked

DAYS = ["--from", "2026-11-01", "--to", "2026-11-30"]


@pytest.fixture
def stock(committed: None, cast: Cast, unit: Any) -> Stock:
    with unit(cast.lakeside):
        found = stocked(cast, "0147")
        found.act("draw", vial="0147", volume_ul=1_000)
        found.act("administer", volume_ul=1_000)
    return found


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_a_packet_is_written_and_a_byte_altered_in_it_is_named(
    stock: Stock, tmp_path: Path, settings: Any
) -> None:
    settings.EUTHYMIA_ANCHORS = str(tmp_path / "anchors.jsonl")
    path = tmp_path / "packet.pdf"
    answer = run("binder", *DAYS, "--json", str(path))
    assert answer.exit_code == 0, answer.output
    told = json.loads(answer.stdout)
    assert misfits(told, SCHEMAS["binder-answer"]) == []
    content = path.read_bytes()
    assert told["sha256"] == PacketFile.objects.using("owner").get().digest and told["bytes"] == len(content)
    assert (told["registration"], len(told["sections"])) == (OURS, len(REPORTS))
    assert content.startswith(b"%PDF-") and path.stat().st_mode & 0o077 == 0
    assert run("verify", str(path)).exit_code == 0
    altered = bytearray(content)
    altered[5_000] ^= 1
    path.write_bytes(bytes(altered))
    for arguments in (["verify"], ["verify", str(path)]):
        found = run(*arguments)
        assert found.exit_code == 1 and f"{path}: byte 5000 is not as it was made" in found.output
    path.unlink()
    assert run("verify").exit_code == 0, "a packet that was taken along is no fault"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--from", "2026-11-01", "FILE"], "Missing option '--to'"),
        (["--from", "November", "--to", "2026-11-30", "FILE"], "'November' does not match the format"),
        (["--from", "2026-12-01", "--to", "2026-11-30", "FILE"], "2026-11-30 is before 2026-12-01"),
        ([*DAYS, "--registration", HILLSIDES, "FILE"], f"accepted: {OURS}"),
        ([*DAYS, "--paper", "a3", "FILE"], "'a3' is not one of"),
        ([*DAYS, "FOLDER/none/packet.pdf"], "its folder does not exist"),
        ([*DAYS, "EXISTS"], "there is such a file already"),
    ],
)
def test_what_cannot_be_used_is_said_and_nothing_is_written(
    stock: Stock, tmp_path: Path, arguments: list[str], says: str
) -> None:
    there = tmp_path / "there.pdf"
    there.write_bytes(b"mine")
    names = {"FILE": str(tmp_path / "packet.pdf"), "EXISTS": str(there)}
    answer = run("binder", *(names.get(one, one.replace("FOLDER", str(tmp_path))) for one in arguments))
    assert answer.exit_code == 2 and says in answer.stderr, answer.stderr
    assert [one.name for one in tmp_path.iterdir()] == ["there.pdf"] and there.read_bytes() == b"mine"


def test_verify_refuses_a_packet_that_is_not_there(stock: Stock, tmp_path: Path) -> None:
    answer = run("verify", str(tmp_path / "none.pdf"))
    assert answer.exit_code == 2 and "there is no such file" in answer.stderr
