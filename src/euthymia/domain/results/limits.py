"""From how many people on a figure is shown, and when a course counts as over. Nothing published settles any of it:
these are the program's own, and each is a site setting (mark P). A clinic may ask for more company, never for less."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from euthymia.domain.quantities import Provenance
from euthymia.domain.rules.switches import Switch, refuse_unusable

from .courses import QUIET, QUIET_DAYS
from .registry import GENERALISED, OLDEST_Y
from .small_cells import SMALLEST, SMALLEST_SOURCE
from .summary import LITTLE, LITTLE_SHARE, LITTLE_WIDTH


def _whole(name: str, default: int, low: int, high: int, says: str, provenance: Provenance) -> Switch:
    return Switch(name=name, topic="outcomes", default=default, low=low, high=high, says=says, provenance=provenance)  # fmt: skip


LIMITS: tuple[Switch, ...] = (
    _whole("smallest", SMALLEST, 5, 50, "Figures of fewer people than this are not shown", SMALLEST_SOURCE),
    _whole("quiet_days", QUIET_DAYS, 14, 180, "Days without a session after which a course counts as over", QUIET),
    _whole("answered_percent", round(100 * LITTLE_SHARE), 30, 95, "Below this share of answers, in percent, a figure says little", LITTLE),
    _whole("wide_points", round(100 * LITTLE_WIDTH), 10, 60, "An interval wider than so many points is called wide", LITTLE),
    _whole("registry_smallest", SMALLEST, 5, 50, "In the registry's file each combination stands for at least so many people", GENERALISED),
    _whole("oldest_y", OLDEST_Y, 60, 80, "In the registry's file, everybody from this age on stands together, years", GENERALISED),
)  # fmt: skip
BY_NAME = {each.name: each for each in LIMITS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """One site's limits; the units stand last in the names."""

    smallest: int = SMALLEST
    quiet_days: int = QUIET_DAYS
    answered_percent: int = round(100 * LITTLE_SHARE)
    wide_points: int = round(100 * LITTLE_WIDTH)
    registry_smallest: int = SMALLEST
    oldest_y: int = OLDEST_Y

    def to_json(self) -> dict[str, int]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Limits:
        """Raises Unusable with a fault at the name of each figure that is none, or beyond its limits."""
        refuse_unusable(values, BY_NAME, "no limit of the outcomes")
        return cls(**values)


assert {each.name: each.default for each in LIMITS} == {one.name: one.default for one in fields(Limits)}
