"""The curve beside the vital signs: so far, what will happen, and what would happen if.

A refusal is part of the answer, with a name: a forecast from old inputs, for somebody the models do not
cover, or too short to show where the models part, is worse than none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from euthymia.domain.quantities import Confidence, Fault, Provenance, Unusable

from . import models as library
from .divided import Floats
from .dosing import Event, Rate, in_order, rate_at, schedule
from .model import Model, Parameters, Patient
from .predict import warnings as warnings_of
from .solver import concentrations
from .uncertainty import Uncertainty, weighed
from .variability import Band, outline

CAPTIONS = (
    "Predicted concentration of ketamine base in ng/mL, from published models and the recorded doses; "
    "nothing was measured in this patient's blood.",
    "This prediction never drives an alarm or a pump.",
    "The antidepressant effect does not track plasma concentration.",
)


@dataclass(frozen=True, slots=True)
class Stop:
    """The pump off from now on; what was planned after now does not happen."""


@dataclass(frozen=True, slots=True)
class Pause:
    """The pump off now and on again after `for_min` (None: not within the horizon); the plan moves later."""

    for_min: float | None = None


WhatIf: TypeAlias = Stop | Pause | Rate
_OUTLINE_MIN = 30.0


@dataclass(frozen=True, slots=True)
class Limits:
    """When a forecast is refused: inputs older than, or a horizon shorter than, this many minutes."""

    stale_after_min: float
    shortest_horizon_min: float
    provenance: Provenance


SITE_LIMITS = Limits(
    stale_after_min=5.0,
    shortest_horizon_min=10.0,
    provenance=Provenance(
        "no published figure; 5 min is the charting interval during an infusion, and models part from "
        "10 min after a stop (pharmacology fact base 0)",
        Confidence.P,
    ),
)


@dataclass(frozen=True, slots=True)
class Curve:
    """Concentrations in ng/mL at `times_min`; None where the model has none or none was asked for."""

    times_min: Floats
    plasma_ng_per_ml: Floats
    effect_site_ng_per_ml: Floats | None
    band: Band | None


@dataclass(frozen=True, slots=True)
class ModelForecast:
    """`base` and `what_if` start at now; `parameters` is what the curve can be rebuilt from."""

    model: str
    parameters: Parameters
    ke0_per_min: float | None
    so_far: Curve
    base: Curve
    what_if: Curve | None


@dataclass(frozen=True, slots=True)
class Between:
    """Smallest and largest plasma concentration over the models, at the times of the future curves."""

    times_min: Floats
    lowest_ng_per_ml: Floats
    highest_ng_per_ml: Floats


@dataclass(frozen=True, slots=True)
class Forecast:
    """Curves by model, the range between models, and the sentences that have to stand with them."""

    now_min: float
    patient: Patient
    events: tuple[Event, ...]
    events_what_if: tuple[Event, ...] | None
    models: tuple[ModelForecast, ...]
    between_base: Between
    between_what_if: Between | None
    uncertainty: Uncertainty
    uncertainty_what_if: Uncertainty | None
    warnings: tuple[str, ...]
    captions: tuple[str, ...] = CAPTIONS


@dataclass(frozen=True, slots=True)
class Refused:
    """No curve, and why. Codes: stale-inputs, missing-weight, outside-population, horizon-too-short."""

    faults: tuple[Fault, ...]


def forecast(
    models: Sequence[str],
    patient: Patient,
    events: Iterable[Event],
    now_min: float,
    horizon_min: float,
    what_if: WhatIf | None = None,
    *,
    inputs_as_of_min: float | None,
    interval: float | None = None,
    step_min: float = 0.5,
    limits: Limits = SITE_LIMITS,
) -> Forecast | Refused:
    """Curves from the first minute to now, and from now to the horizon with and without a change.

    `events` holds what happened and what is planned; `inputs_as_of_min` is the minute at which the pump
    and the chart last agreed on it (None is not known, which is stale). `step_min` spaces the points
    that are drawn; the values do not depend on it. `interval` asks for the band between patients.
    A change is shown against two models or more. Raises `Unusable` for a model or a change that does not exist.
    """
    chosen = [library.by_name(name) for name in models]
    if not chosen:
        raise Unusable.one("", "no-model", "no model is named", ", ".join(library.NAMES))
    faults = refusals(chosen, patient, now_min, horizon_min, inputs_as_of_min, limits)
    if faults:
        return Refused(tuple(faults))
    if what_if is not None and len(set(models)) < 2:
        raise Unusable.one("models", "one-model", "one model is no basis for a change", "two models or more")
    planned = tuple(in_order(events))
    changed = None if what_if is None else apply(what_if, planned, now_min)
    past = _grid(0.0, now_min, step_min, planned)
    future = _grid(now_min, now_min + horizon_min, step_min, (*planned, *(changed or ())))
    found = tuple(_one(model, patient, planned, changed, past, future, interval) for model in chosen)
    ghosts = [one.what_if for one in found if one.what_if is not None]
    return Forecast(
        now_min=now_min,
        patient=patient,
        events=planned,
        events_what_if=changed,
        models=found,
        between_base=_between([one.base for one in found]),
        between_what_if=_between(ghosts) if ghosts else None,
        uncertainty=_weighed([one.base for one in found], interval),
        uncertainty_what_if=_weighed(ghosts, interval) if ghosts else None,
        warnings=tuple(warnings_of(chosen, patient, interval)),
    )


def refusals(
    models: Sequence[Model],
    patient: Patient,
    now_min: float,
    horizon_min: float,
    inputs_as_of_min: float | None,
    limits: Limits = SITE_LIMITS,
) -> list[Fault]:
    """Every reason not to draw, worst first; empty when the forecast may be drawn."""
    found = []
    fresh = f"inputs at most {limits.stale_after_min:g} min old"
    if inputs_as_of_min is None:
        found.append(Fault("inputs", "stale-inputs", "it is not known how old the inputs are", fresh))
    elif now_min - inputs_as_of_min > limits.stale_after_min:
        age = now_min - inputs_as_of_min
        found.append(Fault("inputs", "stale-inputs", f"the inputs are {age:g} min old", fresh))
    if patient.weight_kg is None:
        found.append(Fault("weight_kg", "missing-weight", "the weight is not known", "the weight in kg"))
    outside = {
        departure.says: f"{model.population.weight}, {model.population.age}"
        for model in models
        for departure in model.population.departures(patient)
        # A model fitted on one sex is drawn for the other with a warning: no set here differs by sex.
        if departure.what != "sex"
    }
    found.extend(Fault("patient", "outside-population", says, within) for says, within in outside.items())
    if horizon_min < limits.shortest_horizon_min:
        accepted = f"{limits.shortest_horizon_min:g} min or more"
        found.append(
            Fault("horizon", "horizon-too-short", f"{horizon_min:g} min ahead is too short", accepted)
        )
    return found


def apply(what_if: WhatIf, events: Sequence[Event], now_min: float) -> tuple[Event, ...]:
    """The events if this were done: the past stays, the plan follows the change.

    `Stop` drops the plan. `Pause` moves it later by its length, the rate in force resuming after it.
    `Rate` (not before now) replaces the rate and leaves later events as planned.
    """
    past = [event for event in in_order(events) if event.at_min <= now_min]
    plan = [event for event in in_order(events) if event.at_min > now_min]
    if isinstance(what_if, Stop):
        return (*past, Rate(now_min, 0.0))
    if isinstance(what_if, Rate):
        if not (what_if.at_min >= now_min and what_if.rate_mg_per_h >= 0):
            accepted = f"a rate of 0 mg/h or above, at {now_min:g} min or later"
            raise Unusable.one("what_if", "not-a-change", f"{what_if} changes nothing ahead", accepted)
        return tuple(in_order([*past, *plan, what_if]))
    if what_if.for_min is None:
        return (*past, Rate(now_min, 0.0))
    if not what_if.for_min > 0:
        raise Unusable.one("what_if", "not-a-change", f"a pause of {what_if.for_min} min", "minutes above 0")
    resumed = Rate(now_min + what_if.for_min, rate_at(past, now_min))
    return (*past, Rate(now_min, 0.0), resumed, *(_later(event, what_if.for_min) for event in plan))


def minutes_until_at_or_below(
    model: str | Model,
    patient: Patient,
    events: Iterable[Event],
    level_ng_per_ml: float,
    from_min: float,
    within_min: float,
) -> float | None:
    """How long after `from_min` plasma first is at or below a level; None if not within `within_min`.

    Exact to 1e-9 min after the last event or while the pump is off, where plasma only falls; while it
    runs, the first crossing is sought between 64 points of each segment. Raises `Unusable` for what is no level.
    """
    if not level_ng_per_ml >= 0:
        raise Unusable.one("level", "no-level", f"{level_ng_per_ml} ng/mL is no level", "0 ng/mL or above")
    chosen = library.by_name(model) if isinstance(model, str) else model
    planned = tuple(events)
    plan, disposition = schedule(planned), chosen.parameters(patient).disposition()

    def plasma(times: Floats, before: bool = False) -> Floats:
        return concentrations(disposition, plan, times, before=before).plasma_ng_per_ml

    if plasma(np.array([from_min]))[0] <= level_ng_per_ml:
        return 0.0
    end = from_min + within_min
    inside = [event.at_min for event in planned if from_min < event.at_min < end]
    corners = np.array([from_min, *sorted(set(inside)), end])
    for low, high in pairwise(corners):
        points = np.linspace(low, high, 65)
        # A bolus at the far corner belongs to the next segment: up to it, the value is the one before.
        under = plasma(points[1:], before=True) <= level_ng_per_ml
        if under.any():
            first = int(np.argmax(under))
            return (
                _crossing(plasma, level_ng_per_ml, float(points[first]), float(points[first + 1])) - from_min
            )
    return None


def _crossing(plasma: Callable[..., Floats], level: float, above: float, below: float) -> float:
    """The instant between two at which plasma reaches a level from above: each round narrows it 32-fold."""
    while below - above > 1e-10 * max(1.0, below):
        points = np.linspace(above, below, 33)
        under = plasma(points[1:], before=True) <= level
        under[-1] = True
        first = int(np.argmax(under))
        above, below = float(points[first]), float(points[first + 1])
    return below


def _later(event: Event, by_min: float) -> Event:
    if isinstance(event, Rate):
        return Rate(event.at_min + by_min, event.rate_mg_per_h)
    return type(event)(event.at_min + by_min, event.bolus_mg)


def _grid(start: float, end: float, step: float, events: Iterable[Event]) -> Floats:
    """Evenly spaced points with the ends, and every event between them so that corners are drawn."""
    count = max(1, int(np.ceil((end - start) / step)))
    corners = [event.at_min for event in events if start < event.at_min < end]
    return np.unique(np.concatenate([np.linspace(start, end, count + 1), corners]))


def _one(
    model: Model,
    patient: Patient,
    planned: tuple[Event, ...],
    changed: tuple[Event, ...] | None,
    past: Floats,
    future: Floats,
    interval: float | None,
) -> ModelForecast:
    parameters = model.parameters(patient)
    disposition = parameters.disposition()
    site = model.effect_site()
    ke0 = None if site is None else site.ke0_per_min(parameters.weight_kg)

    def curve(events: tuple[Event, ...], times: Floats) -> Curve:
        solution = concentrations(disposition, schedule(events), times, ke0)
        return Curve(times, solution.plasma_ng_per_ml, solution.effect_site_ng_per_ml, spread(events, times))

    def spread(events: tuple[Event, ...], times: Floats) -> Band | None:
        if interval is None:
            return None
        # To a round end, so that the outline asked for is the same for a while and need not be drawn again.
        end = _OUTLINE_MIN * float(np.ceil(times[-1] / _OUTLINE_MIN))
        drawn = outline(model, patient, events, interval, float(times[0]), end)
        return None if drawn is None else drawn.at(times)

    whole = curve(planned, np.concatenate([past, future]))
    ghost = None if changed is None else curve(changed, future)
    cut = len(past)
    return ModelForecast(
        model.name, parameters, ke0, _part(whole, slice(None, cut)), _part(whole, slice(cut, None)), ghost
    )


def _part(curve: Curve, part: slice) -> Curve:
    effect, spread = curve.effect_site_ng_per_ml, curve.band
    return Curve(
        curve.times_min[part],
        curve.plasma_ng_per_ml[part],
        None if effect is None else effect[part],
        None if spread is None else Band(spread.lower[part], spread.upper[part]),
    )


def _weighed(curves: Sequence[Curve], interval: float | None) -> Uncertainty:
    plasma, bands = [curve.plasma_ng_per_ml for curve in curves], [curve.band for curve in curves]
    return weighed(curves[0].times_min, plasma, bands, interval)


def _between(curves: Sequence[Curve]) -> Between:
    stacked = np.stack([curve.plasma_ng_per_ml for curve in curves])
    return Between(curves[0].times_min, stacked.min(axis=0), stacked.max(axis=0))
