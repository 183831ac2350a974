"""Mass, volume, weight, rate; guardrails; where a number comes from; how an input is refused."""

from .exact import (
    CONCENTRATION_MG_PER_ML,
    DOSE_MG_PER_KG,
    MASS_MG,
    RATE_MG_PER_H,
    RATE_ML_PER_H,
    VOLUME_ML,
    WEIGHT_KG,
    Scale,
)
from .guardrail import Guardrail, Verdict
from .marks import Confidence, Provenance
from .refusal import Fault, Unusable

__all__ = [
    "CONCENTRATION_MG_PER_ML",
    "DOSE_MG_PER_KG",
    "MASS_MG",
    "RATE_MG_PER_H",
    "RATE_ML_PER_H",
    "VOLUME_ML",
    "WEIGHT_KG",
    "Confidence",
    "Fault",
    "Guardrail",
    "Provenance",
    "Scale",
    "Unusable",
    "Verdict",
]
