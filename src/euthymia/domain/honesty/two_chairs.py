"""One person who measured at two chairs in one moment. Looks at all charts of a day together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from .chart import Act, Chart, Flag, Kind
from .settings import Settings

AT_THE_CHAIR = frozenset({"vitals", "score", "check"})
_Pair = tuple[Act, Act]


def look(charts: Sequence[Chart], settings: Settings) -> Iterator[Flag]:
    """A flag stands at the chart that began first and rests on rows of both."""
    by_person: dict[str, list[tuple[Chart, Act]]] = {}
    for chart in charts:
        for act in chart.acts:
            if act.kind in AT_THE_CHAIR and act.corrects is None:
                by_person.setdefault(act.by, []).append((chart, act))
    at = {chart.key: chart for chart in charts}
    for acts in by_person.values():
        for (one, other), pairs in _meetings(acts, timedelta(seconds=settings.two_chairs_within_s)).items():
            if len(pairs) >= settings.two_chairs_times_min:
                yield _flag(at[one], at[other], pairs, settings)


def _meetings(acts: list[tuple[Chart, Act]], within: timedelta) -> dict[tuple[str, str], list[_Pair]]:
    """Acts at two rooms within so little time, each act with one other, by the keys of the two charts."""
    acts = sorted(acts, key=lambda found: found[1].at)
    found: dict[tuple[str, str], list[_Pair]] = {}
    taken: set[tuple[str, int]] = set()
    for place, (chart, act) in enumerate(acts):
        for other, there in acts[place + 1 :]:
            if there.at - act.at > within:
                break
            rows = {(chart.key, act.n), (other.key, there.n)}
            if other.room == chart.room or not taken.isdisjoint(rows):
                continue
            taken |= rows
            first, second = sorted(((chart.key, act), (other.key, there)), key=lambda each: each[0])
            found.setdefault((first[0], second[0]), []).append((first[1], second[1]))
    return found


def _flag(one: Chart, other: Chart, pairs: list[_Pair], settings: Settings) -> Flag:
    rows = tuple(row for first, second in pairs for row in ((one.key, first.n), (other.key, second.n)))
    says = (
        f"{len(pairs)} times one person measured at {one.room} and at {other.room} within "
        f"{settings.two_chairs_within_s} s"
    )
    return Flag(kind=Kind.TWO_CHAIRS, chart=one.key, rows=rows, says=says)
