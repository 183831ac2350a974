"""The way home: escort, instructions, the signed discharge, the door."""

from __future__ import annotations

from euthymia.domain.notes.facts import Discharged, Facts
from euthymia.domain.notes.model import Sentence, moment

from .common import not_recorded


def compose(facts: Facts) -> list[Sentence]:
    found: list[Sentence] = []
    if facts.escort is not None:
        found.append(Sentence("leaving.escort", {"says": facts.escort.words}, (facts.escort.source,)))
    if facts.met is not None:
        values = {"says": facts.met.words, "at": moment(facts.met.at), "by": facts.met.by}
        found.append(Sentence("leaving.met", values, (facts.met.source,)))
    if facts.escort is None and facts.met is None:
        found.append(not_recorded(facts, "escort"))
    found.append(_instructed(facts))
    found += [not_recorded(facts, "discharge")] if facts.discharged is None else _discharged(facts.discharged)
    return found


def _instructed(facts: Facts) -> Sentence:
    told = facts.instructed
    if told is None:
        return not_recorded(facts, "instructions")
    whole = set(told.points) <= set(told.read_back)
    values = {
        "language": told.language, "version": told.version, "at": moment(told.at), "by": told.by,
        "read_back": list(told.read_back), "back": len(told.read_back), "of": len(told.points),
    }  # fmt: skip
    return Sentence("leaving.told.whole" if whole else "leaving.told", values, (told.source,))


def _discharged(gone: Discharged) -> list[Sentence]:
    of = (gone.source,)
    found = [
        Sentence("leaving.discharged", {"at": moment(gone.at), "by": gone.by, "manner": gone.manner}, of)
    ]
    if gone.overridden:
        titles = {one.code: one.title for one in gone.gate}
        names = "; ".join(titles.get(code, code) for code in gone.overridden)
        found.append(Sentence("leaving.overridden", {"titles": names}, of))
    if gone.reason:
        found.append(Sentence("leaving.reason", {"reason": gone.reason}, of))
    if gone.second:
        found.append(Sentence("leaving.second", {"second": gone.second}, of))
    return found
