"""Domino 1984: kept so that curves can be compared with other programs, not because it is right."""

from __future__ import annotations

from euthymia.domain.pharmacology.model import (
    Drug,
    EffectSite,
    Model,
    Population,
    Sex,
    Span,
    Typical,
    verified,
)

SOURCE = "Domino 1984, Clin Pharmacol Ther 36:645-653"
_CODE = f"{SOURCE}, as coded in stanpumpR, STANPUMP, opentiva, SimTIVA and two more programs"


def _rate(name: str, per_min: float) -> Typical:
    return Typical(name, per_min, "/min", verified(5), _CODE)


MODEL = Model(
    name="domino-1984",
    version=1,
    title="Domino 1984, healthy men, 3 compartments, for comparison with other software",
    source=SOURCE,
    drug=Drug.KETAMINE,
    drug_form="racemate",
    sampling="not settled: arterial or venous",
    structure="3 compartments, per kg",
    population=Population(
        says="8 healthy men, 2.2 mg/kg IV",
        weight=Span(45.0, 120.0, "kg", "pharmacology fact base 5.3: no model covers obesity"),
        age=Span(18.0, None, "y", "pharmacology fact base 0: adults"),
        sexes=frozenset({Sex.MALE}),
    ),
    typical=(
        Typical("V1", 0.063, "L", verified(5), _CODE, exponent=1.0, reference_kg=1.0),
        _rate("k10", 0.438),
        _rate("k12", 0.592),
        _rate("k13", 0.590),
        _rate("k21", 0.247),
        _rate("k31", 0.0146),
    ),
    effect_sites=(
        EffectSite(
            name="nociception-index",
            per_min=0.238,
            endpoint="analgesia nociception index after 0.1 mg/kg, n = 20",
            source="Navarrete 2025, J Clin Monit Comput 39:349",
            standing=verified(2),
            estimated_for="domino-1984",
        ),
    ),
    variability=None,
    disagreements=(
        "which paper the constants come from, 1984 or 1982, is not settled",
        "k10 and k12 are 0.4381 and 0.5921 in two programs",
        "terminal half-life 2.17 h in the paper, 1.91 h from these constants",
        "clearance 116 L/h lies well above the modern racemic sets (70 to 90 L/h); after a stop the curve "
        "halves in under 2 min",
        "no omegas are published in any program",
    ),
    licence="published numbers, no code copied; stanpumpR (MIT) asks before use in a commercial system",
)
