"""Small counts: hidden, and not to be worked out. Somebody with pencil and paper tries every table that fits."""

from __future__ import annotations

import random
from itertools import product

import pytest

from euthymia.domain.results.small_cells import COLUMNS, Table, Tally, table

LAYERS = COLUMNS[:3]


def fits(rows: list[tuple[int, int, int]], shown: Table) -> bool:
    for row, said in zip(rows, shown.rows, strict=True):
        known = (said.eligible, said.answered, said.responded)
        if any(
            is_known is not None and is_known != count for is_known, count in zip(known, row, strict=True)
        ):
            return False
    total = (shown.total.eligible, shown.total.answered, shown.total.responded)
    return all(
        is_known is None or is_known == sum(row[place] for row in rows)
        for place, is_known in enumerate(total)
    )


def learnt(tallies: list[Tally], shown: Table, most: int) -> list[str]:
    """The hidden cells that have one value only in all tables that agree with what is shown."""
    each = [(e, a, r) for e in range(most + 1) for a in range(e + 1) for r in range(a + 1)]
    seen: dict[tuple[str, str], set[int]] = {}
    options = [[one for one in each if _agrees(one, said)] for said in shown.rows]
    for rows in product(*options):
        if fits(list(rows), shown):
            for said, row in zip(shown.rows, rows, strict=True):
                for column, count in zip(LAYERS, row, strict=True):
                    if column in said.hidden:
                        seen.setdefault((said.key, column), set()).add(count)
    return [f"{key} {column}" for (key, column), values in seen.items() if len(values) == 1]


def _agrees(one: tuple[int, int, int], said: object) -> bool:
    return all(getattr(said, column) in (None, count) for column, count in zip(LAYERS, one, strict=True))


def test_a_small_group_is_hidden_and_so_is_its_company() -> None:
    shown = table([Tally("a", 40, 30, 18, 9), Tally("b", 24, 20, 10, 6), Tally("c", 3, 3, 1, 0)])
    a, b, c = shown.rows
    assert (a.eligible, a.answered, a.responded, a.remitted) == (40, 30, 18, 9) and not a.hidden
    assert c.hidden == set(COLUMNS) and "eligible" in b.hidden, "40 of 67 would tell of the 3 otherwise"
    assert shown.total.eligible == 67


def test_two_groups_of_which_one_is_small_have_no_total() -> None:
    shown = table([Tally("a", 40, 30, 18, 9), Tally("c", 2, 1, 1, 0)])
    assert shown.rows[1].eligible is None
    assert shown.total.eligible is None or shown.rows[0].eligible is None


def test_bad_news_is_said() -> None:
    (row,) = table([Tally("a", 12, 12, 0, 0)]).rows
    assert (row.responded, row.remitted) == (0, 0)


def test_what_cannot_be_is_refused() -> None:
    for wrong in ((3, 4, 1, 0), (5, 4, 5, 0), (5, 4, 1, 5), (5, 4, -1, 0)):
        with pytest.raises(ValueError, match="a: "):
            Tally("a", *wrong)
    with pytest.raises(ValueError, match="one name"):
        table([Tally("a", 1, 1, 1, 1)] * 2)


@pytest.mark.parametrize("seed", range(10))
def test_nobody_works_a_hidden_cell_out(seed: int) -> None:
    chance = random.Random(seed)
    tallies = []
    for key in "abc":
        eligible = chance.randint(0, 3)
        answered = chance.randint(0, eligible)
        tallies.append(Tally(key, eligible, answered, chance.randint(0, answered), None))
    assert learnt(tallies, table(tallies, smallest=2), most=3) == []
