"""What was booked and asked for when the patient left."""

from __future__ import annotations

from euthymia.domain.notes.facts import Facts
from euthymia.domain.notes.model import Sentence, moment

from .common import not_recorded


def compose(facts: Facts) -> list[Sentence]:
    found = [
        Sentence(
            "follow-up.asked",
            {"says": one.says, "opens_at": moment(one.opens_at), "due_at": moment(one.due_at)},
            (one.source,),
        )
        for one in facts.follow_ups
    ]
    found = found or [not_recorded(facts, "follow-up")]
    if facts.booked is None:
        return [*found, not_recorded(facts, "next-visit")]
    values = {"purpose": facts.booked.purpose, "starts_at": moment(facts.booked.starts_at)}
    return [*found, Sentence("follow-up.booked", values, (facts.booked.source,))]
