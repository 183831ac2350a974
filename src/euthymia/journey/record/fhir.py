"""A record as a FHIR R4 bundle (4.0.1): plain dictionaries, every entry with the id of its row, which never changes.

Codes are those the fact base has verified (interop.md 2, 8); where it has none, words stand alone and no code is
guessed. Decimals are written as they are kept.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from euthymia.clinic.questionnaires.queries import instrument_of
from euthymia.journey.infusion.fold import Phase
from euthymia.journey.outcomes.experience import ANSWERS, QUESTIONS

from .gathering import Record, Signed, words_of
from .shown import name_of

LOINC, UCUM = "http://loinc.org", "http://unitsofmeasure.org"
_TERMS = "http://terminology.hl7.org/CodeSystem"
NOTE, CONSENT = "11506-3", "59284-0"  # interop.md 2.5, V
_STATUS = {Phase.RUNNING: "in-progress", Phase.PAUSED: "on-hold"}

Resource = dict[str, Any]


def bundle(record: Record) -> Resource:
    """Everything the patient may see now, as one collection."""
    resources = [_patient(record), _organization(record), *_of_record(record)]
    return {
        "resourceType": "Bundle", "type": "collection", "timestamp": _instant(record.at),
        "entry": [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in resources],
    }  # fmt: skip


def _of_record(record: Record) -> Iterator[Resource]:
    yield from _appointments(record)
    yield from _encounters(record)
    yield from _doses(record)
    yield from _scores(record)
    for fact in record.facts:
        yield _said(record, fact.pk, fact.at, fact.kind, words_of(fact), fact.by)
    for check in record.checks:
        yield _said(record, check.pk, check.at, check.code, check.says, check.by)
    for note in record.notes:
        yield _document(
            record, note, {"coding": [{"system": LOINC, "code": NOTE}], "text": "Note of the session"}
        )
    for letter in record.letters:
        yield _document(record, letter, {"text": "Letter"})
    yield from _consents(record)
    yield from _experiences(record)
    yield from _choices(record)


def _patient(record: Record) -> Resource:
    patient = record.patient
    made: Resource = {
        "resourceType": "Patient", "id": str(patient.pk),
        "identifier": [{"type": {"coding": [{"system": f"{_TERMS}/v2-0203", "code": "MR"}]}, "value": patient.number, "assigner": _clinic(record)}],
        "name": [{"family": patient.family_name, "given": [patient.given_name]}], "birthDate": patient.born.isoformat(),
        "gender": patient.sex, "managingOrganization": _clinic(record),
    }  # fmt: skip
    if patient.phone:
        made["telecom"] = [{"system": "phone", "value": patient.phone}]
    if patient.address:
        made["address"] = [{"text": patient.address}]
    return made


def _organization(record: Record) -> Resource:
    clinic = record.patient.clinic
    made: Resource = {
        "resourceType": "Organization",
        "id": str(clinic.pk),
        "active": True,
        "name": clinic.name,
    }
    if clinic.phone:
        made["telecom"] = [{"system": "phone", "value": clinic.phone}]
    return made


def _appointments(record: Record) -> Iterator[Resource]:
    for one in record.bookings:
        yield {
            "resourceType": "Appointment", "id": str(one.pk), "status": "booked", "start": _instant(one.starts_at),
            "end": _instant(one.leaves_at), "serviceType": [{"text": one.get_purpose_display()}],
            "participant": [{"actor": _subject(record), "status": "accepted"}],
        }  # fmt: skip


def _encounters(record: Record) -> Iterator[Resource]:
    for one in record.visits:
        period = {"start": _instant(one.opened_at)}
        if one.left_at is not None:
            period["end"] = _instant(one.left_at)
        yield {
            "resourceType": "Encounter", "id": str(one.pk), "status": "finished" if one.left_at else "in-progress",
            "class": {"system": f"{_TERMS}/v3-ActCode", "code": "AMB"}, "type": [{"text": "Visit"}],
            "subject": _subject(record), "period": period, "serviceProvider": _clinic(record),
        }  # fmt: skip


def _doses(record: Record) -> Iterator[Resource]:
    for session, course in record.doses:
        assert course.started_at is not None
        status = _STATUS.get(course.phase) or (
            "completed" if course.given_ug >= course.dose_ug else "stopped"
        )
        yield _given(
            record,
            session.pk,
            status,
            "ketamine",
            "intravenous",
            course.given_ug,
            course.started_at,
            course.finished_at,
        )
    for spray in record.sprays:
        assert spray.began_at is not None
        dose_ug = spray.dose["mg"] * 1000
        yield _given(
            record, spray.pk, "completed", "esketamine", "nasal", dose_ug, spray.began_at, spray.ended_at
        )
    for dose in record.other_doses:
        yield _given(record, dose.pk, "completed", "ketamine", dose.route, dose.dose_ug, dose.given_at, None)


def _given(
    record: Record,
    ident: UUID,
    status: str,
    drug: str,
    route: str,
    dose_ug: int,
    start: datetime,
    end: datetime | None,
) -> Resource:
    period = {"start": _instant(start), **({"end": _instant(end)} if end else {})}
    return {
        "resourceType": "MedicationAdministration", "id": str(ident), "status": status,
        "medicationCodeableConcept": {"text": drug}, "subject": _subject(record), "effectivePeriod": period,
        "dosage": {"route": {"text": route}, "dose": _quantity(dose_ug / 1000, "mg")},
    }  # fmt: skip


def _scores(record: Record) -> Iterator[Resource]:
    for one in record.responses:
        asked = instrument_of(one)
        code: Resource = {"text": asked.title if asked else one.instrument}
        if asked and asked.loinc.total:
            code["coding"] = [{"system": LOINC, "code": asked.loinc.total}]
        made: Resource = {
            "resourceType": "Observation", "id": str(one.pk), "status": "amended" if one.corrects else "final",
            "category": [{"coding": [{"system": f"{_TERMS}/observation-category", "code": "survey"}]}], "code": code,
            "subject": _subject(record), "effectiveDateTime": _instant(one.at),
        }  # fmt: skip
        if one.total is None:
            made["dataAbsentReason"] = {
                "coding": [{"system": f"{_TERMS}/data-absent-reason", "code": "unknown"}]
            }
        else:
            made["valueQuantity"] = _quantity(one.total, "{score}")
        if one.band:
            made["interpretation"] = [{"text": one.band}]
        yield made


def _said(record: Record, ident: UUID, at: datetime, kind: str, words: str, by: str) -> Resource:
    return {
        "resourceType": "Observation", "id": str(ident), "status": "final", "code": {"text": kind},
        "subject": _subject(record), "effectiveDateTime": _instant(at), "valueString": words,
        "performer": [{"display": name_of(by)}],
    }  # fmt: skip


def _document(record: Record, signed: Signed, kind: Resource) -> Resource:
    text = "\n\n".join([signed.text, *(one.detail["document"]["text"] for one in signed.addenda)])
    return {
        "resourceType": "DocumentReference", "id": str(signed.event.pk), "status": "current", "docStatus": "final",
        "type": kind, "subject": _subject(record), "date": _instant(signed.event.at),
        "author": [{"display": name_of(signed.event.by)}],
        "content": [{"attachment": {"contentType": "text/plain; charset=utf-8", "data": base64.b64encode(text.encode()).decode()}}],
    }  # fmt: skip


def _consents(record: Record) -> Iterator[Resource]:
    for consent, back in record.consents:
        yield {
            "resourceType": "Consent", "id": str(consent.pk), "status": "inactive" if back else "active",
            "scope": {"coding": [{"system": f"{_TERMS}/consentscope", "code": "treatment"}]},
            "category": [{"coding": [{"system": LOINC, "code": CONSENT}]}], "patient": _subject(record),
            "dateTime": _instant(consent.at), "performer": [{"display": consent.signed_name}], "organization": [_clinic(record)],
            "policyRule": {"text": f"{consent.document} {consent.version}"},
        }  # fmt: skip


def _experiences(record: Record) -> Iterator[Resource]:
    """The survey's answers by its own names: no published code list has these four questions."""
    for one in record.experiences:
        yield {
            "resourceType": "QuestionnaireResponse", "id": str(one.pk), "status": "completed", "subject": _subject(record),
            **_of_visit(record, one.visit_id),
            "authored": _instant(one.at), "source": _subject(record),
            "item": [
                {"linkId": name, "text": str(words), "answer": [{"valueString": str(ANSWERS[said])}]}
                for name, words in QUESTIONS.items()
                if (said := getattr(one, name))
            ],
        }  # fmt: skip


def _of_visit(record: Record, visit_id: UUID) -> Resource:
    """A reference to the visit, unless the visits are held back."""
    known = any(one.pk == visit_id for one in record.visits)
    return {"encounter": {"reference": f"urn:uuid:{visit_id}"}} if known else {}


def _choices(record: Record) -> Iterator[Resource]:
    """Each word on the registry; the newest is in force, and is a refusal where they left or never joined."""
    for place, one in enumerate(record.choices):
        yield {
            "resourceType": "Consent", "id": str(one.pk), "status": "inactive" if place else "active" if one.joined else "rejected",
            "scope": {"text": "research"},
            "category": [{"coding": [{"system": LOINC, "code": CONSENT}]}], "patient": _subject(record),
            "dateTime": _instant(one.at), "organization": [_clinic(record)],
            "policyRule": {"text": "De-identified registry of results"},
        }  # fmt: skip


def _subject(record: Record) -> Resource:
    return {"reference": f"urn:uuid:{record.patient.pk}"}


def _clinic(record: Record) -> Resource:
    return {"reference": f"urn:uuid:{record.patient.clinic_id}", "display": record.patient.clinic.name}


def _quantity(value: float, unit: str) -> Resource:
    plain = int(value) if value == int(value) else value
    return {"value": plain, "unit": unit, "system": UCUM, "code": unit}


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
