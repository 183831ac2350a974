"""What one appointment would break, how nurses' hours fill, and what of a chair's day is idle."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from euthymia.domain.quantities import Unusable
from euthymia.domain.scheduling.blocks import Block, Day, OnDuty, Phases, Shut
from euthymia.domain.scheduling.loads import load, use
from euthymia.domain.scheduling.placing import Weight, broken, refuse
from euthymia.domain.scheduling.waitlist import Slot, Wish, why_not
from euthymia.domain.scheduling.wall import instant

LAKE = ZoneInfo("America/Los_Angeles")
DAY = date(2026, 11, 23)
EARLY = datetime(2026, 11, 1, tzinfo=UTC)


def at(clock: str) -> datetime:
    return instant(DAY, time.fromisoformat(clock), LAKE)


def a_block(clock: str, key: int = 0, patient: int = 0, chair: int = 1, **more: Any) -> Block:
    asked: dict[str, Any] = {
        "phases": Phases(15, 40, 60, 15),
        "attended": True,
        "who": f"P{patient}",
        "chair_name": f"Chair {chair}",
    }
    return Block(key=key, patient=patient, chair=chair, start=at(clock), **{**asked, **more})


def a_day(*others: Block, **more: Any) -> Day:
    duty = tuple(OnDuty(role, at("08:00"), at("18:00")) for role in ("nurse", "prescriber"))
    asked: dict[str, Any] = {
        "opened": ((at("08:00"), at("18:00")),),
        "shut": (),
        "duty": duty,
        "patients_per_nurse": 2,
    }
    return Day(day=DAY, zone=LAKE, others=others, **{**asked, **more})


def codes(block: Block, day: Day, now: datetime = EARLY) -> list[str]:
    return [one.code for one in broken(block, day, now)]


RELAXED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_a_place_that_breaks_nothing_breaks_nothing() -> None:
    assert codes(a_block("09:00"), a_day(a_block("09:00", 1, 1, 2))) == []
    assert codes(a_block("09:00", 7), a_day(a_block("09:05", 7))) == [], (
        "its own earlier place does not count"
    )


@pytest.mark.parametrize(
    ("block", "day", "found"),
    [
        (a_block("16:00"), a_day(), ["not-open"]),
        (a_block("09:00"), a_day(opened=()), ["not-open"]),
        (a_block("09:00"), a_day(opened=None), ["hours-unknown"]),
        (a_block("09:00"), a_day(shut=(Shut(at("10:00"), at("11:00"), "a leak", 1),)), ["closed"]),
        (a_block("09:00"), a_day(shut=(Shut(at("10:00"), at("11:00"), "a leak", 2),)), []),
        (a_block("09:00"), a_day(duty=None), ["rota-unknown"]),
        (a_block("09:00"), a_day(duty=(OnDuty("nurse", at("08:00"), at("18:00")),)), ["prescriber-absent"]),
        (a_block("09:00"), a_day(a_block("10:00", 1, 1, 2), a_block("10:30", 2, 2, 3)), ["nurse-ratio"]),
        (a_block("09:00", alone=True), a_day(a_block("10:00", 1, 1, 2)), ["nurse-ratio"]),
        (a_block("09:00", attended=False), a_day(a_block("10:00", 1, 1, 2), a_block("10:30", 2, 2, 3)), []),
        (a_block("09:00"), a_day(infused=(at("09:00") - timedelta(hours=23),)), ["spacing"]),
        (a_block("09:00"), a_day(infused=(at("09:00") - timedelta(days=2),)), []),
    ],
)  # fmt: skip
def test_each_limit_has_its_name(block: Block, day: Day, found: list[str]) -> None:
    assert codes(block, day) == found


def test_hard_limits_refuse_soft_ones_take_a_reason_and_notes_do_neither() -> None:
    found = broken(a_block("09:00"), a_day(opened=None, infused=(at("09:00") - timedelta(hours=25),)), EARLY)
    assert [(one.code, one.weight) for one in found] == [
        ("spacing", Weight.SOFT),
        ("hours-unknown", Weight.NOTE),
    ]
    refuse(found, ["spacing"])
    with pytest.raises(Unusable):
        refuse(found, [])
    with pytest.raises(Unusable):
        refuse(broken(a_block("17:00"), a_day(), EARLY), ["not-open"])


starts = st.integers(8 * 12, 15 * 12).map(lambda tick: f"{tick // 12:02d}:{tick % 12 * 5:02d}")
blocks = st.lists(st.tuples(starts, st.integers(1, 4), st.booleans()), max_size=8)


@RELAXED
@given(blocks)
def test_what_is_let_in_never_meets_at_a_chair_nor_exceeds_the_nurses(
    asked: list[tuple[str, int, bool]],
) -> None:
    held: list[Block] = []
    for n, (clock, chair, alone) in enumerate(asked):
        block = a_block(clock, n, n, chair, alone=alone)
        if not any(one.weight is Weight.HARD for one in broken(block, a_day(*held), EARLY)):
            held.append(block)
    for one in held:
        assert not any(
            other is not one and other.chair == one.chair and other.start < one.end and one.start < other.end
            for other in held
        )
    day = a_day(*held)
    for minute in range(0, 600, 5):
        moment = at("08:00") + timedelta(minutes=minute)
        here = [one for one in held if one.start <= moment < one.leaves]
        assert sum(2 if one.alone else 1 for one in here) <= 2
    assert not any(piece.over for piece in load(held, day.duty or (), 2))


@RELAXED
@given(blocks)
def test_a_chairs_minutes_add_up(asked: list[tuple[str, int, bool]]) -> None:
    day = a_day(
        *(a_block(clock, n, n, n % 20) for n, (clock, *_) in enumerate(asked)),
        shut=(Shut(at("12:00"), at("13:00"), "lunch"),),
    )
    for chair in range(len(asked)):
        found = use(chair, day)
        assert (
            found.open_min == 540 and found.used_min + found.turnover_min + found.idle_min == found.open_min
        )
        assert found.used_min >= 0 and found.turnover_min >= 0


def test_a_wish_says_everything_that_keeps_it_out() -> None:
    wish = Wish(
        phases=Phases(15, 40, 60, 15), from_day=DAY, until_day=DAY, weekdays=frozenset({0}), earliest=time(9), latest=time(12),
        notice_h=4, urgent=False, asked_at=EARLY, booked=at("14:00"),
    )  # fmt: skip
    assert why_not(wish, Slot(at("09:30"), at("12:00")), LAKE, at("05:00")) == ()
    assert why_not(wish, Slot(at("15:00"), at("16:00")), LAKE, at("14:00")) == (
        "needs 130 min, 60 min are free", "is booked earlier already", "can come 09:00–12:00, this stay is 15:00–16:55", "needs 4 h of notice",
    )  # fmt: skip
    assert (
        wish.place > Wish(**{**{name: getattr(wish, name) for name in wish.__slots__}, "urgent": True}).place
    )
