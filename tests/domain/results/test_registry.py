"""Trying to single somebody out of the registry's file, with everything the clinic knows in hand."""

from __future__ import annotations

import random
from collections import Counter
from itertools import combinations

import pytest

from euthymia.domain.results.registry import ANY, COLUMNS, Row, counted, de_identified, row


def people(seed: int, n: int = 60) -> list[Row]:
    chance = random.Random(seed)
    return [
        row(
            year=chance.choice((2025, 2026)), programme=chance.choice(("mood", "pain")), age_y=chance.randint(18, 95),
            sex=chance.choice(("female", "male", "unknown")), response=chance.random() < 0.5,
            remission=chance.choice((True, False, None)),
        )
        for _ in range(n)
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(15))
def test_every_combination_of_every_columns_stands_for_many(seed: int) -> None:
    made = de_identified(people(seed))
    assert made
    for size in range(1, len(COLUMNS) + 1):
        for columns in combinations(COLUMNS, size):
            counts = Counter(tuple(getattr(one, name) for name in columns) for one in made)
            assert min(counts.values()) >= 5


@pytest.mark.parametrize("seed", range(15))
def test_the_clinics_own_list_finds_nobody(seed: int) -> None:
    """Whoever knows all of everybody still has five rows or none for each person, and five persons for each row."""
    own = people(seed)
    made = de_identified(own)
    for person in own:
        assert sum(_may_be(person, one) for one in made) not in range(1, 5)
    for one in set(made):
        assert sum(_may_be(person, one) for person in own) >= 5


def _may_be(person: Row, one: Row) -> bool:
    return all(getattr(one, name) in (ANY, getattr(person, name)) for name in COLUMNS)


def test_one_alone_is_left_out_and_the_coarse_is_kept() -> None:
    many = [
        row(year=2026, programme="mood", age_y=30 + n, sex="female", response=True, remission=False)
        for n in range(5)
    ]
    alone = row(year=2026, programme="pain", age_y=91, sex="male", response=True, remission=None)
    assert (alone.age, alone.remission) == ("80+", ANY)
    made = de_identified([*many, alone])
    assert counted(made) == [(Row("2026", "mood", "30-39", "female", "yes", "no"), 5)]
    mixed = [
        row(year=2026, programme="mood", age_y=34, sex=sex, response=True, remission=True)
        for sex in ("female",) * 3 + ("male",) * 2
    ]
    assert counted(de_identified(mixed)) == [(Row("2026", "mood", "30-39", ANY, "yes", "yes"), 5)]
    assert de_identified([alone] * 4) == ()


def test_the_order_of_people_is_not_in_the_file() -> None:
    own = people(3)
    assert de_identified(own) == de_identified(own[::-1])
