"""A set that repeats an earlier one, sign for sign; and sets that are handed on with one sign changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from .chart import SIGNS, Act, Chart, Flag, Kind, figures, flag
from .settings import Settings


def look(chart: Chart, settings: Settings) -> Iterator[Flag]:
    sets = chart.sets()
    same = [pair for pair in combinations(sets, 2) if _is_copy(*pair, settings.copied_signs_min)]
    if same:
        acts = sorted({act.n: act for pair in same for act in pair}.values(), key=lambda act: (act.at, act.n))
        first, second = same[0]
        says = f"{len(acts)} typed sets share all their values with another one, such as {figures(first)} at {first.name} and {second.name}"
        yield flag(Kind.COPIED, chart, acts, says)
        return
    alike = max(_handed_on(sets, settings.copied_signs_min), key=len, default=[])
    if len(alike) >= settings.alike_sets_min:
        says = f"{len(alike)} typed sets in a row, of which each repeats the one before it but for one sign at most"
        yield flag(Kind.COPIED, chart, alike, says)


def _shared(one: Act, other: Act) -> tuple[int, int]:
    """How many signs both have, and how many of these are equal."""
    both = one.values.keys() & other.values.keys()
    return len(both), sum(one.values[channel] == other.values[channel] for channel in both)


def _is_copy(one: Act, other: Act, signs_min: int) -> bool:
    both, equal = _shared(one, other)
    return equal == both >= signs_min and set(SIGNS) <= one.values.keys() & other.values.keys()


def _handed_on(sets: Sequence[Act], signs_min: int) -> Iterator[list[Act]]:
    run: list[Act] = []
    for act in sets:
        both, equal = _shared(run[-1], act) if run else (0, 0)
        if not run or (both >= signs_min and equal >= both - 1):
            run.append(act)
        else:
            yield run
            run = [act]
    yield run
