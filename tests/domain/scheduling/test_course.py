"""The course: how far it is, whether its window holds, and what the rules propose."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from euthymia.domain.quantities import Confidence, Unusable
from euthymia.domain.scheduling.course import (
    Pace,
    Progress,
    Review,
    Signal,
    Standing,
    Step,
    faults,
    proposals,
    standing,
)

FIRST = date(2026, 11, 23)


def on(*days: int) -> list[date]:
    return [FIRST + timedelta(days=day) for day in days]


def stands(done: list[date], today: int) -> Standing:
    return standing(
        sessions=6, within_days=21, min_gap_days=2, max_gap_days=4, done=done,
        today=FIRST + timedelta(days=today),
    )  # fmt: skip


def test_progress_is_one_sentence_and_as_many_dots() -> None:
    progress = Progress(3, 6)
    assert (str(progress), progress.left) == ("3 of 6", 3)
    assert progress.dots == (True, True, True, False, False, False)


@pytest.mark.parametrize(("given", "planned"), [(7, 6), (-1, 6)])
def test_more_given_than_planned_is_refused(given: int, planned: int) -> None:
    with pytest.raises(Unusable):
        Progress(given, planned)


@pytest.mark.parametrize(
    ("done", "today", "pace", "earliest", "latest"),
    [
        ([], 0, Pace.NOT_BEGUN, None, None),
        (on(0), 1, Pace.IN_TIME, 2, 4),
        (on(0, 2), 3, Pace.IN_TIME, 4, 6),
        (on(0, 2), 6, Pace.IN_TIME, 6, 6),
        (on(0, 2), 7, Pace.WINDOW_LOST, 7, None),  # beyond the longest gap
        (on(0, 4, 8, 12, 16), 16, Pace.IN_TIME, 18, 20),
        (on(0, 12), 12, Pace.IN_TIME, 14, 15),  # the last of the days that leave room for the rest
        (on(0, 12), 16, Pace.WINDOW_LOST, 16, None),
        (on(0, 2), 29, Pace.OVERDUE, 29, None),
        (on(0, 2, 4, 7, 9, 11), 40, Pace.DONE, None, None),
    ],
)
def test_the_window_says_when_the_next_session_can_be(
    done: list[date], today: int, pace: Pace, earliest: int | None, latest: int | None
) -> None:
    found = stands(done, today)
    days = [None if day is None else (day - FIRST).days for day in (found.earliest, found.latest)]
    assert (found.pace, *days) == (pace, earliest, latest)


def test_a_course_no_calendar_could_hold_has_every_fault_named() -> None:
    found = faults(sessions=6, within_days=9, min_gap_days=3, max_gap_days=2, at="/courses/0")
    assert [fault.at for fault in found] == ["/courses/0/min_gap_days", "/courses/0/within_days"]
    assert faults(sessions=6, within_days=10, min_gap_days=2, max_gap_days=2) == []


def proposed(
    given: int,
    *percents: float | None,
    measure: str = "madrs",
    dose: int | None = 500,
    well: bool | None = True,
    signals: tuple[Signal, ...] = (),
) -> list[Step]:
    """Steps proposed after so many infusions; `percents` are the scores after infusion 1, 2, and so on."""
    reviews = [
        Review(n, percent, None if percent is None else percent >= 50)
        for n, percent in enumerate(percents, 1)
    ]
    found = proposals(
        progress=Progress(given, 6),
        reviews=reviews,
        measure=measure,
        dose_ug_per_kg=dose,
        well_tolerated=well,
        signals=signals,
    )
    return [one.step for one in found]


@pytest.mark.parametrize(
    ("given", "percents", "steps"),
    [
        (1, (10,), [Step.STEP_UP, Step.GO_ON]),
        (1, (20,), []),
        (2, (10, 19.9), [Step.STEP_UP, Step.GO_ON]),
        (3, (10, 10, 10), [Step.GO_ON]),
        (4, (10, 10, 10, 10), [Step.STOP]),
        (4, (10, 10, 10, 20), []),
        (5, (10, 10, 10, 10, 10), [Step.STOP]),
        (5, (10, 10, 30, 10, 10), []),
        (6, (10, 20, 30, 40, 45, 49), [Step.STOP]),
        (6, (10, 20, 30, 40, 45, 50), []),
        (3, (10, 10), [Step.ASK]),
        (4, (10, 10, 10, None), [Step.ASK]),
        (6, (10,), [Step.ASK]),
        (0, (), []),
    ],
)
def test_rules_of_response_propose(given: int, percents: tuple[float, ...], steps: list[Step]) -> None:
    assert proposed(given, *percents) == steps


@pytest.mark.parametrize(
    ("dose", "well", "expected"),
    [
        (500, True, "0.75 mg/kg"),
        (900, True, "1 mg/kg"),
        (1000, True, None),
        (500, None, None),
        (None, True, None),
    ],
)
def test_a_step_up_stays_within_its_limits_and_needs_good_tolerance(
    dose: int | None, well: bool | None, expected: str | None
) -> None:
    found = proposals(
        progress=Progress(1, 6), reviews=[Review(1, 5, False)], measure="madrs", dose_ug_per_kg=dose,
        well_tolerated=well,
    )  # fmt: skip
    says = [one.says for one in found if one.step is Step.STEP_UP]
    assert says == ([] if expected is None else [f"consider {expected} in place of {dose / 1000:g} mg/kg"])  # type: ignore[operator]


@pytest.mark.parametrize(
    ("signal", "step"),
    [
        (Signal.MANIA, Step.STOP),
        (Signal.CONSENT_WITHDRAWN, Step.STOP),
        (Signal.SUICIDAL_IDEATION, Step.PAUSE),
        (Signal.WORSENING, Step.PAUSE),
        (Signal.MISUSE, Step.HOLD),
    ],
)
def test_what_happens_has_its_own_rule_and_comes_first(signal: Signal, step: Step) -> None:
    assert proposed(1, 10, signals=(signal,)) == [step, Step.STEP_UP, Step.GO_ON]


def test_every_signal_has_a_rule() -> None:
    for signal in Signal:
        assert proposed(1, 60, signals=(signal,)) != []


def test_another_measure_than_the_studied_one_is_marked_as_a_sites_choice() -> None:
    (found,) = proposals(
        progress=Progress(4, 6), reviews=[Review(4, 5, False)], measure="phq-9", dose_ug_per_kg=500,
        well_tolerated=True,
    )  # fmt: skip
    assert [source.confidence for source in found.sources] == [Confidence.P]
