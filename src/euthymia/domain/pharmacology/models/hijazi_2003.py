"""Hijazi 2003: adults in intensive care; far from an infusion clinic, kept to show what illness does."""

from __future__ import annotations

from euthymia.domain.pharmacology.model import (
    Drug,
    Model,
    Population,
    Span,
    Typical,
    verified,
)

SOURCE = "Hijazi 2003, Br J Anaesth 90:155"
_CODE = f"{SOURCE}, as coded in opentiva; the abstract's clearance and half-life follow from these constants"


def _rate(name: str, per_min: float) -> Typical:
    return Typical(name, per_min, "/min", verified(2), _CODE)


MODEL = Model(
    name="hijazi-2003",
    version=1,
    title="Hijazi 2003, intensive care with brain or spinal injury, 2 compartments",
    source=SOURCE,
    drug=Drug.KETAMINE,
    drug_form="racemate",
    sampling="not retrieved",
    structure="2 compartments, per kg",
    population=Population(
        says="12 adults in intensive care with brain or spinal injury; not clinic patients",
        weight=Span(45.0, 120.0, "kg", "pharmacology fact base 5.3: no model covers obesity"),
        age=Span(18.0, None, "y", "pharmacology fact base 1.5: an adult study"),
    ),
    typical=(
        Typical("V1", 1.08, "L", verified(2), _CODE, exponent=1.0, reference_kg=1.0),
        _rate("k10", 0.0333),
        _rate("k12", 0.0088),
        _rate("k21", 0.0030),
    ),
    effect_sites=(),
    variability=None,
    disagreements=(
        "critically ill: clearance 151 L/h at 70 kg is about twice that of healthy adults",
        "one program limits it to an age of 18 y and below; the patients were adults",
        "the abstract's SDs (clearance 36.0 (13.3) mL/min/kg) are of 12 people and of other quantities than "
        "these constants: no interval is made of them",
        "a ke0 of 4.773 /min circulates; it comes from an assumed 1-min peak and is not used",
    ),
    licence="published numbers, no code copied",
)
