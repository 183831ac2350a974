"""Racemic ketamine by intravenous infusion for chronic pain, one session of hours: weak evidence outside CRPS.

A different programme from the psychiatric one (longer, higher total dose), sharing no default with it.
Figures from clinical.md 3A: the consensus COH18, read in a summary (V2). No bolus is modelled.
"""

from __future__ import annotations

from decimal import Decimal

from euthymia.domain.protocols.judge import DoseGuardrails
from euthymia.domain.protocols.protocol import Choice, Dilution, Observation, Protocol, Series
from euthymia.domain.protocols.words import ACTIONS, MEDICINES, MOAAS, REASONS, SYMPTOMS
from euthymia.domain.quantities import Confidence, Guardrail, Provenance

_V, _V2, _K, _P = Confidence.V, Confidence.V2, Confidence.K, Confidence.P

CRPS = Provenance("COH18: CRPS 0.35 mg/kg/h over 4 h for 10 days, or 22 mg/h for 4 days", _V2)
OTHER_PAIN = Provenance("COH18: other pain 0.5–2 mg/kg/h over 2–8 h, more only in intensive care", _V2)
BY_ARITHMETIC = Provenance("arithmetic from COH18's rates and hours; set by the site", _P)

GUARDRAILS = DoseGuardrails(
    weight_kg=Guardrail(
        "weight",
        "kg",
        Decimal(30),
        Decimal(30),
        Decimal(250),
        Decimal(250),
        Provenance("clinical.md 3D plausibility", _P),
    ),
    # 0.35 mg/kg/h × 2 h, 0.5 × 2, 0.5 × 8, and 2 × 4 mg/kg.
    dose_mg_per_kg=Guardrail(
        "dose", "mg/kg", Decimal("0.7"), Decimal(1), Decimal(4), Decimal(8), BY_ARITHMETIC
    ),
    # The same at 30 kg and 100 kg; 80 mg is the total COH18 suggests for benefit.
    dose_mg=Guardrail("dose", "mg", Decimal(21), Decimal(80), Decimal(400), Decimal(800), BY_ARITHMETIC),
    duration_min=Guardrail(
        "infusion time",
        "min",
        Decimal(120),
        Decimal(120),
        Decimal(480),
        Decimal(480),
        OTHER_PAIN,
    ),
    # 0.7 over 8 h, 1 over 4 h (CRPS's hours), and COH18's 2 mg/kg/h.
    rate_mg_per_kg_per_h=Guardrail(
        "rate", "mg/kg/h", Decimal("0.0875"), Decimal("0.25"), Decimal(2), Decimal(2), BY_ARITHMETIC
    ),
    concentration_mg_per_ml=Guardrail(
        "concentration",
        "mg/mL",
        Decimal("0.19"),
        Decimal("0.27"),
        Decimal(1),
        Decimal(2),
        Provenance("KET-L: 1 mg/mL, 2 if fluid restricted; below, the smallest doses in 110 mL (site)", _P),
    ),
)

PROTOCOL = Protocol(
    id="iv-chronic-pain",
    version="2026.11",
    name="Ketamine IV for chronic pain",
    drug="ketamine (racemic)",
    route="intravenous",
    indications=(Choice("chronic-pain", "Chronic pain"),),
    evidence=(
        Provenance("COH18: CRPS, moderate, benefit to 12 weeks", _V2),
        Provenance("COH18: spinal-cord-injury pain weak; other pain weak or none", _V2),
    ),
    default_dose_ug_per_kg=1_400,
    published_doses_ug_per_kg=(1_400,),
    dose_provenance=CRPS,
    dose_step_ug=500,
    default_duration_min=240,
    durations_min=(240,),
    duration_provenance=CRPS,
    dilution=Dilution(
        stock_ug_per_ml=50_000,
        volume_ul=100_000,
        convention="to-final",
        diluents=("0.9 % NaCl", "D5W"),
        provenance=Provenance("KET-L, CHEO: NaCl or D5W, 1 mg/mL, 2 if fluid restricted", _V),
    ),
    guardrails=GUARDRAILS,
    observations=(
        Observation(
            code="blood-pressure",
            label="Blood pressure",
            during_every_s=600,
            alert_every_s=300,
            recovery_every_s=900,
            provenance=Provenance(
                "borrowed from psychiatric practice (EMO18, YAL24); none found for pain", _P
            ),
        ),
        Observation(
            code="heart-rate",
            label="Heart rate, rhythm",
            during_every_s=None,
            alert_every_s=None,
            recovery_every_s=900,
            provenance=Provenance("COH18: continuous; ECG with heart disease", _V2),
        ),
        Observation(
            code="spo2",
            label="SpO₂",
            during_every_s=None,
            alert_every_s=None,
            recovery_every_s=900,
            provenance=Provenance("borrowed from esketamine labelling (SPR-L)", _P),
        ),
        Observation(
            code="sedation",
            label="Sedation",
            during_every_s=900,
            alert_every_s=300,
            recovery_every_s=900,
            provenance=Provenance("clinical.md 4A: every 10–15 min and at each alert", _K),
        ),
    ),
    longest_pause_s=600,
    rate_steps_percent=(-25, -50),
    rate_provenance=Provenance("clinical.md 3E: −25 to −50 % or pause up to 10 min", _P),
    series=Series(
        infusions=10,
        scheme="ten days, four hours a day (CRPS)",
        shortest_interval_h=20,
        usual_interval_h=24,
        overdue_after_days=None,
        provenance=CRPS,
        intervals_provenance=Provenance("one session a day; 20 h between starts is a site setting", _P),
    ),
    reasons=REASONS,
    actions=ACTIONS,
    symptoms=SYMPTOMS,
    medicines=MEDICINES,
    sedation_scale=MOAAS,
    notes=(
        "The consensus was read in a summary only; confirm every figure before adopting this protocol.",
        "Repeated long courses have injured the liver (NOP11): liver tests before and during a course.",
        "A bolus (COH18: up to 0.35 mg/kg) is not part of this protocol.",
        "Fewer than 80 mg over more than two hours is below what COH18 suggests for benefit.",
    ),
    sources=(
        CRPS,
        OTHER_PAIN,
        Provenance("NOP11: liver injury on a second 100-hour course", _V),
        Provenance("what has no published figure (clinical.md 3A, 3D, 3E, 4A, 4D, 4E, 6A, 6B)", _P),
    ),
)
