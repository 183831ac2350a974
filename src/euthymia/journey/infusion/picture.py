"""The session as a chart: vital signs, prediction, rate, what was given and events on one time axis."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import TypeAlias

from euthymia.domain.quantities import RATE_ML_PER_H
from euthymia.kit.charts import Chart, Lane, Limit, Marker, Series, TimeAxis

from .fold import Course, Happening, Phase
from .models import Session
from .prediction import Prediction, minutes, rate_area

Points: TypeAlias = dict[str, list[tuple[float, float]]]

_NUMBERED = (
    "given",
    "symptom",
    "orders",
    "outcome",
    "note",
    "addendum",
    "score",
    "monitor",
    "rate",
    "paused",
    "resumed",
    "present",
    "overdue",
)


@dataclass(frozen=True, slots=True)
class Flag:
    """One numbered line of the list beside the chart."""

    number: int
    happening: Happening


def flags(course: Course) -> list[Flag]:
    """What gets a number on the chart, in the order it happened."""
    told = [one for one in course.happenings if one.kind in _NUMBERED]
    return [Flag(number, one) for number, one in enumerate(told, 1)]


def draw(
    session: Session,
    course: Course,
    by_channel: Points,
    first: datetime | None,
    prediction: Prediction | None,
    now: datetime,
    *,
    width: int = 800,
    height: int = 480,
) -> Chart:
    """The chart of a session at `now`. Minute 0 is the start of the infusion, or the opening before it.

    `by_channel` holds seconds since 1970 and values, in order of time; `first` is when the first was measured.
    """
    start = course.started_at or session.made_at
    end = session.finished_at or now
    axis = TimeAxis(
        start=-5.0 if first is None else min(-5.0, minutes(start, first)),
        end=max(minutes(start, end) + (5 if course.over else 15), session.order.duration_min + 5.0),
        zero=start.astimezone(session.clinic.zone),
    )
    traces = _within(by_channel, start, axis)
    limits = session.watch.limits
    lanes = [
        Lane(
            "Pressure, pulse", share=2.8, unit="mmHg, /min", low=40, high=180,
            series=tuple(_pressures(traces)) + tuple(_line("pulse", traces, ("hr", "pr"), "pulse", "dot", "pulse {0}")),
            limits=tuple(_limits(limits, "sbp")),
        ),
        Lane(
            "SpO₂", share=1.1, unit="%", low=88, high=100,
            series=tuple(_line("SpO₂", traces, ("spo2",), "saturation", "ring", "saturation {0} percent")),
            limits=tuple(_limits(limits, "spo2")),
        ),
        Lane(
            "Breaths", share=0.8, unit="/min", low=6, high=24,
            series=tuple(_line("breaths", traces, ("rr",), "breaths", "square", "breaths {0}", dashed=True)),
            limits=tuple(_limits(limits, "rr")),
        ),
    ]  # fmt: skip
    lanes += _score_lane(traces)
    if prediction is not None and prediction.forecast is not None:
        lanes.append(_prediction_lane(prediction, axis))
    lanes.append(_rate_lane(course, start, end))
    lanes.append(_events_lane(course, start))
    return Chart(
        lanes=tuple(lanes), axis=axis, width=max(240, width), height=max(height, 180 + 32 * len(lanes)),
        markers=tuple(_moments(course, start, now, session)),
        title=f"Session of {session.patient.initials}", summary=summary(course, traces),
    )  # fmt: skip


def ghost(session: Session, course: Course, prediction: Prediction, now: datetime) -> Chart:
    """The prediction and the rates alone, with what a change would make of them: for the rate dialog."""
    start = course.started_at or session.made_at
    axis = TimeAxis(
        start=-2.0,
        end=max(minutes(start, now) + 30, session.order.duration_min + 5.0),
        zero=start.astimezone(session.clinic.zone),
    )
    lanes = (_prediction_lane(prediction, axis), _rate_lane(course, start, now))
    words = prediction.now_words
    return Chart(
        lanes=lanes, axis=axis, width=800, height=270, markers=(Marker(minutes(start, now), "now"),),
        title="If the rate changes now", summary=f"Predicted now {words}; dotted lines show the change.",
    )  # fmt: skip


def summary(course: Course, traces: dict[str, list[tuple[float, float]]]) -> str:
    """One sentence that says what the drawing shows."""
    parts = [f"{course.phase.words}, {course.given_ug / 1000:g} mg given of {course.dose_ug / 1000:g} mg"]
    for channel, words in (("sbp", "systolic"), ("hr", "pulse"), ("pr", "pulse"), ("spo2", "saturation")):
        values = [value for _, value in traces.get(channel, [])]
        if values:
            parts.append(f"{words} {min(values):g} to {max(values):g}")
    return ", ".join(parts)


def _within(by_channel: Points, start: datetime, axis: TimeAxis) -> dict[str, list[tuple[float, float]]]:
    """Minutes from the start and values, of what the axis shows."""
    zero_s = start.timestamp()
    first, last = zero_s + axis.start * 60, zero_s + axis.end * 60
    found = {}
    for channel, points in by_channel.items():
        shown = points[bisect_left(points, (first,)) : bisect_right(points, (last, math.inf))]
        if shown:
            found[channel] = [((at_s - zero_s) / 60, value) for at_s, value in shown]
    return found


def _line(
    name: str, traces: dict[str, list[tuple[float, float]]], channels: tuple[str, ...], tone: str, symbol: str, say: str,
    *, dashed: bool = False,
) -> Iterable[Series]:  # fmt: skip
    """The first of the channels that has values; a gap of more than a minute is drawn as one."""
    for channel in channels:
        points = traces.get(channel)
        if points:
            yield Series(name, "line", _with_gaps(points), tone=tone, symbol=symbol, say=say,  # type: ignore[arg-type]
                         stroke="dashed" if dashed else "solid")  # fmt: skip
            return


def _with_gaps(points: list[tuple[float, float]], gap_min: float = 1.0) -> list[tuple[float | None, ...]]:
    drawn: list[tuple[float | None, ...]] = []
    begin = 0
    for place, ((before, _), (minute, _)) in enumerate(pairwise(points), 1):
        if minute - before > gap_min:
            drawn += [*points[begin:place], (before, None)]
            begin = place
    return drawn + points[begin:]


def _pressures(traces: dict[str, list[tuple[float, float]]]) -> Iterable[Series]:
    """Systolic and diastolic of one measurement, as a pair."""
    diastolic = dict(traces.get("dbp", []))
    pairs = [
        (minute, value, diastolic[minute]) for minute, value in traces.get("sbp", []) if minute in diastolic
    ]
    if pairs:
        yield Series("blood pressure", "pairs", pairs, tone="pressure", say="pressure {0} over {1}")


def _score_lane(traces: dict[str, list[tuple[float, float]]]) -> list[Lane]:
    return [
        Lane(
            name, share=0.55, low=low, high=high,
            series=(Series(name, "points", traces[channel], tone="score", symbol="box", say=f"{name} {{0}}", legend=False),),
        )
        for name, channel, low, high in (("MOAA/S", "moaas", 0, 5), ("Dissoc.", "dissociation", 0, 10))
        if traces.get(channel)
    ]  # fmt: skip


def _prediction_lane(prediction: Prediction, axis: TimeAxis) -> Lane:
    forecast = prediction.forecast
    assert forecast is not None
    series: list[Series] = []
    for place, model in enumerate(forecast.models):
        if place == 0 and model.so_far.band is not None and model.base.band is not None:
            lower = [*model.so_far.band.lower, *model.base.band.lower]
            upper = [*model.so_far.band.upper, *model.base.band.upper]
            times = [*model.so_far.times_min, *model.base.times_min]
            band = [
                (float(t), float(low), float(high))
                for t, low, high in zip(times, lower, upper, strict=True)
                if t <= axis.end
            ]
            series.append(
                Series(f"80 % between patients, borrowed ({model.model})", "band", band, tone="prediction")
            )
        curve = [
            (float(t), float(c))
            for part in (model.so_far, model.base)
            for t, c in zip(part.times_min, part.plasma_ng_per_ml, strict=True)
            if t <= axis.end
        ]
        series.append(
            Series(model.model, "line", curve, tone="prediction", stroke="solid" if place == 0 else "dashed",
                   say=f"{model.model} {{0}} nanograms")
        )  # fmt: skip
        if model.what_if is not None:
            ghost = [
                (float(t), float(c))
                for t, c in zip(model.what_if.times_min, model.what_if.plasma_ng_per_ml, strict=True)
                if t <= axis.end
            ]
            series.append(Series(f"what if ({model.model})", "line", ghost, tone="accent", stroke="dotted"))
    return Lane(
        "Predicted", share=1.7, unit="ng/mL", low=0, high=100, ticks=(0, 100, 200, 300), series=tuple(series)
    )


def _rate_lane(course: Course, start: datetime, end: datetime) -> Lane:
    area = rate_area(course, start, end)
    top = max([10.0, *(math.ceil(rate / 10) * 10.0 for _, rate in area)])
    series = (
        (Series("rate", "area", area, tone="rate", say="rate {0} milligrams an hour", decimals=1),)
        if area
        else ()
    )
    return Lane("Rate", share=0.8, unit="mg/h", low=0, high=top, ticks=(0, top), series=series)


def _events_lane(course: Course, start: datetime) -> Lane:
    markers = []
    for flag in flags(course):
        minute = minutes(start, flag.happening.at)
        if flag.happening.kind == "given":
            markers.append(Marker(minute, "given", flag.happening.says, flag.number))
        else:
            markers.append(Marker(minute, "flag", "", flag.number))
    return Lane("Events", share=0.5, markers=tuple(markers))


def _limits(limits: dict[str, dict[str, float | None]], channel: str) -> Iterable[Limit]:
    known = limits.get(channel, {})
    for side in ("low", "high"):
        value = known.get(side)
        if value is not None:
            yield Limit(value, f"{channel} {value:g}")


def _moments(course: Course, start: datetime, now: datetime, session: Session) -> Iterable[Marker]:
    if course.started_at is not None:
        rate = next((one.rate_ul_per_h for one in course.happenings if one.kind == "started"), None)
        yield Marker(0.0, "start", f"start {RATE_ML_PER_H.format(rate or 0)} mL/h")
    for one in course.happenings:
        if one.kind == "paused":
            yield Marker(minutes(start, one.at), "pause")
        elif one.kind == "resumed":
            yield Marker(minutes(start, one.at), "resume")
        elif one.kind == "finished":
            yield Marker(minutes(start, one.at), "end", "end")
    if course.phase not in (Phase.CLOSED,):
        yield Marker(minutes(start, now), "now")
