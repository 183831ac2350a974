"""A FHIR R4 Bundle of one patient as a case of `euthymia evaluate`.

What a Bundle does not say stays not asked: it has no reconciled list, no register query, no capacity, no escort.
What is in it and not read is counted in the case's notes. Codes: LOINC as in clinical.md 10C and 7A.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from euthymia.domain.quantities import Fault, Unusable

from .fhir_observations import Observed, observed

ICD = ("http://hl7.org/fhir/sid/icd-10-cm", "urn:oid:2.16.840.1.113883.6.90")
_STATUS = {
    "active": "active",
    "recurrence": "active",
    "relapse": "active",
    "inactive": "quiescent",
    "remission": "remitted",
    "resolved": "history",
}
_NOT_MEANT = ("entered-in-error",)
_TAKEN = ("active", "intended", "on-hold", "unknown")
_NO_ALLERGY = ("no known allergy", "no known allergies", "no known drug allergy", "nka", "nkda")
_READ = (
    *("Patient", "Condition", "MedicationStatement", "MedicationRequest", "Medication", "Observation"),
    *("AllergyIntolerance", "Consent", "QuestionnaireResponse"),
)


def case_of(bundle: object, today: date) -> dict[str, Any]:
    """The case document of a Bundle, on the day of its timestamp or `today`.

    Raises `Unusable` for anything else, for a Bundle of several patients, and for resources of another shape.
    """
    entries = _entries(bundle)
    assert isinstance(bundle, dict)
    try:
        return _case(bundle, entries, _day(bundle.get("timestamp")) or today.isoformat())
    except Unusable:
        raise
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        says = f"a resource has not the shape of FHIR R4: {error}"
        raise Unusable.one("/entry", "not-r4", says, "resources as FHIR R4 describes them") from None


def _case(bundle: dict[str, Any], entries: list[tuple[str, dict[str, Any]]], as_of: str) -> dict[str, Any]:
    resources = [(at, each) for at, each in entries if each.get("resourceType") in _READ]
    by_reference = _by_reference(bundle, [each for _, each in entries])
    patient = _only_patient(resources)
    found: Observed = observed(resources, as_of)
    case: dict[str, Any] = {
        "as_of": as_of,
        "patient": {**_person(patient, as_of), **found.patient},
        "history": {
            "conditions": _listed(_conditions(resources)),
            "allergies": _allergies(resources),
            "self_report": found.self_report or None,
        },
        "psychiatric": {"scores": found.scores or None},
        "medications": {"list": _listed(_medicines(resources, by_reference))},
        "screening": found.screening,
        "consent": _consent(resources, by_reference),
    }
    others = Counter(
        str(each.get("resourceType")) for _, each in entries if each.get("resourceType") not in _READ
    )
    notes = [f"not read from the Bundle: {count} {kind}" for kind, count in sorted(others.items())]
    case["notes"] = [*notes, *found.notes] or None
    return case


def _entries(bundle: object) -> list[tuple[str, dict[str, Any]]]:
    if not isinstance(bundle, dict) or bundle.get("resourceType") != "Bundle":
        raise Unusable.one(
            "", "not-a-bundle", "this is no FHIR Bundle", 'an object with "resourceType": "Bundle"'
        )
    entries = bundle.get("entry", [])
    if not isinstance(entries, list):
        raise Unusable.one("/entry", "not-a-list", "the entries are no list", "a list of entries")
    found, faults = [], []
    for n, entry in enumerate(entries):
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(resource, dict) and isinstance(resource.get("resourceType"), str):
            found.append((f"/entry/{n}/resource", resource))
        else:
            faults.append(
                Fault(f"/entry/{n}", "no-resource", "the entry holds no resource", "a FHIR R4 resource")
            )
    if faults:
        raise Unusable(faults)
    return found


def _by_reference(bundle: Mapping[str, Any], resources: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    found = {
        f"{each['resourceType']}/{each['id']}": each for each in resources if isinstance(each.get("id"), str)
    }
    for entry in bundle.get("entry", []):
        if isinstance(entry.get("fullUrl"), str):
            found[entry["fullUrl"]] = entry["resource"]
    return found


def _only_patient(resources: list[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
    patients = [(at, each) for at, each in resources if each["resourceType"] == "Patient"]
    if len(patients) > 1:
        raise Unusable.one(patients[1][0], "two-patients", "a second patient", "a Bundle of one patient")
    return patients[0][1] if patients else {}


def _person(patient: Mapping[str, Any], as_of: str) -> dict[str, Any]:
    gender = patient.get("gender")
    return {
        "sex": gender if gender in ("female", "male") else None,
        "age_y": _age(_day(patient.get("birthDate")), as_of),
    }


def _age(born: str | None, as_of: str) -> int | None:
    if born is None or len(born) != 10:
        return None
    birth, day = date.fromisoformat(born), date.fromisoformat(as_of)
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def _conditions(resources: list[tuple[str, dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    for _, each in resources:
        verified = _code(each.get("verificationStatus"))
        if each["resourceType"] != "Condition" or verified in _NOT_MEANT:
            continue
        text = text_of(each.get("code"))
        code = next((one.get("code") for one in _codings(each.get("code")) if one.get("system") in ICD), None)
        if verified == "refuted":
            text, code = f"{text or code or 'a condition'}: ruled out", None
        yield {
            "text": text if text or code else "a condition without words",
            "code": code,
            "status": _STATUS.get(_code(each.get("clinicalStatus")) or ""),
            "since": _day(each.get("onsetDateTime")) or _day((each.get("onsetPeriod") or {}).get("start")),
        }


def _medicines(
    resources: list[tuple[str, dict[str, Any]]], by_reference: Mapping[str, dict[str, Any]]
) -> Iterator[str]:
    for _, each in resources:
        if each["resourceType"] not in ("MedicationStatement", "MedicationRequest"):
            continue
        if each.get("status") not in _TAKEN or each.get("intent") in ("proposal", "plan"):
            continue
        concept = each.get("medicationCodeableConcept")
        reference = (each.get("medicationReference") or {}).get("reference")
        if concept is None and isinstance(reference, str):
            contained = {
                f"#{one.get('id')}": one for one in each.get("contained", []) if isinstance(one, dict)
            }
            concept = {**by_reference, **contained}.get(reference, {}).get("code")
        words = text_of(concept) or f"a medicine behind {reference or 'no name'}"
        dosage: Any = next(iter(each.get("dosageInstruction") or each.get("dosage") or []), {})
        more = dosage.get("text") if isinstance(dosage, dict) else None
        held = " on hold" if each.get("status") == "on-hold" else ""
        yield " ".join(part for part in (words, more, held.strip()) if part)


def _allergies(resources: list[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]] | None:
    stated = [each for _, each in resources if each["resourceType"] == "AllergyIntolerance"]
    if not stated:
        return None
    found = []
    for each in stated:
        words = text_of(each.get("code"))
        if _code(each.get("verificationStatus")) in ("entered-in-error", "refuted"):
            continue
        if (words or "").strip().lower() in _NO_ALLERGY:
            continue
        reactions = [
            text_of(sign) for one in each.get("reaction", []) for sign in one.get("manifestation", [])
        ]
        found.append({"text": words or "not named", "reaction": ", ".join(filter(None, reactions)) or None})
    return found


def _consent(
    resources: list[tuple[str, dict[str, Any]]], by_reference: Mapping[str, dict[str, Any]]
) -> dict[str, Any]:
    """The newest active consent; who signed is known only where the patient is its performer."""
    active = [
        each for _, each in resources if each["resourceType"] == "Consent" and each.get("status") == "active"
    ]
    newest = max(active, key=lambda each: str(each.get("dateTime", "")), default=None)
    if newest is None:
        return {}
    performers = [one.get("reference", "") for one in newest.get("performer", []) if isinstance(one, dict)]
    kinds = [by_reference.get(one, {}).get("resourceType", one.partition("/")[0]) for one in performers]
    return {"signed": _day(newest.get("dateTime")), "signer": "patient" if "Patient" in kinds else None}


def text_of(concept: object) -> str | None:
    """The words of a CodeableConcept: its text, or the first display."""
    if not isinstance(concept, dict):
        return None
    if isinstance(concept.get("text"), str) and concept["text"].strip():
        return str(concept["text"])
    displays = (one.get("display") for one in _codings(concept))
    return next((each for each in displays if isinstance(each, str) and each.strip()), None)


def _codings(concept: object) -> list[dict[str, Any]]:
    codings = concept.get("coding") if isinstance(concept, dict) else None
    return [each for each in codings if isinstance(each, dict)] if isinstance(codings, list) else []


def _code(concept: object) -> str | None:
    return next((each.get("code") for each in _codings(concept)), None)


def _day(value: object) -> str | None:
    """The day, month or year of a FHIR date or dateTime."""
    return value[:10] if isinstance(value, str) and value[:4].isdigit() else None


def _listed(found: Iterator[Any]) -> list[Any] | None:
    """Nothing in a Bundle is not the same as asked, none."""
    return list(found) or None
