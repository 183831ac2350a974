"""What is due, when, and when it has been missed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from euthymia.domain.monitoring import SCHEDULE, Due, Phase, Risk, Stage, due

START = datetime(2026, 11, 20, 10, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def clocks(phase: Phase, now: float, **last: float) -> dict[str, Due]:
    found = due(SCHEDULE, phase, {sign: at(minutes) for sign, minutes in last.items()}, at(now))
    assert [one.due_at for one in found] == sorted(one.due_at for one in found)
    return {one.sign: one for one in found}


DURING = Phase(Stage.DURING, START)
TIGHT = Phase(Stage.DURING, START, ("age 80, at or above 75",))
RECOVERY = Phase(Stage.RECOVERY, START)


def test_before_the_start_each_vital_sign_is_asked_for_once() -> None:
    before = Phase(Stage.BEFORE, START)
    assert set(clocks(before, 0)) == {"bp", "spo2", "rr"}
    assert set(clocks(before, 5, bp=2)) == {"spo2", "rr"}
    assert set(clocks(before, 5, bp=-30, spo2=2, rr=2)) == {"bp"}
    assert not clocks(before, 1)["bp"].missed


@pytest.mark.parametrize(
    ("phase", "minutes"),
    [
        (DURING, {"bp": 10, "spo2": 10, "rr": 10, "sedation": 15, "comfort": 15, "dissociation": 40}),
        (TIGHT, {"bp": 5, "spo2": 5, "rr": 5, "sedation": 10, "comfort": 15, "dissociation": 40}),
        (RECOVERY, {"bp": 15, "spo2": 15, "rr": 15, "sedation": 15, "comfort": 15}),
    ],
    ids=["during", "tight", "recovery"],
)
def test_intervals(phase: Phase, minutes: dict[str, float]) -> None:
    found = clocks(phase, 0)
    assert {sign: (one.due_at - START).total_seconds() / 60 for sign, one in found.items()} == minutes


def test_the_clock_starts_again_with_each_observation() -> None:
    assert clocks(DURING, 9, bp=8)["bp"].due_at == at(18)
    assert clocks(DURING, 1, bp=-20)["bp"].due_at == at(10)


@pytest.mark.parametrize(
    ("now", "overdue_s", "second", "missed"),
    [
        (10, 0, False, False),
        (11.9, 114, False, False),
        (12, 120, True, False),
        (15, 300, True, False),
        (15.1, 306, True, True),
    ],
)
def test_overdue_then_a_second_person_then_missed(
    now: float, overdue_s: float, second: bool, missed: bool
) -> None:
    one = clocks(DURING, now)["bp"]
    assert one.overdue_s == pytest.approx(overdue_s)
    assert (one.tell_second_person, one.missed) == (second, missed)


def test_dissociation_is_asked_once_in_the_peak_window() -> None:
    assert clocks(DURING, 35, dissociation=20)["dissociation"].due_at == at(40)
    assert "dissociation" not in clocks(DURING, 35, dissociation=30)
    assert clocks(DURING, 61)["dissociation"].missed


def test_what_tightens_and_what_is_not_known_tightens_too() -> None:
    assert Risk(age_y=74, maoi=False, cardiovascular_disease=False).reasons() == ()
    assert Risk(age_y=75, maoi=False, cardiovascular_disease=False).reasons() == ("age 75, at or above 75",)
    assert Risk(age_y=40, maoi=True, cardiovascular_disease=True).reasons() == (
        "MAOI",
        "cardiovascular disease",
    )
    assert Risk(age_y=None, maoi=None, cardiovascular_disease=None).reasons() == (
        "age not known",
        "MAOI not known",
        "cardiovascular disease not known",
    )


def test_every_interval_says_where_it_comes_from() -> None:
    for sign in SCHEDULE:
        for ask in (sign.before, sign.during, sign.tight, sign.recovery):
            assert ask is None or ask.provenance.source
