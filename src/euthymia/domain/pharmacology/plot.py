"""The curves of a dosing as an SVG: plasma above, pump rate below, one time axis, readable in print.

Text in, text out, the same every time. Models differ by dash and by a name at the end of the line, never
by colour alone; a model with a guessed or single-source number carries a dagger. A course of days has days on
its axis; a change is drawn as thin lines from the moment it is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from . import models as library
from .curve import solve
from .divided import Floats
from .dosing import Bolus, Dosing, Rate, delivered_mg, in_order, schedule
from .draw import (
    DASHES,
    LEFT,
    LIGHT,
    RIGHT,
    Axis,
    Theme,
    cycle,
    document,
    labels,
    points,
    rule,
    text,
    ticks,
    turned,
    wrapped,
)
from .forecast import CAPTIONS
from .model import Model
from .predict import variability_source
from .variability import CORNERS_MIN, FOR_A_FIGURE, Band, band
from .what_if import Change, changed

_TOP, _PLASMA_BOTTOM, _RATE_TOP, _RATE_BOTTOM = 74.0, 392.0, 428.0, 500.0
_POINTS = 481
_DAY_MIN, _IN_DAYS_FROM_MIN = 1440.0, 2880.0


class _Line(NamedTuple):
    """One model on `times_min`: values at both sides of a jump stand twice."""

    model: Model
    times_min: Floats
    plasma: Floats
    effect: Floats | None
    metabolite: Floats | None
    band: Band | None

    @property
    def name(self) -> str:
        return self.model.name + (" †" if any(n.standing.is_doubtful for n in self.model.typical) else "")


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where everything goes: time, concentration and rate to pixels, and the theme."""

    x: Axis
    y: Axis
    rate: Axis
    time_ticks: list[float]
    value_ticks: list[float]
    rate_ticks: list[float]
    in_days: bool
    theme: Theme


def svg(dosing: Dosing, theme: Theme = LIGHT, change: Change | None = None) -> str:
    """An SVG of plasma, effect site, norketamine, band, range of the models, rates and boluses.

    With `change`, also what would be if it were made; raises `Unusable` unless two models are asked.
    """
    other = None if change is None else changed(dosing, change)
    events = (*dosing.events, *(other.events if other is not None else ()))
    end = max(*dosing.times_min, *(event.at_min for event in events), 1.0)
    lines = _lines(dosing, 0.0, end)
    ghosts = [] if other is None or change is None else _lines(other, change.from_min, end)
    frame = _frame(dosing, [*lines, *ghosts], end, theme)
    notes = _notes(dosing, lines, change)
    height = _RATE_BOTTOM + 62 + 16 * len(notes)
    parts = [
        *_axes(frame),
        *_ranges(lines, ghosts, frame),
        *_curves(lines, frame),
        *_ghosts(ghosts, change, frame),
        *_rates(dosing, other, end, frame),
        *(text(LEFT, _RATE_BOTTOM + 62 + 16 * i, note, theme.muted, size=11) for i, note in enumerate(notes)),
    ]
    return document(height, f"Predicted {dosing.drug} concentration", _about(dosing), theme, parts)


def _about(dosing: Dosing) -> str:
    patient, last = dosing.patient, max(dosing.times_min)
    about = [f"{patient.weight_kg:g} kg"]
    if patient.age_y is not None:
        about.append(f"{patient.age_y:g} y")
    until = f"day {last / _DAY_MIN:.3g}" if last >= _IN_DAYS_FROM_MIN else f"{last:g} min"
    about.append(f"{delivered_mg(dosing.events, last):.4g} mg given by {until}")
    return " · ".join(about)


def _lines(dosing: Dosing, start: float, end: float) -> list[_Line]:
    times, before = _grid(dosing, start, end)
    return [_line(library.by_name(name), dosing, times, before) for name in dosing.models]


def _grid(dosing: Dosing, start: float, end: float) -> tuple[Floats, NDArray[np.bool_]]:
    """Times to draw, and whether each is the moment before an event; events stand twice, for their jumps.

    Close points follow each event, so that a course of weeks keeps the shape of its infusions.
    """
    at = np.unique(np.array([event.at_min for event in dosing.events], dtype=np.float64))
    corners = at[(start <= at) & (at <= end)]
    after = (corners[:, None] + np.array(CORNERS_MIN)).ravel()
    even = np.concatenate([np.linspace(start, end, _POINTS), after[after <= end]])
    even = np.setdiff1d(even, corners)
    times = np.concatenate([even, corners, corners])
    before = np.zeros(len(times), dtype=np.bool_)
    before[len(even) : len(even) + len(corners)] = True
    order = np.lexsort((~before, times))
    return times[order], before[order]


def _line(model: Model, dosing: Dosing, times: Floats, before: NDArray[np.bool_]) -> _Line:
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
    return _Line(model, times, plasma, after.effect_site_ng_per_ml, after.metabolite_ng_per_ml, spread)


def _frame(dosing: Dosing, lines: Sequence[_Line], end: float, theme: Theme) -> _Frame:
    in_days = end >= _IN_DAYS_FROM_MIN
    unit = _DAY_MIN if in_days else 1.0
    value_ticks = ticks(max(_tops(lines)), 6)
    rates = [event.rate_mg_per_h for event in dosing.events if isinstance(event, Rate)]
    highest = max(rates, default=0.0)
    rate_ticks = ticks(highest, 2)
    return _Frame(
        Axis(0.0, end, LEFT, RIGHT),
        Axis(0.0, max(value_ticks[-1], *_tops(lines)) or 1.0, _PLASMA_BOTTOM, _TOP),
        Axis(0.0, max(rate_ticks[-1], highest) or 1.0, _RATE_BOTTOM, _RATE_TOP),
        [tick * unit for tick in ticks(end / unit, 9) if tick * unit <= end],
        value_ticks,
        rate_ticks,
        in_days,
        theme,
    )


def _tops(lines: Sequence[_Line]) -> list[float]:
    curves = [curve for line in lines for curve in (line.plasma, line.metabolite) if curve is not None]
    curves += [line.band.upper for line in lines if line.band is not None]
    return [float(curve.max()) for curve in curves]


def _axes(frame: _Frame) -> list[str]:
    x, y, theme = frame.x, frame.y, frame.theme
    parts = []
    for value in frame.value_ticks:
        parts.append(rule(LEFT, y.at(value), RIGHT, y.at(value), theme.grid))
        parts.append(text(LEFT - 8, y.at(value) + 4, f"{value:g}", theme.ink, anchor="end"))
    for time in frame.time_ticks:
        parts.append(rule(x.at(time), _TOP, x.at(time), _PLASMA_BOTTOM, theme.grid))
    parts.append(rule(LEFT, _PLASMA_BOTTOM, RIGHT, _PLASMA_BOTTOM, theme.ink))
    parts.append(turned(22, (_TOP + _PLASMA_BOTTOM) / 2, "plasma, effect site (ng/mL)", theme.muted))
    return parts


def _ranges(lines: Sequence[_Line], ghosts: Sequence[_Line], frame: _Frame) -> list[str]:
    """Between the lowest and the highest model, where there are two or more."""
    parts = []
    for group in (lines, ghosts):
        if len(group) > 1:
            plasma, times = np.stack([line.plasma for line in group]), group[0].times_min
            edge = [
                *zip(times, plasma.max(axis=0), strict=True),
                *zip(times[::-1], plasma.min(axis=0)[::-1], strict=True),
            ]
            corners = points(edge, frame.x, frame.y).replace(" ", "L")
            parts.append(f'<path d="M{corners}Z" fill="{frame.theme.muted}" fill-opacity="0.28"/>')
    return parts


def _curves(lines: Sequence[_Line], frame: _Frame) -> list[str]:
    x, y = frame.x, frame.y
    parts, names = [], []
    colours = cycle(frame.theme.lines, lines)
    for line, colour in zip(lines, colours, strict=True):
        if line.band is not None:
            times = line.times_min
            edge = [
                *zip(times, line.band.upper, strict=True),
                *zip(times[::-1], line.band.lower[::-1], strict=True),
            ]
            parts.append(f'<polygon points="{points(edge, x, y)}" fill="{colour}" fill-opacity="0.16"/>')
    for line, colour, dash in zip(lines, colours, cycle(DASHES, lines), strict=True):
        parts.append(_drawn(line.times_min, line.plasma, colour, dash, 2.0, frame))
        if line.effect is not None:
            parts.append(_drawn(line.times_min, line.effect, colour, "0.1 4", 1.6, frame))
        if line.metabolite is not None:
            parts.append(_drawn(line.times_min, line.metabolite, colour, "1 3", 1.2, frame))
            names.append((y.at(float(line.metabolite[-1])), "norketamine", colour))
        names.append((y.at(float(line.plasma[-1])), line.name, colour))
    return [*parts, *labels(names, _PLASMA_BOTTOM + 16.0)]


def _drawn(times: Floats, values: Floats, colour: str, dash: str, width: float, frame: _Frame) -> str:
    dashes = f' stroke-dasharray="{dash}" stroke-linecap="round"' if dash else ""
    pairs = points(zip(times, values, strict=True), frame.x, frame.y)
    return (
        f'<polyline points="{pairs}" fill="none" stroke="{colour}" stroke-linejoin="round" '
        f'stroke-width="{width:g}"{dashes}/>'
    )


def _ghosts(ghosts: Sequence[_Line], change: Change | None, frame: _Frame) -> list[str]:
    """Thin lines from the change on, and an upright line where it is made."""
    if change is None:
        return []
    at, theme = frame.x.at(change.from_min), frame.theme
    lines = zip(ghosts, cycle(theme.lines, ghosts), cycle(DASHES, ghosts), strict=True)
    return [
        rule(at, _TOP - 6, at, _PLASMA_BOTTOM, theme.ink),
        text(at + 6, _TOP - 8, f"if: {change.says}", theme.ink, weight="600"),
        *(_drawn(line.times_min, line.plasma, colour, dash, 1.1, frame) for line, colour, dash in lines),
    ]


def _steps(dosing: Dosing, end: float) -> list[tuple[float, float]]:
    corners, level = [(0.0, 0.0)], 0.0
    for event in in_order(dosing.events):
        if isinstance(event, Rate):
            corners += [(event.at_min, level), (event.at_min, event.rate_mg_per_h)]
            level = event.rate_mg_per_h
    return [*corners, (end, level), (end, 0.0)]


def _rates(dosing: Dosing, other: Dosing | None, end: float, frame: _Frame) -> list[str]:
    x, y, theme = frame.x, frame.rate, frame.theme
    parts = [rule(x.at(time), _RATE_TOP, x.at(time), _RATE_BOTTOM, theme.grid) for time in frame.time_ticks]
    area = points(_steps(dosing, end), x, y)
    parts.append(f'<polygon points="{area}" fill="{theme.area}" stroke="{theme.muted}" stroke-width="1"/>')
    if other is not None:
        line = "M" + points(_steps(other, end), x, y).replace(" ", "L")
        dashed = 'stroke-width="1.4" stroke-dasharray="4 3"'
        parts.append(f'<path d="{line}" fill="none" stroke="{theme.ink}" {dashed}/>')
    for value in frame.rate_ticks:
        parts.append(text(LEFT - 8, y.at(value) + 4, f"{value:g}", theme.ink, anchor="end"))
    for event in dosing.events:
        if isinstance(event, Bolus):
            at = x.at(event.at_min)
            parts.append(
                f'<path d="M{at:.2f} {_RATE_TOP - 14:.2f}l5 9h-10z" fill="{theme.ink}"/>'
                + text(at + 8, _RATE_TOP - 5, f"{event.bolus_mg:g} mg", theme.ink, size=11)
            )
    parts.append(rule(LEFT, _RATE_BOTTOM, RIGHT, _RATE_BOTTOM, theme.ink))
    unit = _DAY_MIN if frame.in_days else 1.0
    parts += [
        text(x.at(time), _RATE_BOTTOM + 18, f"{time / unit:g}", theme.ink, anchor="middle")
        for time in frame.time_ticks
    ]
    name = "days" if frame.in_days else "minutes"
    parts.append(text((LEFT + RIGHT) / 2, _RATE_BOTTOM + 36, name, theme.ink, anchor="middle"))
    parts.append(turned(22, (_RATE_TOP + _RATE_BOTTOM) / 2, "rate (mg/h)", theme.muted))
    return parts


def _notes(dosing: Dosing, lines: Sequence[_Line], change: Change | None) -> list[str]:
    notes = [
        "Plasma: full or dashed line. Effect site: dotted, where the model has one. Bolus: triangle."
        + (" Grey: between the models." if len(lines) > 1 else "")
        + (" Norketamine: fine dots." if any(line.metabolite is not None for line in lines) else "")
    ]
    if change is not None:
        notes.append(f"Thin lines, and the dashed rate: what the models say if: {change.says}.")
    for line in lines:
        if line.band is not None and dosing.interval is not None:
            share = f"{dosing.interval * 100:g} %"
            notes.append(
                f"Shaded: {share} of patients under {line.model.name}, {variability_source(line.model)}."
            )
    notes += [
        f"† {line.model.name}: {'; '.join(line.model.doubts())}." for line in lines if line.name.endswith("†")
    ]
    notes.append("Sources: " + "; ".join(line.model.source for line in lines) + ".")
    return [piece for note in (*notes, *CAPTIONS) for piece in wrapped(note, 124)]


def after_stop(dosing: Dosing, at_min: float, minutes: float = 60.0, theme: Theme = LIGHT) -> str:
    """How the models part once the pump is off: plasma as a share of what it was, and when it has halved."""
    x, y = Axis(0.0, minutes, LEFT, RIGHT), Axis(0.0, 100.0, _PLASMA_BOTTOM, _TOP)
    stopped = replace(
        dosing,
        events=(*(event for event in dosing.events if event.at_min <= at_min), Rate(at_min, 0.0)),
        times_min=(at_min,),
    )
    times = np.linspace(0.0, minutes, _POINTS)
    parts = []
    for value in (0, 25, 50, 75, 100):
        ink = theme.ink if value == 50 else theme.grid
        parts.append(rule(LEFT, y.at(value), RIGHT, y.at(value), ink))
        parts.append(text(LEFT - 8, y.at(value) + 4, f"{value}", theme.ink, anchor="end"))
    for time in ticks(minutes, 6):
        parts.append(text(x.at(time), _PLASMA_BOTTOM + 18, f"{time:g}", theme.ink, anchor="middle"))
    names, chosen = [], [library.by_name(name) for name in dosing.models]
    style = zip(chosen, cycle(theme.lines, chosen), cycle(DASHES, chosen), strict=True)
    for model, colour, dash in style:
        plasma = solve(model, dosing.patient, schedule(stopped.events), at_min + times).plasma_ng_per_ml
        share = 100.0 * plasma / plasma[0] if plasma[0] > 0 else np.zeros_like(plasma)
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        line = points(zip(times, share, strict=True), x, y)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>')
        halved = times[share <= 50.0][:1]
        half = f"{halved[0]:.0f} min" if len(halved) else f"> {minutes:g} min"
        doubtful = " †" if any(number.standing.is_doubtful for number in model.typical) else ""
        names.append((y.at(float(share[-1])), f"{model.name}{doubtful}  {half}", colour))
    parts.append(
        text((LEFT + RIGHT) / 2, _PLASMA_BOTTOM + 36, "minutes after the stop", theme.ink, anchor="middle")
    )
    parts.append(turned(22, (_TOP + _PLASMA_BOTTOM) / 2, "plasma, % of the value at the stop", theme.muted))
    parts += labels(names, _PLASMA_BOTTOM + 16.0)
    doubts = [
        f"† {model.name}: {'; '.join(model.doubts())}."
        for model in chosen
        if any(number.standing.is_doubtful for number in model.typical)
    ]
    said = ["Beside each name: the minutes in which plasma halves.", *doubts, *CAPTIONS]
    notes = [piece for note in said for piece in wrapped(note, 124)]
    parts += [
        text(LEFT, _PLASMA_BOTTOM + 62 + 16 * i, note, theme.muted, size=11) for i, note in enumerate(notes)
    ]
    title = f"After a stop at {at_min:g} min the models part"
    return document(_PLASMA_BOTTOM + 62 + 16 * len(notes), title, _about(stopped), theme, parts)
