"""DAST-10: drugs other than alcohol over the last year; the third question counts the other way round."""

from __future__ import annotations

from euthymia.domain.instruments.model import (
    AnsweredBy,
    Instrument,
    Item,
    Loinc,
    Recall,
    Scoring,
    Ship,
    Words,
    cuts,
    sum_of,
)
from euthymia.domain.quantities import Provenance

from . import examples
from .common import NO_RULE, NO_YES, TABLE, K, entry

INSTRUMENT = Instrument(
    id="dast-10",
    title="DAST-10",
    version="1",
    measures=Words("drugs other than alcohol", "drogas distintas del alcohol"),
    answered_by=AnsweredBy.PATIENT,
    recall=Recall(words=Words("the last 12 months", "los últimos 12 meses"), days=365),
    items=tuple(
        Item(label=Words(f"Item {place}", f"Pregunta {place}"), low=0, high=1, options=NO_YES)
        for place in range(1, 11)
    ),
    scoring=Scoring(
        says="how many are answered yes; for item 3 a no counts",
        provenance=Provenance("published scoring of the instrument (clinical.md 7A, 7B)", K),
        parts=sum_of(10),
        reversed_items=frozenset({2}),
        missing_provenance=NO_RULE,
    ),
    bands=cuts(
        (0, "none", "ninguno"),
        (1, "low", "bajo"),
        (3, "moderate", "moderado"),
        (6, "substantial", "considerable"),
        (9, "severe", "grave"),
    ),
    bands_provenance=TABLE,
    worked=examples.DAST10,
    licence=entry(Ship.TOTAL, "© Harvey A. Skinner, CAMH; non-commercial."),
    source="Skinner 1982",
    loinc=Loinc(panel="82666-9", total="82667-7"),
    notes=("Answers are 0 for no and 1 for yes, as given; the program turns item 3 round.",),
)
