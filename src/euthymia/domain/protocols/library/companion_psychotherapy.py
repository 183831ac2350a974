"""Psychotherapy as a companion pathway: CBT, trauma-focused, integration. Figures from clinical.md 11B."""

from __future__ import annotations

from euthymia.domain.protocols.programme import (
    Anchor,
    Figure,
    HardStop,
    Kind,
    Programme,
    ReviewPoint,
    Spacing,
    Stay,
)
from euthymia.domain.quantities import Confidence, Provenance

_V, _P = Confidence.V, Confidence.P

PROGRAMME = Programme(
    id="psychotherapy",
    version="2026.11",
    name="Psychotherapy beside ketamine",
    kind=Kind.PSYCHOTHERAPY,
    protocol=None,
    indications=("depression", "bipolar-depression", "suicidal-ideation", "ptsd", "anxiety", "chronic-pain"),
    measure="phq-9",
    spacings=(
        Spacing(
            code="cbt-sixteen", label="CBT, sixteen over fourteen weeks", sessions=16, within_days=98, min_gap_days=3,
            max_gap_days=14, provenance=Provenance("Wilkinson 2021: 16 over 14 weeks after responding to six infusions", _V),
            gaps_provenance=Provenance("the days between are a site setting", _P),
        ),
        Spacing(
            code="integration", label="integration, one after each infusion", sessions=6, within_days=24, min_gap_days=1,
            max_gap_days=7, provenance=Provenance("clinical.md 11B: within 3 days after a dose, within 5 before", _P),
            gaps_provenance=Provenance("follows the infusions", _P),
        ),
    ),
    stay=Stay(preparation_min=0, treatment_min=50, recovery_min=0, provenance=Provenance("set by the therapist", _P)),
    reviews=tuple(
        ReviewPoint(
            code=f"after-{n}", label=f"after session {n}", anchor=Anchor.SESSION, after=n, from_days=0, to_days=7,
            measures=("phq-9", "gad-7"), provenance=Provenance("clinical.md 11B: every 4 sessions", _P),
        )
        for n in (4, 8, 12, 16)
    ),
    maintenance=(),
    hard_stops=(
        HardStop(code="consent", question="the patient has agreed to psychotherapy, and there is a plan for a crisis",
                 says="consent and the plan for a crisis are not confirmed", provenance=Provenance("clinical.md 11B", _P)),
    ),
    figures=(
        Figure(name="studied", value="d 0.65 on the MADRS (not significant), QIDS interaction p 0.033; 28 of 42 responded "
               "and were randomised", provenance=Provenance("Wilkinson 2021", _V)),
        Figure(name="near an infusion", value="before a dose within 5 days, after it within 3",
               provenance=Provenance("clinical.md 11B", _P)),
    ),
    notes=("Psychotherapy notes are kept apart from the medical record where the law protects them.",),
    needs_decision=False,
)  # fmt: skip
