"""Blood pressure and heart rate under ketamine, as context: the published change from a patient's own baseline.

Each relation was read in one program that quotes one paper. The paper's fixed resting values are not those of the
patient and are never used: the predicted change is added to what was measured before the infusion. Nothing here
moves a curve, an alarm or an estimate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from euthymia.domain.quantities import Unusable

from .divided import Floats
from .model import ONE_SOURCE, Drug, Standing

CONTEXT = "Context from one source, unverified: the expected change from this patient's own baseline."
_SOURCE = "Abuhelwa 2022, Clin Pharmacol Ther, cpt.2640, as coded in TIVA Flow"


@dataclass(frozen=True, slots=True)
class Relation:
    """change = `most` × C^slope / (half^slope + C^slope), C plasma ng/mL of racemate; the effect site is not used."""

    of: str
    unit: str
    most: float
    half_ng_per_ml: float
    slope: float
    source: str
    standing: Standing
    drug: Drug = Drug.KETAMINE

    def change(self, plasma_ng_per_ml: Floats | float) -> Floats:
        """The predicted change in `unit`, same shape. Raises `Unusable` for a concentration below 0."""
        plasma = np.asarray(plasma_ng_per_ml, dtype=np.float64)
        if not (np.isfinite(plasma) & (plasma >= 0)).all():
            raise Unusable.one("plasma", "negative", "a concentration is below 0", "finite ng/mL, 0 or above")
        power = plasma**self.slope
        found: Floats = self.most * power / (self.half_ng_per_ml**self.slope + power)
        return found

    def from_baseline(self, baseline: float, plasma_ng_per_ml: Floats | float) -> Floats:
        """The change on top of this patient's own reading. Raises `Unusable` without one."""
        if not (np.isfinite(baseline) and baseline > 0):
            says = f"{self.of} before the infusion is not known"
            raise Unusable.one("baseline", "missing-baseline", says, f"this patient's own, in {self.unit}")
        found: Floats = baseline + self.change(plasma_ng_per_ml)
        return found


SYSTOLIC = Relation("systolic pressure", "mmHg", 51.6, 468.0, 2.04, _SOURCE, ONE_SOURCE)
HEART_RATE = Relation("heart rate", "/min", 147.3, 7580.0, 1.0, _SOURCE, ONE_SOURCE)
RELATIONS = (SYSTOLIC, HEART_RATE)
