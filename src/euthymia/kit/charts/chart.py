"""The whole drawing: lanes under one another on one time axis, for the page, for print and for PDF."""

import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from euthymia.kit.charts.lanes import ROW_PX, Frame, draw_markers, draw_series, grid_lines, marker_rows
from euthymia.kit.charts.model import Lane, Marker, Series, Theme, TimeAxis
from euthymia.kit.charts.paint import PRINT_FONT, Paint, attribute, text
from euthymia.kit.charts.scale import Grid, Scale, number, reach, time_grid
from euthymia.kit.charts.symbols import digit, label, symbol

_TOP, _AXIS, _LEGEND_ROW, _GAP = 20.0, 32.0, 17.0, 7.0
_NARROW = 520.0
_MOST_ROWS = 3
_CHARACTER_PX = 5.8


@dataclass(frozen=True, slots=True)
class _Layout:
    left: float
    right: float
    frames: tuple[Frame, ...]
    bottom: float
    grid: Grid
    legend: tuple[tuple[Series, float, float], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Lanes over one axis.

    `width` and `height` are in SVG units, which are CSS pixels on a page and points in a PDF.
    `markers` stand across all lanes (start, end, pause, resume, now). `title` and `summary` are read
    aloud instead of the drawing. Raises ValueError when there is no room for the lanes.
    """

    lanes: tuple[Lane, ...]
    axis: TimeAxis
    width: int = 800
    height: int = 440
    markers: tuple[Marker, ...] = ()
    title: str = ""
    summary: str = ""

    def __post_init__(self) -> None:
        if not self.lanes:
            raise ValueError("a chart needs at least one lane")
        least = 120 + 31 * len(self.lanes)
        if self.width < 240 or self.height < least:
            raise ValueError(
                f"{self.width} x {self.height} is too small for {len(self.lanes)} lanes: "
                f"at least 240 x {least}"
            )

    def svg(self, theme: Theme = "css") -> str:
        """The drawing. The same chart always gives the same text."""
        paint = Paint(theme)
        layout = self._layout()
        parts = [self._open(theme)]
        parts += self._time_lines(layout, paint)
        for lane, frame in zip(self.lanes, layout.frames, strict=True):
            parts += self._lane_head(lane, frame, paint)
            parts += grid_lines(lane, frame, paint)
        for marker in self.markers:
            parts += self._marker(marker, layout, paint)
        for lane, frame in zip(self.lanes, layout.frames, strict=True):
            for series in lane.series:
                parts += draw_series(series, frame, paint)
            parts += draw_markers(lane, frame, paint)
        parts += self._legend(layout, paint)
        parts.append("</svg>")
        return "".join(parts)

    def points_json(self) -> str:
        """What the crosshair reads: one entry a pixel column, each with x, moment_ms, clock, minute and sentence.

        `moment_ms` tells two readings of one minute apart when the chart is drawn anew. Safe inside a script
        element.
        """
        layout = self._layout()
        series = [one for lane in self.lanes for one in lane.series if one.say and one.points]
        spoken = [(one, [point[0] for point in one.points if point[0] is not None]) for one in series]
        columns: dict[int, dict[str, object]] = {}
        scale = layout.frames[0].x
        for minute in self._moments(series, layout):
            x = round(scale(minute), 1)
            said = [
                sentence for one, minutes in spoken if (sentence := _said(one, minutes, minute, self.axis))
            ]
            said += [
                marker.text
                for lane in self.lanes
                for marker in lane.markers
                if marker.text and marker.minute == minute
            ]
            if said:
                clock = self.axis.clock(minute)
                columns[int(x)] = {
                    "x": x,
                    "moment_ms": self.axis.moment_ms(minute),
                    "at": clock,
                    "after": self.axis.after(minute),
                    "text": ", ".join(said),
                }
        top, bottom = layout.frames[0].top, layout.bottom
        answer = {"top": top, "bottom": bottom, "points": list(columns.values())}
        return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).translate(
            {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}
        )

    def _moments(self, spoken: list[Series], layout: _Layout) -> list[float]:
        moments: set[float] = set(layout.grid.minor)
        for series in spoken:
            if series.kind in ("points", "pairs"):
                moments |= {point[0] for point in series.points if point[0] is not None}
        moments |= {marker.minute for lane in self.lanes for marker in lane.markers}
        return sorted(m for m in moments if self.axis.start <= m <= self.axis.end)

    def _layout(self) -> _Layout:
        narrow = self.width < _NARROW
        left = 34.0 if narrow else 92.0
        right = self.width - (8.0 if narrow else 12.0)
        legend, rows = self._legend_places(left, right)
        foot = _AXIS + rows * _LEGEND_ROW + (6 if rows else 0)
        gaps = _GAP * (len(self.lanes) - 1)
        x = Scale(self.axis.start, self.axis.end, left, right)
        frames: list[Frame] = []
        top = _TOP
        for lane, tall in zip(self.lanes, self._heights(x, self.height - _TOP - foot - gaps), strict=True):
            frames.append(_frame(lane, x, top, top + tall, narrow=narrow))
            top += tall + _GAP
        bottom = frames[-1].bottom
        grid = time_grid(self.axis, right - left)
        moved = tuple((series, at, bottom + _AXIS + 14 + row * _LEGEND_ROW) for series, at, row in legend)
        return _Layout(left, right, tuple(frames), bottom, grid, moved)

    def _heights(self, x: Scale, room: float) -> list[float]:
        """Lanes without numbers take the rows their texts need; the others share what is left."""
        fixed = {}
        for place, lane in enumerate(self.lanes):
            if lane.low is None:
                rows = 1 + max((row for _, row in marker_rows(lane, x)), default=0)
                fixed[place] = 3 + ROW_PX * min(rows, _MOST_ROWS)
        shares = sum(lane.share for place, lane in enumerate(self.lanes) if place not in fixed)
        left = room - sum(fixed.values())
        if shares and left < 24 * (len(self.lanes) - len(fixed)):
            fixed = {place: 3 + ROW_PX for place in fixed}
            left = room - sum(fixed.values())
        return [
            fixed.get(place, left * lane.share / max(shares, 1e-9)) for place, lane in enumerate(self.lanes)
        ]

    def _legend_places(self, left: float, right: float) -> tuple[list[tuple[Series, float, int]], int]:
        places: list[tuple[Series, float, int]] = []
        at, row = left, 0
        named: set[tuple[str, str]] = set()
        for lane in self.lanes:
            for series in lane.series:
                if not series.legend or (series.name, series.kind) in named:
                    continue
                named.add((series.name, series.kind))
                wide = 40 + _CHARACTER_PX * len(series.name)
                if at > left and at + wide > right:
                    at, row = left, row + 1
                places.append((series, at, row))
                at += wide
        return places, row + 1 if places else 0

    def _open(self, theme: Theme) -> str:
        digest = hashlib.blake2s(repr((self.title, self.summary, self.width)).encode(), digest_size=4)
        ident = f"chart-{digest.hexdigest()}"
        look = 'class="chart"' if theme == "css" else f'font-family={attribute(PRINT_FONT)} font-size="9"'
        size = "" if theme == "css" else f' width="{self.width}" height="{self.height}"'
        focus = ' focusable="false"' if theme == "css" else ""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}"{size} {look} '
            f'role="img" aria-labelledby="{ident}-t {ident}-d"{focus}>'
            f'<title id="{ident}-t">{text(self.title)}</title><desc id="{ident}-d">{text(self.summary)}</desc>'
        )

    def _time_lines(self, layout: _Layout, paint: Paint) -> Iterator[str]:
        scale = layout.frames[0].x
        for frame in layout.frames:
            for minutes, role in ((layout.grid.minor, "minor"), (layout.grid.major, "major")):
                lines = "".join(
                    f"M{number(scale(m))} {number(frame.top)}V{number(frame.bottom)}" for m in minutes
                )
                yield f'<path d="{lines}" fill="none" {paint.role(role)}/>' if lines else ""
        for minute in layout.grid.labels:
            x = scale(minute)
            if x > layout.right - 14:
                continue
            if self.axis.zero is not None:
                yield label(
                    x, layout.bottom + 14, self.axis.clock(minute), paint, role="strong", anchor="middle"
                )
            unit = self.axis.beginning() if minute == 0 else self.axis.after(minute)
            yield label(x, layout.bottom + 26, unit, paint, anchor="middle")

    def _lane_head(self, lane: Lane, frame: Frame, paint: Paint) -> Iterator[str]:
        edge = f"M{number(frame.left)} {number(frame.top)}V{number(frame.bottom)}H{number(frame.right)}"
        yield f'<path d="{edge}" fill="none" {paint.role("rule")}/>'
        if self.width < _NARROW:
            name = f"{lane.name}, {lane.unit}" if lane.unit else lane.name
            yield label(frame.left + 4, frame.top + 10, name, paint, role="title")
            return
        yield label(4, frame.top + 10, lane.name, paint, role="title")
        if lane.unit and frame.bottom - frame.top > 26:
            yield label(4, frame.top + 23, lane.unit, paint)

    def _marker(self, marker: Marker, layout: _Layout, paint: Paint) -> Iterator[str]:
        x = layout.frames[0].x(marker.minute)
        role = "now" if marker.kind == "now" else "marker"
        yield f'<path d="M{number(x)} {number(_TOP - 4)}V{number(layout.bottom)}" {paint.role(role)}/>'
        yield paint.group(marker.tone)
        if marker.kind in ("start", "end", "mark"):
            yield symbol("cross", x, _TOP - 9, paint, marker.tone)
        elif marker.kind == "pause":
            bars = f"M{number(x - 2.5)} {number(_TOP - 13)}v8M{number(x + 2.5)} {number(_TOP - 13)}v8"
            yield f'<path d="{bars}" {paint.stroke(marker.tone)}/>'
        elif marker.kind == "resume":
            play = f"M{number(x - 3)} {number(_TOP - 13.5)}v9l7 -4.5Z"
            yield f'<path d="{play}" {paint.solid(marker.tone)}/>'
        yield "</g>"
        if marker.text:
            beyond = x + 10 + _CHARACTER_PX * len(marker.text) > layout.right
            anchor = "end" if beyond else ""
            yield label(
                x - 8 if beyond else x + 8, _TOP - 5, marker.text, paint, role="strong", anchor=anchor
            )

    def _legend(self, layout: _Layout, paint: Paint) -> Iterator[str]:
        for series, x, y in layout.legend:
            yield paint.group(series.tone)
            middle = y - 3.5
            if series.kind == "band":
                shape = f"M{number(x)} {number(middle - 4)}h22v8h-22Z"
                yield f'<path d="{shape}" {paint.fill(series.tone)}/>'
            elif series.kind == "pairs":
                yield symbol("caret-down", x + 11, middle - 1, paint, series.tone)
                yield symbol("caret-up", x + 11, middle + 1, paint, series.tone)
            else:
                if series.kind != "points" or series.joined:
                    slender = series.kind == "points"
                    style = paint.line(series.tone, series.stroke, slender=slender)
                    yield f'<path d="M{number(x)} {number(middle)}h22" {style}/>'
                if series.kind == "points" and series.symbol == "box":
                    yield digit(0, x + 11, middle, paint, series.tone)
                elif series.kind == "points":
                    yield symbol(series.symbol, x + 11, middle, paint, series.tone)
            yield "</g>"
            yield label(x + 27, y, series.name, paint)


def _frame(lane: Lane, x: Scale, top: float, bottom: float, *, narrow: bool) -> Frame:
    """The lane's place; symbols at either end of the scale keep clear of the lane's edges."""
    boxed = any(series.symbol == "box" and series.kind == "points" for series in lane.series)
    tall = bottom - top
    inset = 0.0 if lane.low is None else min(8.0, tall / 4) if boxed else 5.0 if tall > 40 else 0.0
    name = 10.0 if narrow and lane.low is not None and tall > 34 else 0.0
    low, high = reach(lane)
    return Frame(x.at_low, x.at_high, top, bottom, x, Scale(low, high, bottom - inset, top + inset + name))


def _said(series: Series, minutes: list[float], minute: float, axis: TimeAxis) -> str:
    """The series' sentence at that minute, or nothing: points speak only where they stand. `minutes` are its points'."""
    place = bisect_right(minutes, minute) - 1
    if place < 0:
        return ""
    values = series.points[place][1:]
    if any(value is None for value in values):
        return ""
    stands = series.kind in ("points", "pairs")
    nearest = (axis.end - axis.start) / 200
    if series.kind != "step" and minute - minutes[place] > (1e-9 if stands else nearest):
        return ""
    shown = [f"{value:.{series.decimals}f}" for value in values if value is not None]
    return series.say.format(*shown)
