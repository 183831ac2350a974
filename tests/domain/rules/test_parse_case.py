"""What a case may say: everything wrong is named at once, at its pointer; absent and null are the same."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from euthymia.domain.quantities import Unusable
from euthymia.domain.rules.case import Status, parse
from support.cases import HEALTHY, a_case

REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"as_of": "20.11.2026"}, "/as_of"),
    ({"as_of": "2026-02-30"}, "/as_of"),
    ({"as_of": None}, "/as_of"),
    ({"as_of": "9999-12-31"}, "/as_of"),
    ({"screening": {"labs": {"values": {"alt": [None]}}}}, "/screening/labs/values/alt/0"),
    ({"weight": 80}, "/weight"),
    ({"indication": "sadness"}, "/indication"),
    ({"patient": "a man"}, "/patient"),
    ({"patient": {"sex": "F"}}, "/patient/sex"),
    ({"patient": {"age_y": 340}}, "/patient/age_y"),
    ({"patient": {"age_y": -1}}, "/patient/age_y"),
    ({"patient": {"age_y": "45"}}, "/patient/age_y"),
    ({"patient": {"age_y": True}}, "/patient/age_y"),
    ({"patient": {"age_y": float("nan")}}, "/patient/age_y"),
    ({"patient": {"age_y": 10**400}}, "/patient/age_y"),
    ({"patient": {"weight_kg": 8}}, "/patient/weight_kg"),
    ({"patient": {"weighed_on": "2026-11-21"}}, "/patient/weighed_on"),
    ({"patient": {"weight_kg": 180, "height_cm": 80}}, "/patient/weight_kg"),
    ({"patient": {"height_cm": 1.78}}, "/patient/height_cm"),
    ({"patient": {"pregnancy_possible": "yes"}}, "/patient/pregnancy_possible"),
    ({"patient": {"weight_lb": 180}}, "/patient/weight_lb"),
    ({"history": {"conditions": "none"}}, "/history/conditions"),
    ({"history": {"conditions": ["hypertension"]}}, "/history/conditions/0"),
    ({"history": {"conditions": [{"status": "active"}]}}, "/history/conditions/0"),
    ({"history": {"conditions": [{"text": " "}]}}, "/history/conditions/0"),
    ({"history": {"conditions": [{"text": "x", "status": "cured"}]}}, "/history/conditions/0/status"),
    ({"history": {"conditions": [{"text": "x", "since": "2027"}]}}, "/history/conditions/0/since"),
    ({"history": {"conditions": [{"text": "x", "since": "last year"}]}}, "/history/conditions/0/since"),
    ({"history": {"conditions": [{"text": "x", "sincé": "2020"}]}}, "/history/conditions/0/sincé"),
    ({"history": {"self_report": {"a/b~c": "no"}}}, "/history/self_report/a~1b~0c"),
    ({"history": {"symptoms": [""]}}, "/history/symptoms/0"),
    ({"history": {"symptoms": [None]}}, "/history/symptoms/0"),
    ({"history": {"allergies": [{"reaction": "rash"}]}}, "/history/allergies/0/text"),
    ({"psychiatric": {"capacity": "maybe"}}, "/psychiatric/capacity"),
    ({"psychiatric": {"last_drink": "2026-11-21"}}, "/psychiatric/last_drink"),
    ({"psychiatric": {"scores": {"phq9": {"total": 1}}}}, "/psychiatric/scores/phq9"),
    ({"psychiatric": {"scores": {"phq-9": {"total": 28}}}}, "/psychiatric/scores/phq-9/total"),
    ({"psychiatric": {"scores": {"phq-9": {"total": 1.5}}}}, "/psychiatric/scores/phq-9/total"),
    ({"psychiatric": {"scores": {"phq-9": {"total": 2, "item9": 3}}}}, "/psychiatric/scores/phq-9/item9"),
    ({"psychiatric": {"scores": {"phq-9": {"total": 27, "item9": 0}}}}, "/psychiatric/scores/phq-9/item9"),
    ({"psychiatric": {"scores": {"phq-9": {"ideation": 1}}}}, "/psychiatric/scores/phq-9/ideation"),
    ({"psychiatric": {"scores": {"c-ssrs": {"ideation": 6}}}}, "/psychiatric/scores/c-ssrs/ideation"),
    ({"psychiatric": {"scores": {"c-ssrs": {"behaviour": "attempt 2027-01-01"}}}}, "/psychiatric/scores/c-ssrs/behaviour"),
    ({"psychiatric": {"scores": {"c-ssrs": {"behaviour": ""}}}}, "/psychiatric/scores/c-ssrs/behaviour"),
    ({"psychiatric": {"trials": [{"drug": "x", "adherence": 90}]}}, "/psychiatric/trials/0/adherence"),
    ({"psychiatric": {"trials": [{"drug": "x", "weeks": -1}]}}, "/psychiatric/trials/0/weeks"),
    ({"psychiatric": {"established_on": "2027-01-01"}}, "/psychiatric/established_on"),
    ({"medications": {"list": "none"}}, "/medications/list"),
    ({"medications": {"list": [5]}}, "/medications/list/0"),
    ({"medications": {"reconciled": "2026-11-21"}}, "/medications/reconciled"),
    ({"objectives": {"alternatives_discussed": "yes"}}, "/objectives/alternatives_discussed"),
    ({"objectives": {"goals": [{"measure": "phq-9", "target": 40}]}}, "/objectives/goals/0/target"),
    ({"screening": {"vitals": {"bp_mmhg": [120]}}}, "/screening/vitals/bp_mmhg/0"),
    ({"screening": {"vitals": {"bp_mmhg": [[80, 120]]}}}, "/screening/vitals/bp_mmhg/0"),
    ({"screening": {"vitals": {"bp_mmhg": [[120, 120]]}}}, "/screening/vitals/bp_mmhg/0"),
    ({"screening": {"vitals": {"bp_mmhg": [[120, 80, 70]]}}}, "/screening/vitals/bp_mmhg/0"),
    ({"screening": {"vitals": {"spo2_pct": 101}}}, "/screening/vitals/spo2_pct"),
    ({"screening": {"vitals": {"temp_c": 98.6}}}, "/screening/vitals/temp_c"),
    ({"screening": {"labs": {"values": {"glucose": {"value": 5, "unit": "mmol/L"}}}}}, "/screening/labs/values/glucose/unit"),
    ({"screening": {"labs": {"values": {"alt": {"value": -1}}}}}, "/screening/labs/values/alt/value"),
    ({"screening": {"labs": {"values": {"alt": {"value": 5, "upper": 0}}}}}, "/screening/labs/values/alt/upper"),
    ({"screening": {"labs": {"values": {"alt": "normal"}}}}, "/screening/labs/values/alt"),
    ({"screening": {"labs": {"values": {"urinalysis": {"value": 1}}}}}, "/screening/labs/values/urinalysis/value"),
    ({"screening": {"labs": {"collected": "2026-11-21"}}}, "/screening/labs/collected"),
    ({"screening": {"ecg": {"qtc_ms": 42}}}, "/screening/ecg/qtc_ms"),
    ({"screening": {"drug_screen": {"result": "clean"}}}, "/screening/drug_screen/result"),
    ({"screening": {"drug_screen": {"result": "negative", "positive": ["THC"]}}}, "/screening/drug_screen/result"),
    ({"consent": {"signer": "wife"}}, "/consent/signer"),
    ({"consent": {"signed": "2026-11-21"}}, "/consent/signed"),
    ({"notes": ["x" * 5000]}, "/notes/0"),
]  # fmt: skip


def faults(document: object) -> list[str]:
    with pytest.raises(Unusable) as refused:
        parse(document)
    for fault in refused.value.faults:
        assert fault.says and fault.accepted
    return [fault.at for fault in refused.value.faults]


@pytest.mark.parametrize(("change", "at"), REFUSED, ids=lambda each: str(each)[:60])
def test_what_cannot_be_is_refused_where_it_stands(change: dict[str, Any], at: str) -> None:
    assert faults(a_case(change)) == [at]


def test_every_fault_is_named_at_once() -> None:
    document = a_case({"patient": {"age_y": 340, "sex": "x"}, "consent": {"signer": "wife"}, "more": 1})
    assert sorted(faults(document)) == ["/consent/signer", "/more", "/patient/age_y", "/patient/sex"]


@pytest.mark.parametrize("document", [None, [], "case", 5, True])
def test_a_case_is_an_object(document: object) -> None:
    assert faults(document) == [""]


@pytest.mark.parametrize("part", [key for key in HEALTHY if key != "as_of"])
def test_absent_and_null_are_the_same(part: str) -> None:
    without = {key: value for key, value in a_case().items() if key != part}
    assert parse(without) == parse(a_case({part: None}))


def test_empty_is_not_null() -> None:
    asked, not_asked = (
        parse({"as_of": "2026-11-20", "history": {"symptoms": []}}),
        parse({"as_of": "2026-11-20"}),
    )
    assert asked.history.symptoms == () and not_asked.history.symptoms is None


def test_today_stands_for_an_absent_day() -> None:
    assert parse({}, today=date(2026, 1, 2)).as_of == date(2026, 1, 2)
    assert parse({"as_of": "2026-11-20"}, today=date(2030, 1, 1)).as_of == date(2026, 11, 20)


def test_a_date_may_be_a_month_or_a_year() -> None:
    stated = {
        "history": {
            "conditions": [
                {"text": "stroke", "since": since, "status": "history"}
                for since in ("2020", "2020-02", "2020-02-03")
            ]
        }
    }
    read = parse(a_case(stated)).history.conditions or ()
    assert [(each.since.earliest, each.since.latest) for each in read if each.since] == [
        (date(2020, 1, 1), date(2020, 12, 31)),
        (date(2020, 2, 1), date(2020, 2, 29)),
        (date(2020, 2, 3), date(2020, 2, 3)),
    ]
    assert read[0].status is Status.HISTORY


def test_a_known_unit_is_converted() -> None:
    labs = parse(
        a_case(
            {
                "screening": {
                    "labs": {
                        "values": {
                            "haemoglobin": {"value": 140, "unit": "g/L"},
                            "potassium": {"value": 4, "unit": "mEq/L"},
                        }
                    }
                }
            }
        )
    ).screening.labs
    assert labs.values is not None
    assert [labs.values[name].value for name in ("haemoglobin", "potassium") if labs.values[name]] == [14, 4]  # type: ignore[union-attr]


def test_a_child_may_weigh_what_an_adult_cannot() -> None:
    assert parse(a_case({"patient": {"age_y": 3, "weight_kg": 14, "height_cm": 95}})).patient.weight_kg == 14
