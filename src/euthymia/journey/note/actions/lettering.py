"""Letters: to whom, own words, the signature, and each time one left."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.queries import Member
from euthymia.clinic.visits.models import Visit
from euthymia.domain.notes import digest
from euthymia.domain.quantities import Fault, Unusable
from euthymia.journey.note import letters, queries
from euthymia.journey.note.models import Letter, LetterEvent
from euthymia.kit import streams, units

from .entries import licence_faults

Kind = LetterEvent.Kind
MEANING = "I have read this letter and sign it."


def begin(*, by: Member, visit: Visit, client_id: UUID, to: str) -> Letter:
    """A letter about this visit, to whom. Raises Unusable, NotAllowed."""
    require(by, Permission.WRITE_NOTE)
    if by.clinic.pk != visit.clinic_id:
        raise NotAllowed("this visit is another clinic's")
    known = queries.letter_of_client(by.clinic, client_id)
    if known is not None:
        return known
    faults = (
        [] if to.strip() else [Fault("to", "missing", "say whom the letter is to", "a name and an address")]
    )
    if not letters.can_be_written(visit):
        faults.append(Fault("", "nothing-given", "nothing was given in this visit", "a visit with a session"))
    if faults:
        raise Unusable(faults)
    made = Letter(
        clinic_id=visit.clinic_id, patient_id=visit.patient_id, visit=visit, client_id=client_id,
        made_at=units.current().now,
    )  # fmt: skip
    made.save()
    _append(by, made, client_id, Kind.WRITTEN, "began a letter", to=to.strip())
    return made


def write(*, by: Member, letter: Letter, client_id: UUID, to: str, words: str = "") -> LetterEvent:
    """To whom it is, and what the writer adds to it. The newest counts, all are kept. Raises Unusable, NotAllowed."""
    require(by, Permission.WRITE_NOTE)
    letter = _locked(by, letter)
    if (known := _known(letter, client_id, Kind.WRITTEN, to=to.strip(), says=words.strip())) is not None:
        return known
    if letter.signed_at is not None:
        raise Unusable.one("", "signed", "this letter is signed", "another letter")
    if not to.strip():
        raise Unusable.one("to", "missing", "say whom the letter is to", "a name and an address")
    return _append(by, letter, client_id, Kind.WRITTEN, "wrote a letter", to=to.strip(), says=words.strip())


def sign(*, by: Member, letter: Letter, client_id: UUID, seen: str) -> LetterEvent:
    """Freeze the letter as `seen` showed it. The caller has asked for the signature. Raises Unusable, NotAllowed."""
    require(by, Permission.SIGN_NOTE)
    letter = _locked(by, letter)
    if (known := _known(letter, client_id, Kind.SIGNED)) is not None:
        return known
    now = letters.standing(letter)
    faults = licence_faults(by)
    if letter.signed_at is not None:
        faults.append(Fault("", "signed", "this letter is signed already", "another letter"))
    if seen != now.seen:
        faults.append(
            Fault("seen", "changed", "the letter has changed while you read it", "the page as it stands now")
        )
    if faults:
        raise Unusable(faults)
    signed = {
        **letters.whole(now), "signed_by": by.words, "meaning": MEANING, "signed_at": units.current().now.isoformat(),
    }  # fmt: skip
    made = _append(
        by, letter, client_id, Kind.SIGNED, "signed a letter", to=now.to, says=MEANING, detail={"document": signed},
        digest=digest(signed),
    )  # fmt: skip
    letter.signed_at = made.at
    letter.save(update_fields=["signed_at"])
    return made


def send(*, by: Member, letter: Letter, client_id: UUID, to: str, how: str) -> LetterEvent:
    """The signed letter left: to whom, and how. Each time is a fact of its own. Raises Unusable, NotAllowed."""
    require(by, Permission.WRITE_NOTE)
    letter = _locked(by, letter)
    if (known := _known(letter, client_id, Kind.SENT, to=to.strip(), how=how)) is not None:
        return known
    faults = []
    if letter.signed_at is None:
        faults.append(Fault("", "unsigned", "this letter is not signed", "the signature, first"))
    if how not in LetterEvent.How.values:
        faults.append(Fault("how", "unknown", "say how it left", ", ".join(LetterEvent.How.labels)))
    if not to.strip():
        faults.append(Fault("to", "missing", "say to whom it went", "a name"))
    if faults:
        raise Unusable(faults)
    return _append(by, letter, client_id, Kind.SENT, "noted that a letter left", to=to.strip(), how=how)


def _locked(by: Member, letter: Letter) -> Letter:
    if by.clinic.pk != letter.clinic_id:
        raise NotAllowed("this letter is another clinic's")
    locked: Letter = streams.lock(Letter, [letter.pk])[letter.pk]
    locked.visit = letter.visit
    return locked


def _known(letter: Letter, client_id: UUID, kind: str, **said: str) -> LetterEvent | None:
    known = queries.letter_event_of_client(letter, client_id)
    if known is None:
        return None
    if known.kind != kind or any(getattr(known, name) != value for name, value in said.items()):
        raise Unusable.one(
            "client_id", "reused", "this form was already used for something else", "a fresh form"
        )
    return known


def _append(by: Member, letter: Letter, client_id: UUID, kind: str, what: str, **fields: Any) -> LetterEvent:
    event = LetterEvent(
        clinic_id=letter.clinic_id, letter=letter, client_id=client_id, kind=kind, at=units.current().now, by=by.words, **fields
    )  # fmt: skip
    streams.append(letter, [event])
    auditing.record(
        verb=f"letter.{kind}", says=what, subject=f"{letter.pk}#{event.n}", patient=letter.patient_id, actor=by.words,
        to=event.to, how=event.how,
    )  # fmt: skip
    return event
