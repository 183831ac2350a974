"""AUDIT-C: drinking over the last year, three questions; the cut-off differs for women and men."""

from __future__ import annotations

from euthymia.domain.instruments.model import (
    AnsweredBy,
    Flag,
    Instrument,
    Loinc,
    Recall,
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
from .common import NO_RULE, TABLE, V, entry

CUT_OFF = Provenance("LOINC 75626-2 term text (clinical.md 1B PS-10a)", V)

INSTRUMENT = Instrument(
    id="audit-c",
    title="AUDIT-C",
    version="1",
    measures=Words("alcohol", "alcohol"),
    answered_by=AnsweredBy.PATIENT,
    recall=Recall(words=Words("the last year", "el último año"), days=365),
    items=numbers(3, 0, 4),
    scoring=Scoring(
        says="the sum of the three answers", provenance=TABLE, parts=sum_of(3), missing_provenance=NO_RULE
    ),
    bands=cuts(
        (0, "below the cut-offs", "bajo los puntos de corte"),
        (3, "at the cut-off for women", "en el punto de corte para mujeres"),
        (4, "at or above the cut-offs", "en los puntos de corte o por encima"),
    ),
    bands_provenance=CUT_OFF,
    worked=examples.AUDIT_C,
    flags=(
        Flag(
            name="positive-women",
            says="3 or more: positive for a woman",
            provenance=CUT_OFF,
            raised=total_from(3),
        ),
        Flag(
            name="positive-men",
            says="4 or more: positive for a man",
            provenance=CUT_OFF,
            raised=total_from(4),
        ),
    ),
    licence=entry(
        Ship.SCORE, "AUDIT © WHO, non-commercial, or “public domain” (SAMHSA): legal check outstanding."
    ),
    source="Bush et al. 1998",
    loinc=Loinc(panel="72109-2", total="75626-2"),
)
