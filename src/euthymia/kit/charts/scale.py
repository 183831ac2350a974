"""Numbers to pixels: scales, ticks, the time grid, and thinning that keeps every extreme."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from euthymia.kit.charts.model import Lane, TimeAxis

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_GRIDS = (
    (1, 5), (5, 15), (10, 30), (15, 60), (30, 120), (60, 240), (360, 1440), (1440, 10080), (10080, 40320), (40320, 161280),
)  # fmt: skip
_LEAST_MINOR_PX = 7.0
_LEAST_LABEL_PX = 46.0


def number(value: float) -> str:
    """A coordinate with at most one decimal: enough for the eye, and the same on every machine."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight line from [low, high] to [at_low, at_high]."""

    low: float
    high: float
    at_low: float
    at_high: float

    def __call__(self, value: float) -> float:
        return self.at_low + (value - self.low) * (self.at_high - self.at_low) / (self.high - self.low)


def reach(lane: Lane) -> tuple[float, float]:
    """The lane's scale, widened to a whole tick where data or limits go beyond it."""
    if lane.low is None or lane.high is None:
        return 0.0, 1.0
    low, high = lane.low, lane.high
    values = [limit.value for limit in lane.limits]
    for column in (column for series in lane.series for column in [*zip(*series.points, strict=True)][1:]):
        drawn = [value for value in column if value is not None]
        values += [min(drawn), max(drawn)] if drawn else []
    step = tick_step(low, high, 4)
    if values and min(values) < low:
        low = math.floor(min(values) / step) * step
    if values and max(values) > high:
        high = math.ceil(max(values) / step) * step
    return low, high


def tick_step(low: float, high: float, about: int) -> float:
    """A round step that cuts [low, high] into about so many parts."""
    raw = (high - low) / max(about, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    return next(step * power for step in _STEPS if step * power >= raw * 0.999)


def ticks(low: float, high: float, about: int) -> list[float]:
    """Round values within [low, high]."""
    step = tick_step(low, high, about)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(count * step, 10) for count in range(first, last + 1)]


def tick_text(value: float) -> str:
    """A tick without a trailing zero, thousands apart, minus as a minus."""
    text = f"{value:,.6g}" if abs(value) < 1000 else f"{value:,.0f}"
    return text.replace("-", "−")


@dataclass(frozen=True, slots=True)
class Grid:
    """Minutes of the thin lines, of the heavy lines, and of the labels."""

    minor: tuple[int, ...]
    major: tuple[int, ...]
    labels: tuple[int, ...]


def time_grid(axis: TimeAxis, width: float) -> Grid:
    """5- and 15-minute lines for a session; wider spacing once these would run together."""
    per_minute = width / (axis.end - axis.start)
    fitting = [grid for grid in _GRIDS[1:] if grid[0] * per_minute >= _LEAST_MINOR_PX]
    thin, heavy = fitting[0] if fitting else _GRIDS[-1]
    if axis.end - axis.start <= 12:
        thin, heavy = _GRIDS[0]
    spacing = next((g for g in (thin, heavy) if g * per_minute >= _LEAST_LABEL_PX), heavy)
    while spacing * per_minute < _LEAST_LABEL_PX:
        spacing += heavy
    return Grid(_multiples(axis, thin), _multiples(axis, heavy), _multiples(axis, spacing))


def _multiples(axis: TimeAxis, step: int) -> tuple[int, ...]:
    first, last = math.ceil(axis.start / step), math.floor(axis.end / step)
    return tuple(count * step for count in range(first, last + 1))


def runs(points: Iterable[tuple[float | None, ...]]) -> list[list[tuple[float, ...]]]:
    """Cut at the gaps: stretches of points that have all their values."""
    found: list[list[tuple[float, ...]]] = []
    current: list[tuple[float, ...]] = []
    for point in points:
        if None not in point:
            current.append(point)  # type: ignore[arg-type]
        elif current:
            found.append(current)
            current = []
    if current:
        found.append(current)
    return found


def thin(pixels: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """At most four points for each pixel column: first, least, greatest, last, in their order.

    A line through them covers the same pixels as a line through all of them, so no spike is lost.
    """
    if len(pixels) < 3:
        return list(pixels)
    kept: list[tuple[float, float]] = []
    begin = 0
    columns = [int(x) for x, _ in pixels]
    for place, (before, here) in enumerate(pairwise(columns), 1):
        if here != before:
            kept += _extremes(pixels, begin, place)
            begin = place
    return kept + _extremes(pixels, begin, len(pixels))


def _extremes(pixels: Sequence[tuple[float, float]], begin: int, end: int) -> list[tuple[float, float]]:
    if end - begin <= 4:
        return list(pixels[begin:end])
    heights = [y for _, y in pixels[begin:end]]
    least = begin + heights.index(min(heights))
    greatest = begin + heights.index(max(heights))
    return [pixels[at] for at in sorted({begin, least, greatest, end - 1})]
