"""`euthymia evaluate` and `euthymia policies`, as somebody calls them who knows the interface page only."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from euthymia.domain.rules.policy import LABEL_CONSERVATIVE, OBSERVE_FIRST
from euthymia.faces.command.cli import main
from euthymia.faces.command.schemas import SCHEMAS
from support.cases import HEALTHY, a_case
from support.schema import misfits

CONDITIONED = {
    "history": {"conditions": [{"text": "AFib", "status": "controlled"}]},
    "medications": {"list": ["lamotrigine 200 mg daily"]},
}


def run(*arguments: str, case: Any = None) -> Result:
    text = case if isinstance(case, str | bytes) else json.dumps(case)
    return CliRunner().invoke(main, list(arguments), input=text)


def answer(case: Any, *arguments: str) -> dict[str, Any]:
    said = run("evaluate", "-", "--json", *arguments, case=case)
    assert (said.exit_code, said.stderr) == (0, "")
    document: dict[str, Any] = json.loads(said.stdout)
    assert misfits(document, SCHEMAS["evaluate-answer"]) == []
    return document


def test_the_answer_has_the_form_of_the_interface() -> None:
    document = answer(a_case(CONDITIONED))
    assert list(document) == ["outcome", "rules_version", "policy", "findings", "parts"]
    assert (document["outcome"], document["policy"]) == ("conditional", "label-conservative")
    month, _, digest = document["rules_version"].partition("+sha256:")
    assert month == "2026.11" and len(digest) == 64
    lamotrigine = next(each for each in document["findings"] if each["recognised"] == "lamotrigine")
    assert lamotrigine["rule"] == "IX-19"
    assert lamotrigine["because"] == [{"at": "/medications/list/0", "value": "lamotrigine 200 mg daily"}]
    assert set(document["parts"].values()) == {"complete"}


def test_evidence_points_to_what_stands_in_the_case() -> None:
    case = a_case({**CONDITIONED, "screening": {"vitals": {"bp_mmhg": [[150, 92]]}, "ecg": None}})
    for finding in answer(case)["findings"]:
        for because in finding["because"]:
            place: Any = case
            for key in because["at"].strip("/").split("/"):
                place = place[int(key)] if isinstance(place, list) else (place or {}).get(key)
            assert place == because["value"], (finding["rule"], because)


def test_findings_stand_worst_first_and_the_same_case_gives_the_same_answer() -> None:
    case = a_case({"history": {"conditions": None}, "screening": {"vitals": {"bp_mmhg": [[150, 92]]}}})
    first = answer(case)
    order = ["stop", "not-now", "missing", "caution", "info"]
    ranks = [order.index(finding["severity"]) for finding in first["findings"]]
    assert ranks == sorted(ranks) and len(set(ranks)) == 3
    assert answer(case) == first


def test_nothing_known_cannot_be_decided() -> None:
    document = answer({})
    assert document["outcome"] == "undetermined"
    assert set(document["parts"].values()) == {"incomplete"}


def test_a_case_fits_its_schema() -> None:
    assert misfits(HEALTHY, SCHEMAS["case"]) == []
    assert misfits({}, SCHEMAS["case"]) == []
    assert misfits({**HEALTHY, "more": 1}, SCHEMAS["case"]) != []


@pytest.mark.parametrize(
    ("case", "lines"),
    [
        ({"patient": {"age_y": 340}}, ["-:/patient/age_y: age_y is 340, accepted: a number from 0 to 120 years"]),
        ({"consent": {"signer": "wife"}, "x": 1}, ["-:/x: ", "-:/consent/signer: "]),
        ("[]", ["-:: a case is an object"]),
        ("{", ["-:line 1 column 2: not JSON"]),
        ('{"notes": [], "notes": []}', ["-:/notes: the key 'notes' stands twice"]),
        ('{"patient": {"age_y": NaN}}', ["-:/patient/age_y: NaN is not a number"]),
        ('{"patient": {"age_y": 1e999}}', ["-:/patient/age_y: 1e999 is too large"]),
        (b"\xff\xfe", ["-:: the bytes are not UTF-8 text"]),
    ],
    ids=lambda each: str(each)[:40],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_one_line_for_each_fault(case: Any, lines: list[str]) -> None:
    said = run("evaluate", "-", case=case)
    assert (said.exit_code, said.stdout) == (2, "")
    written = said.stderr.splitlines()
    assert len(written) == len(lines)
    for line, begins in zip(written, lines, strict=True):
        assert line.startswith(begins) and "accepted:" in line


def test_a_file_that_is_not_there_is_refused() -> None:
    said = run("evaluate", "no-such-file.json")
    assert said.exit_code == 2 and said.stderr.startswith("no-such-file.json:: cannot be read: ")


def test_the_text_says_the_outcome_first_and_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(a_case(CONDITIONED)), "utf-8")
    lines = run("evaluate", str(path)).stdout.splitlines()
    assert lines[0] == "CONDITIONAL: eligible once every caution is answered"
    assert lines[1] == "All five parts are complete."
    assert "CAUTION: a documented decision or a consultation (2)" in lines
    assert any(line.startswith("  MH-07   Arrhythmia (AFib, controlled)") for line in lines)
    assert any("→ ECG, clearance letter" in line for line in lines)
    assert max(map(len, lines)) <= 100


def test_policies_are_listed_and_printed_to_be_copied(tmp_path: Path) -> None:
    listed = run("policies").stdout
    assert "label-conservative" in listed and "observe-first" in listed
    printed = run("policies", "observe-first").stdout
    own = tmp_path / "own.toml"
    own.write_text(printed.replace('name = "observe-first"', 'name = "our-clinic"'), "utf-8")
    case = a_case({"screening": {"vitals": {"bp_mmhg": [[150, 92], [152, 94]]}}})
    assert answer(case)["outcome"] == "not-now"
    relaxed = answer(case, "--policy", str(own))
    assert (relaxed["policy"], relaxed["outcome"]) == ("our-clinic", "conditional")
    assert answer(case, "--policy", "observe-first")["outcome"] == "conditional"
    described = json.loads(run("policies", "--json").stdout)
    assert [each["digest"] for each in described] == [LABEL_CONSERVATIVE.digest, OBSERVE_FIRST.digest]
    assert misfits(described, SCHEMAS["policies-answer"]) == []


@pytest.mark.parametrize(
    ("text", "at"),
    [
        (
            'name = "x"\n[blood_pressure]\nstart_systolic_max_mmhg = 200',
            "/blood_pressure/start_systolic_max_mmhg",
        ),
        ('name = "x"\n[blood_pressure]\nanything = 1', "/blood_pressure/anything"),
        ('name = "x"\n[anything]\nx = 1', "/anything"),
        ('name = "X Y"', "/name"),
        ("", "/name"),
        ('name = "label-conservative"\n[tests]\nphq9_days = 7', "/name"),
        ('name = "x"\nbased_on = "y"', "/based_on"),
        ('name = "x"\n[tests]\nphq9_days = true', "/tests/phq9_days"),
        ('name = "x"\n[history]\npregnancy = "allow"', "/history/pregnancy"),
        ("name = ", ""),
    ],
)
def test_a_policy_beyond_the_limits_of_the_fact_base_is_refused(tmp_path: Path, text: str, at: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(text, "utf-8")
    said = run("evaluate", "-", "--policy", str(path), case=HEALTHY)
    assert (said.exit_code, said.stdout) == (2, "")
    assert [line.split(": ")[0] for line in said.stderr.splitlines()] == [f"{path}:{at}"]


def test_a_policy_that_nobody_knows_is_refused_with_those_that_are_there() -> None:
    said = run("evaluate", "-", "--policy", "strict", case=HEALTHY)
    assert said.exit_code == 2 and "label-conservative observe-first" in said.stderr


def test_it_reads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom euthymia.faces.command.cli import main\n"
        "main(['evaluate', '-'], standalone_mode=False)\n"
        "print([name for name in ('numpy', 'scipy', 'django', 'typst') if name in sys.modules])"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], input=json.dumps(HEALTHY), capture_output=True, text=True, check=True
    )
    assert said.stdout.splitlines()[0] == "ELIGIBLE" and said.stdout.splitlines()[-1] == "[]"
