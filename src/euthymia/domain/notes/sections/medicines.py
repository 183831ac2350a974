"""Other medicines that were given at the chair, and on whose order."""

from __future__ import annotations

from euthymia.domain.notes.facts import Facts
from euthymia.domain.notes.model import Sentence, moment

from .common import not_recorded, with_marks


def compose(facts: Facts) -> list[Sentence]:
    found: list[Sentence] = []
    for order in facts.orders:
        said = {"at": moment(order.at), "by": order.by, "words": order.words}
        found += with_marks(order, Sentence("medicine.orders", said, (order.source,)))
    for one in facts.others:
        values = {
            "at": moment(one.at), "name": one.name, "amount": one.amount, "route": one.route, "ordered_by": one.ordered_by,
            "by": one.by,
        }  # fmt: skip
        found += with_marks(one, Sentence("medicine.given", values, (one.source,)))
        if one.outcome_at is not None and one.outcome_source is not None:
            came = {"at": moment(one.outcome_at), "name": one.name, "outcome": one.outcome}
            found.append(Sentence("medicine.outcome", came, (one.outcome_source, one.source)))
    return found if facts.others else [*found, not_recorded(facts, "other-medicines")]
