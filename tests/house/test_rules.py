"""No row of the fact base is forgotten: every id has a rule, every rule a source, and every page of them is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from euthymia.domain.quantities import Confidence
from euthymia.domain.rules.candidacy import CANDIDACY
from euthymia.domain.rules.policy import LABEL_CONSERVATIVE
from euthymia.domain.rules.switches import SWITCHES
from euthymia.domain.terminology.conditions import CONDITIONS

# The rows of clinical.md 1A, 1B, 1D, 1E and 9; medicines (1C, 2A) have a list of their own.
ROWS = (
    "MH-01 MH-02 MH-03 MH-04 MH-05 MH-06 MH-07 MH-08a MH-08b MH-08c MH-09 MH-10 MH-11 MH-12 MH-13 MH-14 MH-15 MH-16 "
    "MH-17 MH-18a MH-18b MH-19a MH-19b MH-20 MH-21a MH-21b MH-22a MH-22b MH-23a MH-23b MH-23c MH-24 MH-25 MH-26a "
    "MH-26b MH-27 MH-28 MH-29a MH-29b MH-29c MH-30 MH-31 MH-32 MH-33 "
    "PS-01 PS-02 PS-02v PS-03 PS-03m PS-04 PS-05a PS-05b PS-05c PS-06 PS-07a PS-07b PS-08a PS-08b PS-09a PS-09b "
    "PS-09c PS-10a PS-10b PS-11 PS-12 PS-13 PS-14 PS-15 PS-16 PS-17 PS-18 "
    "TO-01 TO-02 TO-03 TO-04 TO-05 TO-06 "
    "SS-01 SS-02 SS-03 SS-04 SS-05 SS-06 SS-07 SS-08 SS-09 SS-10 SS-11 SS-12 SS-13 SS-14 SS-15 SS-16"
)
CRISIS = "9A-1 9A-2 9A-3 9A-4 9A-5 9A-6 9A-7 9B"
FACTS = Path(__file__).resolve().parents[3] / "shared" / "knowledge" / "clinical.md"


def test_every_row_has_a_rule_and_every_rule_a_row() -> None:
    wanted = {*ROWS.split(), *CRISIS.split(), "MC-01"}
    assert {rule.id for rule in CANDIDACY} == wanted


def test_the_list_of_rows_is_that_of_the_fact_base_where_it_is_at_hand() -> None:
    written = FACTS.read_text("utf-8") if FACTS.exists() else "\n".join(f"| {row} |" for row in ROWS.split())
    assert set(re.findall(r"^\| ((?:MH|PS|TO|SS)-\w+) \|", written, re.MULTILINE)) == set(ROWS.split())


@pytest.mark.parametrize("rule", CANDIDACY, ids=lambda rule: str(rule.id))
def test_a_rule_says_why_what_to_do_and_whose_it_is(rule: object) -> None:
    from euthymia.domain.rules.rule import Rule

    assert isinstance(rule, Rule)
    assert rule.why.strip() and rule.action.strip() and rule.provenance.source.strip()
    assert rule.provenance.confidence in Confidence


def test_every_setting_of_a_policy_has_its_limits_and_source() -> None:
    settings = LABEL_CONSERVATIVE.settings()
    assert set(settings) == {switch.name for switch in SWITCHES}
    for switch in SWITCHES:
        assert switch.provenance.source.strip() and switch.says.strip()
        assert settings[switch.name] == switch.default and switch.admits(switch.default)


def test_a_condition_that_names_a_row_names_one_that_exists() -> None:
    known = {rule.id for rule in CANDIDACY}
    assert {each.rule for each in CONDITIONS if each.rule} <= known
    assert len({each.key for each in CONDITIONS}) == len(CONDITIONS)
