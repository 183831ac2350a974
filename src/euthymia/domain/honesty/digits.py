"""Typed pressures that end in 0 and 5 more often than a measurement does."""

from __future__ import annotations

from collections.abc import Iterator

from euthymia.domain.ledger.small_numbers import binomial_tail

from .chart import PRESSURES, Chart, Flag, Kind, flag
from .settings import Settings

BY_CHANCE = 0.2  # two of ten last digits


def look(chart: Chart, settings: Settings) -> Iterator[Flag]:
    sets = chart.sets()
    values = [act.values[channel] for act in sets for channel in PRESSURES]
    if len(values) < settings.digits_values_min:
        return
    fives = sum(value % 5 == 0 for value in values)
    chance = binomial_tail(fives, len(values), BY_CHANCE)
    if chance * settings.digits_one_in < 1:
        rounded = [act for act in sets if any(act.values[channel] % 5 == 0 for channel in PRESSURES)]
        says = f"{fives} of {len(values)} typed pressures end in 0 or 5; measured ones would do so about {round(len(values) * BY_CHANCE)} times"
        yield flag(Kind.DIGITS, chart, rounded, says)
