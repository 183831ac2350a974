"""The course of IV ketamine for depression and its relatives: six infusions in two to three weeks, then as it helps.

Figures from clinical.md 3A, 3E, 3F, 5E, 8D. What carries P is a site's own setting.
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

from . import iv_depression

_V, _P = Confidence.V, Confidence.P

GAPS = Provenance("clinical.md 3E: at least 24 h, usually 48 h; the longest gap is a site setting", _P)
FOLLOW_UP = Provenance("MCN22; EKS22: relapse check, median 18 d (MUR13), 57–61 d (EKS22)", _V)
_MEASURES = ("phq-9", "gad-7", "c-ssrs")


def _follow_up(weeks: int) -> ReviewPoint:
    return ReviewPoint(
        code=f"week-{weeks}", label=f"{weeks} weeks after the course", anchor=Anchor.LAST_SESSION, after=None,
        from_days=7 * weeks, to_days=7 * weeks + 7, measures=("phq-9", "gad-7"), provenance=FOLLOW_UP,
    )  # fmt: skip


PROGRAMME = Programme(
    id="course-depression",
    version="2026.11",
    name="IV ketamine for depression: the course",
    kind=Kind.INFUSION,
    protocol=iv_depression.PROTOCOL.id,
    indications=tuple(one.code for one in iv_depression.PROTOCOL.indications),
    measure="phq-9",
    spacings=(
        Spacing(
            code="two-to-three-weeks", label="six in two to three weeks", sessions=6, within_days=21, min_gap_days=2,
            max_gap_days=5, provenance=Provenance("OLI22: six in 21 days; MUR13, PHI19, ANA23", _V), gaps_provenance=GAPS,
        ),
        Spacing(
            code="three-a-week", label="three a week for two weeks", sessions=6, within_days=14, min_gap_days=2,
            max_gap_days=4, provenance=Provenance("MUR13 (12 days); PHI19", _V), gaps_provenance=GAPS,
        ),
        Spacing(
            code="two-a-week", label="two a week for three weeks", sessions=6, within_days=21, min_gap_days=3,
            max_gap_days=5, provenance=Provenance("ANA23", _V), gaps_provenance=GAPS,
        ),
        Spacing(
            code="four", label="four in one to two weeks", sessions=4, within_days=14, min_gap_days=2, max_gap_days=5,
            provenance=Provenance("CRT: four in 1–2 weeks", _V), gaps_provenance=GAPS,
        ),
    ),
    stay=Stay(
        preparation_min=30, treatment_min=40, recovery_min=60,
        provenance=Provenance("40 min (MUR13); recovery 60–120 min by site (clinical.md 12); preparation by site", _P),
    ),
    reviews=(
        ReviewPoint(
            code="interim", label="after infusion 4", anchor=Anchor.SESSION, after=4, from_days=1, to_days=5,
            measures=("phq-9",), provenance=Provenance("EARLY24: 24 h after infusion 4", _V),
        ),
        ReviewPoint(
            code="final", label="after the last infusion", anchor=Anchor.LAST_SESSION, after=None, from_days=1,
            to_days=7, measures=_MEASURES,
            provenance=Provenance("MUR13; BOB20: stop, taper, maintain or switch, day 1–7", _V),
        ),
        *(_follow_up(weeks) for weeks in (2, 4, 8, 12)),
        ReviewPoint(
            code="six-months", label="six months of maintenance", anchor=Anchor.MAINTENANCE, after=None, from_days=183,
            to_days=197, measures=_MEASURES,
            provenance=Provenance("clinical.md 8D: full review, attempt to taper", _P),
        ),
    ),
    maintenance=(
        Maintenance(
            code="none", label="no maintenance, watched", steps=(), evidence="registry",
            provenance=Provenance("MCN22: about 80 % hold at 4 weeks, 60 % at 8 weeks without", _V),
        ),
        Maintenance(
            code="taper", label="weekly for a month, every 2 weeks for two, monthly for three",
            steps=((7, 4), (14, 4), (28, 3)), evidence="trial protocol", provenance=Provenance("CANRCT", _V),
        ),
        Maintenance(
            code="weekly-four", label="weekly, four times", steps=((7, 4),), evidence="n=41",
            provenance=Provenance("PHI19: kept or improved response", _V),
        ),
        Maintenance(
            code="individual", label="at the interval that this person's response holds", steps=((14, None),),
            evidence="no direct trial evidence; expert", provenance=Provenance("BOB20: at lengthening intervals", _V),
        ),
    ),
    hard_stops=(),
    figures=(
        Figure(name="overdue", value="six not completed in 28 days: evaluate again",
               provenance=Provenance("clinical.md 3E", _P)),
        Figure(name="again after relapse", value="2 to 4 infusions in 2 weeks, at most twice in 6 months before a review",
               provenance=Provenance("clinical.md 8D", _P)),
        Figure(name="how long", value="no agreed maximum: reviewed every 6 months", provenance=Provenance("clinical.md 3F", _P)),
        Figure(name="expected", value="response 54–71 %, remission 29 %; median three infusions to response",
               provenance=Provenance("MCN22 n=537; MUR13 n=24; PHI19 n=41", _V)),
    ),
    notes=(
        "Racemic ketamine for psychiatric use is off-label in the US.",
        "Missed sessions are planned again, never doubled.",
    ),
)  # fmt: skip
