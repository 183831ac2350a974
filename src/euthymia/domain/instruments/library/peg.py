"""PEG: pain, enjoyment of life, general activity over the last week; the mean of three."""

from __future__ import annotations

from euthymia.domain.instruments.model import (
    AnsweredBy,
    Figure,
    Instrument,
    Part,
    Scoring,
    Ship,
    Words,
    cuts,
    numbers,
)
from euthymia.domain.quantities import Provenance

from . import examples
from .common import ONE_WEEK, TABLE, TABLE_K, V2, V, entry

INSTRUMENT = Instrument(
    id="peg",
    title="PEG",
    version="1",
    measures=Words("pain and what it does", "dolor y lo que impide"),
    answered_by=AnsweredBy.PATIENT,
    recall=ONE_WEEK,
    items=numbers(3, 0, 10),
    scoring=Scoring(
        says="the mean of the three answers, to one decimal; all three are needed",
        provenance=Provenance("published scoring of the instrument (clinical.md 7B)", V),
        parts=(Part((0,)), Part((1,)), Part((2,))),
        mean=True,
        decimals=1,
        missing_provenance=Provenance(
            "published scoring of the instrument: all three needed (clinical.md 7B)", V
        ),
    ),
    bands=cuts((0, "mild", "leve"), (4, "moderate", "moderado"), (7, "severe", "intenso")),
    bands_provenance=TABLE_K,
    worked=examples.PEG,
    minimal_change=(Figure(1, "points", TABLE),),
    response=Figure(30, "percent", Provenance("COH18 (clinical.md 8A)", V2)),
    licence=entry(Ship.SCORE, "Open-access paper, derived from the BPI (©); legal check outstanding.", V2),
    source="Krebs et al. 2009",
)
