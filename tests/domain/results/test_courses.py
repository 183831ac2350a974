"""One course judged by the definitions of its measure, and many of them counted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from euthymia.domain.results.courses import Course, Judged, Reading, State, judge
from euthymia.domain.results.small_cells import Tally
from euthymia.domain.results.summary import lasting, rate, says_little, tally
from euthymia.domain.results.survival import Spell

DAY0 = date(2026, 3, 2)
GIVEN = tuple(DAY0 + timedelta(days=n) for n in (0, 3, 7, 10, 14, 17))
LATE = DAY0 + timedelta(days=300)


def course(*readings: tuple[int, int], closed: bool = True, complete: bool = True) -> Course:
    """PHQ-9 readings on days from the first session."""
    made = tuple(Reading(DAY0 + timedelta(days=day), total, complete) for day, total in readings)
    return Course("phq-9", GIVEN, made, (1, 7), closed)


def test_response_remission_time_and_loss_by_hand() -> None:
    found = judge(course((-2, 20), (8, 14), (15, 10), (20, 4), (40, 8), (60, 12), (67, 11), (80, 5)), LATE)
    assert found == Judged(State.JUDGED, True, True, Spell(15, True), Spell(40, True))


def test_lost_once_is_not_lost_and_what_is_not_seen_is_followed_so_far() -> None:
    found = judge(course((-2, 20), (20, 10), (40, 8), (60, 12), (65, 12)), LATE)
    assert (found.response, found.remission, found.held) == (True, False, Spell(20, False))
    assert judge(course((-2, 20), (8, 14), (20, 12)), LATE).to_response == Spell(20, False)


def test_who_should_have_answered() -> None:
    before_end = DAY0 + timedelta(days=24)
    assert judge(course((-2, 20), (20, 4)), before_end).state is State.RUNNING
    assert judge(course((-2, 20), closed=False), DAY0 + timedelta(days=40)).state is State.RUNNING
    assert judge(course((-2, 20), closed=False), LATE).state is State.NO_ANSWER, "who stays away is counted"
    assert judge(course((-15, 20), (20, 4)), LATE).state is State.NO_BASELINE
    assert judge(course((-2, 20), (20, 4), complete=False), LATE).state is State.NO_BASELINE
    assert judge(course((-2, 0), (20, 4)), LATE).state is State.NO_MEANING, "a percentage of nothing"
    with pytest.raises(ValueError, match="without a session"):
        judge(Course("phq-9", (), (), (1, 7), True), LATE)


def test_the_order_of_readings_does_not_matter() -> None:
    some = course((-2, 20), (8, 14), (20, 4), (40, 8), (60, 12), (67, 11))
    mixed = Course(some.measure, some.sessions[::-1], some.readings[::-1], some.final, some.closed)
    assert judge(some, LATE) == judge(mixed, LATE)


def test_counted_with_who_did_not_answer() -> None:
    found = [
        Judged(State.RUNNING), Judged(State.NO_ANSWER), Judged(State.NO_BASELINE), Judged(State.JUDGED, True, True),
        Judged(State.JUDGED, True, False), Judged(State.JUDGED, False, False),
    ]  # fmt: skip
    assert tally("course", found) == Tally("course", 5, 3, 2, 1)
    assert tally("none", [Judged(State.JUDGED, True, None)]).remitted is None
    assert says_little(12, 31).startswith("12 of 31 answered: this says little") and not says_little(19, 31)
    assert rate(3, 12) is None and rate(10, 12) is None and rate(4, 4) is None
    half = rate(6, 12)
    assert half is not None and half.percent == 50 and half.width > 30
    assert half.interval == pytest.approx((25.4, 74.6), abs=0.1)


def test_a_curve_goes_as_far_as_enough_are_followed() -> None:
    assert lasting([Spell(90, False)] * 4) is None
    found = lasting([Spell(90, False)] * 5 + [Spell(10, True)] * 5)
    assert found is not None and [one.days for one in found.marks] == [7, 14, 28, 56, 84, 90]
    assert found.weekly[-1].days == 90 and found.weekly[-1].share == 0.5
    short = lasting([Spell(20, False)] * 6 + [Spell(200, True)])
    assert short is not None and short.weekly[-1].days == 20 and short.median.days is None
