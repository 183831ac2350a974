"""How well the detectors do, as it was measured: with each share the interval that its sample allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

_Z = 1.959964  # 95 %


@dataclass(frozen=True, slots=True)
class Rate:
    """Of `charts` of one kind so many were flagged at all, and so many by the detector that is meant for the kind.

    `code` is the fabrication, `honest` for none; `by_detector` counts charts by detector.
    """

    code: str
    charts: int
    flagged: int
    as_meant: int
    by_detector: Mapping[str, int]

    @property
    def share(self) -> float:
        return self.flagged / self.charts

    @property
    def share_meant(self) -> float:
        return self.as_meant / self.charts

    @property
    def interval(self) -> tuple[float, float]:
        """Of `share`, 95 % (Wilson)."""
        return wilson(self.flagged, self.charts)


@dataclass(frozen=True, slots=True)
class Rates:
    """One run: of the seeds from 0, under the settings with this digest."""

    seeds: int
    settings: str
    honest: Rate
    fabricated: tuple[Rate, ...]


def wilson(some: float, of: float) -> tuple[float, float]:
    """The interval of a share, 95 %; `of` may be an effective number. Raises ValueError for a share of nothing."""
    if not 0 <= some <= of or of == 0:
        raise ValueError(f"{some} of {of}")
    middle = (some + _Z**2 / 2) / (of + _Z**2)
    half = _Z * sqrt(some * (of - some) / of + _Z**2 / 4) / (of + _Z**2)
    return max(0.0, middle - half), min(1.0, middle + half)
