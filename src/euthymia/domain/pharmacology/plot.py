"""The curves of a dosing as an SVG: plasma above, pump rate below, one time axis, readable in print.

Text in, text out, the same every time. Models differ by dash and by a name at the end of the line, never
by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import NamedTuple
from xml.sax.saxutils import escape

import numpy as np
from numpy.typing import NDArray

from . import models as library
from .curve import solve
from .divided import Floats
from .dosing import Bolus, Dosing, Rate, delivered_mg, in_order, schedule
from .forecast import CAPTIONS
from .model import Model
from .predict import variability_source
from .variability import Band, band

_WIDTH, _LEFT, _RIGHT = 880.0, 76.0, 724.0
_TOP, _PLASMA_BOTTOM, _RATE_TOP, _RATE_BOTTOM = 74.0, 392.0, 428.0, 500.0
_POINTS = 481
_INK, _MUTED, _GRID = "#1B2430", "#52606F", "#D5DBE3"
# Chosen for contrast on white and for distance under colour blindness (screen design, trace colours).
_COLOURS = ("#936F08", "#15369E", "#26827B", "#932A2B", "#221D25")
_DASHES = ("", "9 4", "3 3", "12 3 3 3", "6 6")


@dataclass(frozen=True, slots=True)
class _Axis:
    """Linear map from a value range to pixels."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


class _Line(NamedTuple):
    model: Model
    plasma: Floats
    effect: Floats | None
    band: Band | None


def svg(dosing: Dosing) -> str:
    """An SVG document of plasma (solid or dashed), effect site (dotted), band, rates and boluses."""
    end = max(*dosing.times_min, *(event.at_min for event in dosing.events), 1.0)
    times, before = _grid(dosing, end)
    lines = [_line(library.by_name(name), dosing, times, before) for name in dosing.models]
    tops = [float(line.plasma.max()) for line in lines] + [
        float(line.band.upper.max()) for line in lines if line.band is not None
    ]
    time_ticks = [time for time in _ticks(end, 9) if time <= end]
    value_ticks = _ticks(max(tops), 6)
    x = _Axis(0.0, end, _LEFT, _RIGHT)
    y = _Axis(0.0, max(value_ticks[-1], max(tops)) or 1.0, _PLASMA_BOTTOM, _TOP)
    notes = _notes(dosing, lines)
    height = _RATE_BOTTOM + 62 + 16 * len(notes)
    parts = [
        *_head(dosing, height),
        *_frame(x, y, time_ticks, value_ticks),
        *_curves(lines, times, x, y),
        *_rates(dosing, end, x, time_ticks),
        *(
            _text(_LEFT, _RATE_BOTTOM + 62 + 16 * i, note, size=11, fill=_MUTED)
            for i, note in enumerate(notes)
        ),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _grid(dosing: Dosing, end: float) -> tuple[Floats, NDArray[np.bool_]]:
    """Times to draw, and whether each is the moment before an event; events stand twice, for their jumps."""
    corners = np.unique(np.array([event.at_min for event in dosing.events], dtype=np.float64))
    even = np.setdiff1d(np.linspace(0.0, end, _POINTS), corners)
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
    if dosing.interval is None:
        return _Line(model, plasma, after.effect_site_ng_per_ml, None)
    spread = band(model, dosing.patient, plan, times, dosing.interval)
    jumps = band(model, dosing.patient, plan, times[before], dosing.interval, before=True)
    if spread is not None and jumps is not None:
        spread.lower[before], spread.upper[before] = jumps
    return _Line(model, plasma, after.effect_site_ng_per_ml, spread)


def _head(dosing: Dosing, height: float) -> list[str]:
    patient = dosing.patient
    about = [f"{patient.weight_kg:g} kg"]
    if patient.age_y is not None:
        about.append(f"{patient.age_y:g} y")
    given = delivered_mg(dosing.events, max(dosing.times_min))
    about.append(f"{given:.4g} mg given by {max(dosing.times_min):g} min")
    title = f"Predicted {dosing.drug} concentration"
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH:.0f} {height:.0f}" width="{_WIDTH:.0f}" '
        f'height="{height:.0f}" role="img" aria-label="{title}" '
        'font-family="Helvetica, Arial, sans-serif" font-variant-numeric="tabular-nums">',
        f"<title>{title}</title>",
        f'<rect width="{_WIDTH:.0f}" height="{height:.0f}" fill="#FFFFFF"/>',
        _text(_LEFT, 30, title, size=18, weight="600"),
        _text(_LEFT, 50, " · ".join(about), size=12, fill=_MUTED),
    ]


def _frame(x: _Axis, y: _Axis, time_ticks: Sequence[float], value_ticks: Sequence[float]) -> list[str]:
    parts = []
    for value in value_ticks:
        parts.append(_rule(_LEFT, y.at(value), _RIGHT, y.at(value)))
        parts.append(_text(_LEFT - 8, y.at(value) + 4, f"{value:g}", anchor="end"))
    for time in time_ticks:
        parts.append(_rule(x.at(time), _TOP, x.at(time), _PLASMA_BOTTOM))
    parts.append(_rule(_LEFT, _PLASMA_BOTTOM, _RIGHT, _PLASMA_BOTTOM, _INK))
    parts.append(_turned(22, (_TOP + _PLASMA_BOTTOM) / 2, "plasma, effect site (ng/mL)"))
    return parts


def _curves(lines: Sequence[_Line], times: Floats, x: _Axis, y: _Axis) -> list[str]:
    parts, labels = [], []
    for line, colour, dash in zip(lines, _cycle(_COLOURS, lines), _cycle(_DASHES, lines), strict=True):
        if line.band is not None:
            edge = [
                *zip(times, line.band.upper, strict=True),
                *zip(times[::-1], line.band.lower[::-1], strict=True),
            ]
            parts.append(f'<polygon points="{_points(edge, x, y)}" fill="{colour}" fill-opacity="0.16"/>')
        plasma = list(zip(times, line.plasma, strict=True))
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        style = f'fill="none" stroke="{colour}" stroke-linejoin="round"'
        parts.append(f'<polyline points="{_points(plasma, x, y)}" {style} stroke-width="2"{dashes}/>')
        if line.effect is not None:
            effect = _points(list(zip(times, line.effect, strict=True)), x, y)
            parts.append(
                f'<polyline points="{effect}" {style} stroke-width="1.6" stroke-dasharray="0.1 4" '
                'stroke-linecap="round"/>'
            )
        labels.append((y.at(float(line.plasma[-1])), line.model.name, colour))
    floor_y = _PLASMA_BOTTOM + 16.0
    for at, name, colour in sorted(labels, reverse=True):
        floor_y = min(at + 4, floor_y - 15)
        parts.append(_text(_RIGHT + 8, floor_y, name, size=12, fill=colour, weight="600"))
    return parts


def _rates(dosing: Dosing, end: float, x: _Axis, time_ticks: Sequence[float]) -> list[str]:
    events = in_order(dosing.events)
    rates = [event for event in events if isinstance(event, Rate)]
    highest = max([event.rate_mg_per_h for event in rates], default=0.0)
    ticks = _ticks(highest, 2)
    y = _Axis(0.0, max(ticks[-1], highest) or 1.0, _RATE_BOTTOM, _RATE_TOP)
    steps, level = [(0.0, 0.0)], 0.0
    for change in rates:
        steps += [(change.at_min, level), (change.at_min, change.rate_mg_per_h)]
        level = change.rate_mg_per_h
    steps += [(end, level), (end, 0.0)]
    parts = [_rule(x.at(time), _RATE_TOP, x.at(time), _RATE_BOTTOM) for time in time_ticks]
    parts.append(
        f'<polygon points="{_points(steps, x, y)}" fill="#E3E7EC" stroke="{_MUTED}" stroke-width="1"/>'
    )
    for value in ticks:
        parts.append(_text(_LEFT - 8, y.at(value) + 4, f"{value:g}", anchor="end"))
    for event in events:
        if isinstance(event, Bolus):
            at = x.at(event.at_min)
            parts.append(
                f'<path d="M{at:.2f} {_RATE_TOP - 14:.2f}l5 9h-10z" fill="{_INK}"/>'
                + _text(at + 8, _RATE_TOP - 5, f"{event.bolus_mg:g} mg", size=11)
            )
    parts.append(_rule(_LEFT, _RATE_BOTTOM, _RIGHT, _RATE_BOTTOM, _INK))
    parts += [_text(x.at(time), _RATE_BOTTOM + 18, f"{time:g}", anchor="middle") for time in time_ticks]
    parts.append(_text((_LEFT + _RIGHT) / 2, _RATE_BOTTOM + 36, "minutes", anchor="middle"))
    parts.append(_turned(22, (_RATE_TOP + _RATE_BOTTOM) / 2, "rate (mg/h)"))
    return parts


def _notes(dosing: Dosing, lines: Sequence[_Line]) -> list[str]:
    notes = ["Plasma: full or dashed line. Effect site: dotted, where the model has one. Bolus: triangle."]
    for line in lines:
        if line.band is not None and dosing.interval is not None:
            share = f"{dosing.interval * 100:g} %"
            notes.append(
                f"Shaded: {share} of patients under {line.model.name}, {variability_source(line.model)}."
            )
    notes.append("Sources: " + "; ".join(line.model.source for line in lines) + ".")
    return [piece for note in (*notes, *CAPTIONS) for piece in _wrapped(note, 124)]


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _ticks(highest: float, wanted: int) -> list[float]:
    """Round numbers from 0, about `wanted` of them, up to the first at or above `highest`."""
    if highest <= 0:
        return [0.0]
    rough = highest / wanted
    unit = 10.0 ** floor(log10(rough))
    step = next(unit * factor for factor in (1, 2, 2.5, 5, 10) if unit * factor >= rough * (1 - 1e-9))
    return [step * i for i in range(ceil(highest / step - 1e-9) + 1)]


def _cycle(values: Sequence[str], beside: Sequence[object]) -> list[str]:
    return [values[i % len(values)] for i in range(len(beside))]


def _points(pairs: Iterable[tuple[float, float]], x: _Axis, y: _Axis) -> str:
    return " ".join(f"{x.at(time):.2f},{y.at(value):.2f}" for time, value in pairs)


def _rule(x1: float, y1: float, x2: float, y2: float, colour: str = _GRID) -> str:
    return (
        f'<line x1="{x1:.2f}" y1="{y1:.2f}" x2="{x2:.2f}" y2="{y2:.2f}" stroke="{colour}" stroke-width="1"/>'
    )


def _text(
    x: float,
    y: float,
    says: str,
    *,
    size: int = 12,
    fill: str = _INK,
    anchor: str = "start",
    weight: str = "400",
) -> str:
    return (
        f'<text x="{x:.2f}" y="{y:.2f}" font-size="{size}" fill="{fill}" text-anchor="{anchor}" '
        f'font-weight="{weight}">{escape(says)}</text>'
    )


def _turned(x: float, y: float, says: str) -> str:
    return (
        f'<text transform="translate({x:.2f} {y:.2f}) rotate(-90)" font-size="12" fill="{_MUTED}" '
        f'text-anchor="middle">{escape(says)}</text>'
    )
