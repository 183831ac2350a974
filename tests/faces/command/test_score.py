"""`euthymia score` and `euthymia instruments`, driven as a caller drives them."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner, Result

from euthymia.domain.instruments import INSTRUMENTS
from euthymia.faces.command.cli import main
from euthymia.faces.command.schemas import SCHEMAS
from support.schema import misfits


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_the_answer_to_the_letter() -> None:
    said = run("score", "phq-9", "--answers", "3,2,1,2,1,2,1,2,1", "--json")
    assert (said.exit_code, said.stderr) == (0, "")
    assert json.loads(said.stdout) == {
        "instrument": "phq-9", "total": 15, "band": "moderately severe", "flags": ["item-9"], "complete": True,
    }  # fmt: skip
    assert len(said.stdout.splitlines()) == 1


def test_a_score_that_the_rule_does_not_allow_is_null_and_an_answer() -> None:
    said = run("score", "gad-7", "--answers", "1,1,1,1,,,", "--json")
    assert said.exit_code == 0
    answer = json.loads(said.stdout)
    assert (answer["total"], answer["band"], answer["complete"]) == (None, None, False)
    assert run("score", "gad-7", "--answers", "1,1,1,1,,,").stdout.startswith(
        "GAD-7: no score (3 of 7 answers are missing"
    )


def test_words_for_a_person() -> None:
    said = run("score", "phq-9", "--answers", "1,1,1,1,1,1,1,,2")
    assert said.stdout.splitlines()[:2] == ["PHQ-9: 10 of 0 to 27, prorated", "band: moderate"]
    assert "flag item-9: " in said.stdout


def test_negative_steps_and_totals_from_paper() -> None:
    assert json.loads(run("score", "rass", "--answers", "-2", "--json").stdout)["total"] == -2
    assert json.loads(run("score", "madrs", "--total", "31", "--json").stdout)["band"] == "moderate"
    assert json.loads(run("score", "peg", "--total", "4.3", "--json").stdout)["total"] == 4.3


@pytest.mark.parametrize(
    ("arguments", "starts"),
    [
        (["phq9", "--answers", "1"], "INSTRUMENT: 'phq9' is no instrument here, accepted: phq-9, phq-2,"),
        (["phq-9"], "--answers: give the answers or the total, accepted: one of --answers and --total"),
        (["phq-9", "--answers", "1", "--total", "3"], "--answers: give the answers or the total, accepted:"),
        (
            ["phq-9", "--answers", "1,2,3"],
            "--answers: 3 answers for the 9 items of PHQ-9, accepted: 9 or 10 fields",
        ),
        (
            ["phq-9", "--answers", "0,0,7,0,0,0,0,0,0"],
            "--answers:/2: 7 is no answer to item 3, accepted: 0, 1, 2, 3",
        ),
        (
            ["phq-9", "--answers", "0,0,two,0,0,0,0,0,0"],
            "--answers:/2: 'two' is not an answer, accepted: 0, 1, 2, 3",
        ),
        (["phq-9", "--answers", "0,0,NaN,0,0,0,0,0,0"], "--answers:/2: 'NaN' is not an answer, accepted:"),
        (["madrs", "--total", "61"], "--total: 61 is no total of MADRS, accepted: 0 to 60"),
        (["madrs", "--total", "inf"], "--total: inf is no total of MADRS, accepted: 0 to 60"),
        (["madrs", "--total", "nan"], "--total: nan is no total of MADRS, accepted: 0 to 60"),
        (
            ["madrs", "--total", "30.5"],
            "--total: 30.5 is not a total of MADRS, accepted: a whole number from 0 to 60",
        ),
        (
            ["c-ssrs", "--total", "3"],
            "--total: a total alone does not say enough, accepted: the answers one by one",
        ),
    ],
)
def test_unusable_input_is_refused_in_one_line(arguments: list[str], starts: str) -> None:
    said = run("score", *arguments, "--json")
    assert (said.exit_code, said.stdout) == (2, "")
    (line,) = said.stderr.splitlines()
    assert line.startswith(starts)


def test_every_fault_has_its_line() -> None:
    said = run("score", "phq-9", "--answers", "9,0,0,0,0,0,0,0,8")
    assert [line.split(": ")[0] for line in said.stderr.splitlines()] == ["--answers:/0", "--answers:/8"]


@pytest.mark.parametrize("each", INSTRUMENTS, ids=lambda each: each.id)
def test_every_score_fits_its_schema(each) -> None:  # type: ignore[no-untyped-def]
    for answers in (",".join(str(item.high) for item in each.items), "," * (len(each.items) - 1)):
        said = run("score", each.id, "--answers", answers, "--json")
        assert said.exit_code == 0, said.stderr
        assert misfits(json.loads(said.stdout), SCHEMAS["score-answer"]) == []


def test_the_list_names_licence_and_marks_of_each() -> None:
    listed = json.loads(run("instruments", "--json").stdout)
    assert [each["instrument"] for each in listed] == [each.id for each in INSTRUMENTS]
    for each in listed:
        assert misfits(each, SCHEMAS["instrument"]) == []
    told = run("instruments").stdout
    for each in INSTRUMENTS:
        assert f"{each.id}  {each.title}" in told
        assert each.licence.terms in told


def test_a_score_reads_nothing_heavy() -> None:
    code = (
        "import sys, euthymia.faces.command.cli as cli\n"
        "try: cli.main(['score', 'phq-9', '--answers', '0,0,0,0,0,0,0,0,0'])\n"
        "except SystemExit: pass\n"
        "print([name for name in ('django', 'numpy', 'scipy', 'psycopg') if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.splitlines()[-1] == "[]"
