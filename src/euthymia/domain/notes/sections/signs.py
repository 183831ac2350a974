"""Vital signs and scores: the extremes of each, when they were, and what was not measured at all."""

from __future__ import annotations

from euthymia.domain.notes.facts import Facts, Range
from euthymia.domain.notes.model import Sentence, moment

from .common import not_recorded

WANTED = (("sbp",), ("hr", "pr"), ("spo2",), ("rr",), ("moaas",), ("dissociation",))
# Of a score only its worse end is told: the lowest answer to the name, the strongest dissociation.
ONE_END = {"moaas": "lowest", "dissociation": "highest"}


def compose(facts: Facts) -> list[Sentence]:
    by_channel = {one.channel: one for one in facts.ranges}
    found = []
    for channels in WANTED:
        known = [by_channel.pop(name) for name in channels if name in by_channel]
        found += [_range(one) for one in known] or [not_recorded(facts, f"sign-{channels[0]}")]
    return [*found, *(_range(one) for _, one in sorted(by_channel.items()) if one.channel != "dbp")]


def _range(one: Range) -> Sentence:
    if one.channel in ONE_END:
        end = ONE_END[one.channel]
        peak = one.lowest if end == "lowest" else one.highest
        values = {"channel": one.channel, "value": peak.value, "at": moment(peak.at), "n": one.n}
        return Sentence(f"signs.{end}", values, (peak.source,))
    values = {
        "channel": one.channel, "lowest": one.lowest.value, "lowest_at": moment(one.lowest.at), "highest": one.highest.value,
        "highest_at": moment(one.highest.at), "n": one.n,
    }  # fmt: skip
    sources = tuple(dict.fromkeys((one.highest.source, one.lowest.source)))
    if one.channel == "sbp":
        values |= {"lowest_pair": one.lowest.pair, "highest_pair": one.highest.pair}
        return Sentence("signs.pressure", values, sources)
    return Sentence("signs.range", values, sources)
