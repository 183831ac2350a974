"""MDQ: a screen for bipolar disorder over a lifetime, thirteen questions and two on how they hang together."""

from __future__ import annotations

from euthymia.domain.instruments.model import (
    AnsweredBy,
    Answers,
    Flag,
    Instrument,
    Item,
    Loinc,
    Number,
    Recall,
    Scoring,
    Ship,
    Words,
    sum_of,
)

from . import examples
from .common import NO_RULE, NO_YES, TABLE_K, K, entry

_TOGETHER, _IMPAIRED, CUT_OFF = 13, 14, 7


def _positive(answers: Answers, total: Number | None) -> bool:
    return total is not None and total >= CUT_OFF and answers[_TOGETHER] == answers[_IMPAIRED] == 1


def _judged(answers: Answers, total: Number | None) -> Words | None:
    """Positive needs all three conditions; one that is known to fail makes it negative."""
    if _positive(answers, total):
        return Words("positive", "positivo")
    failed = 0 in (answers[_TOGETHER], answers[_IMPAIRED]) or (total is not None and total < CUT_OFF)
    return Words("negative", "negativo") if failed else None


def _yes_no(label: Words, *, scored: bool) -> Item:
    return Item(label=label, low=0, high=1, options=NO_YES, scored=scored)


INSTRUMENT = Instrument(
    id="mdq",
    title="MDQ",
    version="1",
    measures=Words("bipolar disorder, screen", "trastorno bipolar, tamizaje"),
    answered_by=AnsweredBy.PATIENT,
    recall=Recall(words=Words("a lifetime", "toda la vida"), days=None),
    items=(
        *(_yes_no(Words(f"Item {place}", f"Pregunta {place}"), scored=True) for place in range(1, 14)),
        _yes_no(Words("Several at the same time", "Varios a la vez"), scored=False),
        _yes_no(Words("Impairment as the form asks for it", "Deterioro según el formulario"), scored=False),
    ),
    scoring=Scoring(
        says="how many of thirteen are answered yes; positive with 7 or more, at the same time, with impairment",
        provenance=TABLE_K,
        parts=sum_of(13),
        missing_provenance=NO_RULE,
    ),
    judged=_judged,
    bands_provenance=TABLE_K,
    worked=examples.MDQ,
    flags=(Flag(name="positive", says="all three conditions are met", provenance=TABLE_K, raised=_positive),),
    licence=entry(Ship.TOTAL, "© Robert M. A. Hirschfeld.", K),
    source="Hirschfeld et al. 2000",
    loinc=Loinc(total="84773-1"),
)
