"""What every figure of this shelf is drawn with: themes, axes, ticks, text; SVG as text, the same every time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

WIDTH, LEFT, RIGHT = 880.0, 76.0, 724.0


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours of one theme; `lines` are far apart under colour blindness too (screen design, trace colours)."""

    ground: str
    ink: str
    muted: str
    grid: str
    area: str
    lines: tuple[str, ...]


LIGHT = Theme(
    "#FFFFFF", "#1B2430", "#52606F", "#D5DBE3", "#E3E7EC",
    ("#936F08", "#15369E", "#26827B", "#932A2B", "#221D25"),
)  # fmt: skip
DARK = Theme(
    "#10151C", "#E6EBF2", "#A9B4C2", "#2C3642", "#27313D",
    ("#F6D58F", "#5C93F0", "#B0FDE8", "#FF5A4D", "#8C868B"),
)  # fmt: skip
THEMES = {"light": LIGHT, "dark": DARK}
DASHES = ("", "9 4", "3 3", "12 3 3 3", "6 6")


@dataclass(frozen=True, slots=True)
class Axis:
    """Linear map from a value range to pixels."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


@dataclass(frozen=True, slots=True)
class LogAxis:
    """The same of the logarithm, `low` above 0; what lies far below it stands somewhere below its end."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        share = log10(max(value / self.low, 1e-3)) / log10(self.high / self.low)
        return self.start + share * (self.end - self.start)


def wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def ticks(highest: float, wanted: int) -> list[float]:
    """Round numbers from 0, about `wanted` of them, up to the first at or above `highest`."""
    if highest <= 0:
        return [0.0]
    rough = highest / wanted
    unit = 10.0 ** floor(log10(rough))
    step = next(unit * factor for factor in (1, 2, 2.5, 5, 10) if unit * factor >= rough * (1 - 1e-9))
    return [step * i for i in range(ceil(highest / step - 1e-9) + 1)]


def cycle(values: Sequence[str], beside: Sequence[object]) -> list[str]:
    return [values[i % len(values)] for i in range(len(beside))]


def points(pairs: Iterable[tuple[float, float]], x: Axis, y: Axis | LogAxis) -> str:
    return " ".join(f"{x.at(time):.2f},{y.at(value):.2f}" for time, value in pairs)


def rule(x1: float, y1: float, x2: float, y2: float, colour: str) -> str:
    return (
        f'<line x1="{x1:.2f}" y1="{y1:.2f}" x2="{x2:.2f}" y2="{y2:.2f}" stroke="{colour}" stroke-width="1"/>'
    )


def text(
    x: float, y: float, says: str, fill: str, *, size: int = 12, anchor: str = "start", weight: str = "400"
) -> str:
    return (
        f'<text x="{x:.2f}" y="{y:.2f}" font-size="{size}" fill="{fill}" text-anchor="{anchor}" '
        f'font-weight="{weight}">{escape(says)}</text>'
    )


def turned(x: float, y: float, says: str, fill: str) -> str:
    return (
        f'<text transform="translate({x:.2f} {y:.2f}) rotate(-90)" font-size="12" fill="{fill}" '
        f'text-anchor="middle">{escape(says)}</text>'
    )


def document(height: float, title: str, about: str, theme: Theme, parts: Iterable[str]) -> str:
    """The whole drawing: size, ground, title and what it is about, then its parts."""
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {height:.0f}" width="{WIDTH:.0f}" '
            f'height="{height:.0f}" role="img" aria-label="{escape(title)}" '
            'font-family="Helvetica, Arial, sans-serif" font-variant-numeric="tabular-nums">',
            f"<title>{escape(title)}</title>",
            f'<rect width="{WIDTH:.0f}" height="{height:.0f}" fill="{theme.ground}"/>',
            text(LEFT, 30, title, theme.ink, size=18, weight="600"),
            text(LEFT, 50, about, theme.muted),
            *parts,
            "</svg>\n",
        ]
    )


def labels(found: Iterable[tuple[float, str, str]], lowest: float) -> list[str]:
    """Names at the right end of their lines, (y, says, colour), moved up where they would overlap."""
    parts = []
    for at, says, colour in sorted(found, reverse=True):
        lowest = min(at + 4, lowest - 15)
        parts.append(text(RIGHT + 8, lowest, says, colour, weight="600"))
    return parts
