"""Before coming and at the door: the five cards, a call, the arrival, how the patient was recognised."""

from __future__ import annotations

from typing import Any

from euthymia.domain.notes.facts import DayTold, Facts
from euthymia.domain.notes.model import Sentence, moment

from .common import not_recorded

CARDS = ("ate_at", "drank_at", "knows_fasting", "driver", "new_medicines", "ill", "pregnant", "feelings")
_TIMES = ("ate_at", "drank_at")
_WORDS = {"driver": "driver_phone", "new_medicines": "medicines", "ill": "illness"}


def compose(facts: Facts) -> list[Sentence]:
    found = _told(facts, facts.told) if facts.told is not None else [not_recorded(facts, "phone-check")]
    if (called := facts.called) is not None:
        values: dict[str, Any] = {
            "at": moment(called.at),
            "by": called.by,
            "says": called.says,
            "outcome": called.outcome,
        }
        found.append(Sentence("arrival.called", values, (called.source,)))
    arrived = facts.step("arrived")
    if arrived is None:
        found.append(not_recorded(facts, "arrival"))
    else:
        found.append(Sentence("arrival.came", {"at": moment(arrived.at)}, (arrived.source,)))
    if (known := facts.recognised) is None:
        found.append(not_recorded(facts, "identity"))
    else:
        values = {"by": known.by, "how": known.how, "identifiers": list(known.identifiers)}
        found.append(Sentence("arrival.recognised", values, (known.source,)))
    return found


def _told(facts: Facts, told: DayTold) -> list[Sentence]:
    of = (told.source,)
    found = [Sentence("arrival.told", {"at": moment(told.at), "outcome": told.outcome}, of)]
    for card in CARDS:
        said = told.cards.get(card, "")
        if not said:
            continue
        if card in _TIMES:
            found.append(Sentence(f"arrival.card.{card}", {"said_at": said}, of))
            continue
        more = told.cards.get(_WORDS.get(card, ""), "")
        found.append(Sentence(f"arrival.card.{card}", {"said": said, "more": more}, of))
    return found
