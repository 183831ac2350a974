"""The order of clinics in a list: one rule, printed on the page and named in the address. Nothing else moves anybody.

There is no field for paying, promoting or favouring, here or in any table, and a test of the house looks for one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from .matching import plain
from .places import Place, miles

NEAR, BY_NAME = "near", "name"


class Listed(Protocol):
    """What the rule looks at, and all that it looks at."""

    @property
    def name(self) -> str: ...
    @property
    def slug(self) -> str: ...
    @property
    def latitude(self) -> float | None: ...
    @property
    def longitude(self) -> float | None: ...


@dataclass(frozen=True, slots=True)
class Rank:
    """Where a clinic stands: tenths of a mile first (none where there is no place to measure from), then the name,
    then its address on this site."""

    tenths: int
    name: str
    slug: str

    def __lt__(self, other: Rank) -> bool:
        return (self.tenths, self.name, self.slug) < (other.tenths, other.name, other.slug)


UNPLACED = 10**9  # tenths of a mile: a clinic without coordinates stands behind those that have them


def rank(listed: Listed, origin: Place | None) -> Rank:
    """By distance from `origin` when there is one, else by name alone."""
    return Rank(tenths_of(listed, origin) if origin else 0, sortable(listed.name), listed.slug)


def tenths_of(listed: Listed, origin: Place) -> int:
    """The distance as it is printed: whole tenths of a mile. Two that read the same are equally near."""
    if listed.latitude is None or listed.longitude is None:
        return UNPLACED
    return round(10 * miles(origin.latitude, origin.longitude, listed.latitude, listed.longitude))


def sortable(name: str) -> str:
    """A name without case, accents and signs; kept beside the name, so that the database sorts as this rule does."""
    return plain(name)
