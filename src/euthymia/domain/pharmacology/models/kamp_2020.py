"""Kamp 2020: the default curve, a meta-analysis of 18 studies, racemic and S-ketamine pooled."""

from __future__ import annotations

from euthymia.domain.pharmacology.model import (
    ONE_SOURCE,
    Drug,
    EffectSite,
    Model,
    Population,
    Span,
    Typical,
    Variability,
    verified,
)

SOURCE = "Kamp 2020, Anesthesiology 133:1192"
_CODE = f"{SOURCE}, as coded in opentiva, SimTIVA and a TypeScript TIVA program"


def _volume(name: str, litres: float) -> Typical:
    return Typical(name, litres, "L", verified(3), _CODE, exponent=1.0)


def _clearance(name: str, litres_per_h: float) -> Typical:
    return Typical(name, litres_per_h, "L/h", verified(3), _CODE, exponent=0.75)


MODEL = Model(
    name="kamp-2020",
    version=1,
    title="Kamp 2020, meta-analysis, 3 compartments",
    source=SOURCE,
    drug=Drug.KETAMINE,
    drug_form="racemate and S-ketamine pooled; used here for the racemate",
    sampling="arterial and venous, pooled",
    structure="3 compartments",
    population=Population(
        says="18 studies, adults, standardised to 70 kg; no covariate retained by meta-regression",
        weight=Span(45.0, 120.0, "kg", "pharmacology fact base 5.3: no model covers obesity"),
        age=Span(18.0, None, "y", "pharmacology fact base 0: adults"),
    ),
    typical=(
        _volume("V1", 25.0),
        _volume("V2", 56.0),
        _volume("V3", 157.0),
        _clearance("CL", 84.0),
        _clearance("Q2", 161.0),
        _clearance("Q3", 79.0),
    ),
    effect_sites=(
        EffectSite(
            name="time-to-peak",
            per_min=0.5932,
            per_min_per_ln_kg=0.1876,
            endpoint="analgesia nociception index after 0.1 mg/kg, n = 20; peak at 96 s",
            source="SimTIVA, after Navarrete 2025 J Clin Monit Comput 39:349",
            standing=ONE_SOURCE,
            estimated_for="domino-1984, moved to kamp-2020 by the time to peak",
            says="moved from another model by the time to peak; one source, unverified",
        ),
        EffectSite(
            name="experimental",
            per_min=0.0835,
            endpoint="antinociception and external perception, 17 men",
            source="Olofsen 2022, Anesthesiology",
            standing=ONE_SOURCE,
            estimated_for="an arterial S/R model of its own",
            experimental=True,
            says="experimental: estimated with an arterial model of its own, not with this one",
        ),
    ),
    variability=Variability(
        cv=(("V1", 0.30), ("CL", 0.16)),
        correlations=(("V1", "CL", 0.48),),
        source="borrowed from Otto 2021/Fanta 2015 (S-ketamine, venous)",
        standing=ONE_SOURCE,
        borrowed=True,
    ),
    disagreements=(
        "scaling of CL, Q2, Q3: exponent 0.75 in two programs, linear in one; at 95 kg CL is 105.6 or 114 L/h",
        "a 2-compartment set that one program labels Kamp 2020 (V1 25.8 L) conflicts with the three others: unused",
        "weighted mean CL of the abstract is 79 L/h (69 to 90), Vss 252 L (200 to 304); this set has 84 and 238",
        "omegas and residual error were not retrieved",
    ),
    licence="published numbers, no code copied; the weight-dependent ke0 was read in a GPL-3 program",
)
