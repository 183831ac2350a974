"""A dose of esketamine nasal spray."""

from __future__ import annotations

from euthymia.domain.notes.facts import Facts
from euthymia.domain.notes.model import Sentence, moment


def compose(facts: Facts) -> list[Sentence]:
    spray = facts.sprayed
    if spray is None:
        return []
    values = {
        "dose_mg": spray.dose_mg, "lots": ", ".join(spray.lots) or None, "at": moment(spray.at), "by": spray.by,
        "ended_at": moment(spray.ended_at),
    }  # fmt: skip
    given = [Sentence("spray.given", values, (spray.source,))]
    given += [
        Sentence("spray.corrected", {"at": moment(one.at), "by": one.by, "words": one.words, "reason": one.reason}, (one.source,))
        for one in spray.corrected
    ]  # fmt: skip
    if spray.booked_ug is None:
        return given
    booked = {
        "booked_ug": spray.booked_ug, "devices": ", ".join(spray.devices), "entries": ", ".join(map(str, spray.entries)),
    }  # fmt: skip
    return [*given, Sentence("spray.booked", booked, (spray.source,))]
