"""Plasma of very many patients on one set of times: the same sums of decaying parts, laid out for speed.

The times of a schedule fall into runs: stretches of one constant rate with even spacing. Over a run each part
decays by the same factor from point to point, so its values are powers of one number, an outer product of a coarse
and a fine row of them. Runs that are alike, such as the infusions of a course, share their powers and are drawn
together: for each patient one matrix product of the parts at the beginning of each run and the powers. A run that is
not even takes one exponential for each point.

Values agree with `solver.concentrations` to 1e-11, relative to the larger of the value and a ten-thousandth of
the steady state of its segment (tests/domain/pharmacology/test_grid.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from .divided import Floats
from .solver import NG_PER_ML_PER_MG_PER_L, Disposition, Schedule, concentrations

_SHORTEST_EVEN = 16
_FINE = 64  # points to a row of powers
_TOGETHER = 128  # patients at a time, so that what belongs to them stays in the cache
_CANCELS_MIN = (
    1e-6  # after an input begins: by then what it adds is far above the rounding of what it tends to
)


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
class _Course:
    """Even runs that are alike: one spacing, one length, an input in each or in none, beginnings equally far apart.

    `runs` are their places among the runs of the grid.
    """

    runs: tuple[int, ...]
    first: int
    apart: int
    count: int
    step_min: float
    has_input: bool

    def columns(self, out: Floats) -> Floats:
        """The points of these runs in `out` [patients, times], as a view [patients, runs, points]."""
        windows = sliding_window_view(out, self.count, axis=1, writeable=True)
        view: Floats = windows[:, self.first :: self.apart][:, : len(self.runs)]
        return view


@dataclass(frozen=True, slots=True)
class Grid:
    """A schedule and ascending times, cut into runs once for all patients."""

    schedule: Schedule
    times_min: Floats
    runs: tuple[_Run, ...]
    courses: tuple[_Course, ...]

    @property
    def steps(self) -> set[float]:
        """Each spacing that occurs."""
        return {course.step_min for course in self.courses}

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
        return cls(schedule, times, runs, tuple(_courses(runs, schedule)))


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
    # Patients stand last, so that each operation runs along many of them, until the matrix products.
    rate = np.ascontiguousarray(modes.rate_per_min.T)
    share = modes.share.T * (NG_PER_ML_PER_MG_PER_L / disposition.v1_l)
    weights, at_first = _weights(rate, share, grid)
    drawn = [(course, weights[list(course.runs)], course.columns(found)) for course in grid.courses]
    rooms = {step: _room(len(rate)) for step in grid.steps}
    for start in range(0, shape[0], _TOGETHER):
        some = slice(start, start + _TOGETHER)
        fine = {step: _fine_powers(rate[:, some], step, room) for step, room in rooms.items()}
        for course, weight, columns in drawn:
            _draw(course, rate[:, some], weight[..., some], fine[course.step_min], columns[some])
        for place, run in enumerate(grid.runs):
            if run.step_min is None:
                _one_by_one(rate[:, some].T, weights[place, :, some].T, run, found[some])
    for place, value in at_first.items():
        found[:, grid.runs[place].first] = value
    return found


def _weights(rate: Floats, share: Floats, grid: Grid) -> tuple[Floats, dict[int, Floats]]:
    """Of each mode at the first point of each run, and of the constant, [runs, modes + 1, patients].

    With a constant input a mode is what it tends to, which does not decay (the last one, of all modes together),
    less what is still missing to it. At the instant where an input begins the two cancel; for a run that begins
    there, by its place, the sum of parts [patients] is given beside them.
    """
    schedule, runs = grid.schedule, grid.runs
    inputs, boluses = schedule.rate_mg_per_min, schedule.bolus_mg
    spans = np.diff(schedule.start_min)[: runs[-1].segment]
    decay = _decay(rate, spans)
    elapsed = _decay(rate, np.array([run.after_min[0] for run in runs]))
    unit = share / rate
    level = unit.sum(axis=0)
    weights = np.zeros((len(runs), len(rate) + 1, rate.shape[1]))
    at_first: dict[int, Floats] = {}
    part, at = share * boluses[0], 0
    for place, run in enumerate(runs):
        for segment in range(at, run.segment):
            part = part * decay[segment]
            if inputs[segment]:
                part -= inputs[segment] * unit * np.expm1(rate * -spans[segment])
            if boluses[segment + 1]:
                part += boluses[segment + 1] * share
        at = run.segment
        np.multiply(part, elapsed[place], out=weights[place, :-1])
        if inputs[at]:
            weights[place, :-1] -= inputs[at] * unit * elapsed[place]
            weights[place, -1] = inputs[at] * level
            if not run.after_min[0]:
                at_first[place] = part.sum(axis=0)
    return weights, at_first


def _decay(rate: Floats, spans: Floats) -> list[Floats]:
    """e^(−rate × span) for each span, [modes, patients]; a course has few that differ."""
    known = {span: np.exp(rate * -span) for span in set(spans.tolist())}
    return [known[span] for span in spans.tolist()]


def _room(modes: int) -> Floats:
    """Where fine powers are put, of some patients after others; the last mode is a constant, 1."""
    return np.ones((_TOGETHER, modes + 1, _FINE))


def _fine_powers(rate: Floats, step_min: float, room: Floats) -> Floats:
    """e^(−rate × step × i) for i below _FINE, and the constant, [patients, modes + 1, _FINE], in `room`."""
    modes, patients = rate.shape
    falls = room[:patients, :modes]
    np.multiply(rate.T[:, :, None], -step_min * np.arange(_FINE), out=falls)
    np.exp(falls, out=falls)
    return room[:patients]


def _draw(course: _Course, rate: Floats, weights: Floats, fine: Floats, columns: Floats) -> None:
    """Σ weight × power into the columns of the runs of a course: a row of powers, of all runs, at a time."""
    modes = len(rate) + course.has_input
    whole, rest = divmod(course.count, _FINE)
    coarse = np.ones((whole + (rest > 0), 1, len(rate) + 1, rate.shape[1]))
    coarse[:, 0, :-1] = np.exp(rate * (-course.step_min * _FINE * np.arange(len(coarse)))[:, None, None])
    left = np.ascontiguousarray((coarse * weights)[:, :, :modes].transpose(3, 0, 1, 2))
    right = fine[:, :modes]
    if whole:
        rows = columns[:, :, : whole * _FINE].reshape(*columns.shape[:2], whole, _FINE).transpose(0, 2, 1, 3)
        np.matmul(left[:, :whole], right[:, None], out=rows)
    if rest:
        np.matmul(left[:, whole], right[:, :, :rest], out=columns[:, :, whole * _FINE :])
    if course.has_input:
        # Where what is reached and what is missing cancel, rounding must not leave less than nothing.
        first = columns[:, :, : 1 + ceil(min(course.count, _CANCELS_MIN / course.step_min))]
        np.maximum(first, 0.0, out=first)


def _one_by_one(rate: Floats, weight: Floats, run: _Run, out: Floats) -> None:
    """A run of any spacing, into its columns of `out`; rate [patients, modes], weight [patients, modes + 1]."""
    found = out[:, run.first : run.last]
    exponentials = np.exp(-rate[:, :, None] * (run.after_min - run.after_min[0]))
    np.matmul(weight[:, None, :-1], exponentials, out=found[:, None, :])
    found += weight[:, -1:]
    np.maximum(found, 0.0, out=found)


def _courses(runs: Sequence[_Run], schedule: Schedule) -> Iterator[_Course]:
    """The even runs, those together that are alike and begin equally far apart."""
    alike: dict[tuple[float, int, bool], list[int]] = {}
    for place, run in enumerate(runs):
        if run.step_min is not None:
            has_input = bool(schedule.rate_mg_per_min[run.segment])
            alike.setdefault((run.step_min, run.last - run.first, has_input), []).append(place)
    for (step, count, has_input), places in alike.items():
        while places:
            firsts = [runs[place].first for place in places]
            apart = firsts[1] - firsts[0] if len(places) > 1 else count
            several = 1
            while several < len(places) and firsts[several] - firsts[several - 1] == apart:
                several += 1
            yield _Course(tuple(places[:several]), firsts[0], apart, count, step, has_input)
            del places[:several]


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
