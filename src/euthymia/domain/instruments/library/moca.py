"""MoCA: cognition; only the total, from the owner's form and a certified rater."""

from __future__ import annotations

from euthymia.domain.instruments.model import (
    AnsweredBy,
    Better,
    Figure,
    Instrument,
    Item,
    Loinc,
    Scoring,
    Ship,
    Words,
    cuts,
    sum_of,
)
from euthymia.domain.quantities import Provenance

from .common import NO_RULE, NOW, TABLE, entry

INSTRUMENT = Instrument(
    id="moca",
    title="MoCA",
    version="1",
    measures=Words("cognition", "cognición"),
    answered_by=AnsweredBy.STAFF,
    recall=NOW,
    items=(Item(label=Words("Total of the form", "Total del formulario"), low=0, high=30),),
    scoring=Scoring(
        says="the total of the form", provenance=TABLE, parts=sum_of(1), missing_provenance=NO_RULE
    ),
    better=Better.HIGHER,
    bands=cuts(
        (0, "below the cut-off", "bajo el punto de corte"),
        (26, "at or above the cut-off", "en el punto de corte o por encima"),
    ),
    bands_provenance=TABLE,
    minimal_change=(
        Figure(3, "points", Provenance("published range of 2 to 3 (clinical.md 7A)", TABLE.confidence)),
    ),
    licence=entry(Ship.TOTAL, "©; a training certificate is needed."),
    source="Nasreddine et al. 2005",
    loinc=Loinc(total="72172-0"),
)
