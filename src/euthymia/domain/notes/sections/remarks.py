"""What staff wrote at the chair, in their words."""

from __future__ import annotations

from euthymia.domain.notes.facts import Facts
from euthymia.domain.notes.model import Sentence, moment

from .common import with_marks


def compose(facts: Facts) -> list[Sentence]:
    found: list[Sentence] = []
    for one in facts.remarks:
        values = {"at": moment(one.at), "by": one.by, "words": one.words}
        found += with_marks(one, Sentence("remark.written", values, (one.source,)))
    return found
