"""Which weight a dose is reckoned on: actual by default, ideal or adjusted where a site says so.

Source: clinical.md 3D. Actual weight as in the pivotal trials (MUR13, PHI19, ANA23; V); Devine's ideal
weight and the adjusted weight (K); which basis is used is a site policy (P).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias, get_args

from euthymia.domain.quantities import Confidence, Provenance, Unusable

from .dose import WeightBasis

Sex: TypeAlias = Literal["female", "male"]

ACTUAL = Provenance("MUR13, PHI19, ANA23: actual body weight", Confidence.V)
DEVINE = Provenance("Devine; adjusted = ideal + 0.4 × (actual − ideal)", Confidence.K)
BELOW_60_INCHES = Provenance("clinical.md 3D: Devine is undefined below 60 in, use actual", Confidence.P)

_MICROMETRES_PER_INCH = 25_400
_DEVINE_BASE_G = {"male": 50_000, "female": 45_500}
_DEVINE_G_PER_INCH = 2_300
_ADJUSTMENT = Fraction(4, 10)


@dataclass(frozen=True, slots=True)
class DosingWeight:
    """The weight to dose on, the basis really used (which may differ from the one asked for), and why."""

    weight_g: int
    basis: WeightBasis
    says: str
    provenance: Provenance


def dosing_weight(
    *, basis: WeightBasis, actual_g: int, sex: Sex | None = None, height_mm: int | None = None
) -> DosingWeight:
    """The weight for `basis`, rounded down to whole grams.

    Below 60 inches the formula is undefined and the actual weight is used, said in words. Raises
    `Unusable` when the basis needs sex or height and it is not known, or the actual weight is not positive.
    """
    if actual_g <= 0:
        raise Unusable.one("actual_g", "not-a-weight", f"weight {actual_g} g", "a weight above zero")
    if basis not in get_args(WeightBasis):
        raise Unusable.one("basis", "not-listed", f"{basis!r} is not a basis", "actual, ideal or adjusted")
    if basis == "actual":
        return DosingWeight(actual_g, "actual", "actual weight", ACTUAL)
    if sex not in _DEVINE_BASE_G:
        raise Unusable.one(
            "sex", "unknown", f"{basis} weight needs the sex the formula names", "female or male"
        )
    if height_mm is None or height_mm <= 0:
        raise Unusable.one(
            "height_mm", "unknown", f"{basis} weight needs a height", "a height in millimetres"
        )
    inches_above_60 = Fraction(height_mm * 1_000, _MICROMETRES_PER_INCH) - 60
    if inches_above_60 < 0:
        return DosingWeight(
            actual_g, "actual", f"actual weight: no {basis} weight below 60 inches", BELOW_60_INCHES
        )
    ideal_g = _DEVINE_BASE_G[sex] + _DEVINE_G_PER_INCH * inches_above_60
    if basis == "ideal":
        return DosingWeight(int(ideal_g), "ideal", "ideal weight (Devine)", DEVINE)
    adjusted_g = ideal_g + _ADJUSTMENT * (actual_g - ideal_g)
    return DosingWeight(int(adjusted_g), "adjusted", "adjusted weight (ideal + 0.4 × excess)", DEVINE)
