"""A change of rate: both units, total at the end, and the hard stop at the ordered dose."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from euthymia.domain.protocols import (
    PROTOCOLS,
    by_percent,
    ordered_dose_reached_at_s,
    rate_change,
    to_ug_per_h,
    to_ul_per_h,
)
from euthymia.domain.quantities import Unusable

ORDER = PROTOCOLS[0].propose(70_000)  # 35 mg in 100 mL, 150 mL/h = 52.5 mg/h, 40 min


def test_the_two_units_of_a_rate_convert_exactly() -> None:
    assert to_ug_per_h(ORDER, 150_000) == 52_500
    assert to_ul_per_h(ORDER, 52_500) == 150_000


@given(st.integers(0, 10_000))
def test_there_and_back_never_gains(steps: int) -> None:
    rate_ul_per_h = steps * 100
    assert rate_ul_per_h - 100 <= to_ul_per_h(ORDER, to_ug_per_h(ORDER, rate_ul_per_h)) <= rate_ul_per_h


def test_halving_after_ten_minutes_leaves_part_of_the_order_at_forty_minutes() -> None:
    change = rate_change(
        ORDER, old_rate_ul_per_h=150_000, new_rate_ul_per_h=75_000, at_s=600, delivered_ug=8_750
    )
    assert (change.old_rate_ug_per_h, change.new_rate_ug_per_h) == (52_500, 26_250)
    assert change.change_percent == Fraction(-50)
    assert (change.remaining_ug, change.remaining_ul) == (26_250, 75_000)
    assert change.total_at_end_ug == 8_750 + 13_125
    assert change.reached_at_s == 600 + 3_600
    assert not change.stops_before_end


def test_a_faster_rate_stops_at_the_ordered_dose() -> None:
    change = rate_change(
        ORDER, old_rate_ul_per_h=75_000, new_rate_ul_per_h=300_000, at_s=600, delivered_ug=8_750
    )
    assert change.total_at_end_ug == 35_000
    assert change.reached_at_s == 600 + 900
    assert change.stops_before_end


def test_a_pause_reaches_nothing() -> None:
    change = rate_change(ORDER, old_rate_ul_per_h=150_000, new_rate_ul_per_h=0, at_s=600, delivered_ug=8_750)
    assert (change.reached_at_s, change.total_at_end_ug, change.change_percent) == (None, 8_750, -100)
    resumed = rate_change(ORDER, old_rate_ul_per_h=0, new_rate_ul_per_h=150_000, at_s=900, delivered_ug=8_750)
    assert resumed.change_percent is None


@given(st.integers(1, 5_000), st.integers(0, 34_999), st.integers(0, 7_200), st.integers(0, 14_400))
def test_the_total_never_exceeds_the_order_and_the_stop_is_never_late(
    steps: int, delivered_ug: int, at_s: int, end_s: int
) -> None:
    rate_ul_per_h = steps * 100
    change = rate_change(
        ORDER,
        old_rate_ul_per_h=150_000,
        new_rate_ul_per_h=rate_ul_per_h,
        at_s=at_s,
        delivered_ug=delivered_ug,
        end_s=end_s,
    )
    assert delivered_ug <= change.total_at_end_ug <= ORDER.dose_ug
    assert change.reached_at_s is not None
    given_then = (
        delivered_ug + rate_ul_per_h * ORDER.concentration / 1_000 * (change.reached_at_s - at_s) / 3_600
    )
    assert given_then <= ORDER.dose_ug


def test_a_used_up_order_is_reached_now_and_cannot_be_restarted() -> None:
    assert ordered_dose_reached_at_s(ORDER, rate_ul_per_h=150_000, at_s=2_400, delivered_ug=35_000) == 2_400
    with pytest.raises(Unusable, match="the ordered dose has been given"):
        rate_change(ORDER, old_rate_ul_per_h=0, new_rate_ul_per_h=100, at_s=2_400, delivered_ug=35_000)


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({"new_rate_ul_per_h": -100}, "new_rate_ul_per_h"),
        ({"new_rate_ul_per_h": 150}, "new_rate_ul_per_h"),
        ({"delivered_ug": -1}, "delivered_ug"),
        ({"at_s": -1}, "at_s"),
    ],
)
def test_unusable_changes_are_refused(changes: dict[str, int], at: str) -> None:
    usable = {"old_rate_ul_per_h": 150_000, "new_rate_ul_per_h": 75_000, "at_s": 600, "delivered_ug": 8_750}
    with pytest.raises(Unusable) as refusal:
        rate_change(ORDER, **{**usable, **changes})
    assert refusal.value.faults[0].at == at


@pytest.mark.parametrize(
    ("percent", "rate_ul_per_h"), [(-25, 113_200), (-50, 75_500), (0, 151_000), (-100, 0), (-150, 0)]
)
def test_a_rate_by_percent_is_what_the_pump_can_be_set_to(percent: int, rate_ul_per_h: int) -> None:
    assert by_percent(151_000, percent) == rate_ul_per_h
