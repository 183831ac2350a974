"""How far patients differ: the percentiles of the curve over log-normal, correlated parameters.

Deterministic: patients are the points of a lattice that fills the unit cube evenly (in two dimensions the
Fibonacci lattice, in more the one of the generalised golden ratio), carried to normal deviates. The same
question gives the same band, to the last bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from .divided import Floats
from .dosing import Event, schedule
from .grid import Grid, plasma
from .model import Model, Patient, Variability
from .solver import Disposition, Schedule, concentrations

# So many that the ends of an 80 % interval are good to 0.2 % where two parameters vary, and to 1.5 % where more do;
# a figure's line is thicker than what fewer leave.
_PATIENTS, FOR_A_FIGURE, _DRAWN_PATIENTS = 6765, 987, 144
_GENERATORS = {6765: 4181, 987: 610, 144: 89}  # a Fibonacci number and the one before it
_MORE = 4  # as many times the patients where more than two parameters vary
_VALUES_AT_ONCE = 2**22
FAR_TAILS = 0.99  # beyond it an interval rests on a handful of these patients
# Minutes after an event at which a drawn band has a corner: plasma bends most just after a change.
CORNERS_MIN = (
    0, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 4, 5, 6, 7.5, 9, 11, 13, 16, 20, 25, 30, 35, 40, 50, 60, 75, 90,
    120, 150, 180, 240, 360, 480, 720, 1440,
)  # fmt: skip
_KEPT = 256


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
    patients: int = _PATIENTS,
) -> Band | None:
    """The central `interval` (between 0 and 1) at each time, or None where no variability is known.

    `before` asks for the values just before an event at the same instant, as in the solver; `patients` is a number
    that there is a lattice for.
    """
    if model.variability is None:
        return None
    tail = (1.0 - interval) / 2.0
    drawn = factors(model.variability.of_plasma(), patients)
    disposition = model.parameters(patient).disposition(drawn)
    order = np.argsort(times_min, kind="stable")
    ascending, together = times_min[order], max(1, _VALUES_AT_ONCE // len(next(iter(drawn.values()))))
    edges = np.empty((2, len(times_min)))
    for start in range(0, len(times_min), together):
        block = slice(start, start + together)
        if before:
            curves = concentrations(disposition, schedule, ascending[block], before=True).plasma_ng_per_ml
        else:
            curves = plasma(disposition, Grid.of(schedule, ascending[block]))
        edges[:, order[block]] = np.quantile(curves, [tail, 1.0 - tail], axis=0)
    return Band(*edges)


class Outline(NamedTuple):
    """A band as it is drawn: its corners, with straight lines between them."""

    times_min: Floats
    band: Band

    def at(self, times_min: Floats) -> Band:
        """The drawn band at these times, none of them outside the outline."""
        lower, upper = (np.interp(times_min, self.times_min, edge) for edge in self.band)
        return Band(lower, upper)


@lru_cache(maxsize=_KEPT)
def outline(
    model: Model,
    patient: Patient,
    events: tuple[Event, ...],
    interval: float,
    start_min: float,
    end_min: float,
) -> Outline | None:
    """The central `interval` from start to end for drawing, or None where no variability is known.

    A screen asks again every few seconds, and the answer changes with the events only: it is kept. Fewer
    virtual patients and corners than `band` has make it some twenty times quicker; it stays within 1.5 % of
    the greatest value of that band (tests/domain/pharmacology/test_band_outline.py).
    """
    if model.variability is None:
        return None
    times = _corners(events, start_min, end_min)
    tail = (1.0 - interval) / 2.0
    curves = concentrations(_drawn_patients(model, patient), schedule(events), times).plasma_ng_per_ml
    lower, upper = np.quantile(curves, [tail, 1.0 - tail], axis=0)
    return Outline(times, Band(lower, upper))


def _corners(events: Sequence[Event], start_min: float, end_min: float) -> Floats:
    """Start, end, and after each event until the next; just before an event stands the end of what was."""
    at = sorted({event.at_min for event in events})
    found = {start_min, end_min}
    for begin, until in pairwise([*at, np.inf]):
        last = np.nextafter(until, -np.inf)
        found |= {minute for after in CORNERS_MIN if (minute := begin + after) < last} | {last}
    return np.array(sorted(minute for minute in found if start_min <= minute <= end_min))


@lru_cache(maxsize=_KEPT)
def _drawn_patients(model: Model, patient: Patient) -> Disposition:
    assert model.variability is not None
    return model.parameters(patient).disposition(factors(model.variability.of_plasma(), _DRAWN_PATIENTS))


def factors(variability: Variability, patients: int = _PATIENTS) -> dict[str, Floats]:
    """What multiplies each named parameter in each virtual patient."""
    logs = np.linalg.cholesky(variability.covariance()) @ deviates(patients, len(variability.cv))
    return {name: np.exp(log) for (name, _), log in zip(variability.cv, logs, strict=True)}


@lru_cache(maxsize=16)
def deviates(patients: int, dimensions: int) -> Floats:
    """Standard normal deviates, shape [dimensions, patients] (more patients where dimensions are many)."""
    if dimensions == 2:
        steps, generator = np.arange(patients), _GENERATORS[patients]
        cube = np.stack([steps, steps * generator % patients]) + 0.5
        cube = cube / patients
    else:
        steps = np.arange(1, _MORE * patients + 1)
        cube = (0.5 + steps * _golden(dimensions)[:, None]) % 1.0
    inverse = NormalDist().inv_cdf
    return np.array([[inverse(share) for share in row] for row in cube.tolist()])


def _golden(dimensions: int) -> Floats:
    """Powers of 1 / g, where g solves g^(d+1) = g + 1: steps that never nearly repeat."""
    ratio = 2.0
    for _ in range(64):
        ratio = (1.0 + ratio) ** (1.0 / (dimensions + 1))
    return ratio ** -np.arange(1.0, dimensions + 1)
