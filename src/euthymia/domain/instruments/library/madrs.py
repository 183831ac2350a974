"""MADRS: depression as a clinician rates it."""

from __future__ import annotations

from euthymia.domain.instruments.model import (
    AnsweredBy,
    Figure,
    Flag,
    Instrument,
    Scoring,
    Ship,
    Words,
    any_item,
    cuts,
    numbers,
    sum_of,
    unanswered,
)
from euthymia.domain.quantities import Provenance

from . import examples
from .common import NO_RULE, ONE_WEEK, TABLE, TABLE_K, V2, P, V, entry, half

_SUICIDE = 9  # item 10

INSTRUMENT = Instrument(
    id="madrs",
    title="MADRS",
    version="1",
    measures=Words("depression", "depresión"),
    answered_by=AnsweredBy.STAFF,
    recall=ONE_WEEK,
    items=numbers(10, 0, 6),
    scoring=Scoring(
        says="the sum of the ten ratings", provenance=TABLE, parts=sum_of(10), missing_provenance=NO_RULE
    ),
    bands=cuts(
        (0, "normal", "normal"), (7, "mild", "leve"), (20, "moderate", "moderada"), (35, "severe", "grave")
    ),
    bands_provenance=TABLE,
    worked=examples.MADRS,
    flags=(
        Flag(
            name="item-10",
            says="the item on suicidal thoughts is 3 or more: structured inquiry the same day",
            provenance=Provenance("VADOD; OSM (clinical.md 9A)", V2),
            raised=any_item(3, _SUICIDE),
            crisis=True,
        ),
        Flag(
            name="item-10-unanswered",
            says="the item on suicidal thoughts is not known: ask it",
            provenance=Provenance("clinical.md 9A: not known is not no", P),
            raised=unanswered(_SUICIDE),
        ),
    ),
    minimal_change=(Figure(2, "points", TABLE_K),),
    response=half(),
    remission=Figure(10, "value", Provenance("10 or less; some trials 12 (clinical.md 7A, 8A)", V)),
    licence=entry(Ship.TOTAL, "© Royal College of Psychiatrists; permission was refused to others."),
    source="Montgomery, Åsberg 1979",
    notes=(
        "A fall of less than 20 % after infusion 4 is early non-improvement (EARLY24, clinical.md 8A, 8C).",
    ),
)
