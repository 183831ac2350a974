"""MOAA/S and RASS: how awake somebody is, in the words the observer compares with."""

from __future__ import annotations

from euthymia.domain.instruments.model import (
    AnsweredBy,
    Better,
    Instrument,
    Item,
    Licence,
    Option,
    Scoring,
    Ship,
    Words,
    cuts,
    sum_of,
)
from euthymia.domain.quantities import Provenance

from .common import NO_RULE, NOW, V2, V

MOAAS_FINDINGS = (
    (5, "answers name readily, normal tone"),
    (4, "lethargic answer, normal tone"),
    (3, "only if loud or repeated"),
    (2, "only to mild prodding"),
    (1, "only to trapezius squeeze"),
    (0, "none to squeeze"),
)
MOAAS_SOURCE = Provenance("BMC Anesthesiol 2022, MOAA/S table", V)
_RASS_FINDINGS = (
    (4, "combative"),
    (3, "very agitated"),
    (2, "agitated"),
    (1, "restless"),
    (0, "alert, calm"),
    (-1, "eye contact 10 s or longer to voice"),
    (-2, "eye contact under 10 s"),
    (-3, "movement without eye contact"),
    (-4, "responds to physical stimulus only"),
    (-5, "none"),
)


def _observed(
    id_: str,
    title: str,
    measures: str,
    findings: tuple[tuple[int, str], ...],
    source: Provenance,
    better: Better,
) -> Instrument:
    values = [value for value, _ in findings]
    return Instrument(
        id=id_,
        title=title,
        version="1",
        measures=Words(measures),
        answered_by=AnsweredBy.STAFF,
        recall=NOW,
        items=(
            Item(
                label=Words("What is seen"),
                low=min(values),
                high=max(values),
                options=tuple(Option(value, Words(f"{value}: {finding}")) for value, finding in findings),
            ),
        ),
        wording_source="findings in own words (clinical.md 4E)",
        scoring=Scoring(
            says="the step itself", provenance=source, parts=sum_of(1), missing_provenance=NO_RULE
        ),
        better=better,
        bands=cuts(*((value, finding, "") for value, finding in reversed(findings))),
        bands_provenance=source,
        licence=Licence(
            ship=Ship.TEXT,
            terms="Findings are facts; own words.",
            provenance=Provenance("findings are facts, forms are not carried (clinical.md 4E, 13)", V2),
        ),
        source=source.source,
        minutes=1,
    )


MOAAS = _observed("moaa-s", "MOAA/S", "sedation", MOAAS_FINDINGS, MOAAS_SOURCE, Better.HIGHER)
RASS = _observed(
    "rass",
    "RASS",
    "sedation and agitation",
    _RASS_FINDINGS,
    Provenance("RASS published algorithm", V2),
    Better.NEITHER,
)
