"""Why there is no plan: limits that cannot hold together, of which any one can be given up to have a plan.

A patient who could not be planned alone is explained alone. Otherwise patients compete: the fewest of them
are sought who cannot all be planned, then the limits they meet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations

from .answer import Impossible, Limit
from .limits import Named, demand, limits, only, shared
from .request import Request

Possible = Callable[[Request], bool | None]

# Sets of so few limits are tried one by one before a larger one is answered.
_SMALL = 2


def conflict(request: Request, blocked: Sequence[str], possible: Possible) -> Impossible:
    """The smallest set that can be found in the time. `blocked` are patients who cannot be planned alone.

    `possible` tells whether a request has a plan, None when there is no time left to know.
    """
    if blocked:
        alone = only(request, frozenset(blocked[:1]))
        search = _Search(possible, alone)
        found = search.smallest([one for one in limits(request) if one.patient in (None, blocked[0])])
        return Impossible(_said(found), not search.hurried, tuple(blocked))
    search = _Search(possible, request)
    competing = search.irreducible([demand(request, place) for place in range(len(request.courses))])
    patients = frozenset(one.patient for one in competing if one.patient is not None)
    search.base = only(request, patients)
    found = search.irreducible(shared(request, patients))
    return Impossible(_said([*competing, *found]), not search.hurried)


def _said(found: Iterable[Named]) -> tuple[Limit, ...]:
    return tuple(one.limit for one in found)


class _Search:
    """Takes limits away and asks whether there is a plan now."""

    def __init__(self, possible: Possible, base: Request) -> None:
        self.possible, self.base = possible, base
        self.hurried = False

    def refused(self, without: Iterable[Named]) -> bool:
        """Whether there is still no plan when these are taken away; when nobody knows, they are left in."""
        asked = self.base
        for one in without:
            asked = one.without(asked)
        answer = self.possible(asked)
        if answer is None:
            self.hurried = True
        return answer is False

    def irreducible(self, named: Sequence[Named]) -> list[Named]:
        """A set of these that is in the way while the rest is taken away, no smaller one within it.

        Halves are tried before single ones, so that what matters little goes in few steps.
        """
        left = list(named)
        gone: list[Named] = []
        size = max(1, len(left) // 2)
        at = 0
        while left:
            if at >= len(left):
                if size == 1:
                    break
                size, at = max(1, size // 2), 0
                continue
            some = left[at : at + size]
            if self.refused([*gone, *some]):
                gone += some
                del left[at : at + size]
            else:
                at += size
        return left

    def smallest(self, named: Sequence[Named]) -> list[Named]:
        """As `irreducible`, and no set of fewer limits anywhere where few are enough."""
        found = self.irreducible(named)
        for size in range(1, min(_SMALL + 1, len(found))):
            for some in combinations(reversed(named), size):
                if self.hurried:
                    return found
                if self.refused([one for one in named if one not in some]):
                    return list(some)
        return found
