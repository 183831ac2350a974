"""What the patient felt or showed, what was done, and what came of it."""

from __future__ import annotations

from euthymia.domain.notes.facts import Facts
from euthymia.domain.notes.model import Sentence, moment

from .common import not_recorded, with_marks


def compose(facts: Facts) -> list[Sentence]:
    found: list[Sentence] = []
    for one in facts.symptoms:
        what = ", ".join(part for part in (one.label, one.severity, one.words) if part)
        values = {
            "at": moment(one.at), "what": what, "action": one.action or None, "outcome": one.outcome or None,
            "outcome_at": moment(one.outcome_at) if one.outcome_at else None,
        }  # fmt: skip
        sources = (one.source, *((one.outcome_source,) if one.outcome_source else ()))
        key = "symptom.outcome" if one.outcome else "symptom.open"
        found += with_marks(one, Sentence(key, values, sources))
    return found or [not_recorded(facts, "symptoms")]
