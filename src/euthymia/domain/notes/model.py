"""A sentence of a note: which phrase, filled with which values, out of which rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """A row that a sentence says something of: its kind, and its id (`OWNER#n` within a stream)."""

    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True, slots=True)
class Sentence:
    """`key` names the phrase in each language's words; `values` are plain JSON, their unit last in the name.

    Masses are whole µg, volumes µL, weights g, rates per hour, times ISO 8601 in UTC: what a sentence says in
    digits is worked out once, from these, when it is put into words.
    """

    key: str
    values: Mapping[str, Any]
    sources: tuple[Source, ...]

    def __post_init__(self) -> None:
        if not self.sources:
            raise ValueError(f"{self.key}: a sentence without a source is nobody's")

    @property
    def id(self) -> str:
        """The same for as long as it says something of the same row, whatever it says."""
        return f"{self.key}|{self.sources[0]}"


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence in words. `mark` changes with every letter of it: what is struck is these words and no others."""

    sentence: Sentence
    text: str

    @property
    def id(self) -> str:
        return self.sentence.id

    @property
    def mark(self) -> str:
        return sha256(f"{self.id}\n{self.text}".encode()).hexdigest()[:24]


Compose = Callable[[Any], "list[Sentence]"]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document: its code, which names its title in each language, and what composes its sentences."""

    code: str
    compose: Compose


def moment(at: datetime) -> str:
    """A time as a value keeps it."""
    return at.astimezone(UTC).isoformat()
