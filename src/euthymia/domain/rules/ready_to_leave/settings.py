"""What a site decides about recovery, and between which figures it may (clinical.md 4A, 5A to 5C; REMS)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from euthymia.domain.quantities import Confidence, Provenance
from euthymia.domain.rules.switches import Switch, refuse_unusable

_V, _P = Confidence.V, Confidence.P


def _minutes(
    name: str, default: int, low: int, high: int, says: str, source: str, mark: Confidence
) -> Switch:
    provenance = Provenance(source, mark)
    return Switch(name=name, topic="recovery", default=default, low=low, high=high, says=says, provenance=provenance)  # fmt: skip


# REMS figures may be lengthened and never shortened; the scores may be raised and never lowered.
SETTINGS: tuple[Switch, ...] = (
    _minutes("check_every_min", 15, 5, 15, "Minutes between two checks", "clinical.md 4A: every 15 min in recovery (SZA20)", _V),
    _minutes("iv_after_end_min", 60, 60, 240, "Minutes after the end of an infusion", "clinical.md 5C: no single standard, published 60 to 120 min; the default is a site's own", _P),
    _minutes("sedated_from_start_min", 120, 120, 300, "Minutes from the start of an infusion, when a sedative was given", "clinical.md 5C: default when sedatives were given", _P),
    _minutes("nasal_after_dose_min", 120, 120, 300, "Minutes after an esketamine dose", "REMS: at least 2 hours, and until effects have resolved (SPR-L)", _V),
    _minutes("nasal_pressure_from_min", 35, 30, 40, "The pressure at about 40 minutes counts from", "REMS: pressure about 40 minutes after the dose; how early is a site's own", _P),
    _minutes("nasal_pressure_to_min", 50, 45, 60, "The pressure at about 40 minutes counts until", "REMS: pressure about 40 minutes after the dose; how late is a site's own", _P),
    _minutes("pressures_apart_min", 10, 10, 15, "Minutes between the two pressures that count", "clinical.md 5C: two readings 10 to 15 min apart", _P),
    _minutes("score_min", 9, 9, 10, "The lowest Aldrete and the lowest PADSS", "Aldrete; Chung: 9 or more (clinical.md 5A, 5B)", _V),
    _minutes("spo2_min", 94, 92, 98, "The lowest oxygen saturation on air, in percent", "clinical.md 5C: 94 % on air, or the baseline", _P),
)  # fmt: skip
BY_NAME = {each.name: each for each in SETTINGS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One site's figures, minutes and points; the defaults are those of the fact base."""

    check_every_min: int = 15
    iv_after_end_min: int = 60
    sedated_from_start_min: int = 120
    nasal_after_dose_min: int = 120
    nasal_pressure_from_min: int = 35
    nasal_pressure_to_min: int = 50
    pressures_apart_min: int = 10
    score_min: int = 9
    spo2_min: int = 94

    def to_json(self) -> dict[str, int]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Settings:
        """Raises Unusable with a fault at the name of each figure that is none, or beyond its limits."""
        refuse_unusable(values, BY_NAME, "no setting of recovery")
        return cls(**values)


assert {each.name for each in fields(Settings)} == set(BY_NAME)
