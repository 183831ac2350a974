"""An order set signs nothing by itself; what is signed has its fences, and nothing is given beyond them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from euthymia.domain.protocols import order_sets
from euthymia.domain.protocols.order_sets import Given, Line

NOON = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
ONDANSETRON = Line(
    set="nausea", medicine="ondansetron", dose_ug=4_000, route="intravenous", times=2, gap_min=30
)


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({}, []), ({"dose_ug": 0}, ["no-dose"]), ({"route": ""}, ["no-route"]), ({"route": "intramuscular"}, ["other-route"]),
        ({"route": "intramuscular", "reason": "no vein"}, []), ({"times": 0}, ["times"]), ({"times": 5}, ["times"]),
        ({"gap_min": 0}, ["no-gap"]), ({"times": 1, "gap_min": 0}, []), ({"dose_ug": 8_001}, ["outside-range"]),
        ({"dose_ug": 3_999}, ["outside-range"]), ({"dose_ug": 16_000, "reason": "as agreed with the pharmacy"}, []),
        ({"set": "moon"}, ["unknown"]), ({"medicine": "haloperidol"}, ["unknown"]),
    ],
)  # fmt: skip
def test_a_line_before_it_is_signed(changed: dict[str, Any], codes: list[str]) -> None:
    assert [one.code for one in order_sets.line_faults(replace(ONDANSETRON, **changed))] == codes


def test_what_is_signed_together_names_each_line_once() -> None:
    assert [one.code for one in order_sets.signed_faults([])] == ["empty"]
    assert [one.code for one in order_sets.signed_faults([ONDANSETRON, ONDANSETRON])] == ["twice"]


@pytest.mark.parametrize(
    ("given", "dose_ug", "codes"),
    [
        ([], 4_000, []), ([], 2_000, []), ([], 4_001, ["beyond-order"]), ([], 0, ["no-dose"]), ([29], 4_000, ["too-soon"]),
        ([30], 4_000, []), ([90, 60], 4_000, ["used-up"]),
    ],
)  # fmt: skip
def test_nothing_is_given_beyond_the_order(given: list[int], dose_ug: int, codes: list[str]) -> None:
    before = [Given(NOON - timedelta(minutes=ago), 4_000) for ago in given]
    assert [one.code for one in order_sets.give_faults(ONDANSETRON, before, dose_ug, NOON)] == codes


def test_when_the_next_may_be_given() -> None:
    ten = Given(NOON - timedelta(minutes=10), 4_000)
    assert order_sets.next_at(ONDANSETRON, [], NOON) == NOON
    assert order_sets.next_at(ONDANSETRON, [ten], NOON) == NOON + timedelta(minutes=20)
    assert order_sets.next_at(ONDANSETRON, [ten, ten], NOON) is None


@pytest.mark.parametrize("each", order_sets.ORDER_SETS, ids=lambda one: str(one.code))
def test_a_set_names_its_source_and_its_medicines_theirs(each: order_sets.OrderSet) -> None:
    assert each.medicines and each.provenance.source.strip()
    for one in each.medicines:
        assert one.provenance.confidence.is_site_setting, (
            "a dose nobody has read in its source is a site setting"
        )
        low = Line(
            set=each.code,
            medicine=one.code,
            dose_ug=one.low_ug or 1_000,
            route=(one.routes or ("oral",))[0],
            times=1,
            gap_min=0,
        )
        assert order_sets.line_faults(low) == []
