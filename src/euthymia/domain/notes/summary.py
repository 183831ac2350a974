"""A session for the patient, in plain words: what was given, how long, how it went, the way home, what is next."""

from __future__ import annotations

from typing import Any

from .facts import Facts
from .model import Section, Sentence, moment
from .sections.common import not_recorded


def given(facts: Facts) -> list[Sentence]:
    if (spray := facts.sprayed) is not None:
        values: dict[str, Any] = {"dose_mg": spray.dose_mg, "at": moment(spray.at)}
        return [Sentence("plain.spray", values, (spray.source,))]
    infused = facts.infused
    if infused is None:
        return [not_recorded(facts, "plain-dose")]
    of = infused.sources
    if infused.ended_at is None:
        return [Sentence("plain.begun", {"at": moment(infused.began_at)}, of)]
    values = {
        "began_at": moment(infused.began_at), "ended_at": moment(infused.ended_at), "took_s": infused.took_s,
        "given_ug": infused.given_ug,
    }  # fmt: skip
    found = [Sentence("plain.infused", values, of), Sentence("plain.amount", values, of)]
    found += [
        Sentence(
            "plain.medicine", {"at": moment(one.at), "name": one.name, "amount": one.amount}, (one.source,)
        )
        for one in facts.others
    ]
    return found


def went(facts: Facts) -> list[Sentence]:
    found: list[Sentence] = []
    for one in facts.symptoms:
        values = {"at": moment(one.at), "code": one.code or "other"}
        if not one.over or one.outcome_at is None or one.outcome_source is None:
            found.append(Sentence("plain.felt", values, (one.source,)))
            continue
        over = {**values, "outcome_at": moment(one.outcome_at)}
        found.append(Sentence("plain.felt.over", over, (one.source, one.outcome_source)))
    found = found or [Sentence("plain.calm", {}, (facts.visit,))]
    for one_range in facts.ranges:
        if one_range.channel == "sbp":
            highest = one_range.highest
            pressure: dict[str, Any] = {
                "value": highest.value,
                "pair": highest.pair,
                "at": moment(highest.at),
            }
            found.append(Sentence("plain.pressure", pressure, (highest.source,)))
    return found


def home(facts: Facts) -> list[Sentence]:
    gone = facts.discharged
    if gone is None:
        return [not_recorded(facts, "plain-home")]
    return [Sentence(f"plain.home.{gone.manner}", {"at": moment(gone.at)}, (gone.source,))]


def next_visit(facts: Facts) -> list[Sentence]:
    if facts.coming is None:
        return [Sentence("plain.no-next", {}, (facts.visit,))]
    return [Sentence("plain.next", {"starts_at": moment(facts.coming.starts_at)}, (facts.coming.source,))]


SUMMARY: tuple[Section, ...] = (
    Section("plain-given", given),
    Section("plain-went", went),
    Section("plain-home", home),
    Section("plain-next", next_visit),
)
