"""Plasma of very many patients on one set of times: the same sums of decaying parts, laid out for speed.

The times of a schedule fall into runs: stretches of one constant rate with even spacing. Over a run each part
decays by the same factor from point to point, so its values are an outer product of a coarse and a fine row of
powers, and the sum of parts is a small matrix product for each patient; runs with the same spacing share their
powers. A run that is not even takes one exponential for each point.

Values agree with `solver.concentrations` to 1e-11, relative to the larger of the value and a ten-thousandth of
the steady state of its segment (tests/domain/pharmacology/test_grid.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from .divided import Floats, mean_decay
from .solver import NG_PER_ML_PER_MG_PER_L, Disposition, Schedule, concentrations

_SHORTEST_EVEN = 16
_FINE = 32  # points to a row of powers: a length that matrix products are quick with
_TOGETHER = 128  # patients at a time, so that their powers stay in the cache


@dataclass(frozen=True, slots=True)
class _Run:
    """Points `first` to `last` (not included) of the sorted times, all of segment `segment`.

    `after_min` is how long after the beginning of the segment each is; `step_min` is None where uneven.
    """

    first: int
    last: int
    segment: int
    after_min: Floats
    step_min: float | None


@dataclass(frozen=True, slots=True)
class Grid:
    """A schedule and ascending times, cut into runs once for all patients."""

    schedule: Schedule
    times_min: Floats
    runs: tuple[_Run, ...]

    def steps(self) -> dict[float, int]:
        """Each spacing that occurs, and the most points that a run of it has."""
        found: dict[float, int] = {}
        for run in self.runs:
            if run.step_min is not None:
                found[run.step_min] = max(found.get(run.step_min, 0), run.last - run.first)
        return found

    @classmethod
    def of(cls, schedule: Schedule, times_min: Floats) -> Grid:
        """Raises ValueError unless the times ascend (equal ones may stand together)."""
        times = np.asarray(times_min, dtype=np.float64)
        if times.ndim != 1 or (np.diff(times) < 0).any():
            raise ValueError("times must be one row in ascending order")
        segment = np.searchsorted(schedule.start_min, times, side="right") - 1
        edges = np.flatnonzero(np.diff(segment)) + 1
        ends = [0, *edges.tolist(), len(times)] if len(times) else [0]
        known: list[float] = []
        runs = tuple(
            _Run(
                first, last, int(segment[first]), times[first:last] - schedule.start_min[segment[first]], step
            )
            for begin, end in pairwise(ends)
            if segment[begin] >= 0
            for first, last, step in _even(times, begin, end, known)
        )
        return cls(schedule, times, runs)


def plasma(disposition: Disposition, grid: Grid, out: Floats | None = None) -> Floats:
    """ng/mL of every patient (disposition [patients]) at every time, [patients, times]; into `out` if given."""
    shape = (len(disposition.v1_l), len(grid.times_min))
    found = np.empty(shape) if out is None else out
    modes = disposition.modes()
    if not modes.rate_per_min.min() > 0.0:
        found[:] = concentrations(disposition, grid.schedule, grid.times_min).plasma_ng_per_ml
        return found
    if not grid.runs:
        found[:] = 0.0
        return found
    found[:, : grid.runs[0].first] = 0.0
    share = modes.share * (NG_PER_ML_PER_MG_PER_L / disposition.v1_l)[:, None]
    weights = _weights(modes.rate_per_min, share, grid)
    steps = grid.steps()
    for start in range(0, shape[0], _TOGETHER):
        some = slice(start, start + _TOGETHER)
        rate = modes.rate_per_min[some]
        powers = {step: _Powers.of(rate, step, longest) for step, longest in steps.items()}
        for run, (weight, _) in zip(grid.runs, weights, strict=True):
            if run.step_min is None:
                _one_by_one(rate, weight[some], run, found[some])
            else:
                powers[run.step_min].draw(weight[some], run, found[some])
        for run, (_, at_first) in zip(grid.runs, weights, strict=True):
            if at_first is not None:
                found[some, run.first] = at_first[some]
    return found


def _weights(rate: Floats, share: Floats, grid: Grid) -> list[tuple[Floats, Floats | None]]:
    """Of each mode at the first point of each run, [patients, modes]; with an input, [patients, modes + 1].

    With a constant input a mode is what it tends to, which does not decay (the last one, of all modes together),
    less what is still missing to it. At the instant where an input begins the two cancel; there the sum of parts
    [patients] is given beside them.
    """
    schedule = grid.schedule
    inputs, boluses = schedule.rate_mg_per_min, schedule.bolus_mg
    spans = np.diff(schedule.start_min)
    part, at = share * boluses[:1], 0
    found: list[tuple[Floats, Floats | None]] = []
    for run in grid.runs:
        while at < run.segment:
            fall = rate * spans[at]
            part = part * np.exp(-fall) + share * (inputs[at] * spans[at]) * mean_decay(fall)
            at += 1
            part = part + share * boluses[at]
        elapsed = np.exp(-rate * run.after_min[0])
        if inputs[at]:
            reached = share * inputs[at] / rate
            level = reached.sum(axis=-1, keepdims=True)
            weight = np.concatenate([(part - reached) * elapsed, level], axis=1)
            found.append((weight, None if run.after_min[0] else part.sum(axis=-1)))
        else:
            found.append((part * elapsed, None))
    return found


def _one_by_one(rate: Floats, weight: Floats, run: _Run, out: Floats) -> None:
    """A run of any spacing, into its columns of `out`."""
    modes = rate.shape[1]
    found = out[:, run.first : run.last]
    exponentials = np.exp(-rate[:, :, None] * (run.after_min - run.after_min[0]))
    np.matmul(weight[:, None, :modes], exponentials, out=found[:, None, :])
    if weight.shape[1] > modes:
        found += weight[:, modes:]
        np.maximum(found, 0.0, out=found)


@dataclass(frozen=True, slots=True)
class _Powers:
    """e^(−rate × step × i) for i to _FINE, [patients, modes + 1, _FINE], and for every _FINE-th of them,
    [patients, rows, modes + 1]; the last mode is a constant."""

    fine: Floats
    coarse: Floats

    @classmethod
    def of(cls, rate: Floats, step_min: float, longest: int) -> _Powers:
        rates = np.concatenate([rate, np.zeros((len(rate), 1))], axis=1) * -step_min
        rows = np.arange(0.0, longest + _FINE, _FINE)
        coarse = np.exp(rates[:, :, None] * rows)
        return cls(np.exp(rates[:, :, None] * np.arange(float(_FINE))), coarse.transpose(0, 2, 1))

    def draw(self, weight: Floats, run: _Run, out: Floats) -> None:
        """Σ weight × power into the columns of a run, and, to fill a row of powers, into some of the next run.

        Runs are drawn in order, so the next one overwrites what is not its own.
        """
        patients, modes = weight.shape
        count = run.last - run.first
        rows = -(-count // _FINE)
        right = self.fine[:, :modes] * weight[:, :, None]
        fits = run.first + rows * _FINE <= out.shape[1]
        whole = rows if fits else rows - 1
        end = run.first + whole * _FINE
        target = out[:, run.first : end].reshape(patients, whole, _FINE)
        np.matmul(self.coarse[:, :whole, :modes], right, out=target)
        if not fits:
            last_row = np.matmul(self.coarse[:, whole:rows, :modes], right)
            out[:, end : run.last] = last_row[:, 0, : run.last - end]
        if modes == self.fine.shape[1]:
            # Where what is reached and what is missing cancel, rounding must not leave less than nothing.
            first = out[:, run.first : min(run.first + _FINE, run.last)]
            np.maximum(first, 0.0, out=first)


def _even(times: Floats, begin: int, end: int, known: list[float]) -> Iterator[tuple[int, int, float | None]]:
    """Stretches of one segment: (first, last, step), the step None where too short or uneven.

    A step is one of those already known where the points lie on it as well, to the rounding of the times.
    """
    tolerance = 4.0 * np.spacing(max(abs(times[begin]), abs(times[end - 1])))
    steps = np.diff(times[begin:end])
    changes = begin + np.flatnonzero(np.abs(np.diff(steps)) > 2.0 * tolerance) + 2
    first = uneven = begin
    for last in [*changes.tolist(), end]:
        if last - first >= _SHORTEST_EVEN:
            points = times[first:last]
            own = float(points[-1] - points[0]) / (last - first - 1)
            step = next((s for s in (*known, own) if _lies_on(points, s, tolerance)), None)
            if step is not None:
                if uneven < first:
                    yield uneven, first, None
                yield first, last, step
                known += [step] * (step not in known)
                uneven = last
        first = max(uneven, last - 1)
    if uneven < end:
        yield uneven, end, None


def _lies_on(points: Floats, step: float, tolerance: float) -> bool:
    even = points[0] + step * np.arange(len(points))
    return step > 0.0 and float(np.abs(even - points).max()) <= tolerance
