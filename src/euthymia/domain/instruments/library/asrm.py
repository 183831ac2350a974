"""Altman ASRM: mania in the person's own words, five groups of statements."""

from __future__ import annotations

from euthymia.domain.instruments.model import (
    AnsweredBy,
    Flag,
    Instrument,
    Scoring,
    Ship,
    Words,
    cuts,
    numbers,
    sum_of,
    total_from,
)
from euthymia.domain.quantities import Provenance

from . import examples
from .common import NO_RULE, ONE_WEEK, TABLE, V2, P, entry

INSTRUMENT = Instrument(
    id="asrm",
    title="Altman ASRM",
    version="1",
    measures=Words("mania", "manía"),
    answered_by=AnsweredBy.PATIENT,
    recall=ONE_WEEK,
    items=numbers(5, 0, 4),
    scoring=Scoring(
        says="the sum of the five answers", provenance=TABLE, parts=sum_of(5), missing_provenance=NO_RULE
    ),
    bands=cuts((0, "below the cut-off", "bajo el punto de corte"), (6, "positive", "positivo")),
    bands_provenance=TABLE,
    worked=examples.ASRM,
    flags=(
        Flag(
            name="mania-possible",
            says="6 or more: hold further infusions until a clinician has looked",
            provenance=Provenance("PS-06; clinical.md 6C", P),
            raised=total_from(6),
        ),
    ),
    licence=entry(Ship.SCORE, "Free for clinicians (one site), or a publisher's fee (CAM).", V2),
    source="Altman et al. 1997",
)
