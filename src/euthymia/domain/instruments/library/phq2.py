"""PHQ-2: the first two questions of the PHQ-9."""

from __future__ import annotations

from euthymia.domain.instruments.model import (
    AnsweredBy,
    Instrument,
    Loinc,
    Scoring,
    Words,
    cuts,
    sum_of,
)

from . import examples, phq9
from .common import NO_RULE, TABLE, TWO_WEEKS

INSTRUMENT = Instrument(
    id="phq-2",
    title="PHQ-2",
    version="1",
    measures=Words("depression, in short", "depresión, en breve"),
    answered_by=AnsweredBy.PATIENT,
    recall=TWO_WEEKS,
    stem=phq9.STEM,
    items=phq9.QUESTIONS[:2],
    wording_source=phq9.INSTRUMENT.wording_source,
    scoring=Scoring(
        says="the sum of both answers", provenance=TABLE, parts=sum_of(2), missing_provenance=NO_RULE
    ),
    bands=cuts((0, "below the cut-off", "bajo el punto de corte"), (3, "positive", "positivo")),
    bands_provenance=TABLE,
    worked=examples.PHQ2,
    licence=phq9.GRANT,
    source="Kroenke, Spitzer, Williams 2003",
    minutes=1,
    loinc=Loinc(panel="55757-9", total="55758-7"),
)
