"""What is looked at in recovery, once, and how the items of Aldrete and PADSS follow from it.

The items are the instruments' own (domain/instruments/library/recovery.py); a nurse says what she sees, and
what is measured is compared with the values before the dose. What nobody has looked at is an item without an
answer, and so a score without a total.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from euthymia.domain.quantities import Confidence, Provenance

_ALDRETE = Provenance("Aldrete, modified (clinical.md 5A)", Confidence.V)
_PADSS = Provenance("Chung (clinical.md 5B)", Confidence.V)
_GATE = Provenance("clinical.md 5C: no residual dissociation, agitation or new suicidal thoughts (SPR-L; REMS)", Confidence.V)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Observation:
    """Something a person looks at or asks, and what may be answered."""

    code: str
    title: str
    choices: tuple[tuple[str, str], ...]
    provenance: Provenance
    iv_only: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """Something a person scores on a scale of whole numbers."""

    code: str
    title: str
    low: int
    high: int
    says: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Seen:
    """An answer or a value, and when it was observed."""

    value: str | float
    at: datetime


OBSERVATIONS: tuple[Observation, ...] = (
    Observation("oxygen", "Breathes", (("air", "room air"), ("oxygen", "added oxygen")), _ALDRETE),
    Observation("breathing", "Breath", (("deep", "deep, and coughs"), ("limited", "limited or short"), ("apnoea", "none by itself")), _ALDRETE),
    Observation("moves", "Moves on request", (("four", "all four limbs"), ("two", "two limbs"), ("none", "none")), _ALDRETE),
    Observation("oriented", "Knows who, where and when", (("yes", "all three"), ("no", "not all")), _PADSS),
    Observation("gait", "Walks", (("steady", "as steadily as before"), ("unsteady", "unsteadily, or not tried")), _PADSS),
    Observation("agitation", "Agitated or distressed", (("none", "no"), ("some", "yes")), _GATE),
    Observation("thoughts", "New or worse thoughts of suicide (asked)", (("none", "no"), ("some", "yes")), _GATE),
    Observation("comfort", "Pain, nausea, vomiting", (("mild", "none or mild"), ("moderate", "moderate, treated"), ("severe", "severe")), _PADSS),
    Observation("drinks", "Drinks and keeps it", (("yes", "yes"), ("no", "not yet")), _PADSS),
    Observation("urine", "Has passed water", (("yes", "yes"), ("no", "not yet")), _PADSS),
    Observation("iv", "Cannula", (("out", "out, site fine"), ("trouble", "out, site needs care"), ("in", "still in")),
                Provenance("clinical.md 5C: IV removed, site checked", Confidence.P), iv_only=True),
)  # fmt: skip
NUMBERS: tuple[Number, ...] = (
    Number("moaas", "MOAA/S", 0, 5, "5: answers readily to the name", Provenance("MOAA/S (clinical.md 4E)", Confidence.V)),
    Number("dissociation", "Dissociation", 0, 10, "0: none; asked of the patient", _GATE),
)  # fmt: skip
BY_CODE = {each.code: each for each in OBSERVATIONS}

_MOVES = {"four": 2, "two": 1, "none": 0}
_BREATHING = {"deep": 2, "limited": 1, "apnoea": 0}
_COMFORT = {"mild": 2, "moderate": 1, "severe": 0}
BLEEDING = 2  # a cannula only: constant, and said so beside the score (clinical.md 5B)


def aldrete(seen: Mapping[str, Seen], baseline: Mapping[str, float]) -> tuple[int | None, ...]:
    """Activity, respiration, circulation, consciousness, SpO₂; None where it was not looked at.

    `seen` holds the newest sbp, dbp, spo2, moaas, oxygen, moves and breathing; `baseline` the values before.
    """
    return (
        _coded(seen, "moves", _MOVES),
        _coded(seen, "breathing", _BREATHING),
        _circulation(seen, baseline),
        _consciousness(seen),
        _saturation(seen),
    )


def padss(seen: Mapping[str, Seen], baseline: Mapping[str, float]) -> tuple[int | None, ...]:
    """Vital signs, activity and mental state, pain and nausea, bleeding (constant 2), intake and output."""
    return (
        _within(seen, baseline),
        _both(seen, ("oriented", "yes"), ("gait", "steady")),
        _coded(seen, "comfort", _COMFORT),
        BLEEDING,
        _both(seen, ("drinks", "yes"), ("urine", "yes")),
    )


def _coded(seen: Mapping[str, Seen], name: str, values: Mapping[str, int]) -> int | None:
    return values[str(seen[name].value)] if name in seen else None


def _both(seen: Mapping[str, Seen], *wanted: tuple[str, str]) -> int | None:
    """How many of two are as wanted; not known unless both were looked at."""
    if any(name not in seen for name, _ in wanted):
        return None
    return sum(seen[name].value == good for name, good in wanted)


def _numbers(
    seen: Mapping[str, Seen], baseline: Mapping[str, float], names: tuple[str, ...]
) -> list[tuple[float, float]] | None:
    """Each value with the one before the dose; None where one of them is missing."""
    if any(name not in seen or name not in baseline for name in names):
        return None
    return [(float(seen[name].value), baseline[name]) for name in names]


def _circulation(seen: Mapping[str, Seen], baseline: Mapping[str, float]) -> int | None:
    """Pressure against before: within 20 mmHg, 20 to 50, beyond; the worse of the two pressures."""
    pairs = _numbers(seen, baseline, ("sbp", "dbp"))
    if pairs is None:
        return None
    worst = max(abs(value - before) for value, before in pairs)
    return 2 if worst <= 20 else 1 if worst <= 50 else 0


def _within(seen: Mapping[str, Seen], baseline: Mapping[str, float]) -> int | None:
    """Pressure and pulse against before: within 20 %, 20 to 40 %, more; the worst of the three."""
    pairs = _numbers(seen, baseline, ("sbp", "dbp", "hr"))
    if pairs is None or any(before <= 0 for _, before in pairs):
        return None
    worst = max(abs(value - before) / before for value, before in pairs)
    return 2 if worst <= 0.2 else 1 if worst <= 0.4 else 0


def _consciousness(seen: Mapping[str, Seen]) -> int | None:
    """MOAA/S 5 is fully awake, 1 to 4 arousable, 0 unresponsive."""
    if "moaas" not in seen:
        return None
    score = float(seen["moaas"].value)
    return 2 if score >= 5 else 1 if score >= 1 else 0


def _saturation(seen: Mapping[str, Seen]) -> int | None:
    """Over 92 % on air; needs oxygen for over 90 %; less than that."""
    if "spo2" not in seen or "oxygen" not in seen:
        return None
    value, on_air = float(seen["spo2"].value), seen["oxygen"].value == "air"
    if on_air and value > 92:
        return 2
    return 1 if value > 90 else 0
