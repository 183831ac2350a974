"""The fold of a session's events: the order of arrival, corrections, the bag, and a second opinion."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from euthymia.journey.infusion.fold import Happening, Phase, effective, fold

START = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
DOSE_UG, BAG_UL = 35_000, 100_000


def entry(
    n: int, kind: str, minute: float, rate: int | None = None, corrects: int | None = None
) -> Happening:
    """Observed `minute` after the start, entered as number `n`. Rates in µL/h of a 0.35 mg/mL bag."""
    at = START + timedelta(minutes=minute)
    ug = None if rate is None else rate * DOSE_UG // BAG_UL
    return Happening(
        n=n, kind=kind, at=at, entered_at=START + timedelta(hours=5), by="Noor", rate_ul_per_h=rate,
        rate_ug_per_h=ug, corrects=corrects,
    )  # fmt: skip


def given_ug(happenings: list[Happening], minute: float) -> int:
    return folded(happenings, minute).given_ug


def folded(happenings: list[Happening], minute: float):
    return fold(happenings, dose_ug=DOSE_UG, final_volume_ul=BAG_UL, now=START + timedelta(minutes=minute))


@st.composite
def histories(draw: st.DrawFn) -> list[Happening]:
    """Any entries at whole minutes, in any order of arrival, some of them correcting earlier ones."""
    found: list[Happening] = []
    kinds = st.sampled_from(["started", "rate", "rate", "paused", "resumed", "resumed", "finished", "note"])
    for n in range(1, draw(st.integers(1, 12)) + 1):
        corrected = draw(st.none() | st.sampled_from(found)) if found else None
        kind = corrected.kind if corrected else draw(kinds)
        moving = kind in ("started", "rate", "resumed")
        rate = draw(st.integers(1, 3_000)) * 100 if moving else 0 if kind in ("paused", "finished") else None
        found.append(entry(n, kind, draw(st.integers(-5, 90)), rate, corrected.n if corrected else None))
    return found


def by_minutes(happenings: list[Happening], until: int) -> int:
    """The same course minute by minute, with nothing shared: what each minute's pump gave, in µg."""
    last: dict[int, Happening] = {}
    roots: dict[int, int] = {}
    for one in sorted(happenings, key=lambda one: one.n):
        roots[one.n] = one.n if one.corrects is None else roots[one.corrects]
        last[roots[one.n]] = one
    rate, kept, state = 0, 0, "ready"
    total = 0  # in µg × minutes of an hour
    for minute in range(-5, until + 1):
        now = START + timedelta(minutes=minute)
        for _, one in sorted((root, one) for root, one in last.items() if one.at == now):
            if one.kind == "started" and state in ("ready", "running", "paused"):
                kept = one.rate_ug_per_h or 0
                state = "running" if state == "ready" else state
                rate = kept if state == "running" else rate
            elif one.kind == "rate" and state in ("running", "paused"):
                kept = one.rate_ug_per_h or 0
                rate = kept if state == "running" else rate
            elif one.kind == "paused" and state in ("running", "paused"):
                state, rate = "paused", 0
            elif one.kind == "resumed" and state in ("running", "paused"):
                state, kept = "running", one.rate_ug_per_h or 0
                rate = kept
            elif one.kind == "finished" and state != "ready":
                state, rate = "over", 0
        if minute < until:
            total = min(total + rate, DOSE_UG * 60)
    return total // 60


@given(histories(), st.integers(0, 120))
def test_the_fold_is_the_sum_of_its_minutes(happenings: list[Happening], minute: int) -> None:
    ordered = dict.fromkeys(one.kind for one in happenings)
    assert ordered
    assert given_ug(happenings, minute) == by_minutes(happenings, minute)


@given(histories(), st.randoms(use_true_random=False), st.integers(0, 120))
def test_the_order_of_arrival_is_in_the_numbers_alone(
    happenings: list[Happening], random: Random, minute: int
) -> None:
    shuffled = happenings[:]
    random.shuffle(shuffled)
    assert folded(shuffled, minute) == folded(happenings, minute)


@given(histories())
def test_what_is_given_only_grows_and_never_beyond_the_order(happenings: list[Happening]) -> None:
    amounts = [given_ug(happenings, minute) for minute in range(-10, 130, 7)]
    assert amounts == sorted(amounts)
    assert amounts[0] == 0 and amounts[-1] <= DOSE_UG
    for minute in (0, 30, 200):
        course = folded(happenings, minute)
        assert course.given_ug + course.left_ug == DOSE_UG
        assert 0 <= course.left_ul <= BAG_UL
        assert course.rate_ug_per_h >= 0


@given(histories())
def test_one_entry_stands_for_each_that_was_made(happenings: list[Happening]) -> None:
    standing = effective(happenings)
    assert len(standing) == sum(one.corrects is None for one in happenings)
    assert [one.at for one in standing] == sorted(one.at for one in standing)


def test_a_chain_of_corrections_ends_with_the_last() -> None:
    chain = [
        entry(1, "started", 0, 150_000),
        entry(2, "started", 0, 120_000, corrects=1),
        entry(3, "started", 4, 120_000, corrects=2),
    ]
    assert given_ug(chain, 10) == 42_000 * 6 // 60
    (standing,) = effective(chain)
    assert (standing.n, standing.corrected) == (3, True)


def test_a_corrected_entry_keeps_its_place_among_those_of_its_instant() -> None:
    """Start and pause of one instant: correcting the start must not let it come after the pause."""
    history = [
        entry(1, "started", 0, 150_000),
        entry(2, "paused", 0, 0),
        entry(3, "started", 0, 120_000, corrects=1),
    ]
    course = folded(history, 10)
    assert course.phase is Phase.PAUSED
    assert course.given_ug == 0


def test_an_end_moved_before_a_change_of_rate_is_still_the_end() -> None:
    history = [
        entry(1, "started", 0, 150_000),
        entry(2, "rate", 20, 100_000),
        entry(3, "finished", 30, 0),
        entry(4, "finished", 10, 0, corrects=3),
    ]
    assert given_ug(history, 90) == 8_750
    assert folded(history, 90).rate_ug_per_h == 0


def test_a_pump_that_has_not_started_gives_nothing() -> None:
    history = [entry(1, "rate", 0, 150_000), entry(2, "paused", 2, 0), entry(3, "started", 5, 150_000)]
    assert folded(history, 4).phase is Phase.ORDERED
    assert given_ug(history, 4) == 0
    assert folded(history, 6).phase is Phase.RUNNING
    assert given_ug(history, 15) == 8_750


def test_the_empty_bag_gives_no_more_at_any_rate() -> None:
    history = [entry(1, "started", 0, 150_000), entry(2, "rate", 45, 300_000), entry(3, "finished", 60, 0)]
    assert folded(history, 39).empty_at == START + timedelta(minutes=40)
    for minute in (40, 45, 50, 70):
        course = folded(history, minute)
        assert (course.given_ug, course.left_ul, course.rate_ug_per_h) == (DOSE_UG, 0, 0)


def test_what_is_observed_later_does_not_count_yet() -> None:
    history = [entry(1, "started", 0, 150_000), entry(2, "paused", 10, 0), entry(3, "finished", 20, 0)]
    assert [folded(history, minute).phase for minute in (-1, 5, 15, 25)] == [
        Phase.ORDERED, Phase.RUNNING, Phase.PAUSED, Phase.RECOVERY,
    ]  # fmt: skip


@pytest.mark.parametrize(("seconds", "late"), [(0, False), (60, False), (61, True), (7_200, True)])
def test_an_entry_is_late_after_a_minute(seconds: int, late: bool) -> None:
    seen = Happening(n=1, kind="note", at=START, entered_at=START + timedelta(seconds=seconds), by="Noor")
    assert seen.late is late


def test_the_hour_that_comes_twice_is_two_hours() -> None:
    """At the end of summer time the wall's clock repeats an hour; the pump does not."""
    from zoneinfo import ZoneInfo

    zone = ZoneInfo("America/Los_Angeles")
    begun = datetime(2026, 11, 1, 1, 30, tzinfo=zone, fold=0)
    hour_later = datetime(2026, 11, 1, 1, 30, tzinfo=zone, fold=1)
    one = Happening(
        n=1, kind="started", at=begun, entered_at=begun, by="Noor", rate_ul_per_h=30_000, rate_ug_per_h=10_500
    )
    assert (
        fold([one], dose_ug=DOSE_UG, final_volume_ul=BAG_UL, now=hour_later.astimezone(UTC)).given_ug
        == 10_500
    )
