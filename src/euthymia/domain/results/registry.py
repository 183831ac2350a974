"""A file for a registry in which nobody can be singled out, not even with the clinic's own list beside it.

Every column counts as one by which somebody could be known, the result too: each combination that stands in the
file stands there for at least so many people. Who has no such company is made coarser, step by step, and left out
where that does not help. No identifier is in it, no date finer than a year, no age finer than ten years.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields, replace

from euthymia.domain.quantities import Confidence, Provenance

from .small_cells import SMALLEST

GENERALISED = Provenance(
    "row X07: year of the course, age in tens, everybody of 80 and more together, groups of 5 or more: site settings",
    Confidence.P,
)
ANY = "any"
OLDEST_Y = 80


@dataclass(frozen=True, slots=True)
class Row:
    """One person's course, as the file has it."""

    year: str
    programme: str
    age: str
    sex: str
    response: str
    remission: str


COLUMNS = tuple(one.name for one in fields(Row))
# What is given up, in turn, before somebody is left out.
_COARSER = (
    ("sex",),
    ("age",),
    ("sex", "age"),
    ("sex", "age", "remission"),
    ("year", "sex", "age", "remission"),
)


def row(
    *, year: int, programme: str, age_y: int, sex: str, response: bool, remission: bool | None, oldest_y: int = OLDEST_Y
) -> Row:  # fmt: skip
    """The finest that the file may say of somebody. From `oldest_y` on, all ages are one."""
    tens = age_y // 10 * 10
    return Row(
        str(year), programme, f"{oldest_y}+" if age_y >= oldest_y else f"{tens}-{tens + 9}", sex, _said(response),
        ANY if remission is None else _said(remission),
    )  # fmt: skip


def de_identified(rows: Iterable[Row], smallest: int = SMALLEST) -> tuple[Row, ...]:
    """The rows of the file, in an order that says nothing of the order of the people."""
    kept: list[Row] = []
    left = list(rows)
    for given_up in ((), *_COARSER):
        classes: dict[Row, int] = defaultdict(int)
        for one in left:
            classes[_without(one, given_up)] += 1
        fit = {one for one, count in classes.items() if count >= smallest}
        kept += [_without(one, given_up) for one in left if _without(one, given_up) in fit]
        left = [one for one in left if _without(one, given_up) not in fit]
    return tuple(sorted(kept, key=astuple))


def counted(rows: Sequence[Row]) -> list[tuple[Row, int]]:
    """Each combination with how many people it stands for."""
    counts: dict[Row, int] = defaultdict(int)
    for one in rows:
        counts[one] += 1
    return sorted(counts.items(), key=lambda pair: astuple(pair[0]))


def _without(one: Row, given_up: tuple[str, ...]) -> Row:
    return replace(one, **dict.fromkeys(given_up, ANY))


def _said(value: bool) -> str:
    return "yes" if value else "no"
