"""The signature, and what may come after it: addenda, signed too, and the patient's summary."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import require
from euthymia.clinic.people.queries import Member
from euthymia.clinic.tasks import actions as doing
from euthymia.clinic.tasks import queries as tasks
from euthymia.clinic.visits.models import Visit
from euthymia.domain.notes import Differences, digest
from euthymia.domain.quantities import Fault, Unusable
from euthymia.domain.rules.after_discharge import NOTE
from euthymia.journey.note.document import Standing, as_json, whole
from euthymia.journey.note.models import Note, NoteEvent
from euthymia.journey.recovery import queries as recoveries
from euthymia.kit import units

from .entries import Kind, append, check_unsigned, known_event, licence_faults, opened, standing

MEANING = (
    "I have read this note of the session, with what is struck in it and what was added, and it is mine."
)
MEANING_ADDENDUM = "I add this to the signed note, which stays as it was signed."


def sign(*, by: Member, visit: Visit, client_id: UUID, seen: str) -> NoteEvent:
    """Freeze the note as `seen` showed it. The caller has asked for the signature. Raises Unusable, NotAllowed."""
    require(by, Permission.SIGN_NOTE)
    note = opened(by, visit)
    if (known := known_event(note, client_id, Kind.SIGNED)) is not None:
        return known
    check_unsigned(note)
    now = standing(visit)
    faults = licence_faults(by)
    if not now.is_over:
        says = "the patient is still here: what is still to happen would be missing"
        faults.append(Fault("", "not-discharged", says, "the discharge, first"))
    if seen != now.seen:
        faults.append(
            Fault("seen", "changed", "the note has changed while you read it", "the page as it stands now")
        )
    if faults:
        raise Unusable(faults)
    document = {**whole(now), "signed_by": by.words, "meaning": MEANING}
    made = _signed(by, note, client_id, Kind.SIGNED, now, document, says=MEANING)
    note.signed_at = made.at
    note.save(update_fields=["signed_at"])
    _close_task(by, visit, note)
    return made


def add(*, by: Member, visit: Visit, client_id: UUID, seen: str, words: str) -> NoteEvent:
    """Sign an addendum. What has changed in the record since the last signature is listed in it and settled by it.

    Raises Unusable, NotAllowed.
    """
    require(by, Permission.SIGN_NOTE)
    note = opened(by, visit)
    said = words.strip()
    if (known := known_event(note, client_id, Kind.ADDENDUM, says=said)) is not None:
        return known
    now = standing(visit)
    faults = licence_faults(by)
    if note.signed_at is None:
        faults.append(Fault("", "unsigned", "this note is not signed yet", "write in the note itself"))
    if not said:
        faults.append(Fault("words", "missing", "the addendum is empty", "a sentence"))
    if seen != now.seen:
        faults.append(
            Fault("seen", "changed", "the record has changed while you wrote", "the page as it stands now")
        )
    if faults:
        raise Unusable(faults)
    document = {
        "note": str(note.pk), "follows": _last_digest(now), "text": said, "changes": changes(now.changed), "signed_by": by.words,
        "meaning": MEANING_ADDENDUM,
    }  # fmt: skip
    return _signed(by, note, client_id, Kind.ADDENDUM, now, document, says=said)


def release(*, by: Member, visit: Visit, client_id: UUID) -> NoteEvent:
    """The patient may see the summary of this visit from now on. Raises Unusable, NotAllowed."""
    require(by, Permission.WRITE_NOTE)
    note = opened(by, visit)
    if (known := known_event(note, client_id, Kind.RELEASED)) is not None:
        return known
    now = standing(visit)
    if now.state.released is not None:
        raise Unusable.one("", "released", "the patient can see it already", "nothing more is needed")
    if not now.is_over:
        raise Unusable.one("", "not-discharged", "the patient is still here", "the discharge, first")
    return append(by, note, client_id, Kind.RELEASED, "released a summary to the patient", detail={})


def changes(found: Differences) -> dict[str, Any]:
    """What an addendum says of the record, word for word."""
    return {
        "new": [one.text for one in found.new], "gone": [one.text for one in found.gone],
        "changed": [[before.text, now.text] for before, now in found.changed],
    }  # fmt: skip


def _signed(
    by: Member, note: Note, client_id: UUID, kind: str, now: Standing, document: dict[str, Any], *, says: str
) -> NoteEvent:
    signed = {**document, "signed_at": units.current().now.isoformat()}
    detail = {"document": signed, "lines": as_json(now.lines)}
    what = "signed a note" if kind == Kind.SIGNED else "signed an addendum to a note"
    return append(by, note, client_id, kind, what, detail=detail, says=says, digest=digest(signed))


def _last_digest(now: Standing) -> str:
    last = now.state.addenda[-1] if now.state.addenda else now.state.signed
    return "" if last is None else last.digest


def _close_task(by: Member, visit: Visit, note: Note) -> None:
    """What waited on the list for this signature is done by it."""
    gone = recoveries.discharge_of(recoveries.of_visit(visit))
    if gone is None:
        return
    for task in tasks.of_subject(by.clinic, f"discharge {gone.pk}"):
        if task.kind == NOTE.code and task.closed_at is None:
            doing.act(
                by=by, task=task, client_id=uuid5(note.pk, "signed"), kind="done", says="The note is signed."
            )
