"""WHO-5: well-being, 0 to 100; here higher is better, against the direction of the symptom scales."""

from __future__ import annotations

from euthymia.domain.instruments.model import (
    AnsweredBy,
    Better,
    Figure,
    Instrument,
    Scoring,
    Ship,
    Words,
    cuts,
    numbers,
    sum_of,
)
from euthymia.domain.quantities import Provenance

from . import examples
from .common import NO_RULE, TABLE, TABLE_K, TWO_WEEKS, V2, K, entry

INSTRUMENT = Instrument(
    id="who-5",
    title="WHO-5",
    version="1",
    measures=Words("well-being", "bienestar"),
    answered_by=AnsweredBy.PATIENT,
    recall=TWO_WEEKS,
    items=numbers(5, 0, 5),
    scoring=Scoring(
        says="the sum of the five answers, times 4",
        provenance=Provenance("published scoring of the instrument (clinical.md 7B)", V2),
        parts=sum_of(5),
        factor=4,
        missing_provenance=NO_RULE,
    ),
    better=Better.HIGHER,
    bands=cuts(
        (0, "depression likely", "depresión probable"),
        (29, "low well-being", "bienestar bajo"),
        (51, "not low", "no bajo"),
    ),
    bands_provenance=Provenance(
        "published cut-offs (clinical.md 7A): 50 or less low; 28 or less likely depression", K
    ),
    worked=examples.WHO5,
    minimal_change=(Figure(10, "points", TABLE),),
    response=Figure(10, "points", TABLE_K),
    licence=entry(Ship.SCORE, "WHO 2024: CC BY-NC-SA 3.0 IGO; its non-commercial clause does not fit.", K),
    source="WHO 1998",
    notes=("LOINC codes seen for it conflict; none is carried (clinical.md 7A).",),
)
