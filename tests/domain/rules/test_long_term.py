"""The long-term checks: one row of the table for each rule's meaning, and the clock of each rhythm."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from euthymia.domain.quantities import Confidence, Unusable
from euthymia.domain.rules import long_term
from euthymia.domain.rules.long_term import (
    BY_CODE,
    CHECKS,
    SETTINGS,
    Course,
    Level,
    Result,
    Settings,
    State,
    standings,
)
from euthymia.domain.rules.long_term import reading as read_elsewhere

TODAY = date(2026, 6, 15)
BEGUN = Course(
    today=TODAY, age_y=40, is_followed=True, visits=(date(2026, 6, 1), date(2026, 6, 4), date(2026, 6, 8)), next_visit=date(2026, 6, 18),
    mid_course=date(2026, 6, 8), bipolar=False, cardiovascular=False,
)  # fmt: skip


def result(check: str, on: date = TODAY, *, done: bool = True, **values: Any) -> Result:
    at = datetime.combine(on, time(12), UTC)
    return Result(
        check=check, on=on, at=at, by="Noor", values=values, says="said", origin="entered here", done=done
    )


def of(
    check: str, *results: Result, course: Course = BEGUN, settings: Settings | None = None
) -> long_term.Standing:
    return next(one for one in standings(course, results, settings) if one.check.code == check)


def ago(**months_or_days: int) -> date:
    return TODAY - timedelta(**months_or_days)


MEANINGS = [
    ("bladder-questions", {"finding": "none"}, None),
    ("bladder-questions", {"finding": "frequency", "lasting": "no"}, Level.NOTE),
    ("bladder-questions", {"finding": "frequency", "lasting": "yes"}, Level.HOLD),
    ("bladder-questions", {"finding": "blood", "lasting": "no"}, Level.HOLD),
    ("urinalysis", {"finding": "negative"}, None),
    ("urinalysis", {"finding": "other"}, Level.NOTE),
    ("urinalysis", {"finding": "blood"}, Level.HOLD),
    ("liver", {"times_upper": 1.0}, None),
    ("liver", {"times_upper": 2.9}, Level.NOTE),
    ("liver", {"times_upper": 3.0}, Level.HOLD),
    ("cognition-complaint", {"finding": "none"}, None),
    ("cognition-complaint", {"finding": "complaint"}, Level.REVIEW),
    ("dependence", {"craving": 3.0, "signals": []}, None),
    ("dependence", {"craving": 3.0, "signals": ["dose"]}, Level.NOTE),
    ("dependence", {"craving": 3.0, "signals": ["dose", "craving"]}, Level.HOLD),
    ("drug-screen", {"finding": "prescribed"}, None),
    ("drug-screen", {"finding": "unexpected"}, Level.REVIEW),
    ("register", {"finding": "expected"}, None),
    ("register", {"finding": "unexpected"}, Level.REVIEW),
    ("asrm", {"total": 5}, None),
    ("asrm", {"total": 6}, Level.HOLD),
    ("ecg", {"finding": "fine"}, None),
    ("ecg", {"finding": "abnormal"}, Level.REVIEW),
    ("plan-review", {"finding": "changed"}, None),
]


@pytest.mark.parametrize(("check", "values", "level"), MEANINGS, ids=lambda part: str(part)[:40])
def test_what_a_result_means(check: str, values: dict[str, Any], level: Level | None) -> None:
    found = of(check, result(check, **values)).found
    assert (found.level if found else None) == level


def test_a_fall_of_the_moca_is_against_the_first_total() -> None:
    first, last = result("moca", ago(days=170), total=27), result("moca", total=25)
    assert of("moca", first, replace(last, values={"total": 26})).found is None
    found = of("moca", first, last).found
    assert (
        found is not None and found.level is Level.REVIEW and found.says == "2 points below the first total"
    )
    assert of("moca", first, last, settings=Settings(moca_fall=3)).found is None


def test_a_mean_pressure_of_140_over_three_visits_goes_to_primary_care() -> None:
    visits = [
        result("pressure", day, sbp=sbp, dbp=80)
        for day, sbp in zip(BEGUN.visits, (150, 138, 132), strict=True)
    ]
    found = of("pressure", *visits).found
    assert found is not None and found.says == "mean 140/80 mmHg before the dose over 3 visits"
    assert of("pressure", *visits[1:]).found is None
    assert of("pressure", *visits[:2], result("pressure", BEGUN.visits[2], sbp=131, dbp=80)).found is None
    high = [result("pressure", day, sbp=120, dbp=90) for day in BEGUN.visits]
    assert of("pressure", *high).found is not None


def test_every_rule_is_in_the_table_of_meanings_or_has_a_test_of_its_own() -> None:
    assert {check for check, *_ in MEANINGS} | {"moca", "pressure"} == set(BY_CODE)


def test_every_rule_has_its_sources_and_every_figure_is_a_site_setting() -> None:
    for check in CHECKS:
        assert "clinical.md" in check.provenance.source and "clinical.md" in check.interval.source
        assert check.action and (check.questions or check.instrument or check.reads)
    assert {one.provenance.confidence for one in SETTINGS} == {Confidence.P}
    with pytest.raises(Unusable) as refused:
        Settings.from_json({"quarter_months": 9, "half_year_months": 6.5, "x": 1})
    assert len(refused.value.faults) == 3


# Rhythm of visits.
def test_asked_at_each_visit() -> None:
    assert of("bladder-questions").state is State.OVERDUE
    assert of("bladder-questions").due == date(2026, 6, 8)
    done = of("bladder-questions", result("bladder-questions", date(2026, 6, 8), finding="none"))
    assert (done.state, done.due) == (State.DONE, date(2026, 6, 18))
    before = of("bladder-questions", result("bladder-questions", date(2026, 6, 7), finding="none"))
    assert before.state is State.OVERDUE


def test_on_the_day_of_the_visit_it_is_due_and_the_day_after_overdue() -> None:
    comes = replace(BEGUN, today=date(2026, 6, 18))
    old = result("bladder-questions", date(2026, 6, 8), finding="none")
    assert of("bladder-questions", old, course=comes).state is State.DUE
    treated = replace(comes, visits=(*BEGUN.visits, comes.today), next_visit=None)
    assert of("bladder-questions", old, course=treated).state is State.DUE
    assert (
        of("bladder-questions", old, course=replace(treated, today=date(2026, 6, 19))).state is State.OVERDUE
    )


# Rhythm of months.
@pytest.mark.parametrize(
    ("taken", "state", "due"),
    [
        (date(2026, 6, 1), State.DONE, date(2026, 9, 1)),
        (date(2026, 3, 30), State.DONE, date(2026, 6, 30)),
        (date(2026, 3, 29), State.DUE, date(2026, 6, 29)),
        (date(2026, 3, 15), State.DUE, date(2026, 6, 15)),
        (date(2026, 3, 14), State.OVERDUE, date(2026, 6, 14)),
    ],
)
def test_every_three_months(taken: date, state: State, due: date) -> None:
    found = of("urinalysis", result("urinalysis", taken, finding="negative"))
    assert (found.state, found.due) == (state, due)


def test_without_a_baseline_it_is_overdue_from_the_first_session_and_due_before() -> None:
    assert (of("liver").state, of("liver").due) == (State.OVERDUE, date(2026, 6, 1))
    planned = replace(BEGUN, visits=(), mid_course=None)
    assert (of("liver", course=planned).state, of("liver", course=planned).due) == (
        State.DUE,
        date(2026, 6, 18),
    )
    unbooked = replace(planned, next_visit=None)
    assert of("liver", course=unbooked).state is State.DUE


def test_an_abnormal_liver_result_comes_again_in_the_middle_of_the_course() -> None:
    fine, high = (result("liver", date(2026, 5, 30), times_upper=times) for times in (0.6, 1.8))
    assert of("liver", fine).state is State.DONE
    found = of("liver", high)
    assert (found.state, found.due) == (State.OVERDUE, date(2026, 6, 8))
    again = result("liver", date(2026, 6, 9), times_upper=1.7)
    assert of("liver", high, again).state is State.DONE


def test_the_site_sets_the_intervals_and_how_long_ahead() -> None:
    taken = result("urinalysis", date(2026, 5, 10), finding="negative")
    assert of("urinalysis", taken).state is State.DONE
    assert of("urinalysis", taken, settings=Settings(quarter_months=1)).state is State.OVERDUE
    assert of("urinalysis", taken, settings=Settings(ahead_days=60)).state is State.DUE


def test_what_could_not_be_done_is_no_result() -> None:
    tried = result("urinalysis", done=False)
    found = of("urinalysis", result("urinalysis", ago(days=120), finding="negative"), tried)
    assert found.state is State.OVERDUE and found.tried == tried and found.last is not None


# Who.
def test_cognition_is_tested_by_age_in_maintenance_or_with_a_complaint() -> None:
    assert of("moca").state is State.NOT_ASKED
    assert of("moca", course=replace(BEGUN, age_y=60)).state is State.OVERDUE
    assert of("moca", course=replace(BEGUN, maintenance_since=date(2026, 6, 8))).state is State.OVERDUE
    complaint = result("cognition-complaint", finding="complaint")
    assert of("moca", complaint).state is State.DUE
    assert of("moca", complaint, result("moca", total=28)).state is State.DONE


@pytest.mark.parametrize(("check", "who"), [("asrm", "bipolar"), ("ecg", "cardiovascular")])
def test_of_some_people_only_and_not_known_is_a_state(check: str, who: str) -> None:
    assert of(check).state is State.NOT_ASKED
    unknown = of(check, course=replace(BEGUN, **{who: None}))
    assert unknown.state is State.UNKNOWN and "not known" in unknown.why and unknown.state.asks
    assert of(check, course=replace(BEGUN, **{who: True})).state is State.OVERDUE


def test_maintenance_checks_begin_with_maintenance() -> None:
    assert of("cognition-complaint").state is State.LATER
    since = replace(BEGUN, maintenance_since=date(2026, 6, 8))
    assert of("cognition-complaint", course=since).state is State.OVERDUE
    review = of("plan-review", course=since)
    assert (review.state, review.due) == (State.LATER, date(2026, 12, 8))


def test_after_the_end_checks_go_on_for_the_months_of_the_setting_and_then_say_so() -> None:
    ended = replace(BEGUN, is_followed=False, next_visit=None, today=date(2026, 12, 8))
    assert of("urinalysis", course=ended).state is State.OVERDUE
    over = of("urinalysis", course=replace(ended, today=date(2026, 12, 9)))
    assert over.state is State.ENDED and "08 Jun" in over.why
    unknown = replace(ended, today=date(2026, 12, 9), bipolar=None)
    assert {one.state for one in standings(unknown, [])} == {State.ENDED}


# Typing.
def test_answers_are_read_whole_or_refused_with_every_fault() -> None:
    bladder, craving = BY_CODE["bladder-questions"], BY_CODE["dependence"]
    assert long_term.read(bladder, {"finding": "none"}) == {"finding": "none"}
    assert long_term.read(craving, {"craving": "2.5", "signals": ["dose"]}) == {
        "craving": 2.5,
        "signals": ["dose"],
    }
    for check, typed, faults in (
        (bladder, {"finding": "pain"}, ["lasting"]),
        (bladder, {"finding": "odd", "more": "x"}, ["finding", "more"]),
        (bladder, {}, ["finding"]),
        (craving, {"craving": "11", "signals": ["odd"]}, ["craving", "signals"]),
        (craving, {"craving": "²"}, ["craving"]),
        (BY_CODE["liver"], {"times_upper": "1,5"}, ["times_upper"]),
    ):
        with pytest.raises(Unusable) as refused:
            long_term.read(check, typed)
        assert sorted(fault.at for fault in refused.value.faults) == faults
    words = long_term.in_words(craving, {"craving": 2.5, "signals": ["dose"]})
    assert words == "Craving for ketamine: 2.5 of 10; Signals: dose has been rising"


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("negative", {"finding": "negative"}), ("no blood, no protein", {"finding": "negative"}), ("pending", None), ("  ", None),
        ("trace blood", {"finding": "blood"}), ("protein +; glucose negative", {"finding": "other", "words": "protein +; glucose negative"}),
    ],
)  # fmt: skip
def test_a_laboratorys_words_about_urine(words: str, answer: dict[str, str] | None) -> None:
    assert read_elsewhere.urinalysis(words) == answer


def test_liver_values_count_against_their_own_limits_and_without_one_say_nothing() -> None:
    labs = {"alt": {"value": 88, "upper": 40}, "ggt": {"value": 30, "upper": 60}, "ast": {"value": 500}}
    assert read_elsewhere.liver(labs) == {"times_upper": 2.2}
    assert read_elsewhere.liver({"ast": {"value": 500}}) is None


def test_diagnoses_are_read_by_code_and_by_words() -> None:
    assert read_elsewhere.holds([("", "F31.81")], read_elsewhere.BIPOLAR)
    assert read_elsewhere.holds([("bipolar II disorder", "")], read_elsewhere.BIPOLAR)
    assert not read_elsewhere.holds([("no bipolar disorder", ""), ("", "F33.2")], read_elsewhere.BIPOLAR)
    assert read_elsewhere.holds([("coronary artery disease", "I25.10")], read_elsewhere.CARDIOVASCULAR)
