"""Courses booked one after the other, each as early as it can end: a plan where there is no time for the best."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from .days import Day
from .packing import Item, Placed, Room, quick
from .paths import Node, Paths
from .request import Name

ItemOf = Callable[[int, Node], Item]


def in_turn(
    courses: Sequence[Paths], days: Mapping[int, Day], room: Room, item: ItemOf
) -> tuple[list[Placed], tuple[int, ...]]:
    """All courses, those with the fewest days first; and those that find no place in their turn."""
    held: dict[int, list[Placed]] = defaultdict(list)
    nurses: dict[str, Name] = {}
    left_out = []
    for place in sorted(range(len(courses)), key=lambda one: (len(courses[one].nodes), one)):
        course = courses[place]

        def tried(node: Node, place: int = place) -> list[Placed] | None:
            return quick(days[node[1]], room, [item(place, node)], held[node[1]], nurses)

        seats = _Seats(tried)
        path = _earliest(course, seats.free)
        if path is None:
            left_out.append(place)
        for node in path or ():
            placed = seats.at(node)
            held[node[1]].append(placed)
            if placed.nurse is not None:
                nurses.setdefault(placed.patient, placed.nurse)
    return [placed for some in held.values() for placed in some], tuple(left_out)


class _Seats:
    """What one course would get on each day, looked up once."""

    def __init__(self, tried: Callable[[Node], list[Placed] | None]) -> None:
        self._tried = tried
        self._known: dict[Node, Placed | None] = {}

    def free(self, node: Node) -> bool:
        if node not in self._known:
            found = self._tried(node)
            self._known[node] = found[0] if found else None
        return self._known[node] is not None

    def at(self, node: Node) -> Placed:
        """The seat of a node that is free."""
        placed = self._known[node]
        assert placed is not None
        return placed


def _earliest(course: Paths, free: Callable[[Node], bool]) -> list[Node] | None:
    """The path through free nodes that ends first."""
    least, most = course.course.min_gap_days, course.course.max_gap_days
    days: dict[int, list[int]] = defaultdict(list)
    for n, day in course.nodes:
        days[n].append(day)
    best: list[Node] | None = None
    for first in course.first:
        if best is not None and first[1] + (course.last_n - first[0]) * least >= best[-1][1]:
            break
        if not free(first):
            continue
        before: dict[Node, Node] = {}
        layer = [first]
        for n in range(first[0] + 1, course.last_n + 1):
            layer = _next(
                n, [day for day in days[n] if _within(course, first, day)], layer, least, most, free, before
            )
        if layer and (best is None or layer[0][1] < best[-1][1]):
            best = [layer[0]]
            while best[0] in before:
                best.insert(0, before[best[0]])
    return best


def _within(course: Paths, first: Node, day: int) -> bool:
    return course.window is None or day <= first[1] + course.window


def _next(
    n: int,
    days: Sequence[int],
    layer: Sequence[Node],
    least: int,
    most: int,
    free: Callable[[Node], bool],
    before: dict[Node, Node],
) -> list[Node]:
    """The free nodes of session n that a node of the layer leads to, each with the one it came from."""
    found = []
    for day in days:
        came = next((node for node in layer if least <= day - node[1] <= most), None)
        if came is not None and free((n, day)):
            before[n, day] = came
            found.append((n, day))
    return found
