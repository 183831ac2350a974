"""Every set that was asked for is accounted for: kept, late, missed or due; none twice, none left out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from euthymia.domain.monitoring import SCHEDULE, Stage
from euthymia.domain.monitoring.kept import Fate, Observed, Set, Span, kept, summed

NOON = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
END = NOON + timedelta(minutes=40)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def seen(*minutes: float, late: float = 0) -> list[Observed]:
    return [Observed(at(one), at(one + late)) for one in minutes]


def fates(sets: tuple[Set, ...], sign: str = "bp") -> list[tuple[float, str]]:
    return [((one.due_at - NOON) / timedelta(minutes=1), one.fate.value) for one in sets if one.sign == sign]


def during(
    *minutes: float, tight: tuple[tuple[datetime, datetime], ...] = (), now: datetime = END, late: float = 0
) -> tuple[Set, ...]:
    span = Span(Stage.DURING, NOON, END, tight)
    return kept(SCHEDULE, [span], {"bp": seen(*minutes, late=late)}, now)


def test_a_pressure_every_ten_minutes_is_kept() -> None:
    assert fates(during(10, 20, 30, 40)) == [(10, "kept"), (20, "kept"), (30, "kept"), (40, "kept")]


def test_a_look_more_often_is_no_more_sets_than_were_asked() -> None:
    often = during(*range(1, 41))
    assert {one.fate for one in often if one.sign == "bp"} == {Fate.KEPT} and len(fates(often)) <= 4


def test_late_is_up_to_half_an_interval_and_missed_is_later() -> None:
    assert fates(during(12, 22, 32, 40)) == [(10, "late"), (22, "kept"), (32, "kept")]
    assert fates(during(15.1, 25, 35))[0] == (10, "missed")
    assert [fate for _, fate in fates(during())] == ["missed"] * 3, (
        "at ten, twenty and thirty; at forty it was over"
    )


def test_what_is_not_late_yet_is_due() -> None:
    assert fates(during(10, now=at(14))) == [(10, "kept"), (20, "due")]
    assert fates(during(now=at(12))) == [(10, "due")]


def test_the_tighter_schedule_holds_while_its_reason_stands() -> None:
    tight = ((at(0), at(20)),)
    assert [due for due, _ in fates(during(5, 10, 15, 20, 30, 40, tight=tight))] == [5, 10, 15, 20, 30, 40]
    assert fates(during(10, 20, 30, 40, tight=tight))[0] == (5, "missed")


def test_an_entry_that_comes_later_is_kept_and_marked() -> None:
    found = during(10, 20, 30, 40, late=25)
    assert summed([one for one in found if one.sign == "bp"]).entered_late == 4
    assert summed([one for one in during(10, 20, 30, 40) if one.sign == "bp"]).entered_late == 0


def test_one_look_at_the_peak() -> None:
    def peak(minutes: float | None, ends: float = 60) -> list[str]:
        looked = {} if minutes is None else {"dissociation": seen(minutes)}
        return [
            fate
            for _, fate in fates(
                kept(SCHEDULE, [Span(Stage.DURING, NOON, at(ends))], looked, at(90)), "dissociation"
            )
        ]

    assert (peak(35), peak(20), peak(None), peak(None, ends=30)) == (["kept"], ["missed"], ["missed"], [])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(min_value=0, max_value=40), max_size=12), st.floats(min_value=0, max_value=60))
def test_no_gap_longer_than_allowed_goes_without_a_word(minutes: list[float], now_min: float) -> None:
    """Between two looks, or from the last to the end, more than 1.5 intervals always leaves a missed set."""
    sets = [one for one in during(*minutes, now=at(now_min)) if one.sign == "bp"]
    end = min(40.0, now_min)
    marks = [0.0, *sorted(one for one in minutes if one <= end), end]
    worst = max((b - a for a, b in pairwise(marks)), default=0)
    if worst > 15.01:
        assert any(one.fate is Fate.MISSED for one in sets)
    if worst < 9.99:
        assert all(one.fate in (Fate.KEPT, Fate.DUE) for one in sets)
    assert len({one.due_at for one in sets}) == len(sets)
