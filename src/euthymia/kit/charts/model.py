"""What a chart is made of: a time axis, lanes that share it, series and markers inside the lanes.

All times are minutes from the axis' zero; values are in the lane's own unit. Nothing here knows
what a trace means: names, tones, units and spoken sentences come from the caller.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import gt
from typing import Literal

_DAY_MIN = 1440
Kind = Literal["line", "step", "area", "band", "points", "pairs"]
Symbol = Literal["caret-down", "caret-up", "dot", "ring", "square", "box", "triangle", "cross", "dash"]
Stroke = Literal["solid", "dashed", "dotted"]
MarkerKind = Literal["start", "end", "pause", "resume", "flag", "given", "mark", "now"]
Theme = Literal["css", "print"]

TONES = (
    "pulse",
    "pressure",
    "saturation",
    "breaths",
    "prediction",
    "score",
    "rate",
    "given",
    "muted",
    "accent",
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WIDTHS = {"line": (2,), "step": (2,), "area": (2,), "points": (2,), "band": (3,), "pairs": (3,)}


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """`start` to `end` in minutes; `zero` is the clock time of minute 0, with its zone, or None.

    `days` is for charts of weeks and months: the axis then says days, not hours, with `months` by name. Raises ValueError if the axis is empty or `zero` has no zone.
    """

    start: float
    end: float
    zero: datetime | None = None
    days: bool = False
    months: tuple[str, ...] = MONTHS
    days_word: str = "days"

    def __post_init__(self) -> None:
        if not (math.isfinite(self.start) and math.isfinite(self.end) and self.start < self.end):
            raise ValueError(f"time axis from {self.start} to {self.end}: the end must come after the start")
        if self.zero is not None and self.zero.tzinfo is None:
            raise ValueError("time axis: zero needs a time zone")

    def clock(self, minute: float) -> str:
        """`14:05` at that minute, or `+5` where no clock is known. Right across a change of summer time."""
        if self.zero is None:
            return self.after(minute)
        instant = (self.zero.astimezone(UTC) + timedelta(minutes=minute)).astimezone(self.zero.tzinfo)
        return f"{instant.day} {self.months[instant.month - 1]}" if self.days else instant.strftime("%H:%M")

    def moment_ms(self, minute: float) -> int:
        """That minute in milliseconds since 1970, or since minute 0 where no clock is known."""
        start_s = self.zero.timestamp() if self.zero is not None else 0.0
        return round((start_s + minute * 60) * 1000)

    def after(self, minute: float) -> str:
        """How long after minute 0, in the axis' own unit: `+5` minutes or days."""
        return offset(minute / _DAY_MIN) if self.days else offset(minute)

    def beginning(self) -> str:
        """The label of minute 0, with the unit."""
        return f"+0 {self.days_word}" if self.days else "+0 min"


def offset(count: float) -> str:
    """A count as `+5`, `0`, `−10`."""
    whole = round(count)
    return f"+{whole}" if whole > 0 else f"−{-whole}" if whole else "0"


@dataclass(frozen=True, slots=True)
class Series:
    """One trace.

    `points`: (minute, value) pairs; for `band` (minute, low, high), for `pairs` (minute, upper, lower).
    A value of None in a line, step, area or band is a gap and is drawn as one.
    `notes` puts a short mark such as `L` or `C` beside the point of that index and draws it open.
    `say` is the sentence for the crosshair, `{0}` and `{1}` being the values; empty: not spoken.
    """

    name: str
    kind: Kind
    points: Sequence[tuple[float | None, ...]]
    tone: str = "muted"
    symbol: Symbol = "dot"
    stroke: Stroke = "solid"
    joined: bool = False
    notes: tuple[tuple[int, str], ...] = ()
    say: str = ""
    decimals: int = 0
    legend: bool = True

    def __post_init__(self) -> None:
        if self.tone not in TONES:
            raise ValueError(f"series {self.name!r}: tone {self.tone!r} is none of {', '.join(TONES)}")
        width = _WIDTHS[self.kind][0]
        gaps = self.kind not in ("points", "pairs")
        if not _in_order(self.points, width, gaps=gaps):
            self._refuse(width, gaps=gaps)

    def _refuse(self, width: int, *, gaps: bool) -> None:
        """Say which point cannot be drawn."""
        before = -math.inf
        for place, point in enumerate(self.points):
            minute = point[0]
            if len(point) != width or minute is None or not minute >= before:
                raise ValueError(
                    f"series {self.name!r}, point {place}: {point!r}; needs {width} numbers, times in order"
                )
            before = minute
            for number in point:
                if number is None and gaps:
                    continue
                if number is None or not math.isfinite(number):
                    raise ValueError(f"series {self.name!r}, point {place}: {number!r} is not a number")


def _in_order(points: Sequence[tuple[float | None, ...]], width: int, *, gaps: bool) -> bool:
    """Whether all points have their numbers and none goes back in time. Whole columns at once: there are thousands."""
    if not points:
        return True
    if set(map(len, points)) != {width}:
        return False
    minutes, *columns = zip(*points, strict=True)
    if None in minutes or not all(map(math.isfinite, minutes)) or any(map(gt, minutes, minutes[1:])):
        return False
    for column in columns:
        values = [value for value in column if value is not None] if gaps else column
        if None in values or not all(map(math.isfinite, values)):
            return False
    return True


@dataclass(frozen=True, slots=True)
class Marker:
    """Something that happened at a minute. `number` ties a flag to the list beside the chart."""

    minute: float
    kind: MarkerKind
    text: str = ""
    number: int | None = None
    tone: str = "given"


@dataclass(frozen=True, slots=True)
class Limit:
    """A faint line at `value`, with a word at the right edge."""

    value: float
    text: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """A strip of the chart with its own scale.

    `share` is its part of the height. `low` and `high` are the least the scale shows; it grows when
    the data go beyond, so that nothing is ever cut off. A lane without numbers has neither.
    """

    name: str
    share: float = 1.0
    unit: str = ""
    low: float | None = None
    high: float | None = None
    series: tuple[Series, ...] = ()
    markers: tuple[Marker, ...] = ()
    limits: tuple[Limit, ...] = ()
    ticks: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if (self.low is None) != (self.high is None):
            raise ValueError(f"lane {self.name!r}: give both ends of the scale or neither")
        if self.low is not None and self.high is not None and not self.low < self.high:
            raise ValueError(f"lane {self.name!r}: scale from {self.low} to {self.high}")
        if self.series and self.low is None:
            raise ValueError(f"lane {self.name!r}: a lane with series needs a scale")
        if not self.share > 0:
            raise ValueError(f"lane {self.name!r}: share {self.share} must be more than 0")
