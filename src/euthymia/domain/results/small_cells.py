"""Counts of few people are not shown, nor anything from which such a count could be worked out.

A table has one row a group and a total. In each of its columns the cells that are hidden are at least two, and
together they are as large as a group that may be shown: what the total gives away is no more than that. Where no
such company can be found the total is hidden instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from euthymia.domain.quantities import Confidence, Provenance

SMALLEST = 5
SMALLEST_SOURCE = Provenance("row X07: small cells suppressed; the number is a site setting", Confidence.P)

COLUMNS = ("eligible", "answered", "responded", "remitted")


@dataclass(frozen=True, slots=True)
class Tally:
    """People of one group: who should have answered, who did, and of those who responded and remitted.

    `remitted` is None where the measure has no definition of remission.
    """

    key: str
    eligible: int
    answered: int
    responded: int
    remitted: int | None

    def __post_init__(self) -> None:
        if not 0 <= self.responded <= self.answered <= self.eligible:
            raise ValueError(f"{self.key}: {self.responded} of {self.answered} of {self.eligible}")
        if self.remitted is not None and not 0 <= self.remitted <= self.answered:
            raise ValueError(f"{self.key}: {self.remitted} remitted of {self.answered}")


@dataclass(frozen=True, slots=True)
class Shown:
    """A row as it may be shown: None where it is in `hidden`, or where there is no such figure."""

    key: str
    eligible: int | None
    answered: int | None
    responded: int | None
    remitted: int | None
    hidden: frozenset[str]


@dataclass(frozen=True, slots=True)
class Table:
    rows: tuple[Shown, ...]
    total: Shown


def is_small(count: int, of: int, smallest: int = SMALLEST) -> bool:
    """Whether either side of a share is of fewer people than may be shown. Nobody at all may be said."""
    return 0 < count < smallest or 0 < of - count < smallest


def summed(tallies: Sequence[Tally]) -> Tally:
    """All groups together. Remission only where every group has a definition of it."""
    remitted = [one.remitted for one in tallies if one.remitted is not None]
    return Tally(
        "total", sum(one.eligible for one in tallies), sum(one.answered for one in tallies),
        sum(one.responded for one in tallies), sum(remitted) if len(remitted) == len(tallies) else None,
    )  # fmt: skip


def table(tallies: Sequence[Tally], smallest: int = SMALLEST) -> Table:
    """The groups and their total, with every cell hidden that has to be."""
    total = summed(tallies)
    hidden: dict[str, set[str]] = {one.key: set() for one in (*tallies, total)}
    if len(hidden) != len(tallies) + 1:
        raise ValueError("two groups of one name")
    for column in COLUMNS:
        before = COLUMNS[max(0, COLUMNS.index(column) - 1)] if column != "remitted" else "answered"
        rows = [one for one in tallies if _possible(one, column)]
        away = {one.key for one in rows if before in hidden[one.key] or _small(one, column, smallest)}
        away = _with_company(rows, away, column, smallest)
        for one in rows:
            if one.key in away:
                hidden[one.key].add(column)
        company = [one for one in rows if one.key in away]
        alone = bool(company) and not _enough(company, column, smallest)
        if alone or before in hidden[total.key] or _small(total, column, smallest):
            hidden[total.key].add(column)
    return Table(tuple(_shown(one, hidden[one.key]) for one in tallies), _shown(total, hidden[total.key]))


def _possible(one: Tally, column: str) -> bool:
    """Whether the cell can hold anybody: of a group without anybody, nothing is to be hidden."""
    return {"eligible": one.eligible, "answered": one.eligible}.get(column, one.answered) > 0 and (
        getattr(one, column) is not None
    )


def _small(one: Tally, column: str, smallest: int) -> bool:
    count = getattr(one, column)
    if count is None:
        return False
    if column in ("eligible", "answered"):
        # Who did not answer is no finding about health: only who did has to be many.
        return bool(0 < count < smallest)
    return is_small(count, one.answered, smallest)


def _enough(company: Sequence[Tally], column: str, smallest: int) -> bool:
    """Whether the hidden cells protect one another from the total."""
    count = sum(getattr(one, column) for one in company)
    if len(company) < 2 or count < smallest:
        return False
    if column == "eligible":
        return True
    of = sum(one.eligible if column == "answered" else one.answered for one in company)
    return bool(of - count >= smallest) if column != "answered" else bool(of > count)


def _with_company(rows: Sequence[Tally], away: set[str], column: str, smallest: int) -> set[str]:
    """The cells to hide, with the smallest others beside them until they protect one another, as far as there are."""
    if not away:
        return away
    size: Callable[[Tally], int] = lambda one: getattr(one, column)  # noqa: E731
    others: Iterable[Tally] = sorted(
        (one for one in rows if one.key not in away), key=lambda one: (size(one), one.key)
    )
    grown = set(away)
    for other in others:
        if _enough([one for one in rows if one.key in grown], column, smallest):
            return grown
        grown.add(other.key)
    return grown if _enough([one for one in rows if one.key in grown], column, smallest) else away


def _shown(one: Tally, hidden: set[str]) -> Shown:
    values = {column: None if column in hidden else getattr(one, column) for column in COLUMNS}
    return Shown(key=one.key, hidden=frozenset(hidden), **values)
