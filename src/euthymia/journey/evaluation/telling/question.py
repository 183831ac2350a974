"""The form of a question, the form of its answer, and how answers become facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

from euthymia.clinic.people.models import Patient
from euthymia.journey.evaluation.kinds import NONE, Content

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# Lazily translated: said in the language of whoever reads.
Words: TypeAlias = "str | _StrPromise"
Value = Mapping[str, Any]
Answers = Mapping[str, Value]


class Shape(StrEnum):
    """How an answer is given. Its value: `{"chosen": [codes]}`, `{"lines": [texts], "done": bool}`,
    `{"day": ISO date}`; or `{"unsure": true}`, `{"later": true}` (rather in person)."""

    ONE = "one"
    SEVERAL = "several"
    LINES = "lines"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Choice:
    """`means` is the word the rules know for it, when it is chosen; "" when it stands for nothing in the case."""

    code: str
    words: Words
    means: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A fact for the evaluation, in the patient's own name: the part, the kind and the item it is a version of."""

    slug: str
    kind: str
    item: str
    content: Content = field(default_factory=Content)

    @property
    def is_none(self) -> bool:
        """Asked, and there is none."""
        return self.item == NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One page. `sensitive` says why it is asked, offers to talk instead, and shows where help is.

    `none` are the words of the answer "none of these"; `suggests` offers medicines while typing; `asked_of` says
    whether this patient is asked, given the answers so far.
    """

    slug: str
    asks: Words
    shape: Shape
    tells: Callable[[Question, Value], Iterable[Told]]
    hint: Words = ""
    why: Words = ""
    none: Words = ""
    choices: tuple[Choice, ...] = ()
    line: Words = ""
    suggests: bool = False
    sensitive: bool = False
    asked_of: Callable[[Patient, Answers], bool] = lambda patient, answers: True

    def words_of(self, value: Value) -> list[Words]:
        """The answer as it is read back: the words that were chosen, the lines, the day."""
        if "chosen" in value:
            named = {choice.code: choice.words for choice in self.choices}
            return [named.get(code, self.none) for code in value["chosen"]]
        return list(value["lines"]) if "lines" in value else [value["day"]] if "day" in value else []


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    slug: str
    title: Words
    questions: tuple[Question, ...]


def is_answered(value: Value | None) -> bool:
    """A list that is still being written is no answer yet; "not sure" and "rather in person" are."""
    return value is not None and value.get("done", True)


def is_open(value: Value) -> bool:
    """Answered by "not sure" or "rather in person": staff ask."""
    return bool(value.get("unsure") or value.get("later"))
