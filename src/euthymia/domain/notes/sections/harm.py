"""Adverse events of the visit, as they stand now, and who was told of them while the patient was here."""

from __future__ import annotations

from euthymia.domain.notes.facts import Facts
from euthymia.domain.notes.model import Sentence, moment

from .common import with_marks

_SERIOUS = {True: "serious", False: "not-serious", None: "not-judged"}


def compose(facts: Facts) -> list[Sentence]:
    found: list[Sentence] = []
    for one in facts.harms:
        values = {
            "at": moment(one.at), "number": one.number, "kind": one.kind, "severity": one.severity or None,
            "serious": _SERIOUS[one.serious], "action": one.action or None, "outcome": one.outcome or None, "by": one.by,
        }  # fmt: skip
        found += with_marks(one, Sentence("harm.event", values, (one.source,)))
        if one.treatment:
            said = {"number": one.number, "treatment": one.treatment}
            found.append(Sentence("harm.treated", said, (one.source,)))
        for told in one.told:
            said = {"number": one.number, "at": moment(told.at), "by": told.by, "words": told.words}
            found.append(Sentence("harm.told", said, (told.source, one.source)))
    return found
