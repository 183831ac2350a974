"""HAM-D17: depression as a clinician rates it, seventeen items of two lengths."""

from __future__ import annotations

from euthymia.domain.instruments.model import (
    AnsweredBy,
    Figure,
    Instrument,
    Item,
    Licence,
    Scoring,
    Ship,
    Words,
    cuts,
    sum_of,
)
from euthymia.domain.quantities import Provenance

from . import examples
from .common import NO_RULE, ONE_WEEK, TABLE_K, V2, K, half

# Which of the seventeen are rated 0 to 4; the others are 0 to 2. Their order on the form, as in Hamilton 1960.
_LONG = (0, 1, 2, 6, 7, 8, 9, 10, 14)

INSTRUMENT = Instrument(
    id="ham-d17",
    title="HAM-D17",
    version="1",
    measures=Words("depression", "depresión"),
    answered_by=AnsweredBy.STAFF,
    recall=ONE_WEEK,
    items=tuple(
        Item(label=Words(f"Item {at + 1}", f"Pregunta {at + 1}"), low=0, high=4 if at in _LONG else 2)
        for at in range(17)
    ),
    scoring=Scoring(
        says="the sum of the seventeen ratings, nine of 0–4 and eight of 0–2",
        provenance=TABLE_K,
        parts=sum_of(17),
        missing_provenance=NO_RULE,
    ),
    bands=cuts(
        (0, "normal", "normal"),
        (8, "mild", "leve"),
        (14, "moderate", "moderada"),
        (19, "severe", "grave"),
        (23, "very severe", "muy grave"),
    ),
    bands_provenance=TABLE_K,
    worked=examples.HAMD17,
    minimal_change=(Figure(3, "points", TABLE_K),),
    response=half(),
    remission=Figure(7, "value", Provenance("trials (clinical.md 8A)", K)),
    licence=Licence(
        ship=Ship.SCORE,
        terms="Regarded as public domain by NINDS and CDISC; a lawyer's check is outstanding, so no wording is carried.",
        provenance=Provenance("NINDS via CAM; CDISC (clinical.md 7A, 13)", V2),
    ),
    source="Hamilton 1960",
    notes=("Forms that rate agitation 0–2 end at 50, not 52 (clinical.md 7A).",),
)
