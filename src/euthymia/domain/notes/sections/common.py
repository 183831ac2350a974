"""What the sections share: the sentences that stand behind an entry, and the one for what is not recorded."""

from __future__ import annotations

from euthymia.domain.notes.facts import Entry, Facts
from euthymia.domain.notes.model import Sentence, Source, moment


def not_recorded(facts: Facts, what: str, *sources: Source) -> Sentence:
    """`what` is a term of the words. The source is the row that it would belong to: the visit, or another."""
    return Sentence(f"missing.{what}", {"what": what}, sources or (facts.visit,))


def with_marks(entry: Entry, sentence: Sentence, *, reason: bool = False) -> list[Sentence]:
    """A sentence of an entry; after it, that it was entered late, stands for another, and on request its reason."""
    found = [sentence]
    of = (entry.source,)
    if reason and entry.reason:
        found.append(Sentence("entry.reason", {"reason": entry.reason}, of))
    if entry.late is not None:
        found.append(Sentence("entry.late", {"entered_at": moment(entry.late)}, of))
    if entry.corrects:
        found.append(Sentence("entry.corrected", {"reason": entry.corrects}, of))
    return found
