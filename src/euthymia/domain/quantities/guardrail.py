"""Two fences round every limit: the outer one refuses, the inner one asks for a reason."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from .marks import Provenance

Number: TypeAlias = int | Decimal | float


class Verdict(StrEnum):
    INSIDE = "inside"
    BELOW_RECOMMENDED = "below-recommended"
    ABOVE_RECOMMENDED = "above-recommended"
    BELOW_ABSOLUTE = "below-absolute"
    ABOVE_ABSOLUTE = "above-absolute"

    @property
    def refuses(self) -> bool:
        return self in (Verdict.BELOW_ABSOLUTE, Verdict.ABOVE_ABSOLUTE)

    @property
    def asks(self) -> bool:
        return self in (Verdict.BELOW_RECOMMENDED, Verdict.ABOVE_RECOMMENDED)


@dataclass(frozen=True, slots=True)
class Guardrail:
    """Absolute bounds that nest recommended ones; a value at a bound is inside it.

    Raises ValueError at construction when the bounds do not nest.
    """

    name: str
    unit: str
    absolute_low: Number
    recommended_low: Number
    recommended_high: Number
    absolute_high: Number
    provenance: Provenance

    def __post_init__(self) -> None:
        ordered = (self.absolute_low, self.recommended_low, self.recommended_high, self.absolute_high)
        if list(ordered) != sorted(ordered):
            raise ValueError(f"the fences of {self.name} do not nest: {ordered}")

    def classify(self, value: Number) -> Verdict:
        if value < self.absolute_low:
            return Verdict.BELOW_ABSOLUTE
        if value > self.absolute_high:
            return Verdict.ABOVE_ABSOLUTE
        if value < self.recommended_low:
            return Verdict.BELOW_RECOMMENDED
        if value > self.recommended_high:
            return Verdict.ABOVE_RECOMMENDED
        return Verdict.INSIDE

    def says(self, value: Number) -> str:
        """The verdict as a sentence, with the fence that was crossed; empty when inside."""
        sentences = {
            Verdict.BELOW_ABSOLUTE: f"{self.name} {value} {self.unit} is below {self.absolute_low} {self.unit}, "
            "the lowest this clinic allows",
            Verdict.ABOVE_ABSOLUTE: f"{self.name} {value} {self.unit} is above {self.absolute_high} {self.unit}, "
            "the highest this clinic allows",
            Verdict.BELOW_RECOMMENDED: f"{self.name} {value} {self.unit} is below the usual "
            f"{self.recommended_low} {self.unit}: give a reason",
            Verdict.ABOVE_RECOMMENDED: f"{self.name} {value} {self.unit} is above the usual "
            f"{self.recommended_high} {self.unit}: give a reason",
        }
        return sentences.get(self.classify(value), "")
