"""Pressure and heart rate as a figure: the expected change from this patient's own baseline, as context."""

from __future__ import annotations

import numpy as np

from euthymia.domain.quantities import Unusable

from . import models as library
from .curve import solve
from .dosing import Dosing, schedule
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
from .effects import CONTEXT, HEART_RATE, SYSTOLIC
from .forecast import CAPTIONS

_TOP, _BOTTOM, _POINTS = 74.0, 320.0, 361


def effects(dosing: Dosing, systolic_mmhg: float, heart_rate_per_min: float, theme: Theme = LIGHT) -> str:
    """An SVG of both changes under each model; zero is what was measured before the infusion.

    Raises `Unusable` without a baseline of each (an absolute value is never drawn from the paper's own), and for
    S-ketamine, which the relations are not of.
    """
    if dosing.drug is not SYSTOLIC.drug:
        says = f"the relations are of {SYSTOLIC.drug}, not of {dosing.drug}"
        raise Unusable.one("/drug", "wrong-drug", says, str(SYSTOLIC.drug))
    end = max(*dosing.times_min, *(event.at_min for event in dosing.events), 1.0)
    times, plan = np.linspace(0.0, end, _POINTS), schedule(dosing.events)
    x, names, curves = Axis(0.0, end, LEFT, RIGHT), [], []
    colours = cycle(theme.lines, dosing.models)
    for name, colour in zip(dosing.models, colours, strict=True):
        plasma = solve(library.by_name(name), dosing.patient, plan, times).plasma_ng_per_ml
        for relation, baseline, dash in (
            (SYSTOLIC, systolic_mmhg, DASHES[0]),
            (HEART_RATE, heart_rate_per_min, DASHES[1]),
        ):
            change = relation.from_baseline(baseline, plasma) - baseline
            curves.append((change, colour, dash))
            word = "systolic" if relation is SYSTOLIC else "pulse"
            names.append((change, f"{name} {word}", colour))
    value_ticks = ticks(max(float(change.max()) for change, _, _ in curves), 5)
    y = Axis(0.0, value_ticks[-1] or 1.0, _BOTTOM, _TOP)
    parts = []
    for value in value_ticks:
        parts.append(rule(LEFT, y.at(value), RIGHT, y.at(value), theme.grid))
        parts.append(
            text(LEFT - 8, y.at(value) + 4, f"+{value:g}" if value else "0", theme.ink, anchor="end")
        )
    for time in (tick for tick in ticks(end, 9) if tick <= end):
        parts.append(text(x.at(time), _BOTTOM + 18, f"{time:g}", theme.ink, anchor="middle"))
    parts.append(rule(LEFT, _BOTTOM, RIGHT, _BOTTOM, theme.ink))
    for change, colour, dash in curves:
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        line = points(zip(times, change, strict=True), x, y)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>')
    parts += labels(
        [(y.at(float(change[-1])), says, colour) for change, says, colour in names], _BOTTOM + 16.0
    )
    parts.append(text((LEFT + RIGHT) / 2, _BOTTOM + 36, "time (min)", theme.ink, anchor="middle"))
    parts.append(turned(22, (_TOP + _BOTTOM) / 2, "change (mmHg, per min)", theme.muted))
    said = [
        CONTEXT,
        f"Source of both relations: {SYSTOLIC.source}. Full: pressure. Dashed: heart rate.",
        *CAPTIONS[1:],
    ]
    notes = [piece for note in said for piece in wrapped(note, 124)]
    parts += [text(LEFT, _BOTTOM + 62 + 16 * i, note, theme.muted, size=11) for i, note in enumerate(notes)]
    about = f"baseline {systolic_mmhg:g} mmHg systolic, {heart_rate_per_min:g} per min, measured before the infusion"
    return document(_BOTTOM + 62 + 16 * len(notes), "Expected change, as context", about, theme, parts)
