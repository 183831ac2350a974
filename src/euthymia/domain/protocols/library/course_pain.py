"""The course of IV ketamine for chronic pain: a programme apart, sharing no default with the psychiatric one.

Figures from clinical.md 3A and 3F: the consensus COH18, read in a summary.
"""

from __future__ import annotations

from euthymia.domain.protocols.programme import (
    Anchor,
    Figure,
    Kind,
    Maintenance,
    Programme,
    ReviewPoint,
    Spacing,
    Stay,
)
from euthymia.domain.quantities import Confidence, Provenance

from . import iv_chronic_pain

_V2, _K, _P = Confidence.V2, Confidence.K, Confidence.P

PROGRAMME = Programme(
    id="course-pain",
    version="2026.11",
    name="IV ketamine for chronic pain: the series",
    kind=Kind.INFUSION,
    protocol=iv_chronic_pain.PROTOCOL.id,
    indications=tuple(one.code for one in iv_chronic_pain.PROTOCOL.indications),
    measure="peg",
    spacings=(
        Spacing(
            code="ten-days", label="ten days of four hours", sessions=10, within_days=14, min_gap_days=1, max_gap_days=3,
            provenance=Provenance("COH18: CRPS 0.35 mg/kg/h over 4 h for 10 days", _V2),
            gaps_provenance=Provenance("one session a day; weekends and the window are site settings", _P),
        ),
        Spacing(
            code="single", label="one infusion", sessions=1, within_days=1, min_gap_days=1, max_gap_days=1,
            provenance=Provenance("COH18: single or series, weak outside CRPS", _V2),
            gaps_provenance=Provenance("one session", _P),
        ),
    ),
    stay=Stay(
        preparation_min=30, treatment_min=240, recovery_min=60,
        provenance=Provenance("4 h (COH18, CRPS); preparation and recovery by site", _P),
    ),
    reviews=(
        ReviewPoint(
            code="final", label="after the series", anchor=Anchor.LAST_SESSION, after=None, from_days=1, to_days=7,
            measures=("peg", "nrs"), provenance=Provenance("COH18: pain or function, 30 % or a meaningful gain", _K),
        ),
        ReviewPoint(
            code="held", label="six weeks after the series", anchor=Anchor.LAST_SESSION, after=None, from_days=42,
            to_days=49, measures=("peg", "nrs"),
            provenance=Provenance("COH18: more than 6 weeks after a series justifies a repeat", _K),
        ),
    ),
    maintenance=(
        Maintenance(
            code="repeat", label="again when benefit held more than 6 weeks", steps=((43, None),),
            evidence="consensus", provenance=Provenance("COH18: >3 weeks after one, >6 after a series", _K),
        ),
    ),
    hard_stops=(),
    figures=(
        Figure(name="how often", value="review at 12 treatments a year", provenance=Provenance("clinical.md 3F; COH18 6–12 a year", _K)),
        Figure(name="liver", value="liver tests in repeated 100-hour courses", provenance=Provenance("NOP11", Confidence.V)),
    ),
    notes=("The consensus was read in a summary only; confirm every figure before adopting this programme.",),
)  # fmt: skip
