"""Clements and Nimmo 1981: healthy volunteers, venous blood, an analgesic bolus; the 250 µg/kg set."""

from __future__ import annotations

from euthymia.domain.pharmacology.model import (
    Drug,
    Model,
    Population,
    Span,
    Typical,
    verified,
)

SOURCE = "Clements and Nimmo 1981, Br J Anaesth 53:27"
_CODE = f"{SOURCE}, 250 µg/kg, as coded in opentiva; TIVA Flow agrees to 3 %"


def _rate(name: str, per_min: float) -> Typical:
    return Typical(name, per_min, "/min", verified(2), _CODE)


MODEL = Model(
    name="clements-1981",
    version=1,
    title="Clements and Nimmo 1981, healthy volunteers, 2 compartments",
    source=SOURCE,
    drug=Drug.KETAMINE,
    drug_form="racemate",
    sampling="venous",
    structure="2 compartments, per kg",
    population=Population(
        says="healthy volunteers, 0.25 mg/kg IV",
        weight=Span(45.0, 120.0, "kg", "pharmacology fact base 5.3: no model covers obesity"),
        age=Span(18.0, None, "y", "pharmacology fact base 0: adults"),
    ),
    typical=(
        Typical("V1", 1.7522, "L", verified(2), _CODE, exponent=1.0, reference_kg=1.0),
        _rate("k10", 0.0109),
        _rate("k12", 0.0186),
        _rate("k21", 0.0137),
    ),
    effect_sites=(),
    variability=None,
    disagreements=(
        "another program prints V1 1.70, V2 2.40 L/kg, CL 0.0191, Q 0.0317 L/min/kg for the same dose, within 3 %",
        "the 125 µg/kg set of the same paper (one source, unverified) has V1 1.202 L/kg and is not used",
        "at the end of a 40-min infusion the curve is 20 to 30 % below the other racemic sets",
        "a ke0 of 5.2 /min circulates; it comes from an assumed 1-min peak and is not used",
        "variability and residual error were not retrieved",
    ),
    licence="published numbers, no code copied",
)
