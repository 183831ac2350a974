"""What a site decides about the long-term checks, and between which figures it may."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from euthymia.domain.quantities import Confidence, Provenance
from euthymia.domain.rules.switches import Switch, refuse_unusable

from .check import Rhythm, Thresholds


def _whole(name: str, default: int, low: int, high: int, says: str, source: str) -> Switch:
    provenance = Provenance(source, Confidence.P)
    return Switch(name=name, topic="surveillance", default=default, low=low, high=high, says=says, provenance=provenance)  # fmt: skip


SETTINGS: tuple[Switch, ...] = (
    _whole("quarter_months", 3, 1, 6, "Months between urinalyses, liver enzymes, drug screens, register queries", "clinical.md 5E: every 3 months"),
    _whole("half_year_months", 6, 3, 12, "Months between MoCA, ECG and reviews of the plan", "clinical.md 5E: every 6 months"),
    _whole("ahead_days", 14, 0, 60, "Days before its day on which a check counts as due", "no published figure was found"),
    _whole("older_from_y", 60, 50, 70, "Age from which cognition is tested", "clinical.md 6C, SS-12: 60"),
    _whole("moca_fall", 2, 2, 3, "Points of the MoCA whose loss asks for a review", "clinical.md 6C: 2 to 3"),
    _whole("pressure_visits", 3, 3, 6, "Visits over which the pressure before the dose is averaged", "clinical.md 6C: 3"),
    _whole("follow_months", 6, 3, 24, "Months after the last session for which checks still fall due, once the plan has ended", "no published figure was found"),
)  # fmt: skip
BY_NAME = {each.name: each for each in SETTINGS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One site's figures; the defaults are those of the fact base."""

    quarter_months: int = 3
    half_year_months: int = 6
    ahead_days: int = 14
    older_from_y: int = 60
    moca_fall: int = 2
    pressure_visits: int = 3
    follow_months: int = 6

    def months(self, rhythm: Rhythm) -> int:
        """Of a rhythm that is one of months."""
        return {Rhythm.QUARTER: self.quarter_months, Rhythm.HALF_YEAR: self.half_year_months}[rhythm]

    @property
    def thresholds(self) -> Thresholds:
        return Thresholds(moca_fall=self.moca_fall, pressure_visits=self.pressure_visits)

    def to_json(self) -> dict[str, int]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Settings:
        """Raises Unusable with a fault at the name of each figure that is none, or beyond its limits."""
        refuse_unusable(values, BY_NAME, "no setting of the long-term checks")
        return cls(**values)


assert {each.name: each.default for each in SETTINGS} == {one.name: one.default for one in fields(Settings)}
