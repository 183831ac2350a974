"""The parts of a long-term check: for whom, how often, what is asked, what a result means."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal

from euthymia.domain.quantities import Provenance


class Level(StrEnum):
    """What a result asks for. The rules propose; a clinician decides."""

    HOLD = "hold"
    REVIEW = "review"
    NOTE = "note"

    @property
    def words(self) -> str:
        return {"hold": "hold until a clinician has decided", "review": "a clinician looks", "note": "noted"}[
            self.value
        ]


@dataclass(frozen=True, slots=True)
class Found:
    """What a result means by the rule, in words, and what the rule asks for."""

    level: Level
    says: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One result of one check: the day it was taken, who entered it, the answers by question.

    `origin` says where it stands (entered here, a laboratory result, a questionnaire, a session). `done` is false
    when it was tried and could not be done: that counts as no result.
    """

    check: str
    on: date
    at: datetime
    by: str
    values: Mapping[str, Any]
    says: str
    origin: str
    n: int | None = None
    done: bool = True


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: one of `choices`, several of them, a number between two, or words.

    `asked_if` names a question and the answers to it that make this one needed.
    """

    name: str
    label: str
    kind: Literal["one", "many", "number", "words"]
    choices: tuple[tuple[str, str], ...] = ()
    low: float = 0
    high: float = 0
    unit: str = ""
    hint: str = ""
    needed: bool = True
    asked_if: tuple[str, tuple[str, ...]] = ("", ())


class Rhythm(StrEnum):
    """How often: at each visit, or every so many months; the months are site settings."""

    VISIT = "visit"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"


class Who(StrEnum):
    """Of whom it is asked."""

    EVERYBODY = "everybody"
    MAINTENANCE = "maintenance"
    COGNITION = "cognition"
    BIPOLAR = "bipolar"
    CARDIOVASCULAR = "cardiovascular"

    @property
    def words(self) -> str:
        return {
            "everybody": "everybody who is treated",
            "maintenance": "everybody in maintenance",
            "cognition": "from the age of the setting, in maintenance, or with a complaint",
            "bipolar": "people with bipolar disorder",
            "cardiovascular": "people with cardiovascular disease",
        }[self.value]


Judge = Callable[[Sequence[Result], "Thresholds"], Found | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """The figures that judges may ask for, of one site."""

    moca_fall: int
    pressure_visits: int


def nothing(results: Sequence[Result], thresholds: Thresholds) -> Found | None:
    """For a check whose result no rule judges."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One rule: one long-term check, its rhythm, its questions and the meaning of its newest results.

    `judge` is given the results that count, newest first. `instrument` names the questionnaire that holds the
    results; `reads` says from where else they come by themselves. `action` is what the fact base asks for.
    """

    code: str
    domain: str
    title: str
    rhythm: Rhythm
    who: Who
    baseline: bool
    owner: str
    action: str
    provenance: Provenance
    interval: Provenance
    questions: tuple[Question, ...] = ()
    instrument: str = ""
    reads: str = ""
    mid_course_if_abnormal: bool = False
    judge: Judge = field(default=nothing)

    @property
    def is_automatic(self) -> bool:
        """Nobody enters it: it stands in the sessions."""
        return not self.questions and not self.instrument
