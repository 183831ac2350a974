"""ISI: insomnia over the last two weeks."""

from __future__ import annotations

from euthymia.domain.instruments.model import (
    AnsweredBy,
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
from .common import NO_RULE, TABLE, TABLE_K, TWO_WEEKS, V, entry

INSTRUMENT = Instrument(
    id="isi",
    title="ISI",
    version="1",
    measures=Words("insomnia", "insomnio"),
    answered_by=AnsweredBy.PATIENT,
    recall=TWO_WEEKS,
    items=numbers(7, 0, 4),
    scoring=Scoring(
        says="the sum of the seven answers", provenance=TABLE, parts=sum_of(7), missing_provenance=NO_RULE
    ),
    bands=cuts(
        (0, "no insomnia", "sin insomnio"),
        (8, "below threshold", "por debajo del umbral"),
        (15, "moderate", "moderado"),
        (22, "severe", "grave"),
    ),
    bands_provenance=TABLE,
    worked=examples.ISI,
    minimal_change=(
        Figure(8.4, "points", Provenance("8.4 is a moderate improvement (clinical.md 7A)", V)),
        Figure(6, "points", TABLE_K),
    ),
    response=Figure(8, "points", TABLE),
    licence=entry(Ship.TOTAL, "© Charles M. Morin, through Mapi."),
    source="Morin 1993",
)
