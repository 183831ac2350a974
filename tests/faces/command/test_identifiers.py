"""`euthymia id`, driven as a caller drives it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from euthymia.faces.command.cli import main
from euthymia.faces.command.schemas import SCHEMAS
from support.schema import misfits


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["id", *arguments])


def test_an_ndc_and_its_forms() -> None:
    result = run("ndc", "67457-108-10", "--json")
    assert result.exit_code == 0
    form = json.loads(result.stdout)
    assert misfits(form, SCHEMAS["identifier"]) == []
    assert form.pop("why")
    assert form == {
        "kind": "ndc", "value": "67457-108-10", "valid": True, "ndc_11": "67457010810", "gtin_14": "00367457108100",
    }  # fmt: skip


def test_a_number_without_other_forms_has_none() -> None:
    form = json.loads(run("dea", " gx9841203", "--json").stdout)
    assert set(form) == {"kind", "value", "valid", "why"}
    assert form["value"] == "GX9841203"


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("npi", "1234567893"), 0),
        (("npi", "1234567890"), 1),
        (("npi", "-1234567893"), 1),
        (("npi", ""), 1),
        (("ndc", "6745710810"), 1),
        (("ndc", "067457-0108-10"), 0),
        (("dea", "G-9700015"), 1),
        (("upc", "1"), 2),
        (("npi",), 2),
    ],
)
def test_the_exit_status_is_the_answer(arguments: tuple[str, ...], status: int) -> None:
    assert run(*arguments).exit_code == status


def test_for_people() -> None:
    said = run("ndc", "67457-108-10").stdout
    assert "valid" in said and "67457010810" in said and "00367457108100" in said
    assert "not valid" in run("ndc", "6745710810").stdout
