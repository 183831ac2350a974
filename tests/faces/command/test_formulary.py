"""`euthymia formulary`, and a larger list with `interactions` and `evaluate`: read, refused, stored once, newest first."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from euthymia.clinic.audit.models import Event
from euthymia.clinic.formulary.models import Release
from euthymia.faces.command.cli import main
from euthymia.faces.command.schemas import SCHEMAS
from support.cast import Cast
from support.name_lists import CONSO, NDC, conso, directory, release
from support.schema import misfits


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def answered(*arguments: str) -> Any:
    said = run(*arguments)
    assert (said.exit_code, said.stderr) == (0, "")
    return json.loads(said.stdout)


@pytest.mark.parametrize("form", ["folder", "zip", "file"])
def test_a_dry_run_says_what_would_be_taken(tmp_path: Path, form: str) -> None:
    path = release(tmp_path / "RxNorm_full")
    if form == "zip":
        with zipfile.ZipFile(tmp_path / "RxNorm_full.zip", "w") as archive:
            for each in path.rglob("*.RRF"):
                archive.write(each, each.relative_to(path))
        path = tmp_path / "RxNorm_full.zip"
    elif form == "file":
        path = path / "rrf" / "RXNCONSO.RRF"
    answer = answered("formulary", "load", str(path), "--dry-run", "--json")
    assert misfits(answer, SCHEMAS["formulary-loaded"]) == []
    assert answer["form"] == answer["name"] == "rxnorm" and answer["stored"] is False
    assert answer["read"] == {"substances": 3, "products": 4}
    assert answer["taken"] == {"substances": 2, "products": 3}
    assert answer["left_out"] == {
        "named by the table already": 1, "what it holds is not told, or is left out": 1
    }  # fmt: skip


def test_brands_without_their_relations_are_not_guessed(tmp_path: Path) -> None:
    said = run("formulary", "load", str(release(tmp_path / "r", rel=None)), "--dry-run").stdout
    assert "no RXNREL.RRF" in said and said.endswith("nothing was stored\n")


def test_a_list_of_a_file_is_asked_without_a_database(tmp_path: Path) -> None:
    path = str(directory(tmp_path / "product.txt"))
    assert run("interactions", "Brimvex XR 10 mg").stdout.startswith("unrecognised")
    first, second = run("interactions", "--formulary", path, "Brimvex XR 10 mg").stdout.splitlines()
    assert first == "brimvaline  no verified RxNorm code  (Brimvex XR 10 mg)"
    assert second.startswith("  caution MC-03: brimvaline: known by name only, from a loaded list")
    both = ["--formulary", str(release(tmp_path / "r")), "--formulary", path]
    assert run("interactions", *both, "Brimvex XR").stdout.startswith("brimvaline  RxNorm 990001")


def test_a_case_is_judged_with_a_list_of_a_file(tmp_path: Path) -> None:
    case = tmp_path / "case.json"
    case.write_text(json.dumps({"as_of": "2026-11-20", "medications": {"list": ["Brimvex 10 mg"]}}))
    path = str(directory(tmp_path / "product.txt"))

    def rules(*options: str) -> set[tuple[str, str]]:
        found = answered("evaluate", str(case), "--json", *options)["findings"]
        return {(each["rule"], each["severity"]) for each in found if "rimv" in each["says"]}

    assert rules() == {("MC-01", "missing")}
    assert rules("--formulary", path) == {("MC-03", "caution")}


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (CONSO + "990009|ENG|short\n", "RXNCONSO.RRF:12: "),
        (CONSO + conso("x", "IN", "brimvaline"), "RXNCONSO.RRF:12: "),
        ("", "RXNCONSO.RRF:1: "),
    ],
)
@pytest.mark.parametrize("command", [["formulary", "load"], ["interactions", "lithium", "--formulary"]])
def test_a_malformed_release_is_refused_by_file_and_line(
    tmp_path: Path, content: str, line: str, command: list[str]
) -> None:
    path = release(tmp_path / "r", conso=content)
    said = run(*command, str(path))
    assert (said.exit_code, said.stdout) == (2, "")
    assert said.stderr.startswith(f"{path}:rrf/{line}") and ", accepted: " in said.stderr


def test_a_malformed_file_is_refused_by_its_line(tmp_path: Path) -> None:
    path = directory(tmp_path / "product.txt", NDC + "too\tfew\n")
    said = run("formulary", "load", str(path))
    assert (said.exit_code, said.stdout) == (2, "")
    assert said.stderr.startswith(f"{path}:8: 2 fields, accepted: 6 fields")


@pytest.mark.parametrize("kind", ["absent", "empty folder", "both", "no zip", "cut zip"])
def test_what_holds_no_list_is_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / ("list.zip" if "zip" in kind else "list")
    if kind == "empty folder":
        path.mkdir()
    elif kind == "both":
        directory(release(path) / "product.txt")
    elif kind == "no zip":
        path.write_bytes(b"no archive")
    elif kind == "cut zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("product.txt", NDC)
        path.write_bytes(path.read_bytes()[:-30])
    said = run("formulary", "load", str(path))
    assert (said.exit_code, said.stdout) == (2, "")
    (line,) = said.stderr.splitlines()
    assert line.startswith(f"{path}:") and ", accepted: a folder, a zip archive or a file" in line


@pytest.mark.django_db
def test_a_list_is_stored_told_and_stands_in_every_clinic_s_log(tmp_path: Path, cast: Cast, unit) -> None:
    assert run("formulary").stdout == "no list is loaded: the built-in table alone is in use\n"
    answer = answered("formulary", "load", str(release(tmp_path / "r")), "--json")
    assert misfits(answer, SCHEMAS["formulary-loaded"]) == [] and answer["stored"] is True
    (listed,) = answered("formulary", "--json")
    assert misfits(listed, SCHEMAS["formulary-release"]) == []
    assert (listed["name"], listed["source"], listed["digest"]) == ("rxnorm", "r", answer["digest"])
    for clinic in (cast.lakeside, cast.hillside):
        with unit(clinic):
            (event,) = Event.objects.filter(clinic_id=clinic.pk, verb="formulary.loaded")
        assert "3 substances, 4 products" in event.says
    assert "3 substances, 4 products" in run("formulary").stdout


@pytest.mark.django_db
def test_the_newest_of_a_name_counts_and_the_same_one_is_refused(tmp_path: Path, cast: Cast) -> None:
    assert run("formulary", "load", str(release(tmp_path / "one"))).exit_code == 0
    again = run("formulary", "load", str(tmp_path / "one"))
    assert again.exit_code == 2 and "is this one already" in again.stderr
    assert run("formulary", "load", str(tmp_path / "one"), "--name", "trial").exit_code == 0
    second = release(tmp_path / "two", conso=CONSO + conso("990010", "IN", "velotrine"))
    assert run("formulary", "load", str(second)).exit_code == 0
    assert [(each["name"], each["source"]) for each in answered("formulary", "--json")] == [
        ("rxnorm", "two"), ("trial", "one"),
    ]  # fmt: skip
    assert Release.objects.count() == 3


@pytest.mark.django_db
def test_a_name_that_cannot_be_one_and_a_broken_list_store_nothing(tmp_path: Path, cast: Cast) -> None:
    named = run("formulary", "load", str(release(tmp_path / "r")), "--name", "Two Words")
    assert named.exit_code == 2 and "'Two Words' cannot be a name" in named.stderr
    assert run("formulary", "load", str(release(tmp_path / "s", conso="bad"))).exit_code == 2
    assert not Release.objects.exists()
