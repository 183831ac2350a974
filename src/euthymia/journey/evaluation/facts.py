"""Gathers what was recorded of a patient into the case that the rules read (interfaces.md 3, `evaluate`)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.queries import age_y
from euthymia.domain.rules.case import plausible
from euthymia.domain.rules.finding import Part
from euthymia.journey.intake import documents
from euthymia.journey.intake import queries as intake

from .kinds import NONE, Document, section
from .models import Evaluation, Fact
from .parts import PARTS, SIGNED, PartForms

Rows = Mapping[Part, Sequence[Fact]]


@dataclass(frozen=True, slots=True)
class PartFacts:
    """What one part holds now: the newest version of each item, and who said last that it is complete."""

    forms: PartForms
    rows: tuple[Fact, ...]
    signed: Fact | None

    @property
    def digest(self) -> str:
        """Of the versions that stand: it changes with every fact of the part, but what is asked again each session."""
        again = {kind.code for kind in self.forms.kinds if kind.again}
        standing = sorted(row.pk.hex for row in self.rows if row.kind not in again)
        return sha256("\n".join(standing).encode()).hexdigest()

    @property
    def unconfirmed(self) -> list[Fact]:
        """What the patient has entered and nobody has confirmed."""
        return [row for row in self.rows if row.origin == Fact.Origin.PATIENT]

    @property
    def is_signed(self) -> bool:
        """Somebody has signed this part as it stands; any change asks for it again."""
        return self.signed is not None and self.signed.detail.get("digest") == self.digest


@dataclass(frozen=True, slots=True)
class Gathered:
    """The case, the part behind each of its sections, and the row behind each of its pointers."""

    evaluation: Evaluation | None
    document: Document
    parts: Mapping[Part, PartFacts]
    places: Mapping[str, Fact]

    def behind(self, pointer: str) -> Fact | None:
        """The row that a finding's evidence points at."""
        while pointer:
            if pointer in self.places:
                return self.places[pointer]
            pointer = pointer.rpartition("/")[0]
        return None


def current(rows: Iterable[Fact]) -> list[Fact]:
    """The newest version of each item, in the order the items were first recorded; what is gone is left out."""
    newest: dict[tuple[str, str], Fact] = {}
    for row in rows:
        newest[row.kind, row.item] = row
    return [row for row in newest.values() if not row.gone]


def gather(
    patient: Patient,
    evaluation: Evaluation | None,
    rows: Rows,
    scores: Mapping[str, Mapping[str, Any]],
    now: datetime,
) -> Gathered:
    """The case of `patient` at `now` but for the consent, from rows already read. `scores` are those of answered
    questionnaires."""
    today = now.astimezone(patient.clinic.zone).date()
    document = _about(patient, today)
    places: dict[str, Fact] = {}
    parts: dict[Part, PartFacts] = {}
    for forms in PARTS:
        part = parts[forms.part] = part_of(forms, rows.get(forms.part, ()))
        _put(document, forms, part.rows, today, places)
    _fill_in(document, patient)
    _merge_scores(document, scores, places)
    return Gathered(evaluation, document, parts, places)


def part_of(forms: PartForms, rows: Iterable[Fact]) -> PartFacts:
    """One part, from every version of its facts."""
    standing = current(rows)
    signed = next((row for row in standing if row.kind == SIGNED), None)
    return PartFacts(forms, tuple(row for row in standing if row.kind != SIGNED), signed)


def put_consent(found: Gathered, patient: Patient, consents: intake.Standing) -> None:
    """Into the case, the consent to the course that the case itself asks for."""
    if consents.consent is not None and consents.state in (intake.State.IN_FORCE, intake.State.TOO_OLD):
        signed_on = consents.consent.at.astimezone(patient.clinic.zone).date()
        found.document["consent"] = {"signed": signed_on.isoformat(), "signer": consents.consent.signer}


def _about(patient: Patient, today: date) -> Document:
    about: Document = {"age_y": age_y(patient.born, today)}
    if patient.sex in ("female", "male"):
        about["sex"] = str(patient.sex)
    return {"as_of": today.isoformat(), "patient": about}


def _put(
    document: Document, forms: PartForms, rows: Sequence[Fact], today: date, places: dict[str, Fact]
) -> None:
    kinds = {kind.code: kind for kind in forms.kinds}
    for row in sorted(rows, key=_newest_test_last):
        if row.item == NONE:
            if row.origin != Fact.Origin.PATIENT:
                part, name = forms.lists[row.kind]
                section(document, part).setdefault(name, [])
                places.setdefault(f"/{part}/{name}", row)
        elif not (row.kind == "fasting" and row.detail.get("asked_on") != today.isoformat()):
            put = kinds[row.kind].put(document, row)
            places.update(dict.fromkeys((put,) if isinstance(put, str) else put, row))


def _newest_test_last(row: Fact) -> tuple[bool, str]:
    """Laboratory collections stand in the case in the order of their days; all else keeps its order."""
    return (row.kind == "labs", str(row.detail.get("collected", "")) if row.kind == "labs" else "")


def _fill_in(document: Document, patient: Patient) -> None:
    """What registration knows already is not asked twice."""
    if patient.height_cm:
        section(document, "patient").setdefault("height_cm", patient.height_cm)
    if patient.allergies is not None and "allergies" not in document.get("history", {}):
        section(document, "history")["allergies"] = [{"text": words} for words in patient.allergies]


def _merge_scores(
    document: Document, scores: Mapping[str, Mapping[str, Any]], places: dict[str, Fact]
) -> None:
    """Of a score entered by hand and an answered questionnaire the newer one counts; of one day, the questionnaire."""
    for instrument, score in scores.items():
        if instrument not in plausible.TOTALS:
            continue
        held = section(document, "psychiatric", "scores")
        entered = held.get(instrument)
        if entered is None or str(entered.get("date", "")) <= str(score["date"]):
            held[instrument] = {name: value for name, value in score.items() if value is not None}
            places.pop(f"/psychiatric/scores/{instrument}", None)


def course(document: Mapping[str, Any]) -> str:
    """The course that this case would be treated under."""
    return documents.course_for(document.get("indication"))


def digest_of(document: Mapping[str, Any]) -> str:
    """SHA-256 of a JSON document, however its keys are ordered."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode("utf-8")).hexdigest()


# What somebody told and a clinician weighed: when it changes, the decision has to be signed again. What is measured
# again and again (scores, vital signs, tests, the day of the reconciliation) is judged again by the rules instead.
_TOLD: dict[str, tuple[str, ...]] = {
    "indication": (),
    "patient": ("sex", "pregnancy_possible", "contraception", "postmenopausal", "breastfeeding"),
    "history": (),
    "psychiatric": ("diagnosis", "established_by", "established_on", "trials", "capacity"),
    "medications": ("list",),
    "objectives": ("goals", "alternatives_discussed"),
}


def told(document: Mapping[str, Any]) -> dict[str, Any]:
    """The told facts of a case, by JSON pointer of their section."""
    found: dict[str, Any] = {}
    for name, keys in _TOLD.items():
        value = document.get(name)
        if not isinstance(value, dict):
            found[f"/{name}"] = value
            continue
        for key in keys or sorted(value):
            found[f"/{name}/{key}"] = value.get(key)
    return {at: value for at, value in found.items() if value is not None}


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    """Told facts that differ between two cases: (pointer, before, after); None where there was nothing."""
    old, new = told(before), told(after)
    return [(at, old.get(at), new.get(at)) for at in sorted({*old, *new}) if old.get(at) != new.get(at)]
