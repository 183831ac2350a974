"""CADSS: dissociation as it is felt, 23 items. No cut-off of it is valid."""

from __future__ import annotations

from euthymia.domain.instruments.model import (
    AnsweredBy,
    Better,
    Instrument,
    Scoring,
    Ship,
    Words,
    numbers,
    sum_of,
)

from . import examples
from .common import NO_RULE, NOW, TABLE, entry

INSTRUMENT = Instrument(
    id="cadss",
    title="CADSS",
    version="1",
    measures=Words("dissociation", "disociación"),
    answered_by=AnsweredBy.STAFF,
    recall=NOW,
    items=numbers(23, 0, 4),
    scoring=Scoring(
        says="the sum of the 23 answers", provenance=TABLE, parts=sum_of(23), missing_provenance=NO_RULE
    ),
    better=Better.NEITHER,
    licence=entry(Ship.TOTAL, "© J. Douglas Bremner; use the own 0–10 scale in its place."),
    source="Bremner et al. 1998",
    worked=examples.CADSS,
    notes=("No valid cut-off, so no band (clinical.md 7A).",),
)
