"""How something is appended to a note: once, while it may be, audited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.actions import NotAllowed
from euthymia.clinic.people.queries import Member
from euthymia.clinic.visits.models import Visit
from euthymia.domain.quantities import Fault, Unusable
from euthymia.journey.note import document, queries
from euthymia.journey.note.document import Standing
from euthymia.journey.note.gathering import NothingGiven
from euthymia.journey.note.models import Note, NoteEvent
from euthymia.kit import streams, units

Kind = NoteEvent.Kind


def opened(by: Member, visit: Visit) -> Note:
    """The note of this visit, locked; the first act makes it. Raises Unusable, NotAllowed."""
    if by.clinic.pk != visit.clinic_id:
        raise NotAllowed("this visit is another clinic's")
    streams.lock(Visit, [visit.pk])
    found = queries.of_visit(visit)
    if found is None:
        found = Note(
            clinic_id=visit.clinic_id, patient_id=visit.patient_id, visit=visit, made_at=units.current().now
        )
        found.save()
        auditing.record(
            verb="note.opened",
            says="began a note",
            subject=str(found.pk),
            patient=visit.patient_id,
            actor=by.words,
        )
    locked: Note = streams.lock(Note, [found.pk])[found.pk]
    return locked


def standing(visit: Visit) -> Standing:
    """The note as it stands. Raises Unusable where there is nothing to write of."""
    try:
        return document.standing(visit)
    except NothingGiven as missing:
        raise Unusable.one(
            "", "nothing-given", "nothing was ordered or given in this visit", "a visit with a session"
        ) from missing


def known_event(note: Note, client_id: UUID, kind: str, **said: str) -> NoteEvent | None:
    """The event this client id has already made. Raises Unusable when it said something else."""
    known = queries.by_client_id(note, client_id)
    if known is None:
        return None
    if known.kind != kind or any(getattr(known, name) != value for name, value in said.items()):
        raise Unusable.one(
            "client_id", "reused", "this form was already used for something else", "a fresh form"
        )
    return known


def check_unsigned(note: Note) -> None:
    if note.signed_at is not None:
        raise Unusable.one("", "signed", "this note is signed", "an addendum")


def append(
    by: Member, note: Note, client_id: UUID, kind: str, says_to_audit: str, *, detail: Mapping[str, Any], **fields: str
) -> NoteEvent:  # fmt: skip
    """Append one event to a locked note. What was written stays in the note: the audit log says that it was."""
    event = NoteEvent(
        clinic_id=note.clinic_id, note=note, client_id=client_id, kind=kind, at=units.current().now, by=by.words,
        detail=dict(detail), **fields,
    )  # fmt: skip
    streams.append(note, [event], locked=True)
    auditing.record(
        verb=f"note.{kind}", says=says_to_audit, subject=f"{note.pk}#{event.n}", patient=note.patient_id, actor=by.words,
        digest=event.digest,
    )  # fmt: skip
    return event


def licence_faults(by: Member) -> list[Fault]:
    """Who signs is licensed today."""
    today = units.current().now.astimezone(by.clinic.zone).date()
    if people.licence(by.staff, today) is not None:
        return []
    says = f"no licence of {by.name} is verified and in date"
    return [Fault("", "no-licence", says, "the clinic's owner verifies it")]
