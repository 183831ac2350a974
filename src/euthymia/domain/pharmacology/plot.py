"""The curves of a dosing as an SVG: plasma above, pump rate below, one time axis, readable in print.

Text in, text out, the same every time. Models differ by dash and by a name at the end of the line, never
by colour alone; a model with a guessed or single-source number carries a dagger, an effect site with such a ke0 a
double one. A course of days has days on its axis. A change has a panel of its own under that of the plan, on the same
scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from . import models as library
from .curve import solve
from .dosing import Dosing, Rate, delivered_mg, schedule
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
from .panels import POINTS, Line, changed_panel, frame_of, keys, lines_of, panel, rates
from .predict import variability_source
from .what_if import Change, changed

_TOP, _TALL, _SHORT, _BETWEEN, _RATES = 76.0, 318.0, 236.0, 36.0, 72.0
_AFTER_STOP_BOTTOM = 392.0
_DAY_MIN, _IN_DAYS_FROM_MIN = 1440.0, 2880.0


def svg(dosing: Dosing, theme: Theme = LIGHT, change: Change | None = None) -> str:
    """An SVG of plasma, effect site, norketamine, band, range of the models, rates and boluses.

    With `change`, also what would be if it were made; raises `Unusable` unless two models are asked.
    """
    other = None if change is None else changed(dosing, change)
    events = (*dosing.events, *(other.events if other is not None else ()))
    end = max(*dosing.times_min, *(event.at_min for event in events), 1.0)
    lines = lines_of(dosing, 0.0, end)
    then = [] if other is None else lines_of(other, 0.0, end)
    # With a change each panel has its name above it.
    top, tall = (_TOP, _TALL) if change is None else (_TOP + 12.0, _SHORT)
    bottom = top + tall
    frame = frame_of((dosing, *([other] if other else ())), [*lines, *then], end, (top, bottom), theme)
    parts = panel(lines, frame, "" if change is None else "A: as planned")
    if change is not None:
        top, bottom = bottom + _BETWEEN, bottom + _BETWEEN + _SHORT
        parts += changed_panel(then, lines, change, replace(frame, y=replace(frame.y, start=bottom, end=top)))
    top = bottom + _BETWEEN
    bottom = top + _RATES
    parts += rates(dosing, other, replace(frame, rate=replace(frame.rate, start=bottom, end=top)), end)
    shown, below = keys([*lines, *then], dosing, change, frame.theme, bottom + 60.0)
    notes = _notes(dosing, lines, below, theme)
    height = below + 16.0 * len(notes)
    title = f"Predicted {dosing.drug} concentration"
    return document(height, title, _about(dosing, other, change), theme, [*parts, *shown, *notes])


def _about(dosing: Dosing, other: Dosing | None = None, change: Change | None = None) -> str:
    patient, last = dosing.patient, max(dosing.times_min)
    weight = patient.known_weight_kg()
    about = [f"{weight:g} kg"]
    if patient.age_y is not None:
        about.append(f"{patient.age_y:g} y")
    until = f"day {last / _DAY_MIN:.3g}" if last >= _IN_DAYS_FROM_MIN else f"{last:g} min"
    given = delivered_mg(dosing.events, last)
    about.append(f"{given:.4g} mg given by {until} ({given / weight:.3g} mg/kg)")
    if other is not None and change is not None:
        given = delivered_mg(other.events, last)
        about.append(f"B: {given:.4g} mg ({given / weight:.3g} mg/kg)")
    return " · ".join(about)


def _notes(dosing: Dosing, lines: Sequence[Line], top: float, theme: Theme) -> list[str]:
    notes = []
    for line in lines:
        if line.band is not None and dosing.interval is not None:
            share = f"{dosing.interval * 100:g} %"
            notes.append(f"{share} of patients under {line.model.name}: {variability_source(line.model)}.")
        elif dosing.interval is not None:
            notes.append(f"{line.model.name}: no variability between patients was found, so no interval.")
    notes += [
        f"{mark} {line.model.name}: {doubt}."
        for mark, doubts in (
            ("†", [line.model.doubt_of_numbers() for line in lines]),
            ("‡", [line.model.doubt_of_effect_site() for line in lines]),
        )
        for line, doubt in zip(lines, doubts, strict=True)
        if doubt is not None
    ]
    notes.append("Sources: " + "; ".join(line.model.source for line in lines) + ".")
    said = [piece for note in (*notes, *CAPTIONS) for piece in wrapped(note, 124)]
    return [text(LEFT, top + 16.0 * i, piece, theme.muted, size=11) for i, piece in enumerate(said)]


def after_stop(dosing: Dosing, at_min: float, minutes: float = 60.0, theme: Theme = LIGHT) -> str:
    """How the models part once the pump is off: plasma as a share of what it was, and when it has halved."""
    x, y = Axis(0.0, minutes, LEFT, RIGHT), Axis(0.0, 100.0, _AFTER_STOP_BOTTOM, _TOP)
    stopped = replace(
        dosing,
        events=(*(event for event in dosing.events if event.at_min <= at_min), Rate(at_min, 0.0)),
        times_min=(at_min,),
    )
    times = np.linspace(0.0, minutes, POINTS)
    parts = []
    for value in (0, 25, 50, 75, 100):
        ink = theme.ink if value == 50 else theme.grid
        parts.append(rule(LEFT, y.at(value), RIGHT, y.at(value), ink))
        parts.append(text(LEFT - 8, y.at(value) + 4, f"{value}", theme.ink, anchor="end"))
    for time in ticks(minutes, 6):
        parts.append(text(x.at(time), _AFTER_STOP_BOTTOM + 18, f"{time:g}", theme.ink, anchor="middle"))
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
        doubtful = " †" if model.doubt_of_numbers() else ""
        names.append((y.at(float(share[-1])), f"{model.name}{doubtful}  {half}", colour))
    parts.append(
        text(
            (LEFT + RIGHT) / 2,
            _AFTER_STOP_BOTTOM + 36,
            "time after the stop (min)",
            theme.ink,
            anchor="middle",
        )
    )
    parts.append(
        turned(22, (_TOP + _AFTER_STOP_BOTTOM) / 2, "plasma, % of the value at the stop", theme.muted)
    )
    parts += labels(names, _AFTER_STOP_BOTTOM + 16.0)
    doubts = [
        f"† {model.name}: {doubt}." for model in chosen if (doubt := model.doubt_of_numbers()) is not None
    ]
    said = ["Beside each name: the minutes in which plasma halves.", *doubts, *CAPTIONS]
    notes = [piece for note in said for piece in wrapped(note, 124)]
    parts += [
        text(LEFT, _AFTER_STOP_BOTTOM + 62 + 16 * i, note, theme.muted, size=11)
        for i, note in enumerate(notes)
    ]
    title = f"After a stop at {at_min:g} min the models part"
    return document(_AFTER_STOP_BOTTOM + 62 + 16 * len(notes), title, _about(stopped), theme, parts)
