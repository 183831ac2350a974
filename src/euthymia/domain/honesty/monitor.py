"""Values that a person typed while the monitor measured something else."""

from __future__ import annotations

from collections.abc import Iterator

from .chart import Act, Chart, Flag, Kind, flag
from .settings import Settings

_WORDS = {"sbp": "systolic", "dbp": "diastolic", "hr": "pulse", "spo2": "saturation"}


def look(chart: Chart, settings: Settings) -> Iterator[Flag]:
    apart = {
        "sbp": settings.monitor_sbp_mmhg, "dbp": settings.monitor_dbp_mmhg, "hr": settings.monitor_hr_per_min,
        "spo2": settings.monitor_spo2_percent,
    }  # fmt: skip
    found = [
        (act, channel)
        for act in chart.acts
        for channel, most in apart.items()
        if _differs(act, channel, most, settings.monitor_within_s)
    ]
    acts = {act.n: act for act, _ in found}
    if len(acts) < settings.monitor_sets_min:
        return
    act, channel = max(
        found, key=lambda one: abs(one[0].values[one[1]] - one[0].beside[one[1]][0]) / apart[one[1]]
    )
    says = (
        f"in {len(acts)} typed sets a value differs from what the monitor measured within {settings.monitor_within_s} s; "
        f"furthest {_WORDS[channel]} {act.values[channel]:g} typed, {act.beside[channel][0]:g} measured"
    )
    yield flag(Kind.MONITOR, chart, acts.values(), says)


def _differs(act: Act, channel: str, most: int, within_s: int) -> bool:
    if channel not in act.values or channel not in act.beside:
        return False
    value, at = act.beside[channel]
    return abs((at - act.at).total_seconds()) <= within_s and abs(act.values[channel] - value) > most
