"""A result as it is typed: checked against the questions of its check, refused with every fault at its field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from euthymia.domain.quantities import Fault, Unusable

from .check import Check, Question

Typed = Mapping[str, str | Sequence[str]]


def read(check: Check, typed: Typed) -> dict[str, Any]:
    """The answers by question. Raises Unusable; what is not asked may not be answered."""
    names = [one.name for one in check.questions]
    faults = [
        Fault(
            name, "unknown", f"{name!r} is not asked here", ", ".join(names) or "nothing: it stands elsewhere"
        )
        for name in typed
        if name not in names
    ]
    values: dict[str, Any] = {}
    for question in check.questions:
        try:
            value = _one(question, typed.get(question.name, ""))
        except Unusable as refused:
            faults += refused.faults
            continue
        if value not in (None, ""):
            values[question.name] = value
        elif _is_needed(question, typed):
            faults.append(
                Fault(question.name, "missing", f"{question.label}: no answer", _accepted(question))
            )
    if faults:
        raise Unusable(faults)
    return values


def in_words(check: Check, values: Mapping[str, Any]) -> str:
    """The answers in a line: `Passing water: with pain; For more than two weeks: no`."""
    parts = []
    for question in check.questions:
        if question.name not in values:
            continue
        value, labels = values[question.name], dict(question.choices)
        if question.kind == "many":
            words = ", ".join(labels[one] for one in value) or "none"
        elif question.kind == "one":
            words = labels[value]
        else:
            words = f"{value:g} {question.unit}" if question.kind == "number" else value
        parts.append(f"{question.label.split(',')[0]}: {words}")
    return "; ".join(parts)


def _one(question: Question, said: str | Sequence[str]) -> Any:
    if question.kind == "many":
        chosen = [said] if isinstance(said, str) and said else list(said)
        odd = [one for one in chosen if one not in dict(question.choices)]
        if odd:
            raise Unusable.one(question.name, "unknown", f"{odd[0]!r} is no answer", _accepted(question))
        return chosen
    text = said.strip() if isinstance(said, str) else ""
    if question.kind == "words" or not text:
        return text
    if question.kind == "one":
        if text not in dict(question.choices):
            raise Unusable.one(question.name, "unknown", f"{text!r} is no answer", _accepted(question))
        return text
    return _number(question, text)


def _number(question: Question, text: str) -> float:
    plain = text.isascii() and text.replace(".", "", 1).isdigit()
    value = float(text) if plain else None
    if value is None or not question.low <= value <= question.high:
        raise Unusable.one(question.name, "outside", f"{question.label}: {text!r}", _accepted(question))
    return value


def _is_needed(question: Question, typed: Typed) -> bool:
    other, answers = question.asked_if
    return question.needed or (other != "" and typed.get(other) in answers)


def _accepted(question: Question) -> str:
    if question.kind in ("one", "many"):
        return " or ".join(label for _, label in question.choices)
    if question.kind == "number":
        return f"a number from {question.low:g} to {question.high:g} {question.unit}".strip()
    return "a few words"
