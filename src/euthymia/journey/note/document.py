"""A note as it stands now: the composed sentences, what people wrote beside them, and what has changed since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from euthymia.clinic.visits.models import Visit
from euthymia.domain.notes import ENGLISH, SECTIONS, Differences, Line, Part, composed, differences, digest
from euthymia.domain.notes.facts import Facts

from . import gathering, queries
from .fold import Act, Folded, fold
from .models import Note


@dataclass(frozen=True, slots=True)
class Standing:
    """The note of a visit. `parts` is what the facts say now; `changed` what has become of what was read or signed."""

    visit: Visit
    note: Note | None
    state: Folded
    facts: Facts
    parts: tuple[Part, ...]
    changed: Differences

    @property
    def lines(self) -> tuple[Line, ...]:
        return lines(self.parts)

    @property
    def seen(self) -> str:
        """The digest of what the page shows: a form sends it back, so that nobody signs what they did not read."""
        return digest([as_json(self.lines), 0 if self.note is None else self.note.events_n])

    @property
    def is_over(self) -> bool:
        """The patient is discharged, or has left: nothing more of the visit is expected."""
        return self.facts.discharged is not None or self.visit.left_at is not None


def standing(visit: Visit) -> Standing:
    """Raises NothingGiven for a visit that a note cannot be written of."""
    facts = gathering.facts(visit)
    parts = composed(SECTIONS, facts, ENGLISH, visit.clinic.zone)
    note = queries.of_visit(visit)
    state = fold(queries.acts(note) if note is not None else ())
    before = state.settled if state.is_signed else state.read
    changed = differences(before, lines(parts)) if before is not None else Differences((), (), ())
    return Standing(visit, note, state, facts, parts, changed)


def lines(parts: Iterable[Part]) -> tuple[Line, ...]:
    return tuple(Line(one.id, part.code, one.text) for part in parts for one in part.told)


def as_json(found: Iterable[Line]) -> list[list[str]]:
    """Sentences as an event keeps them."""
    return [[one.id, one.section, one.text] for one in found]


def whole(now: Standing) -> dict[str, Any]:
    """The document that a signature is about: every sentence with its rows, what was struck, and every own word."""
    sections = []
    for part in now.parts:
        sentences = [
            {
                "id": one.id, "text": one.text, "key": one.sentence.key, "values": dict(one.sentence.values),
                "sources": [str(source) for source in one.sentence.sources], "struck": _struck(now.state.struck.get(one.mark)),
            }
            for one in part.told
        ]  # fmt: skip
        sections.append(
            {
                "code": part.code,
                "title": part.title,
                "sentences": sentences,
                "own": _own(now.state.own.get(part.code)),
            }
        )
    return {
        "visit": str(now.visit.pk), "patient": str(now.visit.patient_id), "language": ENGLISH.language, "sections": sections,
        "own": _own(now.state.own.get("")),
    }  # fmt: skip


def _struck(act: Act | None) -> dict[str, str] | None:
    return None if act is None else {"reason": act.reason, "by": act.by, "at": act.at.isoformat()}


def _own(act: Act | None) -> dict[str, str] | None:
    return None if act is None else {"text": act.says, "by": act.by, "at": act.at.isoformat()}
