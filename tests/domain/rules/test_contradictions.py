"""Two sources that contradict each other are a finding that names both; a denial for a time is a question."""

from __future__ import annotations

from typing import Any

import pytest

from euthymia.domain.rules.finding import Outcome, Severity
from support.cases import evaluated

Change = dict[str, Any]
WOMAN = {"sex": "female", "contraception": "IUD"}


def screen(result: str) -> Change:
    return {"pregnancy_test": {"date": "2026-11-20", "result": result}}


def urine(*positive: str) -> Change:
    return {"drug_screen": {"result": "positive", "positive": list(positive)}}


def denies(word: str, *medicines: str, **others: Any) -> Change:
    listed = {"medications": {"list": list(medicines)}} if medicines else {}
    return {"history": {"self_report": {word: False}}, **listed, **others}


SCORES = "/psychiatric/scores"
PAIRS: list[tuple[str, Change, str, str, str]] = [
    # what is changed, the rule, the source that counts, the one it contradicts
    ("pregnancy by code, negative test", {"patient": WOMAN, "history": {"problem_list": ["Z33.1"]}, "screening": screen("negative")},
     "MH-13", "/history/problem_list/0", "/screening/pregnancy_test/result"),
    ("pregnancy denied, positive test", {"patient": WOMAN, **denies("pregnant"), "screening": screen("positive")},
     "MH-13", "/screening/pregnancy_test/result", "/history/self_report/pregnant"),
    ("pregnancy not possible, positive test", {"patient": {**WOMAN, "pregnancy_possible": False}, "screening": screen("positive")},
     "MH-13", "/screening/pregnancy_test/result", "/patient/pregnancy_possible"),
    ("a man, positive test", {"screening": screen("positive")}, "MH-13", "/screening/pregnancy_test/result", "/patient/sex"),
    ("possible after menopause", {"patient": {**WOMAN, "pregnancy_possible": True, "postmenopausal": True}, "screening": screen("negative")},
     "MC-01", "/patient/pregnancy_possible", "/patient/postmenopausal"),
    ("cocaine denied, found", denies("cocaine use", screening=urine("cocaine")), "PS-09a", "/screening/drug_screen/positive/0", "/history/self_report/cocaine use"),
    ("drugs denied, found", denies("recreational drugs", screening=urine("cocaine")), "PS-12", "/screening/drug_screen/positive/0", "/history/self_report/recreational drugs"),
    ("cannabis denied, found", denies("cannabis", screening=urine("THC")), "PS-11", "/screening/drug_screen/positive/0", "/history/self_report/cannabis"),
    ("denied in the list, found", {"medications": {"list": ["no cocaine"]}, "screening": urine("cocaine")},
     "PS-12", "/screening/drug_screen/positive/0", "/medications/list/0"),
    ("DAST-10 of 0, found", {"psychiatric": {"scores": {"dast-10": {"total": 0}}}, "screening": urine("cocaine")},
     "MC-01", "/screening/drug_screen/positive/0", f"{SCORES}/dast-10/total"),
    ("AUDIT-C of 0, a drink this month", {"psychiatric": {"last_drink": "2026-11-10", "scores": {"audit-c": {"total": 0}}}},
     "MC-01", "/psychiatric/last_drink", f"{SCORES}/audit-c/total"),
    ("opioids denied, taken", denies("opioids", "oxycodone 5 mg bid"), "MC-01", "/medications/list/0", "/history/self_report/opioids"),
    ("a code, denied", {"history": {"problem_list": ["G40.909"], "self_report": {"seizures": False}}},
     "MH-26a", "/history/problem_list/0", "/history/self_report/seizures"),
    ("a psychotic diagnosis, denied", {"psychiatric": {"diagnosis": "F33.3"}, **denies("psychosis")},
     "PS-05a", "/psychiatric/diagnosis", "/history/self_report/psychosis"),
    ("hypertension denied, treated", denies("high blood pressure", "lisinopril 10 mg daily"), "MH-08c", "/medications/list/0", "/history/self_report/high blood pressure"),
    ("diabetes denied, treated", denies("diabetes", "insulin glargine 10 units nightly"), "SS-03", "/medications/list/0", "/history/self_report/diabetes"),
    ("seizures denied, treated", denies("seizures", "phenytoin 300 mg daily"), "MH-26a", "/medications/list/0", "/history/self_report/seizures"),
    ("no conditions, one treated", {"history": {"conditions": [], "problem_list": [], "self_report": None}, "medications": {"list": ["lisinopril 10 mg daily"]}},
     "MC-01", "/medications/list/0", "/history/conditions"),
    ("kidney disease denied, eGFR 20", denies("kidney disease", screening={"labs": {"values": {"egfr": {"value": 20}}}}),
     "SS-03", "/screening/labs/values/egfr/value", "/history/self_report/kidney disease"),
    ("item 9 is 0, ideation 2", {"psychiatric": {"scores": {"c-ssrs": {"ideation": 2}}}}, "MC-01", f"{SCORES}/c-ssrs/ideation", f"{SCORES}/phq-9/item9"),
    ("ideation 0, item 9 is 2", {"psychiatric": {"scores": {"phq-9": {"item9": 2}}}}, "MC-01", f"{SCORES}/phq-9/item9", f"{SCORES}/c-ssrs/ideation"),
    ("never, and a code of an attempt", {"history": {"problem_list": ["Z91.51"]}}, "MC-01", "/history/problem_list/0", f"{SCORES}/c-ssrs/behaviour"),
    ("one pole and two", {"history": {"problem_list": ["F31.81"]}, "medications": {"list": ["lithium 900 mg daily"]}},
     "MC-01", "/history/problem_list/0", "/psychiatric/diagnosis"),
    ("capacity present, said to be lacking", {"history": {"conditions": [{"text": "lacks capacity"}]}},
     "MC-01", "/history/conditions/0/text", "/psychiatric/capacity"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "rule", "counts", "against"), [pair[1:] for pair in PAIRS], ids=[pair[0] for pair in PAIRS]
)
def test_both_sources_are_named(change: Change, rule: str, counts: str, against: str) -> None:
    found = [each for each in evaluated(change).findings if "contradicts" in each.says]
    mine = [each for each in found if {counts, against} <= {one.at for one in each.because}]
    assert [(each.rule, each.severity) for each in mine] == [(rule, Severity.INFO)]
    assert "counts" in mine[0].says and mine[0].action == "clarify with the patient"


@pytest.mark.parametrize(
    "change",
    [
        {},
        denies("stroke"),
        denies("high blood pressure", "sertraline 50 mg daily"),
        denies("opioids", "no oxycodone"),
        {"patient": WOMAN, **denies("pregnant"), "screening": screen("negative")},
        {"medications": {"list": ["lorazepam 1 mg daily"]}, "screening": urine("benzodiazepines")},
        {"psychiatric": {"last_drink": "2024-11-10", "scores": {"audit-c": {"total": 0}}}},
        {
            "history": {
                "problem_list": ["G40.909"],
                "self_report": {"seizure in the last month": False},
            }
        },
    ],
    ids=lambda each: str(each)[:50],
)
def test_what_fits_together_is_no_contradiction(change: Change) -> None:
    assert [each.says for each in evaluated(change).findings if "contradicts" in each.says] == []


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("No seizure in the last month", {"MH-26a"}),
        ("no seizures in the past 6 weeks", {"MH-26a"}),
        ("no seizures for 3 years", {"MH-26a"}),
        ("no recent stroke", {"MH-11"}),
        ("no current psychosis", {"PS-05a"}),
        ("denies stroke, seizure or angina in the last year", {"MH-11", "MH-26a", "MH-07"}),
        ("no history of seizures", set()),
        ("never had a seizure", set()),
        ("no stroke in his life", set()),
    ],
)
def test_a_denial_for_a_time_asks_and_a_plain_one_denies(text: str, rules: set[str]) -> None:
    answer = evaluated({"history": {"conditions": [{"text": text}]}})
    asked = [each for each in answer.findings if "denied for a time only" in each.says]
    assert {each.rule for each in asked} == rules
    assert {each.severity for each in asked} <= {Severity.INFO}
    assert all("when last" in each.action for each in asked)
    assert answer.outcome is Outcome.ELIGIBLE


def test_an_answer_about_the_last_months_asks_too() -> None:
    answer = evaluated({"history": {"self_report": {"seizure in the last 6 months": False}}})
    assert [each.rule for each in answer.findings if "denied for a time only" in each.says] == ["MH-26a"]
