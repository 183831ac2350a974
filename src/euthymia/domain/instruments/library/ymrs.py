"""YMRS: mania as a clinician rates it; four of the eleven items count double."""

from __future__ import annotations

from euthymia.domain.instruments.model import (
    AnsweredBy,
    Figure,
    Instrument,
    Item,
    Recall,
    Scoring,
    Ship,
    Words,
    cuts,
    sum_of,
)
from euthymia.domain.quantities import Provenance

from . import examples
from .common import NO_RULE, TABLE, TABLE_K, V2, K, entry

_TO_8 = (4, 5, 7, 8)  # irritability, speech, content, disruptive behaviour

INSTRUMENT = Instrument(
    id="ymrs",
    title="YMRS",
    version="1",
    measures=Words("mania", "manía"),
    answered_by=AnsweredBy.STAFF,
    recall=Recall(words=Words("the last 48 hours", "las últimas 48 horas"), days=2),
    items=tuple(
        Item(label=Words(f"Item {at + 1}", f"Pregunta {at + 1}"), low=0, high=8 if at in _TO_8 else 4)
        for at in range(11)
    ),
    scoring=Scoring(
        says="the sum of the eleven ratings; items 5, 6, 8 and 9 go to 8",
        provenance=Provenance("published scoring of the instrument (clinical.md 7A, 7B)", K),
        parts=sum_of(11),
        missing_provenance=NO_RULE,
    ),
    bands=cuts(
        (0, "below the cut-off", "bajo el punto de corte"),
        (12, "hypomanic range", "rango hipomaníaco"),
        (14, "mild", "leve"),
        (20, "moderate", "moderada"),
        (31, "severe", "grave"),
    ),
    bands_provenance=Provenance(
        "published bands: 12 hypomanic cut; 14–19, 20–30, above 30 (clinical.md 7A)", V2
    ),
    worked=examples.YMRS,
    minimal_change=(Figure(6.6, "points", TABLE_K),),
    remission=Figure(12, "value", TABLE),
    licence=entry(Ship.TOTAL, "Journal's copyright, unclear."),
    source="Young et al. 1978",
)
