"""Signs and scores that were entered long after they were measured."""

from __future__ import annotations

from collections.abc import Iterator

from .chart import MEASURED, Chart, Flag, Kind, flag, minutes
from .settings import Settings


def look(chart: Chart, settings: Settings) -> Iterator[Flag]:
    late = [
        (act, (act.entered_at - act.at).total_seconds())
        for act in chart.acts
        if act.kind in MEASURED and act.corrects is None
    ]
    found = [(act, by_s) for act, by_s in late if by_s > settings.late_after_min * 60]
    if not found:
        return
    longest = max(by_s for _, by_s in found)
    count = "1 entry was" if len(found) == 1 else f"{len(found)} entries were"
    says = f"{count} made more than {settings.late_after_min} min after what they say was measured, the latest by {minutes(longest)}"
    yield flag(Kind.LATE, chart, (act for act, _ in found), says)
