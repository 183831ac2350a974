"""Everything the clinic keeps of one patient, from every stage: the rows first, and then as words.

What is held back now is not gathered at all, so that no page, file or bundle can show it by mistake.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from euthymia.clinic.people.models import Patient
from euthymia.clinic.questionnaires import queries as questionnaires
from euthymia.clinic.questionnaires.models import Response
from euthymia.clinic.visits import queries as visits
from euthymia.clinic.visits.models import Booking, Visit
from euthymia.journey.evaluation import queries as evaluations
from euthymia.journey.evaluation.models import Fact
from euthymia.journey.evaluation.pages import says
from euthymia.journey.infusion import queries as infusions
from euthymia.journey.infusion.fold import Course
from euthymia.journey.infusion.models import Session
from euthymia.journey.intake import queries as intake
from euthymia.journey.intake.models import Consent, ConsentWithdrawal
from euthymia.journey.note import queries as notes
from euthymia.journey.note.models import Letter, LetterEvent, Note, NoteEvent
from euthymia.journey.outcomes import experience, registry
from euthymia.journey.outcomes.models import Experience, RegistryChoice
from euthymia.journey.recovery import queries as recoveries
from euthymia.journey.recovery.models import OtherDose, Recovery
from euthymia.journey.surveillance import queries as surveillance
from euthymia.journey.surveillance.models import SafetyFact

from . import queries
from .models import Delay


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed document: `of` is its visit, `text` what it says, heading by heading."""

    event: NoteEvent | LetterEvent
    of: Visit
    text: str
    addenda: tuple[NoteEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """The record of one patient at one moment. `held_back` names the parts that are not in it now."""

    patient: Patient
    at: datetime
    held_back: dict[str, Delay]
    bookings: tuple[Booking, ...]
    visits: tuple[Visit, ...]
    doses: tuple[tuple[Session, Course], ...]
    sprays: tuple[Recovery, ...]
    other_doses: tuple[OtherDose, ...]
    responses: tuple[Response, ...]
    facts: tuple[Fact, ...]
    notes: tuple[Signed, ...]
    letters: tuple[Signed, ...]
    consents: tuple[tuple[Consent, ConsentWithdrawal | None], ...]
    checks: tuple[SafetyFact, ...]
    experiences: tuple[Experience, ...]
    choices: tuple[RegistryChoice, ...]


def record(patient: Patient, now: datetime) -> Record:
    """What this patient may see now. The patient's clinic is loaded with them."""
    away = queries.held_back(patient, now)
    clinic = patient.clinic

    def part(code: str, found: Any) -> tuple[Any, ...]:
        return () if code in away else tuple(found())

    return Record(
        patient=patient, at=now, held_back=away,
        bookings=part("dates", lambda: [one for one in visits.of_patient(patient, now) if one.holds]),
        visits=part("visits", lambda: visits.visits_of(patient)),
        doses=part("doses", lambda: _doses(patient, now)),
        sprays=part("doses", lambda: recoveries.nasal_of(patient)),
        other_doses=part("doses", lambda: recoveries.other_doses(patient)),
        responses=part("measures", lambda: questionnaires.responses(clinic, patient)),
        facts=part("evaluation", lambda: _facts(patient)),
        notes=part("notes", lambda: _notes(patient)),
        letters=part("letters", lambda: _letters(patient)),
        consents=part("consents", lambda: intake.consents(patient)),
        checks=part("checks", lambda: surveillance.facts(clinic, [patient.pk]).get(patient.pk, [])),
        experiences=part("experience", lambda: experience.said_by(patient)),
        choices=part("choices", lambda: registry.choices(patient)),
    )  # fmt: skip


def _doses(patient: Patient, now: datetime) -> list[tuple[Session, Course]]:
    """Sessions in which something was given, newest first."""
    found = list(infusions.of_patient(patient))
    courses = infusions.courses(found, now)
    return [(one, courses[one.pk]) for one in found if courses[one.pk].started_at is not None]


def _facts(patient: Patient) -> list[Fact]:
    """What counts of the newest evaluation, part by part."""
    read = evaluations.rows(evaluations.evaluation(patient))
    return [fact for rows in read.values() for fact in rows if not fact.gone]


def _notes(patient: Patient) -> list[Signed]:
    made = []
    for note, events in notes.signed_events(patient):
        first = next(one for one in events if one.kind == NoteEvent.Kind.SIGNED)
        addenda = tuple(one for one in events if one.kind == NoteEvent.Kind.ADDENDUM)
        made.append(Signed(first, _visit(note), text_of(first.detail["document"]), addenda))
    return made


def _letters(patient: Patient) -> list[Signed]:
    return [
        Signed(event, _visit(letter), text_of(event.detail["document"]))
        for letter, event in notes.signed_letters(patient)
    ]


def _visit(one: Note | Letter) -> Visit:
    return one.visit


def words_of(fact: Fact) -> str:
    """A fact of the evaluation as a line; one of a kind that this version of the program knows no more as it is kept."""
    try:
        return says(fact)
    except KeyError:
        return fact.text or fact.kind


def text_of(document: dict[str, Any]) -> str:
    """A signed document as text: what was struck out is left out, own words stand under their heading."""
    parts = []
    for section in document["sections"]:
        lines = [one["text"] for one in section["sentences"] if not one.get("struck")]
        own = section.get("own")
        lines += [own["text"]] if own else []
        if lines:
            parts.append("\n".join([section["title"], *lines]))
    own = document.get("own")
    if own:
        parts.append(own if isinstance(own, str) else own["text"])
    return "\n\n".join(parts)
