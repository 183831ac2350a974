"""A result that may be published: with its measure, n, window, completeness and interval, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from euthymia.domain.honesty.rates import wilson
from euthymia.domain.quantities import Confidence, Fault, Provenance, Unusable

FEWEST = 20
FEWEST_SOURCE = Provenance("row A07: hidden below a set n; the number is a site setting", Confidence.P)


@dataclass(frozen=True, slots=True)
class Figure:
    """A share of people: `reached` of `n` whose measure was complete, out of `eligible` who could have had one."""

    measure: str
    reached: int
    n: int
    eligible: int
    first: date
    last: date

    @property
    def share(self) -> float:
        return self.reached / self.n

    @property
    def completeness(self) -> float:
        return self.n / self.eligible

    @property
    def interval(self) -> tuple[float, float]:
        """95 %, Wilson."""
        return wilson(self.reached, self.n)

    @property
    def shown(self) -> bool:
        return self.n >= FEWEST

    def to_json(self) -> dict[str, Any]:
        return {
            "measure": self.measure, "reached": self.reached, "n": self.n, "eligible": self.eligible,
            "first": self.first.isoformat(), "last": self.last.isoformat(),
        }  # fmt: skip

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Figure:
        first, last = (date.fromisoformat(kept[name]) for name in ("first", "last"))
        return cls(kept["measure"], kept["reached"], kept["n"], kept["eligible"], first, last)


def checked(figure: Figure) -> Figure:
    """The figure itself. Raises Unusable where its numbers cannot be true together."""
    faults = []
    if not figure.measure.strip():
        faults.append(Fault("measure", "missing", "say what was measured", "words"))
    if figure.n < 1:
        faults.append(Fault("n", "too-low", "nobody was measured", "1 or more"))
    if not 0 <= figure.reached <= figure.n:
        faults.append(Fault("reached", "impossible", "more people than were measured", f"0 to {figure.n}"))
    if figure.eligible < figure.n:
        faults.append(
            Fault("eligible", "impossible", "fewer people than were measured", f"{figure.n} or more")
        )
    if figure.last < figure.first:
        faults.append(
            Fault("last", "impossible", "the window ends before it begins", f"{figure.first} or later")
        )
    if faults:
        raise Unusable(faults)
    return figure
