"""Pressure and pulse that stand still over many sets: the "railroad" chart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .chart import SIGNS, Act, Chart, Flag, Kind, figures, flag
from .settings import Settings


def look(chart: Chart, settings: Settings) -> Iterator[Flag]:
    sets = chart.sets()
    found = max(_runs(sets, settings.straight_spread_max), key=len, default=[])
    if len(found) < settings.straight_sets_min:
        return
    says = (
        f"{len(found)} typed sets in a row in which pressure and pulse stay within {settings.straight_spread_max}: "
        f"{figures(found[0])} to {figures(found[-1])}"
    )
    yield flag(Kind.STRAIGHT, chart, found, says)


def _runs(sets: Sequence[Act], spread: int) -> Iterator[list[Act]]:
    """From each set, as many as follow without any of the three signs leaving its band."""
    for first in range(len(sets)):
        run: list[Act] = []
        for act in sets[first:]:
            if any(_spread([*run, act], channel) > spread for channel in SIGNS):
                break
            run.append(act)
        yield run


def _spread(sets: Sequence[Act], channel: str) -> float:
    values = [act.values[channel] for act in sets]
    return max(values) - min(values)
