"""How long benefit lasts: a worked example by hand, and what censoring may and may not do."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from euthymia.domain.honesty.rates import wilson
from euthymia.domain.results.survival import Median, Spell, at, median

SPELLS = st.lists(st.builds(Spell, st.integers(1, 60), st.booleans()), min_size=1, max_size=25)
# Ten people: ends on days 6, 6, 6, 7, 10 and 13, last seen on 6, 9, 10 and 11.
TEN = [Spell(days, ended) for days, ended in
       ((6, True), (6, True), (6, True), (6, False), (7, True), (9, False), (10, True), (10, False), (11, False), (13, True))]  # fmt: skip


@pytest.mark.parametrize(
    ("days", "share", "followed"),
    [(5, 1.0, 10), (6, 7 / 10, 6), (7, 7 / 10 * 5 / 6, 5), (10, 7 / 10 * 5 / 6 * 3 / 4, 2), (13, 0.0, 0)],
)
def test_worked_by_hand(days: int, share: float, followed: int) -> None:
    found = at(TEN, days)
    assert found.share == pytest.approx(share) and found.followed == followed
    assert found.low <= found.share <= found.high


def test_the_interval_by_hand() -> None:
    # Greenwood on day 7: 0.58333² × (3/(10·7) + 1/(6·5)) = 0.0259259; 0.58333 × 0.41667 ÷ 0.0259259 = 9.375.
    assert (at(TEN, 7).low, at(TEN, 7).high) == pytest.approx(wilson(0.5833333 * 9.375, 9.375), abs=1e-6)


def test_the_median_and_what_was_not_seen() -> None:
    assert median(TEN) == Median(10, 6, None)
    assert median([Spell(30, False)] * 8) == Median(None, None, None)
    with pytest.raises(ValueError, match="nobody"):
        at([], 3)


@given(SPELLS, st.integers(0, 70))
def test_without_censoring_it_is_the_plain_share(spells: list[Spell], days: int) -> None:
    whole = [Spell(one.days, True) for one in spells]
    left = sum(one.days > days for one in whole)
    found = at(whole, days)
    assert found.share == pytest.approx(left / len(whole))
    if left > 0:
        assert (found.low, found.high) == pytest.approx(wilson(left, len(whole)))


@given(SPELLS, st.integers(0, 70))
def test_censoring_only_widens(spells: list[Spell], days: int) -> None:
    found = at(spells, days)
    narrowest = wilson(found.share * len(spells), len(spells))
    assert found.high - found.low >= narrowest[1] - narrowest[0] - 1e-9


@given(SPELLS.flatmap(lambda some: st.tuples(st.just(some), st.permutations(some))), st.integers(0, 70))
def test_the_order_does_not_matter_and_it_never_rises(
    pair: tuple[list[Spell], list[Spell]], days: int
) -> None:
    some, mixed = pair
    assert at(some, days) == at(mixed, days) and median(some) == median(mixed)
    assert at(some, days + 1).share <= at(some, days).share + 1e-12


def test_every_small_set_stays_a_share() -> None:
    for days, ended in product(product((1, 2, 3), repeat=3), product((False, True), repeat=3)):
        found = at([Spell(*one) for one in zip(days, ended, strict=True)], 2)
        assert 0 <= found.low <= found.share <= found.high + 1e-12 <= 1 + 1e-9
