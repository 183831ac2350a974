"""A change to a dosing at a moment of it, in a sentence: what each model says then, and how far they part."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from euthymia.domain.quantities import Unusable

from . import models as library
from .curve import solve
from .dosing import Dosing, Event, Rate, schedule
from .forecast import Pause, Stop, WhatIf, apply
from .predict import predict
from .uncertainty import weighed
from .variability import FOR_A_FIGURE, band

_NUMBER = r"(\d{1,9}(?:\.\d{1,6})?)"
_STOP = re.compile(rf"\s*stop\s+at\s+{_NUMBER}\s*min\s*", re.ASCII)
_PAUSE = re.compile(rf"\s*pause\s+at\s+{_NUMBER}\s*min\s+for\s+{_NUMBER}\s*min\s*", re.ASCII)
_RATE = re.compile(rf"\s*{_NUMBER}\s*mg/h\s+at\s+{_NUMBER}\s*min\s*", re.ASCII)
_POINTS = 241
_ACCEPTED = "stop at 20 min, pause at 20 min for 5 min, or 30 mg/h at 20 min"


@dataclass(frozen=True, slots=True)
class Change:
    """What is done at `from_min`, and the sentence that said so."""

    says: str
    from_min: float
    what_if: WhatIf

    def to(self, events: tuple[Event, ...]) -> tuple[Event, ...]:
        return apply(self.what_if, events, self.from_min)


def read_change(text: str) -> Change:
    """Raises `Unusable` for any sentence but the three that are accepted."""
    says = " ".join(text.split())
    if stop := _STOP.fullmatch(text):
        return Change(says, float(stop[1]), Stop())
    if (pause := _PAUSE.fullmatch(text)) and float(pause[2]):
        return Change(says, float(pause[1]), Pause(float(pause[2])))
    if rate := _RATE.fullmatch(text):
        return Change(says, float(rate[2]), Rate(float(rate[2]), float(rate[1])))
    raise Unusable.one("", "not-a-change", f"{text!r} is not a change", _ACCEPTED)


def changed(dosing: Dosing, change: Change) -> Dosing:
    """The dosing with the change. Raises `Unusable` unless two models or more are asked about it."""
    if len(dosing.models) < 2:
        says = "one model is no basis for a change"
        raise Unusable.one("/models", "one-model", says, "two models or more")
    return replace(dosing, events=change.to(dosing.events))


def answer_with(dosing: Dosing, change: Change) -> dict[str, Any]:
    """What `predict` answers, and under `what_if` the same with the change, beside what it rests on."""
    other = changed(dosing, change)
    answer, then = predict(dosing), predict(other)
    return {
        **answer,
        "what_if": {
            "change": change.says,
            "from_min": change.from_min,
            "events": [_written(event) for event in other.events],
            "models": then["models"],
            "delivered_mg": then["delivered_mg"],
            "between_models": _between(then),
            "between_models_without": _between(answer),
            "uncertainty": _uncertainty(other, change.from_min),
        },
    }


def _written(event: Event) -> dict[str, float]:
    if isinstance(event, Rate):
        return {"at_min": event.at_min, "rate_mg_per_h": event.rate_mg_per_h}
    return {"at_min": event.at_min, "bolus_mg": event.bolus_mg}


def _between(answer: dict[str, Any]) -> dict[str, list[float]]:
    curves = np.array([curve["plasma_ng_per_ml"] for curve in answer["models"].values()])
    return {"lowest_ng_per_ml": curves.min(axis=0).tolist(), "highest_ng_per_ml": curves.max(axis=0).tolist()}


def _uncertainty(dosing: Dosing, from_min: float) -> str | None:
    """The sentence about which doubt dominates, from the change to the last time asked for."""
    last = max(dosing.times_min)
    if not from_min < last:
        return None
    times, plan = np.linspace(from_min, last, _POINTS), schedule(dosing.events)
    models = [library.by_name(name) for name in dosing.models]
    bands = [
        None
        if dosing.interval is None
        else band(model, dosing.patient, plan, times, dosing.interval, patients=FOR_A_FIGURE)
        for model in models
    ]
    plasma = [solve(model, dosing.patient, plan, times).plasma_ng_per_ml for model in models]
    return weighed(times, plasma, bands, dosing.interval).says
