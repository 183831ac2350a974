"""NRS: how strong pain is now, 0 to 10."""

from __future__ import annotations

from euthymia.domain.instruments.model import (
    AnsweredBy,
    Figure,
    Instrument,
    Licence,
    Loinc,
    Scoring,
    Ship,
    Words,
    cuts,
    sum_of,
)
from euthymia.domain.quantities import Provenance

from .common import NO_RULE, NOW, TABLE, V2, V
from .vas import zero_to_ten

INSTRUMENT = Instrument(
    id="nrs",
    title="NRS pain",
    version="1",
    measures=Words("pain", "dolor"),
    answered_by=AnsweredBy.PATIENT,
    recall=NOW,
    items=(
        zero_to_ten(
            Words("How strong is your pain right now?", "¿Qué tan fuerte es su dolor ahora mismo?"),
            Words("no pain", "sin dolor"),
            Words("the worst pain you can imagine", "el peor dolor que pueda imaginar"),
        ),
    ),
    wording_source="own wording of a generic scale",
    scoring=Scoring(says="the number itself", provenance=TABLE, parts=sum_of(1), missing_provenance=NO_RULE),
    bands=cuts(
        (0, "no pain", "sin dolor"),
        (1, "mild", "leve"),
        (4, "moderate", "moderado"),
        (7, "severe", "intenso"),
    ),
    bands_provenance=TABLE,
    minimal_change=(Figure(2, "points", TABLE),),
    response=Figure(30, "percent", Provenance("COH18 (clinical.md 8A)", V2)),
    licence=Licence(
        ship=Ship.TEXT, terms="Generic; own wording.", provenance=Provenance("generic (clinical.md 7A)", V)
    ),
    source="generic",
    minutes=1,
    loinc=Loinc(total="38208-5"),
)
