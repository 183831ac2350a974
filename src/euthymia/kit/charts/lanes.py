"""Draws what stands inside one lane: its series and its own markers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from euthymia.kit.charts.model import Lane, Marker, Series
from euthymia.kit.charts.paint import Paint
from euthymia.kit.charts.scale import Scale, number, runs, thin, tick_text, ticks
from euthymia.kit.charts.symbols import digit, label, symbol

_LEAST_SYMBOL_PX = 11.0  # closer marks on a joined line would hide the line
_CHARACTER_PX = 6.0
ROW_PX = 17.0


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a lane stands, in pixels, and its two scales."""

    left: float
    right: float
    top: float
    bottom: float
    x: Scale
    y: Scale


def grid_lines(lane: Lane, frame: Frame, paint: Paint) -> Iterator[str]:
    """Value ticks at the left, and limits as faint lines with their word at the right edge."""
    if lane.low is not None:
        about = max(1, int((frame.bottom - frame.top) // 24))
        marks = lane.ticks or ticks(frame.y.low, frame.y.high, about)
        last = frame.bottom + 99
        for value in marks:
            at = frame.y(value)
            if not frame.top - 0.5 <= at <= frame.bottom + 0.5:
                continue
            yield _across(frame, at, paint.role("minor"))
            if last - at >= 11:
                baseline = min(max(at + 3.5, frame.top + 8), frame.bottom)
                yield label(frame.left - 6, baseline, tick_text(value), paint, anchor="end")
                last = at
    for limit in lane.limits:
        at = frame.y(limit.value)
        yield _across(frame, at, paint.role("limit"))
        if limit.text:
            yield label(frame.right - 3, at - 3, limit.text, paint, anchor="end")


def _across(frame: Frame, y: float, style: str) -> str:
    return f'<path d="M{number(frame.left)} {number(y)}H{number(frame.right)}" {style}/>'


def draw_series(series: Series, frame: Frame, paint: Paint) -> Iterator[str]:
    """One series, wrapped in the group that carries its tone."""
    yield paint.group(series.tone)
    if series.kind in ("points", "pairs"):
        yield from _marks(series, frame, paint)
    else:
        for run in runs(series.points):
            yield from _run(series, run, frame, paint)
    yield "</g>"


def _run(series: Series, run: Sequence[tuple[float, ...]], frame: Frame, paint: Paint) -> Iterator[str]:
    if series.kind == "band":
        upper = _pixels([(minute, high) for minute, _, high in run], frame)
        lower = _pixels([(minute, low) for minute, low, _ in run], frame)
        yield f'<path d="{_path(upper)}L{_path(lower[::-1])[1:]}Z" {paint.fill(series.tone)}/>'
        return
    line = _pixels([(minute, value) for minute, value in run], frame)
    if series.kind == "step":
        line = _stairs([(frame.x(minute), frame.y(value)) for minute, value in run])
    if series.kind == "area" or (series.kind == "step" and series.joined):
        base = number(frame.y(max(0.0, frame.y.low)))
        shape = f"M{number(line[0][0])} {base}L{_path(line)[1:]}L{number(line[-1][0])} {base}Z"
        yield f'<path d="{shape}" {paint.fill(series.tone)}/>'
    if len(line) == 1:
        yield symbol("dot", line[0][0], line[0][1], paint, series.tone)
        return
    yield f'<path d="{_path(line)}" {paint.line(series.tone, series.stroke)}/>'


def _pixels(points: Sequence[tuple[float, float]], frame: Frame) -> list[tuple[float, float]]:
    x, y = frame.x, frame.y
    across, along = (x.at_high - x.at_low) / (x.high - x.low), (y.at_high - y.at_low) / (y.high - y.low)
    left, bottom = x.at_low - x.low * across, y.at_low - y.low * along
    return thin([(left + minute * across, bottom + value * along) for minute, value in points])


def _stairs(line: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    stairs = [line[0]]
    for (_, before), (x, y) in pairwise(line):
        stairs += [(x, before), (x, y)] if y != before else [(x, y)]
    return stairs


def _path(line: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join([f"{x:.1f} {y:.1f}" for x, y in line])


def _marks(series: Series, frame: Frame, paint: Paint) -> Iterator[str]:
    notes = dict(series.notes)
    if series.joined and len(series.points) > 1:
        places = _pixels(
            [(p[0], p[1]) for p in series.points if p[0] is not None and p[1] is not None], frame
        )
        yield f'<path d="{_path(places)}" {paint.line(series.tone, series.stroke, slender=True)}/>'
    last = -1e9
    for place, point in enumerate(series.points):
        minute, values = point[0], point[1:]
        if minute is None:
            continue
        x = frame.x(minute)
        if series.joined and x - last < _LEAST_SYMBOL_PX and place not in notes:
            continue
        last = x
        drawn = [value for value in values if value is not None]
        yield from _mark(series, x, drawn, frame, paint, notes.get(place, ""))


def _mark(
    series: Series, x: float, values: Sequence[float], frame: Frame, paint: Paint, note: str
) -> Iterator[str]:
    tone, y = series.tone, frame.y(values[0])
    hollow = bool(note)
    if series.kind == "pairs":
        below = frame.y(values[1])
        bar = f"M{number(x)} {number(y)}V{number(below)}"
        yield f'<path d="{bar}" {paint.line(tone, slender=True)}/>'
        yield symbol("caret-down", x, y, paint, tone, hollow=hollow)
        yield symbol("caret-up", x, below, paint, tone, hollow=hollow)
    elif series.symbol == "box":
        yield digit(values[0], x, y, paint, tone, hollow=hollow)
    else:
        yield symbol(series.symbol, x, y, paint, tone, hollow=hollow)
    if note:
        yield label(x + 7, y - 4, note, paint, role="strong")


def marker_rows(lane: Lane, x: Scale, most: int = 1_000) -> list[tuple[Marker, int]]:
    """Each marker with its row, of `most`: what would run into another goes to the first row where it is free.

    Markers with words are placed first, since a number finds room beside them and they none beside it. Where no
    row is free the one with the fewest neighbours in the way is taken.
    """
    rows: list[list[tuple[float, float]]] = []
    placed: list[tuple[Marker, int]] = []
    for marker in sorted(lane.markers, key=lambda one: (not one.text, one.minute)):
        begin, end = _extent(marker, x)
        in_the_way = [sum(begin < until and since < end for since, until in row) for row in rows]
        if 0 in in_the_way:
            row = in_the_way.index(0)
        elif len(rows) < most:
            row = len(rows)
            rows.append([])
        else:
            row = min(range(len(rows)), key=lambda one: (in_the_way[one], -one))
        rows[row].append((begin, end))
        placed.append((marker, row))
    return sorted(placed, key=lambda one: one[0].minute)


def _extent(marker: Marker, x: Scale) -> tuple[float, float]:
    at = x(marker.minute)
    width = 14 + _CHARACTER_PX * len(marker.text)
    return (at - width, at + 10) if at + width > x.at_high else (at - 10, at + width)


def draw_markers(lane: Lane, frame: Frame, paint: Paint) -> Iterator[str]:
    """Flags and given doses, in as many rows as the lane has room for."""
    most = max(1, int((frame.bottom - frame.top - 2) // ROW_PX))
    for marker, row in marker_rows(lane, frame.x, most):
        at = frame.x(marker.minute)
        y = frame.top + 9 + row * ROW_PX
        yield paint.group(marker.tone)
        yield from _lane_marker(marker, at, y, frame, paint)
        yield "</g>"


def _lane_marker(marker: Marker, x: float, y: float, frame: Frame, paint: Paint) -> Iterator[str]:
    if marker.kind == "flag":
        yield f'<circle cx="{number(x)}" cy="{number(y)}" r="7" {paint.role("flag")}/>'
        count = "" if marker.number is None else str(marker.number)
        yield label(x, y + 3.8, count, paint, role="strong", anchor="middle")
    else:
        yield symbol("triangle" if marker.kind == "given" else "cross", x, y, paint, marker.tone)
    if marker.text:
        beyond = _extent(marker, frame.x)[0] < x - 10
        yield label(x - 10 if beyond else x + 10, y + 4, marker.text, paint, anchor="end" if beyond else "")
