"""Questions asked backwards: when will plasma be down to a level, which rate or delay keeps it under one.

The answers are information with their basis, one for each model and never fewer than two; the program gives no
order, and nobody has shown that a concentration is a target for this treatment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import floor

import numpy as np

from euthymia.domain.quantities import Unusable

from . import models as library
from .curve import solve
from .divided import Floats
from .dosing import Event, Rate, in_order, rate_at, schedule
from .forecast import SITE_LIMITS, Limits, Pause, Refused, apply, minutes_until_at_or_below, refusals
from .model import Model, Patient

INFORMATION = (
    "Information, not an instruction: worked out backwards from predicted typical curves.",
    "No plasma level of ketamine is an established target or limit for this treatment.",
)
_RATE_STEP_MG_PER_H = 1e-6
_DELAY_STEP_MIN = 1e-3
_NOTHING_NG_PER_ML = 1e-9
_POINTS, _FINER, _ROUNDS = 129, 17, 5


@dataclass(frozen=True, slots=True)
class Information:
    """An answer for each model (None: not reachable), the one that errs to less drug, and what it rests on."""

    unit: str
    by_model: tuple[tuple[str, float | None], ...]
    cautious: float | None
    basis: str
    captions: tuple[str, ...] = INFORMATION


@dataclass(frozen=True, slots=True)
class _Question:
    models: tuple[Model, ...]
    patient: Patient
    events: tuple[Event, ...]
    level_ng_per_ml: float
    from_min: float
    until_min: float

    def answered(self, unit: str, what: str, ask: Callable[[Model], float | None], worst: str) -> Information:
        found = tuple((model.name, ask(model)) for model in self.models)
        known = [value for _, value in found if value is not None]
        cautious = None if len(known) < len(found) else min(known) if worst == "least" else max(known)
        basis = (
            f"{what} {self.level_ng_per_ml:g} ng/mL of plasma from {self.from_min:g} to {self.until_min:g} min, "
            f"{len(self.events)} recorded and planned events, {self.patient.weight_kg:g} kg; typical curves of "
            + ", ".join(f"{model.name} version {model.version}" for model in self.models)
        )
        return Information(unit, found, cautious, basis)


def time_to_fall(
    models: Sequence[str],
    patient: Patient,
    events: Iterable[Event],
    level_ng_per_ml: float,
    from_min: float,
    within_min: float,
    *,
    inputs_as_of_min: float | None,
    limits: Limits = SITE_LIMITS,
) -> Information | Refused:
    """Minutes from `from_min` until plasma is at or below a level; the longest of the models is the cautious one.

    Refused as a forecast is. Raises `Unusable` for fewer than two models and for a level that is none.
    """
    asked = _question(
        models, patient, events, level_ng_per_ml, from_min, within_min, inputs_as_of_min, limits
    )
    if isinstance(asked, Refused):
        return asked
    return asked.answered(
        "min",
        "time to fall to",
        lambda model: minutes_until_at_or_below(
            model, patient, asked.events, level_ng_per_ml, from_min, within_min
        ),
        "most",
    )


def rate_under(
    models: Sequence[str],
    patient: Patient,
    events: Iterable[Event],
    level_ng_per_ml: float,
    from_min: float,
    within_min: float,
    *,
    inputs_as_of_min: float | None,
    limits: Limits = SITE_LIMITS,
) -> Information | Refused:
    """The highest rate (mg/h), from `from_min` to the next planned change, under which plasma stays at the level.

    Plasma is linear in the rate, so the answer is exact; it is rounded down. None where the level is passed
    even with the pump off. The least of the models is the cautious one.
    """
    asked = _question(
        models, patient, events, level_ng_per_ml, from_min, within_min, inputs_as_of_min, limits
    )
    if isinstance(asked, Refused):
        return asked
    return asked.answered("mg/h", "highest rate under", lambda model: _highest_rate(model, asked), "least")


def delay_under(
    models: Sequence[str],
    patient: Patient,
    events: Iterable[Event],
    level_ng_per_ml: float,
    from_min: float,
    within_min: float,
    *,
    inputs_as_of_min: float | None,
    limits: Limits = SITE_LIMITS,
) -> Information | Refused:
    """The shortest pause (min) after which the plan, moved later, keeps plasma at or under the level.

    0 where the plan does so as it is, and where nothing is left to give, whatever plasma is by then; None where even a pause of the whole time does not. The longest of the
    models is the cautious one.
    """
    asked = _question(
        models, patient, events, level_ng_per_ml, from_min, within_min, inputs_as_of_min, limits
    )
    if isinstance(asked, Refused):
        return asked
    return asked.answered(
        "min", "shortest pause that stays under", lambda model: _delay(model, asked), "most"
    )


def _question(
    models: Sequence[str],
    patient: Patient,
    events: Iterable[Event],
    level: float,
    from_min: float,
    within_min: float,
    inputs_as_of_min: float | None,
    limits: Limits,
) -> _Question | Refused:
    chosen = tuple(library.by_name(name) for name in models)
    if len(set(models)) < 2:
        raise Unusable.one("models", "one-model", "one model is no basis", "two models or more")
    if not (np.isfinite(level) and level > 0):
        raise Unusable.one("level", "no-level", f"{level} ng/mL is no level", "a level above 0 ng/mL")
    faults = refusals(chosen, patient, from_min, within_min, inputs_as_of_min, limits)
    if faults:
        return Refused(tuple(faults))
    return _Question(chosen, patient, tuple(in_order(events)), level, from_min, from_min + within_min)


def _highest_rate(model: Model, asked: _Question) -> float | None:
    past_and_plan = apply(Rate(asked.from_min, 0.0), asked.events, asked.from_min)
    changes = [event.at_min for event in past_and_plan if isinstance(event, Rate)]
    ends = [at for at in changes if asked.from_min < at]
    unit = (Rate(asked.from_min, 1.0), *(Rate(at, 0.0) for at in ends[:1]))

    def room(times: Floats) -> Floats:
        """The rate that reaches the level at each time; nothing of the unit rate is there yet at the first."""
        left = asked.level_ng_per_ml - _plasma(model, asked.patient, past_and_plan, times)
        grown = _plasma(model, asked.patient, unit, times)
        at_once = np.where(left >= 0, np.inf, -np.inf)
        found: Floats = np.divide(left, grown, out=at_once, where=grown > _NOTHING_NG_PER_ML)
        return found

    lowest = _least(room, asked, past_and_plan)
    return None if lowest < 0 else floor(lowest / _RATE_STEP_MG_PER_H) * _RATE_STEP_MG_PER_H


def _delay(model: Model, asked: _Question) -> float | None:
    def stays_under(pause: float) -> bool:
        moved = asked.events if pause == 0 else apply(Pause(pause), asked.events, asked.from_min)
        resumed = _Question(
            asked.models,
            asked.patient,
            moved,
            asked.level_ng_per_ml,
            asked.from_min + pause,
            asked.until_min + pause,
        )

        def room(times: Floats) -> Floats:
            return asked.level_ng_per_ml - _plasma(model, asked.patient, moved, times)

        return _least(room, resumed, moved) >= 0

    planned = any(
        event.at_min > asked.from_min and not (isinstance(event, Rate) and event.rate_mg_per_h == 0)
        for event in asked.events
    )
    if not planned and rate_at(asked.events, asked.from_min) == 0:
        return 0.0
    longest = asked.until_min - asked.from_min
    if stays_under(0.0):
        return 0.0
    if not stays_under(longest):
        return None
    # What is in the body only falls while the pump is off, so the longer the pause the lower all that follows.
    short, enough = 0.0, longest
    while enough - short > _DELAY_STEP_MIN:
        middle = (short + enough) / 2
        short, enough = (short, middle) if stays_under(middle) else (middle, enough)
    return enough


def _plasma(model: Model, patient: Patient, events: Iterable[Event], times: Floats) -> Floats:
    return solve(model, patient, schedule(events), times).plasma_ng_per_ml


def _least(room: Callable[[Floats], Floats], asked: _Question, events: Iterable[Event]) -> float:
    """The least of a function that is smooth between events, from the beginning to the end of the question."""
    inside = [event.at_min for event in events if asked.from_min < event.at_min < asked.until_min]
    just_before = [np.nextafter(at, asked.from_min) for at in inside]
    corners = [asked.from_min, *just_before, *inside, asked.until_min]
    times = np.unique(np.concatenate([np.linspace(asked.from_min, asked.until_min, _POINTS), corners]))
    lowest = np.inf
    for _ in range(_ROUNDS):
        values = room(times)
        at = int(np.argmin(values))
        lowest = min(lowest, float(values[at]))
        times = np.linspace(times[max(at - 1, 0)], times[min(at + 1, len(times) - 1)], _FINER)
    return lowest
