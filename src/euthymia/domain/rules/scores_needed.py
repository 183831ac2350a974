"""Which scores an evaluation needs, by what is treated, and how old each may be: what it asks for by itself.

The C-SSRS is not among them: it is asked on the day itself, by staff, and the list before the start waits for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from euthymia.domain.quantities import Confidence, Provenance

from .case import Indication
from .months import add_months
from .policy import Policy

_V, _V2, _P = Confidence.V, Confidence.V2, Confidence.P


@dataclass(frozen=True, slots=True)
class Need:
    """One instrument of the library, the row that asks for it, and how old a score may be (months, or days)."""

    instrument: str
    row: str
    provenance: Provenance
    months: int = 0
    days: int = 0

    def is_met(self, on: date | None, as_of: date) -> bool:
        """A score of that day is still in date; a score without a day is current."""
        if on is None:
            return True
        last = add_months(on, self.months) if self.months else date.fromordinal(on.toordinal() + self.days)
        return as_of <= last


_EVERYBODY = (
    Need("stop-bang", "SS-11", Provenance("SS-11: CPSBC", _V2), months=12),
    Need("audit-c", "SS-15", Provenance("SS-15: OSM", _V2), months=3),
    Need("dast-10", "SS-15", Provenance("SS-15: OSM", _V2), months=3),
)
_COGNITION = Need("moca", "SS-12", Provenance("SS-12: ANA23 used MoCA; KSET", _V), months=6)
COGNITION_FROM_Y = 60
# What a course for it is measured by at baseline (clinical.md 7A), besides the PHQ-9, which everybody answers.
_BASELINE = Provenance("clinical.md 7A: baseline", _P)
_MEASURED_BY: Mapping[Indication, tuple[str, ...]] = {
    Indication.BIPOLAR_DEPRESSION: ("asrm",),
    Indication.PTSD: ("pcl-5",),
    Indication.ANXIETY: ("gad-7",),
    Indication.CHRONIC_PAIN: ("nrs", "peg"),
}


def needs(indication: Indication, age_y: float | None, policy: Policy) -> Iterator[Need]:
    """What a course for this indication needs of this person."""
    yield Need("phq-9", "SS-13", Provenance("SS-13: ASKP; OSM", _V2), days=policy.phq9_days)
    for name in _MEASURED_BY.get(indication, ()):
        yield Need(name, "TO-02", _BASELINE, days=policy.phq9_days)
    yield from _EVERYBODY
    if age_y is not None and age_y >= COGNITION_FROM_Y:
        yield _COGNITION


def lacking(document: Mapping[str, Any], as_of: date, policy: Policy) -> list[Need]:
    """Those of a case's needs that no score in date meets; none while what is treated is not known."""
    indication = document.get("indication")
    if indication is None:
        return []
    scores = document.get("psychiatric", {}).get("scores") or {}
    age = document.get("patient", {}).get("age_y")
    return [
        need
        for need in needs(Indication(indication), age, policy)
        if not _has(scores.get(need.instrument), need, as_of)
    ]


def _has(score: Mapping[str, Any] | None, need: Need, as_of: date) -> bool:
    if score is None or score.get("total") is None:
        return False
    day = score.get("date")
    return need.is_met(None if day is None else date.fromisoformat(day), as_of)
