"""STOP-Bang: risk of obstructive sleep apnoea, eight questions."""

from __future__ import annotations

from euthymia.domain.instruments.model import (
    AnsweredBy,
    Better,
    Instrument,
    Item,
    Scoring,
    Ship,
    Words,
    cuts,
    sum_of,
)

from . import examples
from .common import NO_PERIOD, NO_RULE, NO_YES, TABLE, K, entry

INSTRUMENT = Instrument(
    id="stop-bang",
    title="STOP-Bang",
    version="1",
    measures=Words("risk of sleep apnoea", "riesgo de apnea del sueño"),
    answered_by=AnsweredBy.STAFF,
    recall=NO_PERIOD,
    items=tuple(
        Item(label=Words(f"Item {place}", f"Pregunta {place}"), low=0, high=1, options=NO_YES)
        for place in range(1, 9)
    ),
    scoring=Scoring(
        says="how many are answered yes", provenance=TABLE, parts=sum_of(8), missing_provenance=NO_RULE
    ),
    better=Better.LOWER,
    bands=cuts((0, "low", "bajo"), (3, "intermediate", "intermedio"), (5, "high", "alto")),
    bands_provenance=TABLE,
    worked=examples.STOP_BANG,
    licence=entry(Ship.SCORE, "© University Health Network.", K),
    source="Chung et al. 2008",
)
