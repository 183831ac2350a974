"""Racemic ketamine by intravenous infusion for depression and its relatives: off-label in the US.

Figures from clinical.md 3A, 3D, 3E, 4A. The outer fences are site settings a clinic changes and signs.
"""

from __future__ import annotations

from decimal import Decimal

from euthymia.domain.protocols.judge import DoseGuardrails
from euthymia.domain.protocols.protocol import Choice, Dilution, Observation, Protocol, Series
from euthymia.domain.protocols.words import ACTIONS, MEDICINES, MOAAS, REASONS, SYMPTOMS
from euthymia.domain.quantities import Confidence, Guardrail, Provenance

_V, _V2, _K, _P = Confidence.V, Confidence.V2, Confidence.K, Confidence.P

TRIALS = Provenance("MUR13; PHI19; ANA23: 0.5 mg/kg over 40 min", _V)
TESTED = Provenance("Fava 2018: 0.1, 0.2, 0.5, 1.0 mg/kg; CRT: step to 0.75 mg/kg", _V)
CEILING = Provenance("clinical.md 3A, 3E: tested doses; ceiling 1.0 mg/kg as site default", _P)
BY_ARITHMETIC = Provenance("arithmetic from the dose, minutes and bag fences; set by the site", _P)
NO_CAP_FOUND = Provenance(
    "no guideline mg cap found (clinical.md 3D); fences are 0.1–1.0 and 0.5–0.75 mg/kg at 30 and 100 kg", _P
)
PLAUSIBLE_WEIGHT = Provenance("clinical.md 3D plausibility", _P)

GUARDRAILS = DoseGuardrails(
    weight_kg=Guardrail(
        "weight", "kg", Decimal(30), Decimal(30), Decimal(250), Decimal(250), PLAUSIBLE_WEIGHT
    ),
    dose_mg_per_kg=Guardrail(
        "dose", "mg/kg", Decimal("0.1"), Decimal("0.5"), Decimal("0.75"), Decimal("1"), CEILING
    ),
    dose_mg=Guardrail("dose", "mg", Decimal(3), Decimal(15), Decimal(75), Decimal(100), NO_CAP_FOUND),
    duration_min=Guardrail(
        "infusion time",
        "min",
        Decimal(40),
        Decimal(40),
        Decimal(60),
        Decimal(120),
        Provenance("40 min in trials, 40–60 in practice (BOB20); the longest is a site setting", _P),
    ),
    # 0.1 over 120 min, 0.4 over 60 (clinical.md 3E, poor tolerance), 0.75 over 40, 1.0 over 40.
    rate_mg_per_kg_per_h=Guardrail(
        "rate", "mg/kg/h", Decimal("0.05"), Decimal("0.4"), Decimal("1.125"), Decimal("1.5"), BY_ARITHMETIC
    ),
    concentration_mg_per_ml=Guardrail(
        "concentration",
        "mg/mL",
        Decimal("0.027"),
        Decimal("0.136"),
        Decimal(1),
        Decimal(2),
        Provenance("KET-L: 1 mg/mL, 2 if fluid restricted; below, the smallest doses in 110 mL (site)", _P),
    ),
)

OBSERVATIONS = (
    Observation(
        code="blood-pressure",
        label="Blood pressure",
        during_every_s=600,
        alert_every_s=300,
        recovery_every_s=900,
        provenance=Provenance("EMO18, YAL24 practice every 10 min; 5 min on alert is a site setting", _V),
    ),
    Observation(
        code="heart-rate",
        label="Heart rate",
        during_every_s=None,
        alert_every_s=None,
        recovery_every_s=900,
        provenance=Provenance("COH18: continuous; with each pressure in recovery", _V2),
    ),
    Observation(
        code="spo2",
        label="SpO₂",
        during_every_s=None,
        alert_every_s=None,
        recovery_every_s=900,
        provenance=Provenance("SPR-L, REMS: oximetry, recorded with each pressure", _V),
    ),
    Observation(
        code="respiratory-rate",
        label="Breaths",
        during_every_s=600,
        alert_every_s=300,
        recovery_every_s=900,
        provenance=Provenance("ASA/AANA sedation practice: with each pressure", _K),
    ),
    Observation(
        code="sedation",
        label="Sedation",
        during_every_s=900,
        alert_every_s=300,
        recovery_every_s=900,
        provenance=Provenance("trials of esketamine: every 10–15 min and at each alert", _K),
    ),
    Observation(
        code="comfort",
        label="Pain, nausea, IV site",
        during_every_s=900,
        alert_every_s=900,
        recovery_every_s=900,
        provenance=Provenance("clinical.md 4A: every 15 min", _P),
    ),
)

PROTOCOL = Protocol(
    id="iv-depression",
    version="2026.11",
    name="Ketamine IV for depression",
    drug="ketamine (racemic)",
    route="intravenous",
    indications=(
        Choice("depression", "Depression"),
        Choice("bipolar-depression", "Bipolar depression"),
        Choice("suicidal-ideation", "Suicidal ideation in depression"),
        Choice("ptsd", "PTSD"),
        Choice("anxiety", "Anxiety"),
    ),
    evidence=(
        Provenance("CAN21: depression, single infusion level 1, repeated level 3, third line", _V),
        Provenance("MCI21, CRT: bipolar depression, low; only with a stabiliser", _V2),
        Provenance("Wilkinson 2018: suicidal ideation, benefit up to one week", _V),
        Provenance("FED21, ABD22: PTSD, conflicting", _V),
        Provenance("TAY18, GLU: anxiety, very low", _V),
    ),
    default_dose_ug_per_kg=500,
    published_doses_ug_per_kg=(100, 200, 500, 750, 1_000),
    dose_provenance=TESTED,
    dose_step_ug=500,
    default_duration_min=40,
    durations_min=(40, 60),
    duration_provenance=TRIALS,
    dilution=Dilution(
        stock_ug_per_ml=50_000,
        volume_ul=100_000,
        convention="to-final",
        diluents=("0.9 % NaCl", "D5W"),
        provenance=Provenance("KET-L, CHEO: NaCl or D5W; psychiatric bags commonly 50–100 mL", _V),
    ),
    guardrails=GUARDRAILS,
    observations=OBSERVATIONS,
    longest_pause_s=600,
    rate_steps_percent=(-25, -50),
    rate_provenance=Provenance("clinical.md 3E: −25 to −50 % or pause up to 10 min", _P),
    series=Series(
        infusions=6,
        scheme="three a week for two weeks, or two a week for three weeks",
        shortest_interval_h=24,
        usual_interval_h=48,
        overdue_after_days=28,
        provenance=Provenance("MUR13, PHI19 (three a week); ANA23 (two a week)", _V),
        intervals_provenance=Provenance("clinical.md 3E: at least 24 h, usually 48 h; 28 days", _P),
    ),
    reasons=REASONS,
    actions=ACTIONS,
    symptoms=SYMPTOMS,
    medicines=MEDICINES,
    sedation_scale=MOAAS,
    notes=(
        "Racemic ketamine for psychiatric use is off-label in the US.",
        "A larger dose after the first or second infusion is proposed to the prescriber, never automatic.",
        "Nothing here holds for esketamine nasal spray, which has a regulated protocol of its own.",
    ),
    sources=(
        TRIALS,
        TESTED,
        Provenance("KET-L (vials, diluents)", _V),
        Provenance("what has no published figure (clinical.md 3A, 3D, 3E, 4A, 4D, 4E, 6A, 6B)", _P),
    ),
)
