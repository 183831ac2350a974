"""PROMIS: T-scores only, worked out by the owner's tables on the owner's forms."""

from __future__ import annotations

from euthymia.domain.instruments.model import (
    AnsweredBy,
    Figure,
    Instrument,
    Item,
    Scoring,
    Ship,
    Words,
    cuts,
    sum_of,
)
from euthymia.domain.quantities import Provenance

from .common import NO_RULE, ONE_WEEK, TABLE, P, entry

INSTRUMENT = Instrument(
    id="promis",
    title="PROMIS T-score",
    version="1",
    measures=Words("a symptom, against the general population", "un síntoma, frente a la población general"),
    answered_by=AnsweredBy.PATIENT,
    recall=ONE_WEEK,
    items=(Item(label=Words("T-score", "Puntuación T"), low=0, high=100, decimals=1),),
    scoring=Scoring(
        says="the T-score itself: 50 is the population's mean, 10 its standard deviation",
        provenance=Provenance("clinical.md 7A; 0 to 100 is what can be entered", P),
        parts=sum_of(1),
        decimals=1,
        missing_provenance=NO_RULE,
    ),
    bands=cuts(
        (0, "within normal", "normal"),
        (55, "mild", "leve"),
        (60, "moderate", "moderado"),
        (70, "severe", "grave"),
    ),
    bands_provenance=TABLE,
    minimal_change=(
        Figure(5, "points", Provenance("published range of 3 to 5 T (clinical.md 7A)", TABLE.confidence)),
    ),
    licence=entry(Ship.TOTAL, "© PROMIS Health Organization; software integration needs written permission."),
    source="PROMIS Health Organization",
)
