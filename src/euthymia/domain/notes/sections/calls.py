"""When the patient called from the chair, how long it took, and what was done."""

from __future__ import annotations

from euthymia.domain.notes.facts import Facts
from euthymia.domain.notes.model import Sentence, moment


def compose(facts: Facts) -> list[Sentence]:
    found: list[Sentence] = []
    for one in facts.calls:
        values = {
            "at": moment(one.at), "says": one.says, "answered_at": moment(one.answered_at) if one.answered_at else None,
            "answered_by": one.answered_by, "waited_s": one.waited_s, "done": one.done or None,
        }  # fmt: skip
        key = "call.open" if one.answered_at is None else "call.answered"
        found.append(Sentence(key, values, (one.source,)))
        if one.told_at is not None:
            found.append(Sentence("call.told", {"at": moment(one.told_at)}, (one.source,)))
    return found
