"""`euthymia interactions`: one line for each drug, then its findings."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner, Result

from euthymia.faces.command.cli import main
from euthymia.faces.command.schemas import SCHEMAS
from support.schema import misfits

EVERYTHING = [
    "Norvasc 10 mg po qd",
    "Suboxone 8/2 mg",
    "Lamisil",
    "lorazepam 1 mg daily",
    "Ativan",
    "stopped lithium",
]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["interactions", *arguments])


def lines(*arguments: str) -> list[str]:
    said = run(*arguments)
    assert (said.exit_code, said.stderr) == (0, "")
    return said.stdout.splitlines()


def test_a_drug_is_named_with_its_code_and_its_findings() -> None:
    first, second = lines("Norvasc 10 mg")
    assert first == "amlodipine  RxNorm 17767  (Norvasc 10 mg)"
    assert second.startswith("  info IX-42: amlodipine: ")
    assert second.endswith("[KET-L; V2]")


def test_a_combination_has_a_line_for_each_ingredient() -> None:
    heads = [line for line in lines("Auvelity") if not line.startswith(" ")]
    assert heads == ["dextromethorphan  RxNorm 3289  (Auvelity)", "bupropion  RxNorm 42347  (Auvelity)"]


def test_a_code_that_was_not_verified_is_not_shown() -> None:
    assert lines("Spravato")[0] == "esketamine  no verified RxNorm code  (Spravato)"


def test_what_is_not_recognised_is_said_with_what_looks_alike() -> None:
    first, second = lines("Lamisil")
    assert first.startswith("unrecognised  (Lamisil)  perhaps: Lamictal (lamotrigine)")
    assert second.startswith("  missing MC-01: ")


def test_a_second_drug_in_one_word_is_found() -> None:
    heads = [
        line.split("  ")[0] for line in lines("Xanax + wine", "St John's wort") if not line.startswith(" ")
    ]
    assert heads == ["alprazolam", "alcohol", "St John's wort", "together"]


def test_a_stopped_drug_is_shown_as_stopped() -> None:
    assert "stopped" in lines("stopped lithium in 2019")[1]


def test_doubles_and_the_load_stand_at_the_end() -> None:
    said = lines("lorazepam 1 mg daily", "Ativan 1 mg daily")
    end = said[said.index("together") + 1 :]
    assert [line.split()[1] for line in end] == ["MC-04:", "MC-05:"]


def test_the_json_answer_fits_its_schema() -> None:
    said = run("--json", *EVERYTHING)
    assert said.exit_code == 0
    answer = json.loads(said.stdout)
    assert misfits(answer, SCHEMAS["interactions-answer"]) == []
    assert [drug["text"] for drug in answer["drugs"]] == EVERYTHING
    assert answer["drugs"][3]["recognised"][0]["dose"]["mg_per_day"] == [1.0, 1.0]
    assert answer["drugs"][2]["unrecognised"][0]["suggestions"]


@pytest.mark.parametrize("arguments", [[], [""], ["lithium", " "], ["a" * 1001], ["--nope"]])
def test_nothing_to_recognise_is_unusable(arguments: list[str]) -> None:
    said = run(*arguments)
    assert (said.exit_code, said.stdout) == (2, "")
    assert len(said.stderr.splitlines()) == 1


def test_it_starts_without_anything_heavy() -> None:
    code = (
        "import sys, euthymia.faces.command.cli as cli\n"
        "try: cli.main(['interactions', 'Xanax'])\n"
        "except SystemExit: pass\n"
        "print([name for name in ('django', 'numpy', 'scipy', 'psycopg') if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.splitlines()[-1] == "[]"


def test_a_line_that_names_no_medicine_and_several_that_nobody_has_checked() -> None:
    first, second = lines("no other medications")
    assert first == "unrecognised  (no other medications)" and second.startswith("  info MC-01: ")
    told = lines("Eliquis", "zinc")
    assert (
        told[-2] == "together"
        and told[-1].startswith("  caution MC-03: No row")
        and "apixaban, zinc" in told[-1]
    )
    answer = json.loads(run("--json", "none", "Eliquis", "zinc").stdout)
    assert not misfits(answer, SCHEMAS["interactions-answer"])
    assert [one["rule"] for one in answer["together"]] == ["MC-03"]
