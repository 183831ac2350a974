"""Sets measured by hand at gaps that are equal to the second: no hand is so regular."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from .chart import Act, Chart, Flag, Kind, flag, minutes
from .settings import Settings


def look(chart: Chart, settings: Settings) -> Iterator[Flag]:
    found = max(_runs(chart.sets(), settings.clockwork_within_s), key=len, default=[])
    gaps = len(found) - 1
    if gaps < settings.clockwork_gaps_min:
        return
    every = minutes((found[1].at - found[0].at).total_seconds())
    says = f"{len(found)} typed sets are measured exactly {every} apart, within {settings.clockwork_within_s} s each time"
    yield flag(Kind.CLOCKWORK, chart, found, says)


def _runs(sets: list[Act], within_s: int) -> Iterator[list[Act]]:
    run: list[Act] = []
    gap_s = 0.0
    for before, act in pairwise(sets):
        now_s = (act.at - before.at).total_seconds()
        if run and now_s > 0 and abs(now_s - gap_s) <= within_s:
            run.append(act)
        else:
            yield run
            run, gap_s = [before, act], now_s
    yield run if gap_s > 0 else []
