"""How many sessions a day can hold at most, by its room alone: rows that every plan of days must keep.

They are necessary, not sufficient; what they miss is found when a day is packed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .days import Day, Stay
from .packing import Room
from .request import Span


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could come on a day: `key` is the caller's own, `hull` holds all of the windows."""

    key: int
    stay: Stay
    hull: Span


@dataclass(frozen=True, slots=True)
class AtMost:
    """Of these candidates no more than `most` fit, each as often as its weight says; and with them, once each, the
    appointments that stay: `stays` are their places in the list of them."""

    keys: tuple[int, ...]
    weights: tuple[int, ...]
    most: int
    stays: tuple[int, ...] = ()


def rows(
    day: Day, room: Room, candidates: Sequence[Candidate], standing: Sequence[Candidate] = ()
) -> Iterator[AtMost]:
    """Limits on a day, for each part of it that some candidates cannot leave.

    `standing` are appointments of candidates, of the same keys: whoever keeps one lies within its time, its hull.
    """
    edges = sorted({one.hull[0] for one in candidates}), sorted({one.hull[1] for one in candidates})
    stays = sorted({(one.stay.minutes, one.stay.chair_min) for one in candidates})
    for a in edges[0]:
        for b in edges[1]:
            inside = _inside(candidates, a, b)
            whole = {one.key for _, one in inside}
            within = [(n, one) for n, one in _inside(standing, a, b) if one.key not in whole]
            for minutes, chair_min in stays:
                long, kept = (
                    [n for n, one in some if one.stay.minutes >= minutes and one.stay.chair_min >= chair_min]
                    for some in (inside, within)
                )
                there = [*(candidates[n] for n in long), *(standing[n] for n in kept)]
                most = _count(day, room, (a, b), there, minutes, chair_min) if long else 0
                if len(there) > most:
                    keys = tuple(candidates[n].key for n in long)
                    yield AtMost(keys, (1,) * len(keys), most, tuple(kept))
            if len(stays) > 1 and inside:
                yield from _chair_minutes(day, (a, b), [one for _, one in inside])


def _inside(some: Sequence[Candidate], first: int, last: int) -> list[tuple[int, Candidate]]:
    """Those that cannot leave this part of the day, each with its place in the list."""
    return [(n, one) for n, one in enumerate(some) if first <= one.hull[0] and one.hull[1] <= last]


def _count(day: Day, room: Room, part: Span, long: Sequence[Candidate], minutes: int, chair_min: int) -> int:
    """The most sessions of at least so many minutes in a part of the day, by chairs and by nurses."""
    after = chair_min - min(chair_min, minutes)  # a turnover may lie after the part
    chairs = sum(
        len(bed.chairs) * max(0, (min(y, part[1] + after) - max(x, part[0])) // chair_min)
        for bed in day.beds
        for x, y in bed.free
    )
    held = [sum(len(bed.chairs) for bed in day.beds)] if chair_min >= minutes else []
    if day.nurses is not None:
        load = max(1, min(one.stay.least_load for one in long))
        held.append(len(day.nurses) * (room.whole_nurse // load))
    in_turn = max(0, (part[1] - part[0]) // minutes)
    return min(chairs, min(held) * in_turn) if held else chairs


def _chair_minutes(day: Day, part: Span, inside: Sequence[Candidate]) -> Iterator[AtMost]:
    after = max(max(0, one.stay.chair_min - one.stay.minutes) for one in inside)
    held = sum(
        len(bed.chairs) * max(0, min(y, part[1] + after) - max(x, part[0]))
        for bed in day.beds
        for x, y in bed.free
    )
    weights = tuple(one.stay.chair_min for one in inside)
    if sum(weights) > held:
        yield AtMost(tuple(one.key for one in inside), weights, held)
