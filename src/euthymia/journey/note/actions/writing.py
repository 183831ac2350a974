"""Before the signature: own words beside the composed sentences, and sentences taken out with a reason."""

from __future__ import annotations

from uuid import UUID

from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import require
from euthymia.clinic.people.queries import Member
from euthymia.clinic.visits.models import Visit
from euthymia.domain.notes import SECTIONS
from euthymia.domain.quantities import Unusable
from euthymia.journey.note.document import as_json
from euthymia.journey.note.models import NoteEvent

from .entries import Kind, append, check_unsigned, known_event, opened, standing

PLACES = ("", *(section.code for section in SECTIONS))  # "" is the whole note, above its sections


def write(*, by: Member, visit: Visit, client_id: UUID, section: str, words: str) -> NoteEvent:
    """Own words for a section, in the place of those that stood there; empty takes them away. All of them are kept.

    Raises Unusable, NotAllowed.
    """
    require(by, Permission.WRITE_NOTE)
    note = opened(by, visit)
    said = words.strip()
    if (known := known_event(note, client_id, Kind.WRITTEN, section=section, says=said)) is not None:
        return known
    check_unsigned(note)
    if section not in PLACES:
        raise Unusable.one("section", "unknown", f"{section!r} is no section", ", ".join(PLACES[1:]))
    now = standing(visit)
    before = now.state.own.get(section)
    if said == ("" if before is None else before.says):
        raise Unusable.one("words", "unchanged", "these words stand there already", "other words")
    return append(
        by, note, client_id, Kind.WRITTEN, f"wrote in a note: {section or 'the whole'}", detail={"lines": as_json(now.lines)},
        section=section, says=said,
    )  # fmt: skip


def strike(*, by: Member, visit: Visit, client_id: UUID, mark: str, reason: str) -> NoteEvent:
    """Take out a sentence in these words. It stays visible as struck, with the reason. Raises Unusable, NotAllowed."""
    require(by, Permission.WRITE_NOTE)
    note = opened(by, visit)
    why = reason.strip()
    if (known := known_event(note, client_id, Kind.STRUCK, mark=mark, reason=why)) is not None:
        return known
    check_unsigned(note)
    now = standing(visit)
    told = {one.mark: (part, one) for part in now.parts for one in part.told}
    if mark not in told:
        raise Unusable.one("mark", "gone", "the record says this otherwise now", "the sentence as it stands")
    if mark in now.state.struck:
        raise Unusable.one("mark", "struck", "this sentence is taken out already", "another sentence")
    if not why:
        raise Unusable.one("reason", "missing", "say why this sentence is taken out", "a few words")
    part, one = told[mark]
    return append(
        by, note, client_id, Kind.STRUCK, "took a sentence out of a note", detail={"lines": as_json(now.lines)}, mark=mark,
        section=part.code, says=one.text, reason=why,
    )  # fmt: skip


def restore(*, by: Member, visit: Visit, client_id: UUID, mark: str) -> NoteEvent:
    """Put a struck sentence back. Raises Unusable, NotAllowed."""
    require(by, Permission.WRITE_NOTE)
    note = opened(by, visit)
    if (known := known_event(note, client_id, Kind.RESTORED, mark=mark)) is not None:
        return known
    check_unsigned(note)
    now = standing(visit)
    struck = now.state.struck.get(mark)
    if struck is None:
        raise Unusable.one("mark", "not-struck", "this sentence is not taken out", "a struck sentence")
    return append(
        by, note, client_id, Kind.RESTORED, "put a sentence back into a note", detail={"lines": as_json(now.lines)}, mark=mark,
        section=struck.section, says=struck.says,
    )  # fmt: skip


def read(*, by: Member, visit: Visit, client_id: UUID, seen: str) -> NoteEvent:
    """Somebody has read what the record changed in the note. Raises Unusable when it has changed again, NotAllowed."""
    require(by, Permission.WRITE_NOTE)
    note = opened(by, visit)
    if (known := known_event(note, client_id, Kind.READ)) is not None:
        return known
    check_unsigned(note)
    now = standing(visit)
    if seen != now.seen:
        raise Unusable.one(
            "seen", "changed", "the record has changed while you read", "the page as it stands now"
        )
    return append(
        by, note, client_id, Kind.READ, "read what changed in a note", detail={"lines": as_json(now.lines)}
    )
