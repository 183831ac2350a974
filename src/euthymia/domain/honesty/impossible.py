"""Something seen at the patient before they had come, or after they had left; entered before it was seen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from .chart import MEASURED, Act, Chart, Flag, Kind, flag

CLOCKS_DIFFER = timedelta(seconds=5)  # two clocks are never quite equal


def look(chart: Chart, settings: object) -> Iterator[Flag]:
    found: dict[str, list[Act]] = {}
    for act in chart.acts:
        why = _why(chart, act)
        if why:
            found.setdefault(why, []).append(act)
    for why, acts in found.items():
        count = "1 entry stands" if len(acts) == 1 else f"{len(acts)} entries stand"
        yield flag(Kind.IMPOSSIBLE, chart, acts, f"{count} at a time {why}")


def _why(chart: Chart, act: Act) -> str:
    if act.at - act.entered_at > CLOCKS_DIFFER:
        return "that lay ahead when it was entered"
    if act.kind not in MEASURED:
        return ""
    if chart.arrived_at is not None and chart.arrived_at - act.at > CLOCKS_DIFFER:
        return "before the patient had come"
    if chart.left_at is not None and act.at - chart.left_at > CLOCKS_DIFFER:
        return "after the patient had left"
    return ""
