"""Other medicines that were given at the chair, and on whose order."""

from __future__ import annotations

from euthymia.domain.notes.facts import Facts
from euthymia.domain.notes.model import Sentence, moment

from .common import not_recorded, with_marks


def compose(facts: Facts) -> list[Sentence]:
    found: list[Sentence] = []
    for one in facts.others:
        values = {
            "at": moment(one.at), "name": one.name, "amount": one.amount, "route": one.route, "ordered_by": one.ordered_by,
            "by": one.by,
        }  # fmt: skip
        found += with_marks(one, Sentence("medicine.given", values, (one.source,)))
    return found or [not_recorded(facts, "other-medicines")]
