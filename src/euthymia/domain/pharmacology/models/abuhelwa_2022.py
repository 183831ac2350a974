"""Abuhelwa 2022: patients with treatment-resistant depression; the second curve, always beside the first."""

from __future__ import annotations

from euthymia.domain.pharmacology.model import (
    ONE_SOURCE,
    Drug,
    EffectSite,
    Model,
    Population,
    Span,
    Typical,
)

SOURCE = "Abuhelwa 2022, Clin Pharmacol Ther, cpt.2640, PMC9540482"
_CODE = f"{SOURCE}, as coded in TIVA Flow"

MODEL = Model(
    name="abuhelwa-2022",
    version=1,
    title="Abuhelwa 2022, treatment-resistant depression, 2 compartments",
    source=SOURCE,
    drug=Drug.KETAMINE,
    drug_form="racemate",
    sampling="not retrieved",
    structure="2 compartments",
    population=Population(
        says="21 patients with treatment-resistant depression, 0.1 to 0.5 mg/kg IV, SC or IM",
        weight=Span(45.0, 120.0, "kg", "pharmacology fact base 5.3: no model covers obesity"),
        age=Span(18.0, None, "y", "pharmacology fact base 0: adults"),
    ),
    typical=(
        Typical("V1", 79.3, "L", ONE_SOURCE, _CODE, exponent=1.0),
        Typical("V2", 87.4, "L", ONE_SOURCE, _CODE, exponent=1.0),
        Typical("CL", 69.6, "L/h", ONE_SOURCE, _CODE, exponent=0.75),
        Typical("Q2", 121.0, "L/h", ONE_SOURCE, _CODE, exponent=0.75),
    ),
    effect_sites=(
        EffectSite(
            name="experimental",
            per_min=0.0835,
            endpoint="antinociception and external perception, 17 men",
            source="Olofsen 2022, Anesthesiology",
            standing=ONE_SOURCE,
            estimated_for="an arterial S/R model of its own",
            experimental=True,
            says="ke0 0.0835 /min is experimental: estimated with an arterial model of its own, not with this one",
        ),
    ),
    variability=None,
    disagreements=(
        "the paper's own table was not retrieved: parameters were read in one program",
        "norketamine parameters and omegas were not retrieved",
    ),
    licence="published numbers of an open-access paper, no code copied",
)
