"""From where on a chart is flagged. No published figure was found for any of it: these are the program's own,
chosen on simulated charts so that honest ones are seldom flagged, and each is a site setting (mark P)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from euthymia.domain.quantities import Confidence, Provenance
from euthymia.domain.rules.switches import Switch, refuse_unusable

_LATE = "clinical.md 4A: observed and entered times are both kept; from when on it is late is a site's own"
_OWN = "no published figure; chosen on simulated charts"


def _whole(name: str, default: int, low: int, high: int, says: str, source: str = _OWN) -> Switch:
    provenance = Provenance(source, Confidence.P)
    return Switch(name=name, topic="honesty", default=default, low=low, high=high, says=says, provenance=provenance)  # fmt: skip


SETTINGS: tuple[Switch, ...] = (
    _whole("late_after_min", 15, 5, 120, "Late entries: minutes between measured and entered", _LATE),
    _whole("straight_sets_min", 4, 3, 8, "Straight-line signs: sets in a row"),
    _whole("straight_spread_max", 1, 0, 4, "Straight-line signs: pressure and pulse stay within so much, mmHg and per minute"),
    _whole("copied_signs_min", 4, 3, 5, "Same values: signs that are equal in both sets, pressure and pulse among them"),
    _whole("alike_sets_min", 3, 3, 8, "Same values: sets in a row of which each changes one sign at most"),
    _whole("digits_values_min", 10, 8, 40, "Rounded digits: typed pressures that are needed to say anything"),
    _whole("digits_one_in", 10_000, 100, 1_000_000, "Rounded digits: chance would give as many zeros and fives once in so many charts"),
    _whole("clockwork_gaps_min", 5, 3, 12, "Too regular: gaps in a row that are equal"),
    _whole("clockwork_within_s", 5, 0, 60, "Too regular: seconds by which equal gaps may differ"),
    _whole("bulk_sets_min", 3, 2, 10, "At once: sets that were entered together"),
    _whole("bulk_within_min", 3, 1, 15, "At once: minutes within which they were entered"),
    _whole("bulk_span_min", 15, 5, 120, "At once: minutes over which they are said to have been measured"),
    _whole("two_chairs_within_s", 20, 0, 120, "Two chairs: seconds between what one person measured at each"),
    _whole("two_chairs_times_min", 2, 1, 6, "Two chairs: how often in one session"),
    _whole("monitor_within_s", 60, 10, 300, "Monitor: seconds between what was typed and what the monitor measured"),
    _whole("monitor_sbp_mmhg", 20, 10, 50, "Monitor: systolic pressure differs by more than so many mmHg"),
    _whole("monitor_dbp_mmhg", 15, 10, 40, "Monitor: diastolic pressure differs by more than so many mmHg"),
    _whole("monitor_hr_per_min", 15, 5, 50, "Monitor: pulse differs by more than so many beats a minute"),
    _whole("monitor_spo2_percent", 4, 2, 15, "Monitor: saturation differs by more than so many percent"),
    _whole("monitor_sets_min", 2, 1, 6, "Monitor: in how many sets of one session a value differs"),
)  # fmt: skip
BY_NAME = {each.name: each for each in SETTINGS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One site's figures; the units stand last in the names."""

    late_after_min: int = 15
    straight_sets_min: int = 4
    straight_spread_max: int = 1
    copied_signs_min: int = 4
    alike_sets_min: int = 3
    digits_values_min: int = 10
    digits_one_in: int = 10_000
    clockwork_gaps_min: int = 5
    clockwork_within_s: int = 5
    bulk_sets_min: int = 3
    bulk_within_min: int = 3
    bulk_span_min: int = 15
    two_chairs_within_s: int = 20
    two_chairs_times_min: int = 2
    monitor_within_s: int = 60
    monitor_sbp_mmhg: int = 20
    monitor_dbp_mmhg: int = 15
    monitor_hr_per_min: int = 15
    monitor_spo2_percent: int = 4
    monitor_sets_min: int = 2

    def to_json(self) -> dict[str, int]:
        return asdict(self)

    @property
    def digest(self) -> str:
        """Which figures these are, in twelve signs: rates of detection belong to one set of figures."""
        text = json.dumps(self.to_json(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode("utf-8")).hexdigest()[:12]

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Settings:
        """Raises Unusable with a fault at the name of each figure that is none, or beyond its limits."""
        refuse_unusable(values, BY_NAME, "no setting of the honesty view")
        return cls(**values)


assert {each.name: each.default for each in SETTINGS} == {one.name: one.default for one in fields(Settings)}
