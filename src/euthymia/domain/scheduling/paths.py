"""The days one course could lie on: a path from session to session through the calendar."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from .request import Course

# Gaps that differ by more days than this are not listed step by step.
_LISTED_D = 6

Node = tuple[int, int]  # session n, index of its day


@dataclass(frozen=True, slots=True)
class Paths:
    """Which session may lie on which day such that the whole course can be finished.

    `first` are the nodes a course may begin with; `steps` lead from a session to the next, and are not listed
    (None) where the gaps leave so much room that they would be too many. `window` is what last and first day may be apart,
    None where no path is longer than that.
    """

    course: Course
    nodes: tuple[Node, ...]
    first: tuple[Node, ...]
    steps: tuple[tuple[Node, Node], ...] | None
    window: int | None

    @property
    def last_n(self) -> int:
        return self.course.sessions


def paths(
    course: Course, days: Iterable[int], done: Sequence[int], first_days: Iterable[int] | None = None
) -> Paths | None:
    """The paths through `days` for what is left of a course, whose sessions given lie on the days `done`.

    The next session can lie on `first_days` where these are others. None when there is no path. Indexes of
    days count from any one day.
    """
    usable = sorted(days)
    begin = _begin(course, usable if first_days is None else sorted(first_days), done)
    if not done and _span(course) > course.within_days:
        begin = [day for day in begin if _reaches(course, day, usable)]
    layers = _layers(course, begin, usable)
    if not layers or not layers[-1]:
        return None
    first_n = len(done) + 1
    for depth in range(len(layers) - 2, -1, -1):
        low, high, later = course.min_gap_days, course.max_gap_days, layers[depth + 1]
        layers[depth] = [day for day in layers[depth] if _any_in(later, day + low, day + high)]
    nodes = tuple((first_n + depth, day) for depth, layer in enumerate(layers) for day in layer)
    longest = layers[-1][-1] - layers[0][0]
    wide = course.max_gap_days - course.min_gap_days > _LISTED_D
    steps = None if wide else tuple(_steps(course, first_n, layers))
    bound = not done and min(_span(course), longest) > course.within_days
    first = tuple((first_n, day) for day in layers[0])
    return Paths(course, nodes, first, steps, course.within_days if bound else None)


def _steps(course: Course, first_n: int, layers: Sequence[Sequence[int]]) -> Iterator[tuple[Node, Node]]:
    for depth in range(len(layers) - 1):
        later = set(layers[depth + 1])
        for day in layers[depth]:
            for after in range(day + course.min_gap_days, day + course.max_gap_days + 1):
                if after in later:
                    yield (first_n + depth, day), (first_n + depth + 1, after)


def _span(course: Course) -> int:
    """How far first and last session can be apart by the gaps alone."""
    return (course.left - 1) * course.max_gap_days


def _begin(course: Course, usable: Sequence[int], done: Sequence[int]) -> list[int]:
    if not done:
        return list(usable)
    low, high = done[-1] + course.min_gap_days, done[-1] + course.max_gap_days
    return [day for day in usable if low <= day <= min(high, done[0] + course.within_days)]


def _any_in(days: Sequence[int], low: int, high: int) -> bool:
    """Whether any of these days, in order, lies from low to high."""
    place = bisect_left(days, low)
    return place < len(days) and days[place] <= high


def _layers(course: Course, begin: Sequence[int], usable: Sequence[int]) -> list[list[int]]:
    """By session: the days it can lie on as far as the sessions before it go; empty lists where none."""
    layers = [list(begin)]
    for _ in range(course.left - 1):
        before = layers[-1]
        low, high = course.min_gap_days, course.max_gap_days
        layers.append([day for day in usable if _any_in(before, day - high, day - low)])
    return layers


def _reaches(course: Course, first: int, usable: Sequence[int]) -> bool:
    """Whether a course that begins on a day can be finished within its window."""
    within = [day for day in usable if first <= day <= first + course.within_days]
    return bool(_layers(course, [first], within)[-1])
