"""When each observation is due, as data and one pure function: the clock beside the patient."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from euthymia.domain.quantities import Confidence, Provenance

from .state import instant


class Stage(StrEnum):
    BEFORE = "before"
    DURING = "during"
    RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class Every:
    """An interval in seconds and where it comes from."""

    seconds: float
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Once:
    """One observation in a stage: due `at_s` after its beginning; one from `from_s` on counts as it."""

    at_s: float
    from_s: float
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Sign:
    """How often one observation is made in each stage. `None`: nothing is asked of that stage.

    `tight` replaces `during` for a person at risk or while an alarm stands.
    """

    name: str
    words: str
    before: Once | None
    during: Every | Once | None
    tight: Every | None
    recovery: Every | None


@dataclass(frozen=True, slots=True)
class Risk:
    """What asks for closer observation. `None` is not known, and counts as a reason of its own."""

    age_y: float | None
    maoi: bool | None
    cardiovascular_disease: bool | None

    def reasons(self) -> tuple[str, ...]:
        """Why observations are closer together; empty when nothing asks for it (P: a site setting)."""
        reasons = []
        if self.age_y is None:
            reasons.append("age not known")
        elif self.age_y >= AGE_AT_RISK_Y:
            reasons.append(f"age {self.age_y:g}, at or above {AGE_AT_RISK_Y}")
        for value, words in ((self.maoi, "MAOI"), (self.cardiovascular_disease, "cardiovascular disease")):
            if value is not False:
                reasons.append(words if value else f"{words} not known")
        return tuple(reasons)


@dataclass(frozen=True, slots=True)
class Phase:
    """The stage a session is in, since when, and why observations are tighter (empty: they are not)."""

    stage: Stage
    since: datetime
    tight_because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """One observation that is asked for. `missed`: the gap is a hole in the record; `tell_second_person`:
    it has been overdue so long that somebody else should know."""

    sign: str
    words: str
    due_at: datetime
    overdue_s: float
    missed: bool
    tell_second_person: bool
    provenance: Provenance


AGE_AT_RISK_Y = 75
MISSED_AFTER_INTERVALS = 1.5
MISSED_PROVENANCE = Provenance("missed-observation warning, site default", Confidence.P)
SECOND_PERSON_AFTER_S = 120.0
SECOND_PERSON_PROVENANCE = Provenance("overdue set told to a second person, site default", Confidence.P)

_MIN = 60.0
_PRESSURE = Provenance("EMO18; YAL24 practice", Confidence.V)
_PRESSURE_RECOVERY = Provenance("SZA20", Confidence.V)
_TIGHT = Provenance("site default: alert, age ≥75, MAOI or cardiovascular disease", Confidence.P)
_SATURATION = Provenance("SPR-L; REMS: recorded with each blood pressure", Confidence.V)
_BREATHING = Provenance("ASA/AANA sedation practice: with each blood pressure", Confidence.K)
_SEDATION = Provenance("every 10–15 min as in trials of esketamine", Confidence.K)
_DISSOCIATION = Provenance("trials: at 40 min; SZA20 peak window 30–40 min", Confidence.V)
_COMFORT = Provenance("site default", Confidence.P)

_AT_ONCE = 0.0

SCHEDULE: tuple[Sign, ...] = (
    Sign(
        "bp",
        "blood pressure",
        before=Once(_AT_ONCE, _AT_ONCE, _PRESSURE),
        during=Every(10 * _MIN, _PRESSURE),
        tight=Every(5 * _MIN, _TIGHT),
        recovery=Every(15 * _MIN, _PRESSURE_RECOVERY),
    ),
    Sign(
        "spo2",
        "SpO₂ on the record",
        before=Once(_AT_ONCE, _AT_ONCE, _SATURATION),
        during=Every(10 * _MIN, _SATURATION),
        tight=Every(5 * _MIN, _TIGHT),
        recovery=Every(15 * _MIN, _SATURATION),
    ),
    Sign(
        "rr",
        "breathing rate",
        before=Once(_AT_ONCE, _AT_ONCE, _BREATHING),
        during=Every(10 * _MIN, _BREATHING),
        tight=Every(5 * _MIN, _TIGHT),
        recovery=Every(15 * _MIN, _BREATHING),
    ),
    Sign(
        "sedation",
        "sedation (MOAA/S or RASS)",
        before=None,
        during=Every(15 * _MIN, _SEDATION),
        tight=Every(10 * _MIN, _SEDATION),
        recovery=Every(15 * _MIN, _SEDATION),
    ),
    Sign(
        "dissociation",
        "dissociation and anxiety",
        before=None,
        during=Once(40 * _MIN, 30 * _MIN, _DISSOCIATION),
        tight=None,
        recovery=None,
    ),
    Sign(
        "comfort",
        "pain, nausea, IV site",
        before=None,
        during=Every(15 * _MIN, _COMFORT),
        tight=None,
        recovery=Every(15 * _MIN, _COMFORT),
    ),
)


def asked(sign: Sign, phase: Phase) -> Every | Once | None:
    """What the schedule asks of a sign in a phase."""
    if phase.stage is Stage.BEFORE:
        return sign.before
    if phase.stage is Stage.RECOVERY:
        return sign.recovery
    if phase.tight_because and sign.tight is not None:
        return sign.tight
    return sign.during


def due(
    schedule: Iterable[Sign], phase: Phase, last_measured: Mapping[str, datetime | None], now: datetime
) -> tuple[Due, ...]:
    """What is due next for every sign, the earliest first; a sign with nothing left to do is absent.

    `last_measured` holds the time of observation (not of entry) by the name of the sign. Intervals count
    from the last observation of the phase, or from the beginning of the phase.
    """
    at = instant(now)
    found = (_due(sign, phase, last_measured.get(sign.name), at) for sign in schedule)
    return tuple(sorted((one for one in found if one is not None), key=lambda one: (one.due_at, one.sign)))


def _due(sign: Sign, phase: Phase, last: datetime | None, now: datetime) -> Due | None:
    ask = asked(sign, phase)
    if ask is None:
        return None
    since = instant(phase.since)
    measured = None if last is None else instant(last)
    if isinstance(ask, Once):
        if measured is not None and measured >= since + timedelta(seconds=ask.from_s):
            return None
        due_at = since + timedelta(seconds=ask.at_s)
        missed = now > since + timedelta(seconds=MISSED_AFTER_INTERVALS * ask.at_s) and ask.at_s > 0
    else:
        base = since if measured is None else max(since, measured)
        due_at = base + timedelta(seconds=ask.seconds)
        missed = now > base + timedelta(seconds=MISSED_AFTER_INTERVALS * ask.seconds)
    overdue_s = max(0.0, (now - due_at).total_seconds())
    return Due(
        sign=sign.name,
        words=sign.words,
        due_at=due_at,
        overdue_s=overdue_s,
        missed=missed,
        tell_second_person=overdue_s >= SECOND_PERSON_AFTER_S,
        provenance=ask.provenance,
    )
