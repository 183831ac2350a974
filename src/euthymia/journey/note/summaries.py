"""A session for its patient: in plain words, in their language, once it is released."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from euthymia.clinic.people.models import Patient
from euthymia.clinic.visits.models import Visit
from euthymia.domain.notes import PLAIN, SUMMARY, Part, composed
from euthymia.journey.recovery import instructions
from euthymia.journey.recovery import queries as recoveries
from euthymia.journey.recovery.instructions import Instructions

from . import gathering, queries
from .models import NoteEvent, NoteSettings


@dataclass(frozen=True, slots=True)
class Summary:
    """What the patient reads: the session as recorded, and the instructions to take home in the same language."""

    language: str
    parts: tuple[Part, ...]
    instructions: Instructions


def summary(visit: Visit, language: str) -> Summary:
    """In that language, or in English where there is none. Raises NothingGiven."""
    words = PLAIN.get(language, PLAIN["en"])
    parts = composed(SUMMARY, gathering.facts(visit), words, visit.clinic.zone)
    return Summary(words.language, parts, instructions.current(words.language))


def released_at(visit: Visit) -> datetime | None:
    """Since when the patient may see it; None while they may not: as the clinic has said, or by hand."""
    note = queries.of_visit(visit)
    by_hand = None if note is None else queries.event_of_kind(note, NoteEvent.Kind.RELEASED)
    if by_hand is not None:
        return by_hand.at
    rule = queries.release_in_force(visit.clinic)
    if rule == NoteSettings.Release.SIGNED:
        return None if note is None else note.signed_at
    if rule == NoteSettings.Release.DISCHARGED:
        gone = recoveries.discharge_of(recoveries.of_visit(visit))
        return None if gone is None else gone.at
    return None


def released(patient: Patient) -> frozenset[UUID]:
    """The visits whose summary this patient may see, however many there are in a handful of queries."""
    notes = queries.of_patient(patient)
    found = set(queries.released_by_hand(patient))
    rule = queries.release_in_force(patient.clinic)
    if rule == NoteSettings.Release.SIGNED:
        found |= {one.visit_id for one in notes if one.signed_at is not None}
    elif rule == NoteSettings.Release.DISCHARGED:
        found |= set(recoveries.discharged_visits(patient))
    return frozenset(found)
