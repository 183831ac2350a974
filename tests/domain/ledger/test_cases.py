"""A difference and what follows: how long for each step, who may count again, and when the registrant hears of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from euthymia.domain.ledger.cases import case_clocks, escalated, same_pair, within_tolerance
from euthymia.domain.ledger.holdings import Count

AT = datetime.fromisoformat("2026-07-01T17:00:00-07:00")
COUNT = Count(
    id="c1", vial="V1", at=AT, signers=("noor", "tomas"), measured_ul=4_900, expected_ul=5_000, rest_ul=-100, is_open=True
)  # fmt: skip
CLOSED = replace(COUNT, is_open=False, rest_ul=0)


@pytest.mark.parametrize(
    ("recounted", "tolerated", "hours"),
    [(False, False, [1, 24, 72]), (True, False, [24, 72]), (False, True, [24, 72]), (True, True, [24, 72])],
)
def test_what_is_due_and_when(recounted: bool, tolerated: bool, hours: list[int]) -> None:
    """compliance.md 2.5: a recount within the hour, the resolution within a day, the registrant after three."""
    found = case_clocks(COUNT, recounted=recounted, tolerated=tolerated)
    assert [one.due for one in found] == [AT + timedelta(hours=hour) for hour in hours]
    assert {one.ref for one in found} == {"c1"} and all("V1" in one.what for one in found)
    assert [f"({hour} h)" in one.what for hour, one in zip(hours, found, strict=True)] == [True] * len(hours)
    assert case_clocks(CLOSED, recounted=recounted, tolerated=tolerated) == []


def test_the_registrant_hears_of_an_open_case_at_the_seventy_second_hour() -> None:
    limit = AT + timedelta(hours=72)
    assert escalated(COUNT, limit) and escalated(COUNT, limit + timedelta(days=9))
    assert not escalated(COUNT, limit - timedelta(microseconds=1))
    assert not escalated(CLOSED, limit), "what is closed waits for nobody"


@pytest.mark.parametrize(
    ("expected_ul", "measured_ul", "tolerance_ul", "within"),
    [
        (5_000, 4_900, 100, True), (5_000, 4_899, 100, False), (5_000, 5_100, 100, True), (5_000, 5_101, 100, False),
        (5_000, 4_999, 0, False), (5_000, 5_000, 0, True), (9_999, 9_950, 100, True),
        (10_000, 9_950, 100, False), (10_000, 10_000, 100, False),
    ],
)  # fmt: skip
def test_only_an_opened_vial_has_a_tolerance(
    expected_ul: int, measured_ul: int, tolerance_ul: int, within: bool
) -> None:
    count = replace(COUNT, expected_ul=expected_ul, measured_ul=measured_ul)
    assert within_tolerance(count, 10_000, tolerance_ul) is within


def test_who_signed_the_count_does_not_count_again_under_another_spelling() -> None:
    assert same_pair(COUNT, ["wren", "okafor"]) == []
    assert same_pair(COUNT, ["wren", "Noor"]) == ["Noor"]
    assert same_pair(COUNT, ["TOMAS", "noor"]) == ["TOMAS", "noor"]
