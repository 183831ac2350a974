"""Herd and Anderson 2007: children in an emergency department; outside it, a curve carries a warning."""

from __future__ import annotations

from euthymia.domain.pharmacology.model import (
    ONE_SOURCE,
    Drug,
    Model,
    Population,
    Span,
    Typical,
    Variability,
    verified,
)

SOURCE = "Herd and Anderson 2007, Paediatr Anaesth 17:622"
_BOTH = f"{SOURCE}, abstract; the same in opentiva"
_RANGE = "opentiva, its limits for this model; the abstract gives 8.3 (SD 3.5) y and 32.5 (SD 15.6) kg"

MODEL = Model(
    name="herd-2007",
    version=1,
    title="Herd and Anderson 2007, children, 2 compartments",
    source=SOURCE,
    drug=Drug.KETAMINE,
    drug_form="racemate",
    sampling="not retrieved",
    structure="2 compartments",
    population=Population(
        says="54 children, 188 samples, 1 to 1.5 mg/kg IV for painful procedures",
        weight=Span(10.8, 74.8, "kg", _RANGE),
        age=Span(1.0, 14.0, "y", _RANGE),
    ),
    typical=(
        Typical("V1", 38.7, "L", verified(2), _BOTH, exponent=1.0),
        Typical("V2", 102.0, "L", verified(2), _BOTH, exponent=1.0),
        Typical("CL", 90.0, "L/h", verified(2), _BOTH, exponent=0.75),
        Typical("Q2", 215.0, "L/h", verified(2), _BOTH, exponent=0.75),
    ),
    effect_sites=(),
    variability=Variability(
        cv=(("V1", 0.64), ("V2", 0.517), ("CL", 0.381), ("Q2", 0.19)),
        correlations=(),
        source=f"{SOURCE}, abstract: children",
        standing=ONE_SOURCE,
        borrowed=False,
        caveat="correlations are not published; independence is a guess",
    ),
    disagreements=(
        "children: not for adults, although the numbers are standardised to 70 kg",
        "ke0 3.8 /min of the same group (Herd 2008, arousal; half-life 11 s, range 0.07 to 20 s) is all but "
        "immediate and is not offered; one program has 2.995 /min from an assumed peak",
        "residual error was not retrieved",
    ),
    licence="published numbers, no code copied",
)
