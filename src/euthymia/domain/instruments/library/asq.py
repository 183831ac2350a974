"""ASQ: four questions on suicide and a fifth on now, asked by a person. An open stand-in for licensed screens."""

from __future__ import annotations

from dataclasses import replace

from euthymia.domain.instruments.model import (
    AnsweredBy,
    Answers,
    Better,
    Flag,
    Instrument,
    Licence,
    Number,
    Recall,
    Scoring,
    Ship,
    Words,
    any_item,
    choices,
    sum_of,
    unanswered,
)
from euthymia.domain.quantities import Provenance

from . import examples
from .common import NO_RULE, NO_YES, V2, V

_LABELS = (
    "In the past few weeks, have you wished you were dead?",
    "In the past few weeks, have you felt that you or your family would be better off if you were dead?",
    "In the past week, have you been having thoughts about killing yourself?",
    "Have you ever tried to kill yourself?",
    "Are you having thoughts of killing yourself right now?",
)
_ASKED = choices([Words(label) for label in _LABELS], NO_YES)
_FIRST, _ACUITY = (0, 1, 2, 3), 4
POSITIVE = Provenance("ASQ toolkit, NIMH (clinical.md 7A, 9A)", V)
_POSITIVE = Words("positive", "positivo")
_ACUTE = Words("positive, acute", "positivo, agudo")
_NOT_ACUTE = Words("positive, not acute", "positivo, no agudo")


def _judged(answers: Answers, _: Number | None) -> Words | None:
    """A refused question counts as positive; without the fifth answer nobody knows how urgent it is."""
    if all(answers[at] == 0 for at in _FIRST):
        return Words("negative", "negativo")
    acuity = answers[_ACUITY]
    return _POSITIVE if acuity is None else _ACUTE if acuity else _NOT_ACUTE


INSTRUMENT = Instrument(
    id="asq",
    title="ASQ",
    version="1",
    measures=Words("thoughts of suicide", "pensamientos de suicidio"),
    answered_by=AnsweredBy.STAFF,
    recall=Recall(words=Words("the past few weeks, and now", "las últimas semanas, y ahora"), days=None),
    stem=Words("Ask the patient:"),
    items=(
        *(replace(item, sensitive=True) for item in _ASKED[:4]),
        replace(_ASKED[_ACUITY], asked_if=_FIRST, scored=False, sensitive=True),
    ),
    wording_source="NIMH ASQ toolkit, as stored by archives and quoted by NIMH's own pages",
    scoring=Scoring(
        says="how many of the first four are answered yes",
        provenance=POSITIVE,
        parts=sum_of(4),
        missing_provenance=NO_RULE,
    ),
    better=Better.LOWER,
    judged=_judged,
    bands_provenance=Provenance(
        "NIMH ASQ: any yes, or a refusal, is positive; the fifth decides how acute", V2
    ),
    worked=examples.ASQ,
    flags=(
        Flag(
            name="positive",
            says="a yes to one of the first four: structured inquiry before the person leaves",
            provenance=POSITIVE,
            raised=any_item(1, *_FIRST),
            crisis=True,
        ),
        Flag(
            name="acute",
            says="thoughts of suicide now: high, not left alone",
            provenance=POSITIVE,
            raised=any_item(1, _ACUITY),
            crisis=True,
        ),
        Flag(
            name="questions-unanswered",
            says="a question was not answered, which counts as positive",
            provenance=Provenance("NIMH ASQ: a refusal is a positive screen", V2),
            raised=unanswered(*_FIRST),
            crisis=True,
        ),
    ),
    total_may_be_entered=False,
    licence=Licence(
        ship=Ship.TEXT,
        terms="Free resource of NIMH; what NIMH writes is in the public domain and may be reproduced. To be confirmed "
        "by the clinic's counsel.",
        provenance=Provenance("NIMH, ASQ toolkit and website policy (clinical.md 7A, 7C)", V2),
        attribution="asQ Suicide Risk Screening Toolkit, National Institute of Mental Health (NIMH).",
    ),
    source="Horowitz et al. 2012, 2020; NIMH",
    minutes=1,
)
