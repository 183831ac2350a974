"""One model, one patient, one schedule: the curves, typical of the model, at the times asked for."""

from __future__ import annotations

import numpy as np

from euthymia.domain.quantities import Unusable

from .divided import Floats
from .model import Model, Patient
from .solver import Schedule, Solution, concentrations


def solve(
    model: Model,
    patient: Patient,
    schedule: Schedule,
    times_min: Floats,
    *,
    effect_site: str | None = None,
    before: bool = False,
) -> Solution:
    """Concentrations in ng/mL [times]; the effect site is the model's default one unless one is named.

    `before` asks for the values just before an event at the same instant. Raises `Unusable` without a weight,
    for a time that is not finite, and for an effect site that the model does not have.
    """
    if not np.isfinite(times_min).all():
        raise Unusable.one("/times_min", "not-finite", "a time is not a finite number", "minutes")
    parameters, site = model.parameters(patient), model.effect_site(effect_site)
    return concentrations(
        parameters.disposition(),
        schedule,
        times_min,
        None if site is None else site.ke0_per_min(parameters.weight_kg),
        metabolite=parameters.norketamine(),
        before=before,
    )
