"""Ready to start: what was asked at the chair, the resting values, and what two people overrode."""

from __future__ import annotations

from euthymia.domain.notes.facts import Facts
from euthymia.domain.notes.model import Sentence, moment

from .common import not_recorded

RESTING = ("hr", "pr", "spo2", "rr")


def compose(facts: Facts) -> list[Sentence]:
    found: list[Sentence] = []
    if facts.ordered is not None:
        found += _asked(facts)
    found += _resting(facts)
    for one in facts.overrides:
        values = {
            "at": moment(one.at), "titles": "; ".join(one.titles), "reason": one.reason, "by": one.by, "second": one.second,
        }  # fmt: skip
        found.append(Sentence("ready.override", values, (one.source,)))
    return found


def _asked(facts: Facts) -> list[Sentence]:
    asked = facts.asked
    if asked is None:
        return [not_recorded(facts, "asked-at-chair")]
    values = {
        "at": moment(asked.at), "by": asked.by, "solids_h": asked.solids_h, "clear_fluids_h": asked.clear_fluids_h,
        "escort": asked.escort or None,
    }  # fmt: skip
    return [Sentence("ready.asked", values, (asked.source,))]


def _resting(facts: Facts) -> list[Sentence]:
    resting = facts.resting or {}
    found = []
    if "sbp" in resting:
        one = resting["sbp"]
        values = {"value": one.value, "pair": one.pair, "at": moment(one.at)}
        found.append(Sentence("ready.pressure", values, (one.source,)))
    else:
        found.append(not_recorded(facts, "resting-pressure"))
    for channel in RESTING:
        if channel in resting:
            one = resting[channel]
            values = {"channel": channel, "value": one.value, "at": moment(one.at)}
            found.append(Sentence("ready.sign", values, (one.source,)))
    return found
