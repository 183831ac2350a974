"""Esketamine nasal spray: a regulated protocol of its own (REMS), sharing nothing with the infusions.

Figures from clinical.md 3B: the US label (SPR-L) and the REMS. Each hard stop is confirmed before a course is
planned, and nobody overrides one.
"""

from __future__ import annotations

from euthymia.domain.protocols.programme import (
    Anchor,
    Figure,
    HardStop,
    Kind,
    Maintenance,
    Programme,
    ReviewPoint,
    Spacing,
    Stay,
)
from euthymia.domain.quantities import Confidence, Provenance

_V, _K, _P = Confidence.V, Confidence.K, Confidence.P

REMS = Provenance("REMS: certified setting, enrolled patient, direct supervision, never dispensed home", _V)
LABEL = Provenance("SPR-L", _V)
_GAPS = Provenance("twice a week by the label; the days between are a site setting", _P)

PROGRAMME = Programme(
    id="esketamine-spray",
    version="2026.11",
    name="Esketamine nasal spray (REMS)",
    kind=Kind.NASAL_SPRAY,
    protocol=None,
    indications=("depression", "suicidal-ideation"),
    measure="phq-9",
    spacings=(
        Spacing(
            code="induction", label="weeks 1 to 4: twice a week", sessions=8, within_days=28, min_gap_days=2,
            max_gap_days=5, provenance=LABEL, gaps_provenance=_GAPS,
        ),
        Spacing(
            code="weeks-5-8", label="weeks 5 to 8: weekly", sessions=4, within_days=24, min_gap_days=6, max_gap_days=8,
            provenance=LABEL, gaps_provenance=_GAPS,
        ),
    ),
    stay=Stay(
        preparation_min=30, treatment_min=10, recovery_min=120,
        provenance=Provenance("SPR-L; REMS: at least 2 h observation; 5 min between devices; preparation by site", _P),
    ),
    reviews=(
        ReviewPoint(
            code="final", label="after the induction", anchor=Anchor.LAST_SESSION, after=None, from_days=0, to_days=7,
            measures=("phq-9", "c-ssrs"), provenance=Provenance("SPR-L: evidence of benefit decides on going on", _K),
        ),
        ReviewPoint(
            code="six-months", label="six months of maintenance", anchor=Anchor.MAINTENANCE, after=None, from_days=183,
            to_days=197, measures=("phq-9", "c-ssrs"), provenance=Provenance("clinical.md 3F: every 6 months", _P),
        ),
    ),
    maintenance=(
        Maintenance(
            code="weekly", label="weekly (from week 9)", steps=((7, None),), evidence="RCT",
            provenance=Provenance("SUS1: relapse 26.7 % against 45.3 % (remitters, HR 0.49)", _V),
        ),
        Maintenance(
            code="two-weekly", label="every 2 weeks (from week 9): the least that holds response", steps=((14, None),),
            evidence="RCT", provenance=Provenance("SPR-L; SUS1", _V),
        ),
    ),
    hard_stops=(
        HardStop(code="setting", question="this clinic is certified in the REMS",
                 says="the setting is not known to be certified in the REMS", provenance=REMS),
        HardStop(code="enrolled", question="this patient has signed, and is enrolled in the REMS",
                 says="the patient is not known to have signed and to be enrolled in the REMS", provenance=REMS),
        HardStop(code="supervised", question="every dose is taken under direct supervision; none goes home",
                 says="direct supervision of every dose is not confirmed", provenance=REMS),
        HardStop(code="observed", question="two hours of observation, with pressure at 40 minutes, fit each visit",
                 says="two hours of observation are not confirmed", provenance=Provenance("SPR-L; REMS", _V)),
        HardStop(code="form", question="somebody sends each monitoring form within 7 days",
                 says="nobody is named to send the monitoring forms", provenance=Provenance("REMS: within 7 days", _V)),
    ),
    figures=(
        Figure(name="dose, day 1", value="56 mg (EU, 65 years and older: 28 mg)", provenance=Provenance("SPR-L; SPR-EU", _V)),
        Figure(name="dose, then", value="56 or 84 mg", provenance=LABEL),
        Figure(name="device", value="28 mg in two sprays; 56 mg is 2 devices, 84 mg is 3; 5 min between", provenance=LABEL),
        Figure(name="before a dose", value="above 140/90 the risk is weighed; no food 2 h, no liquids 30 min; nasal steroid "
               "or decongestant at least 1 h before", provenance=LABEL),
        Figure(name="after a dose", value="no driving until the next day after restful sleep", provenance=Provenance("SPR-L; REMS", _V)),
        Figure(name="with suicidal thoughts", value="84 mg twice a week for 4 weeks; one reduction to 56 mg; evaluate again",
               provenance=LABEL),
        Figure(name="missed sessions", value="if depression worsens, back to the schedule before", provenance=Provenance("SPR-L", _K)),
    ),
    notes=(
        "Not shown to prevent suicide or to reduce the need for hospital.",
        "Nothing here holds for racemic ketamine.",
    ),
)  # fmt: skip
