"""C-SSRS screener: numbers only. The wording belongs to others and is licensed; the clinic brings its form."""

from __future__ import annotations

from euthymia.domain.instruments.model import (
    AnsweredBy,
    Answers,
    Flag,
    Instrument,
    Item,
    Loinc,
    Number,
    Part,
    Recall,
    Scoring,
    Ship,
    Words,
    any_item,
    options,
    unanswered,
)
from euthymia.domain.quantities import Provenance

from . import examples
from .common import NO_RULE, NO_YES, V2, P, V, entry

_BEHAVIOUR = 5
_WHEN = options(
    ("Never", "Nunca"),
    ("More than 3 months ago", "Hace más de 3 meses"),
    ("In the past 3 months", "En los últimos 3 meses"),
)
GUIDE = Provenance("C-SSRS triage guide (clinical.md 9A)", V)
GUIDE_2 = Provenance("C-SSRS triage guide (clinical.md 9A)", V2)
_HIGH = (any_item(1, 3, 4), any_item(2, _BEHAVIOUR))
_MODERATE = any_item(1, 2, 3, 4, _BEHAVIOUR)
_ANY = any_item(1, 0, 1, 2, 3, 4, _BEHAVIOUR)


def _is_high(answers: Answers, total: Number | None) -> bool:
    return any(raised(answers, total) for raised in _HIGH)


def _judged(answers: Answers, total: Number | None) -> Words | None:
    """The level of section 9A; none while an answer is missing that could make it higher."""
    if _is_high(answers, total):
        return Words("high", "alto")
    if any(value is None for value in answers):
        return None
    if _MODERATE(answers, total):
        return Words("moderate", "moderado")
    return Words("low", "bajo") if _ANY(answers, total) else Words("none", "ninguno")


def _level(place: int) -> Item:
    return Item(
        label=Words(
            f"Question {place}: ideation level {place}", f"Pregunta {place}: ideación, nivel {place}"
        ),
        low=0,
        high=1,
        options=NO_YES,
        asked_if=(1,) if place > 2 else (),
        sensitive=True,
    )


INSTRUMENT = Instrument(
    id="c-ssrs",
    title="C-SSRS screener",
    version="1",
    measures=Words("suicidal ideation and behaviour", "ideación y conducta suicidas"),
    answered_by=AnsweredBy.STAFF,
    recall=Recall(
        words=Words("the past month; behaviour in 3 months", "el último mes; conducta en 3 meses"), days=30
    ),
    items=(
        *(_level(place) for place in range(1, 6)),
        Item(
            label=Words("Question 6: suicidal behaviour", "Pregunta 6: conducta suicida"),
            low=0,
            high=2,
            options=_WHEN,
            scored=True,
            sensitive=True,
        ),
    ),
    scoring=Scoring(
        says="the highest level of ideation, 0 to 5; questions 3 to 5 are asked only after a yes to 2",
        provenance=GUIDE,
        parts=(Part((0, 1, 2, 3, 4), "level"),),
        missing_provenance=NO_RULE,
    ),
    judged=_judged,
    bands_provenance=GUIDE,
    worked=examples.CSSRS,
    flags=(
        Flag(
            name="suicide-risk",
            says="ideation or behaviour: at least safety resources and follow-up",
            provenance=GUIDE,
            raised=_ANY,
            crisis=True,
        ),
        Flag(
            name="suicide-risk-moderate",
            says="ideation level 3, or behaviour more than 3 months ago: clinician's evaluation the same day",
            provenance=GUIDE_2,
            raised=lambda answers, total: _MODERATE(answers, total) and not _is_high(answers, total),
            crisis=True,
        ),
        Flag(
            name="suicide-risk-high",
            says="ideation level 4 or 5, or behaviour within 3 months: not left alone, psychiatric evaluation at once",
            provenance=GUIDE,
            raised=_is_high,
            crisis=True,
        ),
        Flag(
            name="behaviour-unanswered",
            says="the question on suicidal behaviour was not answered: ask it",
            provenance=Provenance("clinical.md 9A: not known is not no", P),
            raised=unanswered(_BEHAVIOUR),
        ),
    ),
    total_may_be_entered=False,
    licence=entry(
        Ship.TOTAL,
        "© Research Foundation for Mental Hygiene; electronic versions exclusively licensed, per-use fee.",
    ),
    source="Posner et al. 2011",
    loinc=Loinc(panel="93245-9", total="93293-9"),
)
