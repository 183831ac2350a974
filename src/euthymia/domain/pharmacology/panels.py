"""The parts of a drawing of curves: a panel of concentrations, one of a change, the rates, and what each mark means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, log10
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from . import models as library
from .curve import solve
from .divided import Floats
from .dosing import Bolus, Dosing, Rate, in_order, schedule
from .draw import DASHES, LEFT, RIGHT, Axis, LogAxis, Theme, cycle, labels, points, rule, text, ticks, turned
from .model import Model
from .variability import CORNERS_MIN, FOR_A_FIGURE, Band, band
from .what_if import Change

POINTS = 481
_DAY_MIN, _IN_DAYS_FROM_MIN = 1440.0, 2880.0
_DECADES = 6  # below the peak, on a logarithmic scale
_EFFECT, _METABOLITE = "0.1 4", "1 3"
_BAND, _RANGE = 0.16, 0.28
_PER_LETTER = 5.3  # width of a letter of a key


class Line(NamedTuple):
    """One model on `times_min`: values at both sides of a jump stand twice."""

    model: Model
    times_min: Floats
    plasma: Floats
    effect: Floats | None
    metabolite: Floats | None
    band: Band | None

    @property
    def name(self) -> str:
        """With a mark for numbers, and one for an effect site, that rest on one source or a guess."""
        marks = ("†" if self.model.doubt_of_numbers() else "") + (
            "‡" if self.model.doubt_of_effect_site() else ""
        )
        return f"{self.model.name} {marks}".strip()


@dataclass(frozen=True, slots=True)
class Frame:
    """Where everything goes: time, concentration and rate to pixels, and the theme."""

    x: Axis
    y: Axis | LogAxis
    rate: Axis
    time_ticks: list[float]
    value_ticks: list[float]
    rate_ticks: list[float]
    in_days: bool
    theme: Theme


def lines_of(dosing: Dosing, start: float, end: float) -> list[Line]:
    """A line for each model of the dosing, from start to end."""
    times, before = _grid(dosing, start, end)
    return [_line(library.by_name(name), dosing, times, before) for name in dosing.models]


def _grid(dosing: Dosing, start: float, end: float) -> tuple[Floats, NDArray[np.bool_]]:
    """Times to draw, and whether each is the moment before an event; events stand twice, for their jumps.

    Close points follow each event, so that a course of weeks keeps the shape of its infusions.
    """
    at = np.unique(np.array([event.at_min for event in dosing.events], dtype=np.float64))
    corners = at[(start <= at) & (at <= end)]
    after = (corners[:, None] + np.array(CORNERS_MIN)).ravel()
    even = np.concatenate([np.linspace(start, end, POINTS), after[after <= end]])
    even = np.setdiff1d(even, corners)
    times = np.concatenate([even, corners, corners])
    before = np.zeros(len(times), dtype=np.bool_)
    before[len(even) : len(even) + len(corners)] = True
    order = np.lexsort((~before, times))
    return times[order], before[order]


def _line(model: Model, dosing: Dosing, times: Floats, before: NDArray[np.bool_]) -> Line:
    plan = schedule(dosing.events)
    after = solve(model, dosing.patient, plan, times)
    plasma = after.plasma_ng_per_ml
    plasma[before] = solve(model, dosing.patient, plan, times[before], before=True).plasma_ng_per_ml
    spread = None
    if dosing.interval is not None:
        asked = (model, dosing.patient, plan)
        spread = band(*asked, times, dosing.interval, patients=FOR_A_FIGURE)
        jumps = band(*asked, times[before], dosing.interval, before=True, patients=FOR_A_FIGURE)
        if spread is not None and jumps is not None:
            spread.lower[before], spread.upper[before] = jumps
    return Line(model, times, plasma, after.effect_site_ng_per_ml, after.metabolite_ng_per_ml, spread)


def frame_of(
    dosings: Sequence[Dosing], lines: Sequence[Line], end: float, heights: tuple[float, float], theme: Theme
) -> Frame:
    """The scales that hold every line and rate; `heights` are the top and the bottom of the first panel."""
    in_days = end >= _IN_DAYS_FROM_MIN
    unit = _DAY_MIN if in_days else 1.0
    y, value_ticks = _values(max(_tops(lines)), heights, in_days)
    highest = max(
        (e.rate_mg_per_h for one in dosings for e in one.events if isinstance(e, Rate)), default=0.0
    )
    rate_ticks = ticks(highest, 2)
    return Frame(
        Axis(0.0, end, LEFT, RIGHT),
        y,
        Axis(0.0, max(rate_ticks[-1], highest) or 1.0, 0.0, 1.0),
        [tick * unit for tick in ticks(end / unit, 9) if tick * unit <= end],
        value_ticks,
        rate_ticks,
        in_days,
        theme,
    )


def _values(
    highest: float, heights: tuple[float, float], in_days: bool
) -> tuple[Axis | LogAxis, list[float]]:
    """The scale of concentrations and its ticks. Over days it is logarithmic: what is left between two infusions is
    a thousandth of their peaks."""
    if in_days and highest > 0.0:
        top = ceil(log10(highest))
        decades = [10.0**decade for decade in range(top - _DECADES, top + 1)]
        return LogAxis(decades[0], decades[-1], heights[1], heights[0]), decades
    found = ticks(highest, 6)
    return Axis(0.0, max(found[-1], highest) or 1.0, heights[1], heights[0]), found


def _tops(lines: Sequence[Line]) -> list[float]:
    curves = [curve for line in lines for curve in (line.plasma, line.metabolite) if curve is not None]
    curves += [line.band.upper for line in lines if line.band is not None]
    return [float(curve.max()) for curve in curves]


def panel(lines: Sequence[Line], frame: Frame, says: str) -> list[str]:
    """Axes, the range between the models, bands and curves, with the name of the panel above."""
    curves, names = _curves(lines, frame)
    return [*_axes(frame, says), *_inside(frame, [*_range(lines, frame), *curves]), *names]


def changed_panel(lines: Sequence[Line], planned: Sequence[Line], change: Change, frame: Frame) -> list[str]:
    """The same of a change, with the plan as thin lines from the moment at which it is made."""
    at = frame.x.at(change.from_min)
    thin = []
    for line, colour, dash in zip(
        planned, cycle(frame.theme.lines, planned), cycle(DASHES, planned), strict=True
    ):
        on = line.times_min >= change.from_min
        thin.append(_drawn(line.times_min[on], line.plasma[on], colour, dash, 1.0, frame))
    curves, names = _curves(lines, frame)
    return [
        *_axes(frame, f"B: {change.says}"),
        *_inside(frame, [*_range(lines, frame), *thin, *curves]),
        *names,
        rule(at, frame.y.end, at, frame.y.start, frame.theme.ink),
    ]


def _axes(frame: Frame, says: str) -> list[str]:
    x, y, theme = frame.x, frame.y, frame.theme
    parts = [text(LEFT, y.end - 9, says, theme.ink, weight="600")] if says else []
    for value in frame.value_ticks:
        parts.append(rule(LEFT, y.at(value), RIGHT, y.at(value), theme.grid))
        parts.append(text(LEFT - 8, y.at(value) + 4, f"{value:g}", theme.ink, anchor="end"))
    for time in frame.time_ticks:
        parts.append(rule(x.at(time), y.end, x.at(time), y.start, theme.grid))
    parts.append(rule(LEFT, y.start, RIGHT, y.start, theme.ink))
    says = "concentration (ng/mL, log scale)" if isinstance(y, LogAxis) else "concentration (ng/mL)"
    parts.append(turned(22, (y.end + y.start) / 2, says, theme.ink))
    return parts


def _area(times: Floats, upper: Floats, lower: Floats, frame: Frame) -> str:
    edge = [*zip(times, upper, strict=True), *zip(times[::-1], lower[::-1], strict=True)]
    return points(edge, frame.x, frame.y)


def _range(lines: Sequence[Line], frame: Frame) -> list[str]:
    """Between the lowest and the highest model, where there are two or more."""
    if len(lines) < 2:
        return []
    plasma = np.stack([line.plasma for line in lines])
    corners = _area(lines[0].times_min, plasma.max(axis=0), plasma.min(axis=0), frame).replace(" ", "L")
    return [f'<path d="M{corners}Z" fill="{frame.theme.muted}" fill-opacity="{_RANGE:g}"/>']


def _inside(frame: Frame, parts: list[str]) -> list[str]:
    """On a logarithmic scale curves leave the panel at its lower end."""
    y = frame.y
    if not isinstance(y, LogAxis):
        return parts
    name = f"panel-{y.end:.0f}-{y.start:.0f}"
    room = f'<rect x="{LEFT:g}" y="{y.end:g}" width="{RIGHT - LEFT:g}" height="{y.start - y.end:g}"/>'
    return [f'<clipPath id="{name}">{room}</clipPath><g clip-path="url(#{name})">', *parts, "</g>"]


def _curves(lines: Sequence[Line], frame: Frame) -> tuple[list[str], list[str]]:
    """Bands and curves, and the names at their ends."""
    parts, names, y = [], [], frame.y
    colours = cycle(frame.theme.lines, lines)
    for line, colour in zip(lines, colours, strict=True):
        if line.band is not None:
            area = _area(line.times_min, line.band.upper, line.band.lower, frame)
            parts.append(f'<polygon points="{area}" fill="{colour}" fill-opacity="{_BAND:g}"/>')
    for line, colour, dash in zip(lines, colours, cycle(DASHES, lines), strict=True):
        parts.append(_drawn(line.times_min, line.plasma, colour, dash, 2.0, frame))
        if line.effect is not None:
            parts.append(_drawn(line.times_min, line.effect, colour, _EFFECT, 1.6, frame))
        if line.metabolite is not None:
            parts.append(_drawn(line.times_min, line.metabolite, colour, _METABOLITE, 1.2, frame))
            names.append((y.at(float(line.metabolite[-1])), "norketamine", colour))
        names.append((y.at(float(line.plasma[-1])), line.name, colour))
    return parts, labels(names, y.start + 16.0)


def _stroked(colour: str, dash: str, width: float) -> str:
    dashes = f' stroke-dasharray="{dash}" stroke-linecap="round"' if dash else ""
    return f'fill="none" stroke="{colour}" stroke-linejoin="round" stroke-width="{width:g}"{dashes}'


def _drawn(times: Floats, values: Floats, colour: str, dash: str, width: float, frame: Frame) -> str:
    pairs = points(zip(times, values, strict=True), frame.x, frame.y)
    return f'<polyline points="{pairs}" {_stroked(colour, dash, width)}/>'


def _steps(dosing: Dosing, end: float) -> list[tuple[float, float]]:
    corners, level = [(0.0, 0.0)], 0.0
    for event in in_order(dosing.events):
        if isinstance(event, Rate):
            corners += [(event.at_min, level), (event.at_min, event.rate_mg_per_h)]
            level = event.rate_mg_per_h
    return [*corners, (end, level), (end, 0.0)]


def rates(dosing: Dosing, other: Dosing | None, frame: Frame, end: float) -> list[str]:
    """Rates and boluses of the plan, the rates of a change as a dashed line, and the axis of time."""
    x, y, theme = frame.x, frame.rate, frame.theme
    parts = [rule(x.at(time), y.end, x.at(time), y.start, theme.grid) for time in frame.time_ticks]
    steps = _steps(dosing, end)
    area = points(steps, x, y)
    parts.append(f'<polygon points="{area}" fill="{theme.area}" stroke="{theme.muted}" stroke-width="1"/>')
    if other is not None:
        line = "M" + points(_steps(other, end), x, y).replace(" ", "L")
        parts.append(f'<path d="{line}" {_stroked(theme.ink, "4 3", 1.4)}/>')
    for (start, level), (until, _) in pairwise(steps):
        says = f"{level:.4g}"
        if level and x.at(until) - x.at(start) > 8 + 6 * len(says):
            parts.append(text(x.at(start) + 5, y.at(level) + 13, says, theme.ink, size=11))
    for value in frame.rate_ticks:
        parts.append(text(LEFT - 8, y.at(value) + 4, f"{value:g}", theme.ink, anchor="end"))
    for event in dosing.events:
        if isinstance(event, Bolus):
            at = x.at(event.at_min)
            parts.append(f'<path d="M{at:.2f} {y.end - 14:.2f}l5 9h-10z" fill="{theme.ink}"/>')
            parts.append(text(at + 8, y.end - 5, f"{event.bolus_mg:g} mg", theme.ink, size=11))
    parts.append(rule(LEFT, y.start, RIGHT, y.start, theme.ink))
    unit = _DAY_MIN if frame.in_days else 1.0
    parts += [
        text(x.at(time), y.start + 18, f"{time / unit:g}", theme.ink, anchor="middle")
        for time in frame.time_ticks
    ]
    name = "time (days)" if frame.in_days else "time (min)"
    parts.append(text((LEFT + RIGHT) / 2, y.start + 36, name, theme.ink, anchor="middle"))
    parts.append(turned(22, (y.end + y.start) / 2, "rate (mg/h)", theme.ink))
    return parts


def keys(
    lines: Sequence[Line], dosing: Dosing, change: Change | None, theme: Theme, top: float
) -> tuple[list[str], float]:
    """A sample of each kind of mark that is drawn and what it means, in rows; and where the next row would stand."""
    ink = theme.ink
    found = [
        (_line_key(ink, "", 2.0), "plasma, a dash for each model" if len(dosing.models) > 1 else "plasma")
    ]
    if any(line.effect is not None for line in lines):
        found.append((_line_key(ink, _EFFECT, 1.6), "effect site"))
    if any(line.metabolite is not None for line in lines):
        found.append((_line_key(ink, _METABOLITE, 1.2), "norketamine"))
    if any(line.band is not None for line in lines) and dosing.interval is not None:
        colour = next(
            c for line, c in zip(lines, cycle(theme.lines, lines), strict=True) if line.band is not None
        )
        found.append((_area_key(colour, _BAND * 2), f"{dosing.interval * 100:g} % of patients"))
    if len(dosing.models) > 1:
        found.append((_area_key(theme.muted, _RANGE), "between the models"))
    if change is not None:
        found.append((_line_key(ink, "", 1.0), "as planned, in B"))
        found.append((_line_key(ink, "4 3", 1.4), "rate in B"))
    if any(isinstance(event, Bolus) for event in dosing.events):
        found.append((f'<path d="M12 -8l5 9h-10z" fill="{ink}"/>', "bolus"))
    parts, at = [], LEFT
    for sample, says in found:
        wide = 32 + _PER_LETTER * len(says) + 18
        if at + wide > RIGHT + 140:
            at, top = LEFT, top + 18
        parts.append(
            f'<g transform="translate({at:.2f} {top:.2f})">{sample}{text(32, 0, says, ink, size=11)}</g>'
        )
        at += wide
    return parts, top + 22


def _line_key(colour: str, dash: str, width: float) -> str:
    return f'<path d="M0 -4h24" {_stroked(colour, dash, width)}/>'


def _area_key(colour: str, opacity: float) -> str:
    return f'<path d="M0 -9h24v10h-24z" fill="{colour}" fill-opacity="{opacity:g}"/>'
