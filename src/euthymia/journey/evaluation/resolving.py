"""A medicine as it was told: what the words are recognised as, and for those that are not, what may be meant."""

from __future__ import annotations

import re
from dataclasses import dataclass

from euthymia.domain.terminology import recognise

from .models import Fact


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name a person may pick, and the whole line as it would then stand."""

    says: str
    text: str


@dataclass(frozen=True, slots=True)
class Open:
    """Words of a line that name nothing known."""

    written: str
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class Resolved:
    """A line of the list: generic names behind it, and what is open in it."""

    names: tuple[str, ...]
    open: tuple[Open, ...]


def resolve(row: Fact) -> Resolved:
    """What the words of this row come to."""
    reading = recognise(row.text)
    names = dict.fromkeys(drug.name for mention in reading.mentions for drug in mention.drugs)
    return Resolved(
        tuple(names),
        tuple(
            Open(one.written, tuple(Suggestion(str(offer), _replaced(row.text, one.written, offer.name)) for offer in one.candidates))
            for one in reading.unknown
        ),
    )  # fmt: skip


def _replaced(text: str, written: str, name: str) -> str:
    return re.sub(re.escape(written), lambda _: name, text, count=1, flags=re.IGNORECASE)
