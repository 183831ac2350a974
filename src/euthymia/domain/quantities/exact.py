"""Exact amounts: text in, whole numbers of the smallest unit out, and back.

Drug is counted in whole micrograms, weight in grams, volume in microlitres, rates in micrograms or
microlitres an hour. A text with more digits than the smallest unit holds is refused, not rounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from .refusal import Unusable

_PLAIN = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?")


@dataclass(frozen=True, slots=True)
class Scale:
    """How one unit on a screen relates to the whole number behind it."""

    what: str
    unit: str
    per_unit: int

    def parse(self, text: str, at: str = "") -> int:
        """Whole smallest units of a plain decimal text. Raises `Unusable` for anything else."""
        written = text.strip()
        accepted = f"a plain number of {self.unit} such as 35 or 0.5, at most {self._decimals()} decimals"
        if not _PLAIN.fullmatch(written):
            raise Unusable.one(at, "not-a-number", f"{written!r} is not {self.what} in {self.unit}", accepted)
        smallest = Decimal(written) * self.per_unit
        if smallest != smallest.to_integral_value():
            raise Unusable.one(at, "too-fine", f"{written} {self.unit} is finer than can be kept", accepted)
        return int(smallest)

    def format(self, smallest: int) -> str:
        """Digits with a leading zero and no trailing ones: 35, 0.5, 1,250.25 (without the unit)."""
        value = Decimal(smallest) / self.per_unit
        text = f"{value:,.6f}"
        return text.rstrip("0").rstrip(".")

    def decimal(self, smallest: int) -> Decimal:
        """The exact value in the unit of the screen."""
        return Decimal(smallest) / self.per_unit

    def _decimals(self) -> int:
        return len(str(self.per_unit)) - 1


MASS_MG = Scale("a mass", "mg", 1_000)
WEIGHT_KG = Scale("a weight", "kg", 1_000)
VOLUME_ML = Scale("a volume", "mL", 1_000)
CONCENTRATION_MG_PER_ML = Scale("a concentration", "mg/mL", 1_000)
RATE_MG_PER_H = Scale("a dose rate", "mg/h", 1_000)
RATE_ML_PER_H = Scale("a pump rate", "mL/h", 1_000)
DOSE_MG_PER_KG = Scale("a dose by weight", "mg/kg", 1_000)
