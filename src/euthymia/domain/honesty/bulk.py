"""Sets that were measured over a long time, by what they say, and entered within minutes."""

from __future__ import annotations

from collections.abc import Iterator

from .chart import Act, Chart, Flag, Kind, flag, minutes
from .settings import Settings


def look(chart: Chart, settings: Settings) -> Iterator[Flag]:
    sets = sorted(
        (act for act in chart.sets() if act.corrects is None), key=lambda act: (act.entered_at, act.n)
    )
    found = max(_together(sets, settings), key=len, default=[])
    if not found:
        return
    span, taken = _span_s(found), (found[-1].entered_at - found[0].entered_at).total_seconds()
    says = f"{len(found)} typed sets measured over {minutes(span)} were entered within {minutes(taken)}"
    if chart.signed_at is not None:
        ahead_s = (chart.signed_at - found[-1].entered_at).total_seconds()
        if 0 <= ahead_s <= settings.bulk_span_min * 60:
            says += f", {minutes(ahead_s)} before the chart was signed"
    yield flag(Kind.BULK, chart, found, says)


def _together(sets: list[Act], settings: Settings) -> Iterator[list[Act]]:
    for first, act in enumerate(sets):
        until_s = settings.bulk_within_min * 60
        run = [one for one in sets[first:] if (one.entered_at - act.entered_at).total_seconds() <= until_s]
        if len(run) >= settings.bulk_sets_min and _span_s(run) >= settings.bulk_span_min * 60:
            yield run


def _span_s(acts: list[Act]) -> float:
    return (max(act.at for act in acts) - min(act.at for act in acts)).total_seconds()
