"""Sentences put into the words of a language, and every number into its digits, in one place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

from euthymia.domain.notes.model import Section, Sentence, Told
from euthymia.domain.quantities import MASS_MG, RATE_MG_PER_H, RATE_ML_PER_H, VOLUME_ML, WEIGHT_KG


@dataclass(frozen=True)
class Words:
    """One language. `phrases` are by the keys of sentences, the longest part of the key that is there; `titles` by
    the codes of sections; `terms` are the words of codes. `day` spells a date; `nothing` says "not recorded"."""

    language: str
    phrases: Mapping[str, str]
    titles: Mapping[str, str]
    terms: Mapping[str, str]
    units: Mapping[str, str]
    nothing: str
    hours_ago: str
    day: Callable[[date], str]
    and_: str

    def phrase(self, key: str) -> str:
        """Raises KeyError for a sentence that this language cannot say."""
        part = key
        while part not in self.phrases:
            part, dot, _ = part.rpartition(".")
            if not dot:
                raise KeyError(f"{self.language} has no phrase for {key!r}")
        return self.phrases[part]

    def term(self, code: str) -> str:
        """A code's words, or the code where it has none: what a person typed stands as typed."""
        return self.terms.get(code, code)

    def say(self, sentence: Sentence, zone: ZoneInfo) -> str:
        """The sentence in words, with times of the clinic's zone."""
        text = _Speaking(self, zone).vformat(self.phrase(sentence.key), (), sentence.values)
        text = text.replace(" .", ".")  # what stood before the full stop may be empty
        return text[:1].upper() + text[1:]


class _Speaking(Formatter):
    """Fills a phrase. What stands behind the colon of a field says how its value is written."""

    def __init__(self, words: Words, zone: ZoneInfo) -> None:
        self.words, self.zone = words, zone

    def format_field(self, value: Any, format_spec: str) -> str:
        if value is None:
            return self.words.nothing
        if format_spec in _EXACT:
            return _EXACT[format_spec](value)
        return str(getattr(self, f"_{format_spec or 'text'}")(value))

    def _text(self, value: Any) -> str:
        return str(value)

    def _name(self, value: str) -> str:
        """A person's name, without the address that makes it unmistakable."""
        return value.partition(" <")[0]

    def _term(self, value: str) -> str:
        return self.words.term(value)

    def _terms(self, value: Iterable[str]) -> str:
        named = [self.words.term(one) for one in value]
        if not named:
            return self.words.nothing
        return f" {self.words.and_} ".join([", ".join(named[:-1]), named[-1]] if named[1:] else named)

    def _unit(self, channel: str) -> str:
        return self.words.units.get(channel, "")

    def _hours(self, value: float) -> str:
        return self.words.hours_ago.format(f"{value:g}")

    def _time(self, value: str) -> str:
        return f"{self._at(value):%H:%M}"

    def _moment(self, value: str) -> str:
        at = self._at(value)
        return f"{self.words.day(at.date())}, {at:%H:%M}"

    def _day(self, value: str) -> str:
        on = date.fromisoformat(value) if len(value) == len("2026-11-20") else self._at(value).date()
        return self.words.day(on)

    def _at(self, value: str) -> datetime:
        return datetime.fromisoformat(value).astimezone(self.zone)


def duration(seconds: int) -> str:
    """40 min, or 40 min 20 s: nothing is rounded away."""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes} min {rest} s" if rest else f"{minutes} min"


_EXACT: dict[str, Callable[[Any], str]] = {
    "mg": lambda ug: f"{MASS_MG.format(ug)} mg",
    "mg_per_kg": lambda ug: f"{MASS_MG.format(ug)} mg/kg",
    "mg_per_h": lambda ug: f"{RATE_MG_PER_H.format(ug)} mg/h",
    "ml": lambda ul: f"{VOLUME_ML.format(ul)} mL",
    "ml_per_h": lambda ul: f"{RATE_ML_PER_H.format(ul)} mL/h",
    "kg": lambda g: f"{WEIGHT_KG.format(g)} kg",
    "number": lambda value: f"{value:g}",
    "duration": duration,
    "wait": lambda seconds: duration(seconds) if seconds >= 60 else f"{seconds} s",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A section in words."""

    code: str
    title: str
    told: tuple[Told, ...]


def composed(sections: Iterable[Section], facts: Any, words: Words, zone: ZoneInfo) -> tuple[Part, ...]:
    """Every section that has something to say about these facts, in words."""
    found = []
    for section in sections:
        told = tuple(Told(one, words.say(one, zone)) for one in section.compose(facts))
        if told:
            found.append(Part(section.code, words.titles[section.code], told))
    return tuple(found)
