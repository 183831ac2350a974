"""How honest a chart looks: reasons to look at it, each with its rows and its words. Never a finding about a person.

A detector is one file with a `look`; the figures it uses are site settings. How often each finds what it is for,
and how often it flags an honest chart, is measured on seeded simulated charts (`domain.simulation.fabricated`).
"""

from __future__ import annotations

from collections.abc import Sequence

from . import after_signing, bulk, clockwork, copied, digits, impossible, late, monitor, straight, two_chairs
from .chart import MEASURED, SIGNS, Act, Chart, Flag, Kind, Row
from .settings import BY_NAME, SETTINGS, Settings

OF_ONE_CHART = (late, straight, copied, digits, clockwork, impossible, after_signing, bulk, monitor)
OF_A_DAY = (two_chairs,)


def look(charts: Sequence[Chart], settings: Settings | None = None) -> list[Flag]:
    """Every flag of these charts, by chart; give all charts of a day together, or two chairs at once are missed."""
    settings = settings or Settings()
    found = [one for chart in charts for detector in OF_ONE_CHART for one in detector.look(chart, settings)]
    found += [one for detector in OF_A_DAY for one in detector.look(charts, settings)]
    places = {chart.key: place for place, chart in enumerate(charts)}
    return sorted(found, key=lambda one: places[one.chart])


__all__ = [
    "BY_NAME",
    "MEASURED",
    "SETTINGS",
    "SIGNS",
    "Act",
    "Chart",
    "Flag",
    "Kind",
    "Row",
    "Settings",
    "look",
]
