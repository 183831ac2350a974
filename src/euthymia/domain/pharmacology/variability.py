"""How far patients differ: the percentiles of the curve over log-normal, correlated parameters.

Deterministic: patients are the points of a Fibonacci lattice in two dimensions, which fills the square
evenly, carried to normal deviates. The same question gives the same band, to the last bit.
"""

from __future__ import annotations

from functools import lru_cache
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from .model import Model, Patient, Variability
from .solver import Floats, Schedule, concentrations

_PATIENTS, _GENERATOR = 987, 610
_TIMES_AT_ONCE = 256


class Band(NamedTuple):
    """Percentiles of plasma concentration between patients, ng/mL; not symmetric about the typical curve."""

    lower: Floats
    upper: Floats


def band(
    model: Model,
    patient: Patient,
    schedule: Schedule,
    times_min: Floats,
    interval: float,
    *,
    before: bool = False,
) -> Band | None:
    """The central `interval` (between 0 and 1) at each time, or None where no variability is known.

    `before` asks for the values just before an event at the same instant, as in the solver.
    """
    if model.variability is None:
        return None
    tail = (1.0 - interval) / 2.0
    disposition = model.parameters(patient).disposition(factors(model.variability))
    blocks = [np.empty((2, 0))]
    for start in range(0, len(times_min), _TIMES_AT_ONCE):
        block = times_min[start : start + _TIMES_AT_ONCE]
        plasma = concentrations(disposition, schedule, block, before=before).plasma_ng_per_ml
        blocks.append(np.quantile(plasma, [tail, 1.0 - tail], axis=0))
    lower, upper = np.concatenate(blocks, axis=1)
    return Band(lower, upper)


def factors(variability: Variability) -> dict[str, Floats]:
    """What multiplies each named parameter in each virtual patient."""
    first, second = _deviates()
    rho = variability.correlation
    correlated = (first, rho * first + np.sqrt(1.0 - rho**2) * second)
    return {
        name: np.exp(np.sqrt(np.log1p(cv**2)) * deviate)
        for (name, cv), deviate in zip(variability.cv, correlated, strict=True)
    }


@lru_cache(maxsize=1)
def _deviates() -> tuple[Floats, Floats]:
    inverse = NormalDist().inv_cdf
    index = range(_PATIENTS)
    first = [inverse((i + 0.5) / _PATIENTS) for i in index]
    second = [inverse((i * _GENERATOR % _PATIENTS + 0.5) / _PATIENTS) for i in index]
    return np.array(first), np.array(second)
