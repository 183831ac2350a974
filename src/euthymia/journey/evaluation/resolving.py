"""A medicine as it was told: what the words are recognised as, and for those that are not, what may be meant."""

from __future__ import annotations

import re
from dataclasses import dataclass

from euthymia.domain.terminology import Formulary, recognise
from euthymia.domain.terminology.formulary import distance

from .models import Fact

_WORD = re.compile(r"[^\W\d_]+")


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
    """A line of the list: generic names behind it, those among them that it says are not taken, and what is open.

    `says_nothing`: it names no medicine and says that there is none.
    """

    names: tuple[str, ...]
    not_taken: tuple[str, ...]
    open: tuple[Open, ...]
    says_nothing: bool


def resolve(row: Fact, formulary: Formulary) -> Resolved:
    """What the words of this row come to."""
    reading = recognise(row.text, formulary)
    names = dict.fromkeys(drug.name for one in reading.mentions if one.is_taken for drug in one.drugs)
    others = dict.fromkeys(
        drug.name for one in reading.mentions for drug in one.drugs if drug.name not in names
    )
    return Resolved(
        tuple(names),
        tuple(others),
        tuple(
            Open(one.written, tuple(Suggestion(str(offer), _replaced(row.text, one.written, offer.name)) for offer in one.candidates))
            for one in reading.unknown
        ),
        reading.says_nothing,
    )  # fmt: skip


def _replaced(text: str, written: str, name: str) -> str:
    """The line with the word that is nearest to `name` in its place; everything else stays as it was told."""
    begin = max(text.casefold().find(written.casefold()), 0)
    words = list(_WORD.finditer(text, begin, begin + len(written)))
    if not words:
        return name
    near = min(words, key=lambda word: distance(word[0].casefold(), name.casefold(), len(name)))
    return text[: near.start()] + name + text[near.end() :]
