"""What an instrument is: items, options, scoring, bands, flags, licence, and whose figure each number is.

Items are counted from 0 in code and from 1 for people. Times are days.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, TypeAlias

from euthymia.domain.quantities import Provenance

LANGUAGES = ("en", "es")
Number: TypeAlias = int | float
Answers: TypeAlias = tuple[Number | None, ...]


class Ship(StrEnum):
    """What of an instrument its licence lets this program carry."""

    TEXT = "text"  # items and options in words
    SCORE = "score-entry"  # numbers and neutral labels, no wording of the owner's
    TOTAL = "licensed-form"  # the clinic brings its own licensed form; numbers only


class AnsweredBy(StrEnum):
    PATIENT = "patient"
    STAFF = "staff"


class Strength(StrEnum):
    """Who stands behind an example of scoring, the strongest first."""

    PUBLISHER = "publisher"  # the instrument's own publisher fills its own form
    PAPER = "paper"  # worked through in a peer-reviewed paper
    STANDARD = "standards body"  # a body that publishes forms for exchange fills one as its example
    DATA = "open data of a study"  # ratings that a study made, with its totals, given to everybody with its paper
    OTHER = "another implementation's test"  # the total another program's tests or manual expect
    ENDS = "the ends of the published range"  # the least and the most that the publication says can be scored


class Better(StrEnum):
    LOWER = "lower"
    HIGHER = "higher"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in English and, where there is wording that may be used, in Spanish."""

    en: str
    es: str = ""

    def said(self, language: str) -> tuple[str, str]:
        """The words, and the language they really are in."""
        return (self.es, "es") if language == "es" and self.es else (self.en, "en")


@dataclass(frozen=True, slots=True)
class Option:
    value: int
    label: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question. Answers are numbers from `low` to `high`, of `options` where there are some.

    `asked_if` names the items of which one must be answered above 0 for this one to be asked: left empty
    otherwise, it is not missing. `sensitive` items say on the page why they are asked and where help is.
    """

    label: Words
    low: int
    high: int
    options: tuple[Option, ...] = ()
    decimals: int = 0
    asked_if: tuple[int, ...] = ()
    scored: bool = True
    sensitive: bool = False
    loinc: str = ""

    def accepts(self, value: Number) -> bool:
        if self.options:
            return value in {option.value for option in self.options}
        return self.low <= value <= self.high and round(value, self.decimals) == value

    @property
    def accepted(self) -> str:
        if self.options and len(self.options) <= 5:
            return ", ".join(str(option.value) for option in self.options)
        kind = "a number" if self.decimals else "a whole number"
        return f"{kind} from {self.low} to {self.high}"


@dataclass(frozen=True, slots=True)
class Part:
    """Some items made one number: their sum, their highest, or the place of the last one above 0."""

    items: tuple[int, ...]
    how: Literal["sum", "max", "level"] = "sum"


@dataclass(frozen=True, slots=True)
class Subscale:
    """A score beside the total. With `fewest` the mean of those answered counts from so many on; else all are needed."""

    name: str
    label: str
    part: Part
    mean: bool = False
    fewest: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoring:
    """total = factor x (sum, or mean, of the parts), rounded to `decimals`.

    With at most `most_missing` answers missing the total is prorated from the mean of the others; with
    more there is none. 0 where no rule is published that we could name.
    """

    says: str
    provenance: Provenance
    parts: tuple[Part, ...]
    mean: bool = False
    factor: int = 1
    decimals: int = 0
    reversed_items: frozenset[int] = frozenset()
    most_missing: int = 0
    missing_provenance: Provenance | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """From `low` up to the next band."""

    low: Number
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """What must be noticed whatever the total is. `crisis` flags open the crisis path (clinical.md 9A)."""

    name: str
    says: str
    provenance: Provenance
    raised: Callable[[Answers, Number | None], bool]
    crisis: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A published amount of change, or (`value`) a score to reach."""

    amount: Number
    unit: Literal["points", "percent", "value"]
    provenance: Provenance

    @property
    def says(self) -> str:
        """The figure as it is read: `5 points`, `50 %`, `a score of 4 reached`."""
        said = {"points": "{:g} points", "percent": "{:g} %", "value": "a score of {:g} reached"}[self.unit]
        return said.format(self.amount)


@dataclass(frozen=True, slots=True)
class Worked:
    """A published example of scoring: the answers of a whole form and the total that is given there for them.

    `band` (in this program's words) and `parts` (subscales by name) stand where the example gives them too. There is
    no `total` where the example judges the answers and adds nothing up: then there is a band.
    """

    answers: Answers
    total: Number | None
    source: str
    strength: Strength
    band: str = ""
    parts: tuple[tuple[str, Number], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    ship: Ship
    terms: str
    provenance: Provenance
    attribution: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """The stretch of time the questions are about: None where they are about a lifetime or a change."""

    words: Words
    days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Loinc:
    panel: str = ""
    total: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """One questionnaire or scale. `version` changes with anything that changes an answer or a score."""

    id: str
    title: str
    version: str
    measures: Words
    answered_by: AnsweredBy
    recall: Recall
    items: tuple[Item, ...]
    scoring: Scoring
    licence: Licence
    source: str
    stem: Words = Words("")
    wording_source: str = ""
    better: Better = Better.LOWER
    bands: tuple[Band, ...] = ()
    bands_provenance: Provenance | None = None
    judged: Callable[[Answers, Number | None], Words | None] | None = None
    flags: tuple[Flag, ...] = ()
    subscales: tuple[Subscale, ...] = ()
    worked: tuple[Worked, ...] = ()
    minimal_change: tuple[Figure, ...] = ()
    response: Figure | None = None
    remission: Figure | None = None
    worsening: Figure | None = None
    total_may_be_entered: bool = True
    minutes: int | None = None
    loinc: Loinc = field(default_factory=Loinc)
    notes: tuple[str, ...] = ()

    @property
    def scored_items(self) -> tuple[Item, ...]:
        """They come first; what is asked beside the score comes after them."""
        return tuple(item for item in self.items if item.scored)

    @property
    def is_one_number(self) -> bool:
        """One rating, which is its own score: there is nothing to add up."""
        return len(self.scored_items) == 1

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which every word that is asked is there."""
        if self.licence.ship is not Ship.TEXT:
            return ()
        asked = [self.stem, *(item.label for item in self.items)]
        asked += [option.label for item in self.items for option in item.options]
        return ("en", "es") if all(words.es or not words.en for words in asked) else ("en",)

    @property
    def patient_may_answer(self) -> bool:
        return self.licence.ship is Ship.TEXT and self.answered_by is AnsweredBy.PATIENT

    @property
    def range(self) -> tuple[Number, Number]:
        """The lowest and highest total there can be."""
        return _reach(self, lowest=True), _reach(self, lowest=False)


def _reach(instrument: Instrument, *, lowest: bool) -> Number:
    scoring = instrument.scoring
    ends = [_part_end(instrument, part, lowest=lowest) for part in scoring.parts]
    total = sum(ends) / len(ends) if scoring.mean else sum(ends)
    return tidy(total * scoring.factor, scoring.decimals)


def _part_end(instrument: Instrument, part: Part, *, lowest: bool) -> Number:
    if part.how == "level":
        return 0 if lowest else len(part.items)
    values = [instrument.items[at].low if lowest else instrument.items[at].high for at in part.items]
    return max(values) if part.how == "max" else sum(values)


def tidy(value: Number, decimals: int) -> Number:
    """Rounded half up, and a whole number where no decimals are kept."""
    factor = 10**decimals
    rounded = int(value * factor + 0.5 + 1e-9) if value >= 0 else -int(-value * factor + 0.5 - 1e-9)
    return rounded / factor if decimals else rounded


def any_item(at_least: int, *items: int) -> Callable[[Answers, Number | None], bool]:
    """Raised when one of these items is known to be at least so high."""

    def raised(answers: Answers, _: Number | None) -> bool:
        return any(value is not None and value >= at_least for value in (answers[at] for at in items))

    return raised


def unanswered(*items: int) -> Callable[[Answers, Number | None], bool]:
    """Raised when one of these items has no answer: not known is never a pass."""

    def raised(answers: Answers, _: Number | None) -> bool:
        return any(answers[at] is None for at in items)

    return raised


def total_from(lowest: Number) -> Callable[[Answers, Number | None], bool]:
    def raised(_: Answers, total: Number | None) -> bool:
        return total is not None and total >= lowest

    return raised


def cuts(*named: tuple[Number, str, str]) -> tuple[Band, ...]:
    """Bands from (lowest total, English, Spanish)."""
    return tuple(Band(low, Words(en, es)) for low, en, es in named)


def options(*labels: tuple[str, str], first: int = 0) -> tuple[Option, ...]:
    """Options counted up from `first`, as (English, Spanish)."""
    return tuple(Option(first + at, Words(en, es)) for at, (en, es) in enumerate(labels))


def choices(
    labels: Sequence[Words], offered: tuple[Option, ...], codes: Sequence[str] = ()
) -> tuple[Item, ...]:
    """Items that are answered with the same options; `codes` are their LOINC codes."""
    low, high = offered[0].value, offered[-1].value
    return tuple(
        Item(label=label, low=low, high=high, options=offered, loinc=codes[at] if codes else "")
        for at, label in enumerate(labels)
    )


def numbers(count: int, low: int, high: int, first: int = 1) -> tuple[Item, ...]:
    """Items of which only numbers are kept: their place in the owner's form is their only label."""
    return tuple(
        Item(label=Words(f"Item {at}", f"Pregunta {at}"), low=low, high=high)
        for at in range(first, first + count)
    )


def sum_of(count: int) -> tuple[Part, ...]:
    return (Part(tuple(range(count))),)
