"""Drug given in whole micrograms: exact, rounding down, by elapsed time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from euthymia.domain.pharmacology import Given, RateStep, delivered_ug, reached_at, remaining_ug
from euthymia.domain.quantities import Unusable

START = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
Delivery = RateStep | Given
MOMENT = st.integers(0, 7_200_000_000).map(lambda us: START + timedelta(microseconds=us))
DELIVERIES: st.SearchStrategy[list[Delivery]] = st.lists(
    st.one_of(
        st.builds(RateStep, MOMENT, st.integers(0, 200_000)), st.builds(Given, MOMENT, st.integers(0, 50_000))
    ),
    max_size=8,
)


def minute(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("until", "expected"),
    [(-1, 0), (0, 10_000), (10, 18_750), (20, 27_500), (24.999, 27_500), (40, 37_500), (600, 37_500)],
)
def test_rates_pauses_and_doses_by_hand(until: float, expected: int) -> None:
    events: list[Delivery] = [
        RateStep(minute(0), 52_500),
        RateStep(minute(20), 0),
        RateStep(minute(25), 40_000),
        RateStep(minute(40), 0),
        Given(minute(0), 10_000),
    ]
    assert delivered_ug(events, minute(until)) == expected


def test_a_part_of_a_microgram_is_not_given_yet() -> None:
    events = [RateStep(START, 36_000)]  # ten micrograms a second
    almost = START + timedelta(microseconds=99_999)
    assert delivered_ug(events, almost) == 0
    assert delivered_ug(events, almost + timedelta(microseconds=1)) == 1


def test_nothing_recorded_is_nothing_given() -> None:
    assert delivered_ug([], START) == 0
    assert reached_at(1, []) is None


def test_of_two_rates_at_one_instant_the_later_entry_holds() -> None:
    events = [RateStep(START, 60_000), RateStep(START, 30_000)]
    assert delivered_ug(events, minute(60)) == 30_000


def test_the_rest_shows_too_much_as_below_zero() -> None:
    events = [Given(START, 36_500)]
    assert remaining_ug(40_000, events, START) == 3_500
    assert remaining_ug(36_000, events, START) == -500


def test_the_night_the_clocks_change_has_its_true_length() -> None:
    here = ZoneInfo("America/Los_Angeles")
    before = datetime(2026, 11, 1, 0, 30, tzinfo=here)
    after = datetime(2026, 11, 1, 2, 30, tzinfo=here)  # three elapsed hours later, two on the wall
    assert delivered_ug([RateStep(before, 10_000)], after) == 30_000
    first, second = (datetime(2026, 11, 1, 1, 30, tzinfo=here, fold=fold) for fold in (0, 1))
    assert delivered_ug([RateStep(second, 0), RateStep(first, 10_000)], after) == 10_000


@given(DELIVERIES, MOMENT)
def test_in_any_order_it_is_the_exact_integral_rounded_down(events: list[Delivery], until: datetime) -> None:
    last = list({(type(e), e.at): e for e in events}.values())
    total = Fraction(sum(e.mass_ug for e in last if isinstance(e, Given) and e.at <= until))
    steps = sorted((e for e in last if isinstance(e, RateStep) and e.at <= until), key=lambda e: e.at)
    for step, end in zip(steps, [*(e.at for e in steps[1:]), until], strict=False):
        total += Fraction(step.rate_ug_per_h * ((end - step.at) // timedelta(microseconds=1)), 3_600_000_000)
    assert delivered_ug(last, until) == delivered_ug(last[::-1], until) == total.__floor__()


@given(DELIVERIES, MOMENT, MOMENT)
def test_what_was_given_never_shrinks(events: list[Delivery], one: datetime, other: datetime) -> None:
    early, late = sorted((one, other))
    assert delivered_ug(events, early) <= delivered_ug(events, late)


@given(DELIVERIES, st.integers(1, 400_000))
def test_a_total_is_reached_then_and_not_a_microsecond_earlier(events: list[Delivery], total: int) -> None:
    when = reached_at(total, events)
    if when is None:
        end = START + timedelta(days=400)
        assert delivered_ug(events, end) < total
    else:
        assert delivered_ug(events, when) >= total
        assert delivered_ug(events, when - timedelta(microseconds=1)) < total


def test_the_worked_session_ends_when_its_dose_is_in() -> None:
    assert reached_at(35_000, [RateStep(START, 52_500)]) == minute(40)
    assert reached_at(35_000, [RateStep(START, 52_500), RateStep(minute(10), 0)]) is None


def test_a_total_that_no_calendar_reaches_is_not_reached() -> None:
    assert reached_at(10**18, [RateStep(START, 1)]) is None


@pytest.mark.parametrize("amount", [-1, 1.5, True, "5", None])
def test_amounts_are_whole_and_not_negative(amount: Any) -> None:
    for kind in (RateStep, Given):
        with pytest.raises(Unusable) as refusal:
            kind(START, amount)
        assert refusal.value.faults[0].code == "not-whole"


def test_a_time_without_offset_is_refused() -> None:
    naive = START.replace(tzinfo=None)
    for refused in (lambda: RateStep(naive, 1), lambda: Given(naive, 1), lambda: delivered_ug([], naive)):
        with pytest.raises(Unusable, match="no offset"):
            refused()
