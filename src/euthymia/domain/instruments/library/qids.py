"""QIDS-SR16: sixteen items in nine domains; in four of them only the highest answer counts."""

from __future__ import annotations

from euthymia.domain.instruments.model import (
    AnsweredBy,
    Figure,
    Flag,
    Instrument,
    Part,
    Scoring,
    Ship,
    Words,
    any_item,
    cuts,
    numbers,
    unanswered,
)
from euthymia.domain.quantities import Provenance

from . import examples
from .common import NO_RULE, ONE_WEEK, TABLE, TABLE_K, V2, K, P, V, entry, half

_SUICIDE = 11  # item 12

INSTRUMENT = Instrument(
    id="qids-sr16",
    title="QIDS-SR16",
    version="1",
    measures=Words("depression", "depresión"),
    answered_by=AnsweredBy.PATIENT,
    recall=ONE_WEEK,
    items=numbers(16, 0, 3),
    scoring=Scoring(
        says="nine domains: highest of items 1–4, item 5, highest of 6–9, items 10 to 14, highest of 15 and 16",
        provenance=Provenance("published scoring of the instrument (clinical.md 7A, 7B)", V),
        parts=(
            Part((0, 1, 2, 3), "max"),
            Part((4,)),
            Part((5, 6, 7, 8), "max"),
            *(Part((at,)) for at in range(9, 14)),
            Part((14, 15), "max"),
        ),
        missing_provenance=NO_RULE,
    ),
    bands=cuts(
        (0, "none", "ninguna"),
        (6, "mild", "leve"),
        (11, "moderate", "moderada"),
        (16, "severe", "grave"),
        (21, "very severe", "muy grave"),
    ),
    bands_provenance=TABLE,
    worked=examples.QIDS,
    flags=(
        Flag(
            name="item-12",
            says="the item on suicide is 2 or 3: structured inquiry the same day",
            provenance=Provenance("VADOD; OSM (clinical.md 9A)", V2),
            raised=any_item(2, _SUICIDE),
            crisis=True,
        ),
        Flag(
            name="item-12-unanswered",
            says="the item on suicide was not answered: ask it",
            provenance=Provenance("clinical.md 9A: not known is not no", P),
            raised=unanswered(_SUICIDE),
        ),
    ),
    minimal_change=(Figure(3.5, "points", TABLE_K),),
    response=half(),
    remission=Figure(5, "value", Provenance("trials (clinical.md 8A)", V)),
    licence=entry(Ship.SCORE, "The owner asks for registration.", K),
    source="Rush et al. 2003",
)
