"""The answer to a DOSING: a curve for each model, what was given, and what to be warned of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from . import models as library
from .curve import solve
from .dosing import Dosing, delivered_mg, schedule
from .model import Model, Patient
from .variability import FAR_TAILS, band


def predict(dosing: Dosing) -> dict[str, Any]:
    """The JSON answer: arrays in the order of `times_min`, null where a model has none.

    `delivered_mg` is the mass given up to and including the latest time asked for.
    """
    chosen = [library.by_name(name) for name in dosing.models]
    return {
        "times_min": list(dosing.times_min),
        "models": {model.name: _curve(model, dosing) for model in chosen},
        "delivered_mg": delivered_mg(dosing.events, max(dosing.times_min)),
        "warnings": warnings(chosen, dosing.patient, dosing.interval),
    }


def _curve(model: Model, dosing: Dosing) -> dict[str, Any]:
    times = np.array(dosing.times_min)
    plan = schedule(dosing.events)
    site = model.effect_site()
    ke0 = None if site is None else site.ke0_per_min(dosing.patient.known_weight_kg())
    solution = solve(model, dosing.patient, plan, times)
    spread = None if dosing.interval is None else band(model, dosing.patient, plan, times, dosing.interval)
    effect, formed = solution.effect_site_ng_per_ml, solution.metabolite_ng_per_ml
    return {
        "plasma_ng_per_ml": solution.plasma_ng_per_ml.tolist(),
        "effect_site_ng_per_ml": None if effect is None else effect.tolist(),
        "ke0_per_min": ke0,
        "norketamine_ng_per_ml": None if formed is None else formed.tolist(),
        "lower": None if spread is None else spread.lower.tolist(),
        "upper": None if spread is None else spread.upper.tolist(),
        "variability_source": variability_source(model) if spread is not None else None,
    }


def variability_source(model: Model) -> str | None:
    """Where the spread between patients comes from, with its size; None where none is known."""
    spread = model.variability
    if spread is None:
        return None
    sizes = ", ".join(f"CV {cv * 100:.3g} % {name}" for name, cv in spread.cv)
    pairs = ", ".join(
        f"correlation {rho:.2g}" + (f" {one} with {other}" if len(spread.cv) > 2 else "")
        for one, other, rho in spread.correlations
    )
    said = "; ".join(part for part in (pairs, spread.caveat) if part)
    return f"{spread.source}: {sizes}{', ' if pairs else '; '}{said}; {spread.standing}"


def warnings(models: Sequence[Model], patient: Patient, interval: float | None) -> list[str]:
    """Outside a population, doubtful numbers, and a band that is borrowed or cannot be given."""
    return [
        f"{model.name}: {says}"
        for model in models
        for says in (
            *(departure.says for departure in model.population.departures(patient)),
            *model.doubts(),
            *_about_band(model, interval),
        )
    ]


def _about_band(model: Model, interval: float | None) -> Iterable[str]:
    if interval is None:
        return
    if model.variability is None:
        yield "no variability between patients was found for this model: no interval"
    elif model.variability.borrowed:
        yield f"the interval is not this model's own: variability {variability_source(model)}"
    elif model.variability.caveat:
        yield f"the interval: {model.variability.caveat}"
    if model.variability is not None and interval > FAR_TAILS:
        yield f"beyond {FAR_TAILS * 100:g} % an interval is of tails that nobody has measured; its ends are rough"
