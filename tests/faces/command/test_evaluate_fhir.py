"""`euthymia evaluate --fhir`: a Bundle of one patient becomes a case, and what it does not say stays not asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from euthymia.domain.rules.case import parse
from euthymia.faces.command.cli import main
from euthymia.faces.command.fhir_case import case_of
from euthymia.kit.clock import now

BUNDLES = Path(__file__).resolve().parents[4] / "shared" / "data" / "inferno-us-core-bundles"
LOINC = "http://loinc.org"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"


def coded(code: str, system: str = LOINC, text: str | None = None) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}], **({"text": text} if text else {})}


def status(code: str) -> dict[str, Any]:
    return {"coding": [{"code": code}]}


def measured(code: str, value: float, unit: str, day: str = "2026-11-20", **more: Any) -> dict[str, Any]:
    quantity = {"value": value, "code": unit}
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": coded(code),
        "effectiveDateTime": day,
        "valueQuantity": quantity,
        **more,
    }


def pressure(systolic: float, diastolic: float) -> dict[str, Any]:
    parts = [("8480-6", systolic), ("8462-4", diastolic)]
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": coded("85354-9"),
        "effectiveDateTime": "2026-11-20T09:00:00Z",
        "component": [
            {"code": coded(code), "valueQuantity": {"value": value, "code": "mm[Hg]"}}
            for code, value in parts
        ],
    }


def bundle(*resources: dict[str, Any]) -> dict[str, Any]:
    patient = {"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1981-11-21"}
    return {
        "resourceType": "Bundle",
        "timestamp": "2026-11-20T10:00:00Z",
        "entry": [{"resource": resource} for resource in (patient, *resources)],
    }


def case(*resources: dict[str, Any]) -> dict[str, Any]:
    document = case_of(bundle(*resources), now().date())
    parse(document)
    return document


def run(document: Any) -> Result:
    return CliRunner().invoke(main, ["evaluate", "--fhir", "--json", "-"], input=json.dumps(document))


def test_a_person_and_the_day() -> None:
    document = case()
    assert document["as_of"] == "2026-11-20"
    assert document["patient"] == {"sex": "female", "age_y": 44}
    assert document["history"]["conditions"] is None and document["history"]["allergies"] is None
    assert document["medications"]["list"] is None


def test_conditions_keep_code_status_and_onset_and_what_was_refuted_is_a_denial() -> None:
    document = case(
        {
            "resourceType": "Condition",
            "code": coded("I71.4", ICD, "AAA"),
            "clinicalStatus": status("resolved"),
            "onsetDateTime": "2015-02",
        },
        {"resourceType": "Condition", "code": {"text": "stroke"}, "verificationStatus": status("refuted")},
        {
            "resourceType": "Condition",
            "code": {"text": "brain bleed"},
            "verificationStatus": status("entered-in-error"),
        },
    )
    assert document["history"]["conditions"] == [
        {"text": "AAA", "code": "I71.4", "status": "history", "since": "2015-02"},
        {"text": "stroke: ruled out", "code": None, "status": None, "since": None},
    ]
    assert json.loads(run(bundle()).stdout)["outcome"] == "undetermined"


def test_medicines_that_are_taken_with_their_dosage() -> None:
    document = case(
        {
            "resourceType": "MedicationRequest",
            "status": "active",
            "intent": "order",
            "medicationCodeableConcept": {"text": "venlafaxine XR 225 mg"},
            "dosageInstruction": [{"text": "once daily"}],
        },
        {
            "resourceType": "MedicationRequest",
            "status": "stopped",
            "intent": "order",
            "medicationCodeableConcept": {"text": "lithium"},
        },
        {"resourceType": "Medication", "id": "m", "code": {"text": "lorazepam 1 mg"}},
        {
            "resourceType": "MedicationStatement",
            "status": "active",
            "medicationReference": {"reference": "Medication/m"},
        },
        {
            "resourceType": "MedicationStatement",
            "status": "active",
            "medicationReference": {"reference": "Medication/lost"},
        },
    )
    assert document["medications"]["list"] == [
        "venlafaxine XR 225 mg once daily",
        "lorazepam 1 mg",
        "a medicine behind Medication/lost",
    ]


def test_vital_signs_of_the_newest_day_in_the_units_of_the_case() -> None:
    document = case(
        measured("8867-4", 90, "/min", "2026-11-01"),
        measured("8867-4", 72, "/min"),
        measured("8310-5", 98.6, "[degF]"),
        measured("29463-7", 180, "[lb_av]", "2026-11-10"),
        measured("8302-2", 66, "[in_i]", "2020-01-01"),
        pressure(122, 76),
        pressure(120, 74),
    )
    assert document["screening"]["vitals"] == {
        "taken": "2026-11-20",
        "hr_bpm": 72,
        "temp_c": 37.0,
        "bp_mmhg": [[122, 76], [120, 74]],
    }
    assert document["patient"]["weight_kg"] == pytest.approx(81.646627)
    assert "height_cm" not in document["patient"], "older than a dose may rest on"


def test_every_laboratory_value_has_its_own_day_and_none_is_older_than_a_year() -> None:
    document = case(
        measured("1742-6", 22, "U/L", "2026-11-08", referenceRange=[{"high": {"value": 40}}]),
        measured("1742-6", 99, "U/L", "2026-10-01"),
        measured("3016-3", 2.1, "m[IU]/L", "2026-09-01"),
        measured("2345-7", 90, "mg/dL", "2019-09-01"),
    )
    labs = document["screening"]["labs"]
    assert "collected" not in labs and set(labs["values"]) == {"alt", "tsh"}
    older, newer = labs["values"]["alt"]
    assert newer == {"value": 22, "unit": "U/L", "lower": None, "upper": 40, "collected": "2026-11-08"}
    assert (older["value"], older["collected"]) == (99, "2026-10-01")
    assert [(one["unit"], one["collected"]) for one in labs["values"]["tsh"]] == [("mIU/L", "2026-09-01")]


def test_scores_of_observations_and_questionnaires() -> None:
    answers = {
        "resourceType": "QuestionnaireResponse",
        "status": "completed",
        "authored": "2026-11-15T08:00:00Z",
        "item": [
            {"linkId": "/44261-6", "answer": [{"valueInteger": 19}]},
            {"item": [{"linkId": "44260-8", "answer": [{"valueInteger": 1}]}]},
        ],
    }
    document = case(measured("70274-6", 9, "{score}"), answers)
    assert document["psychiatric"]["scores"] == {
        "gad-7": {"date": "2026-11-20", "total": 9},
        "phq-9": {"date": "2026-11-15", "total": 19, "item9": 1},
    }


def test_pregnancy_by_test_and_by_status() -> None:
    test = {
        "resourceType": "Observation",
        "status": "final",
        "code": coded("2106-3"),
        "effectiveDateTime": "2026-11-20",
        "valueCodeableConcept": {"text": "Positive"},
    }
    stated = {
        "resourceType": "Observation",
        "status": "final",
        "code": coded("82810-3"),
        "valueCodeableConcept": coded("60001007", "http://snomed.info/sct"),
    }
    document = case(test, stated)
    assert document["screening"]["pregnancy_test"] == {"date": "2026-11-20", "result": "positive"}
    assert document["history"]["self_report"] == {"pregnant": False}
    assert json.loads(run(bundle(test, stated)).stdout)["outcome"] == "contraindicated"


def test_no_known_allergy_is_asked_none() -> None:
    assert (
        case({"resourceType": "AllergyIntolerance", "code": {"text": "No known allergies"}})["history"][
            "allergies"
        ]
        == []
    )
    stated = case(
        {
            "resourceType": "AllergyIntolerance",
            "code": {"text": "ketamine"},
            "reaction": [{"manifestation": [{"text": "hives"}]}],
        }
    )
    assert stated["history"]["allergies"] == [{"text": "ketamine", "reaction": "hives"}]


def test_who_signed_is_known_only_where_it_is_said() -> None:
    consent = {"resourceType": "Consent", "status": "active", "dateTime": "2026-11-19"}
    assert case(consent)["consent"] == {"signed": "2026-11-19", "signer": None}
    assert case({**consent, "performer": [{"reference": "Patient/p"}]})["consent"]["signer"] == "patient"


def test_what_is_not_read_is_counted() -> None:
    document = case({"resourceType": "Procedure"}, {"resourceType": "Procedure"}, measured("9999-9", 1, "1"))
    assert document["notes"] == [
        "not read from the Bundle: 2 Procedure",
        "not read from the Bundle: Observation 9999-9",
    ]


@pytest.mark.parametrize(
    ("document", "at"),
    [
        ({"resourceType": "Patient"}, ""),
        ([], ""),
        ({"resourceType": "Bundle", "entry": {}}, "/entry"),
        ({"resourceType": "Bundle", "entry": [{}]}, "/entry/0"),
        (bundle({"resourceType": "Patient"}), "/entry/1/resource"),
        (bundle(measured("8867-4", 72, "beats")), "/entry/1/resource/valueQuantity"),
        (bundle({"resourceType": "Condition", "code": {"text": "x"}, "onsetPeriod": "x"}), "/entry"),
        (bundle(measured("1742-6", 22, "U/L", "2026-00-99")), "/entry"),
    ],
    ids=lambda each: str(each)[:40],
)
def test_what_is_no_bundle_is_refused(document: Any, at: str) -> None:
    said = run(document)
    assert (said.exit_code, said.stdout) == (2, "")
    assert said.stderr.startswith(f"-:{at}: ") and "accepted:" in said.stderr


def test_bundles_of_others_are_answered_where_they_are_at_hand() -> None:
    for path in sorted(BUNDLES.glob("uscore_bundle_patient_*.json")):
        said = CliRunner().invoke(main, ["evaluate", "--fhir", "--json", str(path)])
        assert said.exit_code == 0, said.stderr
        assert json.loads(said.stdout)["outcome"] in ("undetermined", "not-now", "contraindicated")
