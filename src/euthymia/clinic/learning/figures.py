"""The pictures of the articles, drawn from the facts, each with a table that says the same."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from euthymia.domain.evidence import BY_KEY
from euthymia.domain.pharmacology.explained import TIME_AXIS, Stretch

from .words import Words

_WIDTH = 340  # of a phone's column; the sheet lets it grow a little
_FROM_H, _TO_H = 0.5, 2016.0
_LEFT, _RIGHT = 2, 334
_ROW, _GROUP, _BAR = 36, 26, 12
# The figures of each bar: responded, well.
_COHORTS = (
    ("registry-response", "registry-remission"), ("clinic-response", "clinic-remission"),
    ("hospital-ketamine", "hospital-remission"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """`svg` may be empty where a table says it all; `keys` are the published figures that it shows."""

    name: str
    caption: str
    svg: SafeString
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    keys: tuple[str, ...] = ()


def figure(name: str, say: Words) -> Figure:
    return {"time-axis": _time_axis, "outcomes": _outcomes, "harms": _harms}[name](say)


def _x(hours: float) -> float:
    """Where a moment stands on the axis of growing steps."""
    share = math.log(min(hours, _TO_H) / _FROM_H) / math.log(_TO_H / _FROM_H)
    return round(_LEFT + share * (_RIGHT - _LEFT), 1)


def _time_axis(say: Words) -> Figure:
    parts, y = [], 4
    treatment = None
    for one in TIME_AXIS:
        if one.treatment is not treatment:
            treatment = one.treatment
            parts.append(
                format_html('<text class="group" x="2" y="{}">{}</text>', y + 16, say.treatments[treatment])
            )
            y += _GROUP
        parts.append(_bar(one, y, say))
        y += _ROW
    grid = format_html_join(
        "", '<line class="grid" x1="{0}" x2="{0}" y1="0" y2="{1}"/>', ((_x(h), y) for h in say.ticks)
    )
    ticks = format_html_join(
        "", '<text class="tick" x="{}" y="{}" text-anchor="{}">{}</text>',
        ((_x(h), y + 16, "end" if h == max(say.ticks) else "middle", words) for h, words in say.ticks.items()),
    )  # fmt: skip
    svg = format_html(
        '<svg class="learn-figure" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}<line class="axis" x1="{}" x2="{}" y1="{}" y2="{}"/>{}</svg>',
        _WIDTH, y + 22, say.axis_caption, grid, SafeString("".join(parts)), _LEFT, _RIGHT, y, y, ticks,
    )  # fmt: skip
    rows = [
        (say.treatments[one.treatment], say.stretches[one.what], one.source.partition(",")[0])
        for one in TIME_AXIS
    ]
    return Figure("time-axis", f"{say.axis_caption} {say.axis}.", svg, say.axis_columns, rows)


def _bar(one: Stretch, y: int, say: Words) -> SafeString:
    start = _x(one.from_h)
    end = _RIGHT if one.to_h is None else max(_x(one.to_h), start + 4)
    words = say.stretches[one.what]
    anchor, at = ("start", start) if start < _WIDTH / 3 else ("end", _RIGHT)
    arrow = "" if one.to_h is not None else format_html(
        '<path class="{0}" d="M{1} {2}l6 6l-6 6z"/>', one.treatment.name.lower(), _RIGHT - 1, y + 16
    )  # fmt: skip
    return format_html(
        '<text class="says" x="{}" y="{}" text-anchor="{}">{}</text><rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="2"/>{}',
        at, y + 11, anchor, words, one.treatment.name.lower(), start, y + 16, round(end - start, 1), _BAR, arrow,
    )  # fmt: skip


def _outcomes(say: Words) -> Figure:
    parts, rows = [], []
    for n, (name, (responded_key, well_key)) in enumerate(zip(say.cohorts, _COHORTS, strict=True)):
        responded, well = Decimal(BY_KEY[responded_key].value), Decimal(BY_KEY[well_key].value)
        shares = (well, responded - well, 100 - responded)
        rows.append((name, *(f"{share:f}" for share in shares)))
        y, x = n * 58, Decimal(_LEFT)
        parts.append(format_html('<text class="group" x="2" y="{}">{}</text>', y + 14, name))
        for share, kind in zip(shares, ("well", "better", "neither"), strict=True):
            width = share * (_RIGHT - _LEFT) / 100
            parts.append(format_html(
                '<rect class="{}" x="{}" y="{}" width="{}" height="26"/>', kind, round(x, 1), y + 20, round(width, 1)
            ))  # fmt: skip
            if share > 8:
                parts.append(format_html(
                    '<text class="in {}" x="{}" y="{}" text-anchor="middle">{}</text>', f"in-{kind}", round(x + width / 2, 1), y + 38, f"{share:f}"
                ))  # fmt: skip
            x += width
    base = len(_COHORTS) * 58
    for n, (kind, words) in enumerate(
        (("well", say.well), ("better", say.responded), ("neither", say.not_responded))
    ):
        parts.append(format_html(
            '<rect class="{}" x="2" y="{}" width="12" height="12"/><text class="says" x="20" y="{}">{}</text>',
            kind, base + n * 18, base + n * 18 + 10, words,
        ))  # fmt: skip
    svg = format_html(
        '<svg class="learn-figure" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        _WIDTH, base + 56, say.outcomes_caption, SafeString("".join(parts)),
    )  # fmt: skip
    keys = tuple(key for pair in _COHORTS for key in pair)
    return Figure("outcomes", say.outcomes_caption, svg, say.outcomes_columns, rows, keys)


def _harms(say: Words) -> Figure:
    keys = tuple(key for name in say.harms for key in (f"spray-{name}", f"placebo-{name}"))
    rows = [
        (words, BY_KEY[f"spray-{name}"].value, BY_KEY[f"placebo-{name}"].value)
        for name, words in say.harms.items()
    ]
    return Figure("harms", say.harms_caption, SafeString(""), say.harms_columns, rows, keys)
