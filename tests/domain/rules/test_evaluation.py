"""What is true of every evaluation: a rule that fails stops, versions are stable, statements that disagree are told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from euthymia.domain.rules.candidacy import CANDIDACY
from euthymia.domain.rules.case import parse
from euthymia.domain.rules.evaluation import evaluate, rules_version
from euthymia.domain.rules.finding import Outcome, Severity
from euthymia.domain.rules.policy import LABEL_CONSERVATIVE, OBSERVE_FIRST, from_toml
from support.cases import HEALTHY, evaluated


def says(change: dict[str, Any], word: str) -> list[tuple[str, list[str]]]:
    """(rule, pointers) of the findings whose sentence has a word."""
    findings = evaluated(change).findings
    return [(each.rule, [one.at for one in each.because]) for each in findings if word in each.says]


def test_a_rule_that_raises_is_a_stop_that_names_it() -> None:
    def broken(rule: Any, facts: Any) -> Any:
        raise ZeroDivisionError

    rules = tuple(replace(rule, check=broken) if rule.id == "MH-27" else rule for rule in CANDIDACY)
    answer = evaluate(parse(HEALTHY), LABEL_CONSERVATIVE, rules)
    (stop,) = [each for each in answer.findings if each.severity is Severity.STOP]
    assert (stop.rule, answer.outcome) == ("MH-27", Outcome.CONTRAINDICATED)
    assert "MH-27 failed to run" in stop.says


def test_a_failing_medicine_check_is_a_stop_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(case: Any, policy: Any) -> Any:
        raise KeyError("x")

    monkeypatch.setattr("euthymia.domain.rules.medications.check", broken)
    assert evaluated().outcome is Outcome.CONTRAINDICATED


def test_the_version_changes_with_nothing_but_the_rules() -> None:
    assert rules_version() == evaluated().rules_version == evaluated({"indication": None}).rules_version


def test_a_limit_that_is_moved_gives_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    before = rules_version()
    monkeypatch.setattr("euthymia.domain.rules.candidacy.breath.QTC_LONG_MS", 480)
    rules_version.cache_clear()
    try:
        assert rules_version() != before
    finally:
        monkeypatch.undo()
        rules_version.cache_clear()
    assert rules_version() == before


def test_a_code_and_a_self_report_that_contradict_each_other_are_told_and_the_code_counts() -> None:
    change = {"history": {"problem_list": ["I63.9"], "self_report": {"stroke": False}}}
    assert ("MH-11", ["/history/self_report/stroke", "/history/problem_list/0"]) in says(
        change, "contradicts"
    )
    assert evaluated(change).outcome is Outcome.CONTRAINDICATED


def test_a_denial_in_words_does_not_take_the_code_away() -> None:
    change = {
        "history": {"conditions": [{"text": "no history of stroke", "code": "Z86.73", "status": "history"}]}
    }
    assert says(change, "contradicts")
    assert evaluated(change).outcome is Outcome.CONDITIONAL


def test_a_self_report_alone_counts() -> None:
    assert evaluated({"history": {"self_report": {"heart attack": True}}}).outcome is Outcome.CONDITIONAL
    assert (
        evaluated({"history": {"self_report": {"heart attack": False, "stroke": None}}}).outcome
        is Outcome.ELIGIBLE
    )


def test_a_dated_statement_explains_the_undated_code_of_the_problem_list() -> None:
    change = {
        "history": {
            "problem_list": ["I21.9"],
            "conditions": [{"text": "heart attack", "code": "I21.9", "since": "2019"}],
        }
    }
    assert evaluated(change).outcome is Outcome.CONDITIONAL


@pytest.mark.parametrize(
    ("policy", "change", "outcome"),
    [
        ({"tests": {"tests": "none-if-healthy"}}, {"screening": {"labs": None}}, Outcome.ELIGIBLE),
        ({"tests": {"tests": "everyone"}}, {"screening": {"ecg": None}}, Outcome.UNDETERMINED),
        ({"history": {"past_psychosis": "exclude"}}, {"history": {"conditions": [{"text": "psychosis", "status": "remitted"}]}}, Outcome.CONTRAINDICATED),
        ({"history": {"bipolar": "exclude"}}, {"history": {"problem_list": ["F31.81"]}}, Outcome.CONTRAINDICATED),
        ({"history": {"pregnancy": "consult"}}, {"history": {"problem_list": ["Z33.1"]}}, Outcome.CONDITIONAL),
        ({"history": {"child_pathway": True}}, {"patient": {"age_y": 17}}, Outcome.CONDITIONAL),
        ({"history": {"positive_drug_screen": "exclude"}}, {"screening": {"drug_screen": {"result": "positive", "positive": ["cocaine"]}}}, Outcome.CONTRAINDICATED),
        ({"treatment_resistance": {"adequate_trials_min": 3}}, {}, Outcome.NOT_NOW),
        ({"treatment_resistance": {"drug_classes_min": 2}}, {}, Outcome.ELIGIBLE),
        ({"treatment_resistance": {"phq9_min": 15}}, {"psychiatric": {"scores": {"phq-9": {"total": 14}}}}, Outcome.NOT_NOW),
        ({"treatment_resistance": {"trial_weeks_min": 9}}, {}, None),
        ({"tests": {"drug_screen_days": 1}}, {}, Outcome.UNDETERMINED),
    ],
    ids=lambda each: str(each)[:50],
)  # fmt: skip
def test_a_clinic_s_switch_moves_the_verdict(
    policy: dict[str, Any], change: dict[str, Any], outcome: Outcome | None
) -> None:
    lines = ['name = "ours"']
    for topic, settings in policy.items():
        lines += [
            f"[{topic}]",
            *(
                f"{key} = {str(value).lower() if isinstance(value, bool) else repr(value)}"
                for key, value in settings.items()
            ),
        ]
    if outcome is None:
        with pytest.raises(ValueError, match="trial_weeks_min"):
            from_toml("\n".join(lines))
        return
    assert evaluated(change, from_toml("\n".join(lines))).outcome is outcome


def test_a_stricter_programme_rule_is_told() -> None:
    policy = from_toml('name = "ours"\n[treatment_resistance]\nphq9_min = 15')
    assert "PS-02v" in {finding.rule for finding in evaluated({}, policy).findings}
    assert "PS-02v" not in {finding.rule for finding in evaluated().findings}


def test_observe_first_decides_raised_pressure_case_by_case() -> None:
    raised = {"screening": {"vitals": {"bp_mmhg": [[150, 92], [152, 94]]}}}
    assert evaluated(raised).outcome is Outcome.NOT_NOW
    assert evaluated(raised, OBSERVE_FIRST).outcome is Outcome.CONDITIONAL
    severe = {"screening": {"vitals": {"bp_mmhg": [[184, 96], [182, 98]]}}}
    assert evaluated(severe, OBSERVE_FIRST).outcome is Outcome.CONTRAINDICATED


def test_trials_are_named_generically_with_the_reason_each() -> None:
    trial = {
        "dose_mg_per_day": 100,
        "weeks": 3,
        "adherence": 0.9,
        "result": "failed",
        "current_episode": True,
    }
    (finding,) = [
        each
        for each in evaluated({"psychiatric": {"trials": [{"drug": "Zoloft", **trial}]}}).findings
        if each.rule == "PS-03"
    ]
    assert "sertraline: not adequate (3 weeks, 4 are needed)" in finding.says


@pytest.mark.parametrize(
    ("change", "rule", "pointers"),
    [
        (
            {"history": {"self_report": {"pregnant": False}}, "screening": {"pregnancy_test": {"result": "positive"}}},
            "MH-13",
            ["/history/self_report/pregnant", "/screening/pregnancy_test/result"],
        ),
        (
            {"history": {"self_report": {"cocaine": False}}, "screening": {"drug_screen": {"result": "positive", "positive": ["cocaine"]}}},
            "PS-09a",
            ["/history/self_report/cocaine", "/screening/drug_screen/positive/0"],
        ),
        (
            {"history": {"self_report": {"high blood pressure": False}}, "screening": {"vitals": {"bp_mmhg": [[150, 95]]}}},
            "MH-08c",
            ["/history/self_report/high blood pressure", "/screening/vitals/bp_mmhg/0"],
        ),
        (
            {"history": {"conditions": [{"code": "I10", "status": "controlled"}]}, "screening": {"vitals": {"bp_mmhg": [[150, 95]]}}},
            "MH-08b",
            ["/history/conditions/0/code", "/screening/vitals/bp_mmhg/0"],
        ),
        (
            {"history": {"conditions": [{"code": "I50.9"}], "self_report": {"heart disease": False}}},
            "MH-07",
            ["/history/self_report/heart disease", "/history/conditions/0/code"],
        ),
    ],
)  # fmt: skip
def test_a_test_and_an_answer_that_contradict_each_other_are_told(
    change: dict[str, Any], rule: str, pointers: list[str]
) -> None:
    assert (rule, pointers) in says(change, "contradicts")


def test_a_medicine_among_the_conditions_belongs_on_the_list() -> None:
    change: dict[str, Any] = {"history": {"conditions": [{"text": "hypothyroidism, on levothyroxine"}]}}
    assert ("MC-01", ["/history/conditions/0/text"]) in says(change, "not on the list of medicines")
    assert not says({**change, "medications": {"list": ["Synthroid 50 mcg daily"]}}, "not on the list")


def test_a_tried_drug_that_nobody_knows_is_told() -> None:
    change = {"psychiatric": {"trials": [{"drug": "glorbnaxin"}]}}
    assert ("MC-01", ["/psychiatric/trials/0/drug"]) in says(change, "not recognised")


def test_a_code_among_words_is_read() -> None:
    change = {
        "psychiatric": {"diagnosis": "Major depressive disorder, recurrent, severe with psychosis (F33.3)"}
    }
    assert evaluated(change).outcome is Outcome.CONTRAINDICATED
    assert not says(change, "not recognised")


def test_a_code_that_no_rule_speaks_of_is_told_as_it_was_written() -> None:
    change = {"history": {"problem_list": ["U09.9"], "conditions": [{"code": "X99.1"}]}}
    assert says(change, "No rule speaks of the code U09.9") and says(
        change, "No rule speaks of the code X99.1"
    )
    assert evaluated(change).outcome is Outcome.ELIGIBLE


@pytest.mark.parametrize(
    ("entry", "outcome"),
    [
        ({"text": "schizoaffective disorder", "code": "F25.9", "status": "remitted"}, Outcome.CONDITIONAL),
        ({"text": "schizoaffective disorder", "code": "F25.9", "status": "active"}, Outcome.CONTRAINDICATED),
        ({"text": "schizoaffective disorder", "code": "F25.9"}, Outcome.CONTRAINDICATED),
    ],
)
def test_a_bare_code_on_the_problem_list_has_the_status_of_its_entry(
    entry: dict[str, Any], outcome: Outcome
) -> None:
    history = {
        "conditions": [entry],
        "problem_list": ["F25.9"],
        "self_report": {"schizoaffective disorder": True},
    }
    assert evaluated({"history": history}).outcome is outcome
