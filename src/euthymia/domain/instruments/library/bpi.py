"""BPI-SF: four items of how strong the pain is and seven of what it interferes with."""

from __future__ import annotations

from euthymia.domain.instruments.model import (
    AnsweredBy,
    Figure,
    Instrument,
    Item,
    Part,
    Recall,
    Scoring,
    Ship,
    Subscale,
    Words,
    cuts,
)
from euthymia.domain.quantities import Provenance

from . import examples
from .common import TABLE, V2, entry

MISSING = Provenance(
    "Cleeland, BPI User Guide, How to score the BPI: all four severity items; the mean of interference from four of "
    "seven on (read in a copy)",
    V2,
)


def _item(name: str, nombre: str, place: int) -> Item:
    return Item(label=Words(f"{name} {place}", f"{nombre} {place}"), low=0, high=10)


INSTRUMENT = Instrument(
    id="bpi-sf",
    title="BPI-SF",
    version="2",
    measures=Words("pain: severity and interference", "dolor: intensidad e interferencia"),
    answered_by=AnsweredBy.PATIENT,
    recall=Recall(words=Words("the last 24 hours", "las últimas 24 horas"), days=1),
    items=(
        *(_item("Severity", "Intensidad", place) for place in range(1, 5)),
        *(_item("Interference", "Interferencia", place) for place in range(1, 8)),
    ),
    scoring=Scoring(
        says="the mean of the four severity items, to one decimal; interference stands beside it as its own mean, from four answers of seven on",
        provenance=TABLE,
        parts=tuple(Part((at,)) for at in range(4)),
        mean=True,
        decimals=1,
        missing_provenance=MISSING,
    ),
    bands=cuts(
        (0, "no pain", "sin dolor"),
        (1, "mild", "leve"),
        (5, "moderate", "moderado"),
        (7, "severe", "intenso"),
    ),
    bands_provenance=TABLE,
    worked=examples.BPI,
    subscales=(
        Subscale("severity", "Severity", Part((0, 1, 2, 3)), mean=True),
        Subscale("interference", "Interference", Part(tuple(range(4, 11))), mean=True, fewest=4),
    ),
    minimal_change=(Figure(2, "points", TABLE),),
    response=Figure(30, "percent", Provenance("COH18 (clinical.md 8A)", V2)),
    licence=entry(Ship.TOTAL, "© Charles S. Cleeland; fee or permission."),
    source="Cleeland, Ryan 1994",
)
