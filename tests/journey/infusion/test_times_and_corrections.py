"""Late entries, entries in the future, and corrections: what they do to the course and to the dose."""

from __future__ import annotations

from datetime import timedelta

import pytest

from euthymia.domain import protocols
from euthymia.journey.infusion import actions, queries
from euthymia.journey.infusion.fold import Phase
from euthymia.kit import clock
from journey.infusion.chair import ANA_STARTED, AtTheChair, ago, later
from support.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.scene(ANA_STARTED)]


@pytest.fixture
def chair(cast: Cast, unit) -> AtTheChair:
    """Started twenty minutes ago at 52.5 mg/h: 17.5 mg of 35 mg given."""
    found = AtTheChair.found(cast, unit)
    later(20)
    return found


@pytest.mark.parametrize(
    ("verb", "said"),
    [
        (actions.record_vitals, {"values": {"hr": "70"}}),
        (actions.write_note, {"words": "calm"}),
        (actions.record_symptom, {"symptom": "nausea"}),
        (actions.record_scores, {"scores": {"moaas": "5"}}),
        (actions.give, {"name": "ondansetron", "amount": "4 mg", "route": "IV", "ordered_by": "Dr Okafor"}),
        (actions.change_rate, {"rate_ul_per_h": 100_000, "reason": "comfort"}),
        (actions.pause, {"reason": "comfort"}),
        (actions.finish, {"reason": "patient asked"}),
        (actions.correct, {"n": 2, "reason": "misread"}),
    ],
)
def test_nothing_is_observed_in_the_future(chair: AtTheChair, verb, said) -> None:
    assert chair.refused(verb, **said, at=clock.now() + timedelta(minutes=1)) == ["future"]


def test_two_clocks_that_differ_by_a_blink_are_forgiven(chair: AtTheChair) -> None:
    event = chair.note(at=clock.now() + timedelta(seconds=4))
    assert event.at == clock.now()


def test_nothing_is_observed_long_before_the_session(chair: AtTheChair) -> None:
    assert chair.refused(actions.write_note, words="x", at=ago(13 * 60)) == ["too-early"]
    assert chair.note("took her morning tablet", at=ago(3 * 60)).at == ago(3 * 60)


def test_no_infusion_begins_before_its_order(cast: Cast, unit) -> None:
    chair = AtTheChair.ordered(cast, unit)
    assert chair.refused(actions.start, rate_ul_per_h=150_000, reason="late", at=ago(1)) == ["before-order"]
    chair.start(reason="no cuff at hand")
    assert chair.refused(actions.correct, n=1, reason="x", at=ago(1)) == ["before-order"]


def test_a_late_start_looks_at_the_pressure_before_it(cast: Cast, unit) -> None:
    """What was measured after the pump ran is no resting value."""
    chair = AtTheChair.ordered(cast, unit)
    later(10)
    chair.vitals({"sbp": "150", "dbp": "80"})
    assert chair.refused(actions.start, rate_ul_per_h=150_000, at=ago(5)) == ["no-resting-pressure"]
    chair.vitals({"sbp": "118", "dbp": "74"}, at=ago(6))
    event = chair.start(at=ago(5))
    assert chair.course().given_ug == 52_500 * 5 // 60
    assert queries.as_happening(event).late
    assert chair.fresh().watch.limits["sbp"]["high"] == 118 + 30 - 1


def test_a_late_change_of_rate_is_told_against_the_rate_of_its_time(chair: AtTheChair) -> None:
    chair.rate(100_000)
    later(5)
    event = chair.rate(120_000, at=ago(15))
    assert event.says == "rate 52.5 mg/h (150 mL/h) → 42 mg/h (120 mL/h)"
    assert event.detail["old_rate_ul_per_h"] == 150_000
    # 10 minutes at 52.5, 10 at 42, 5 at 35 mg/h
    assert chair.course().given_ug == 8_750 + 7_000 + 35_000 * 5 // 60
    assert chair.course().rate_ug_per_h == 35_000


def test_the_rate_that_runs_now_may_have_been_another_then(chair: AtTheChair) -> None:
    chair.rate(100_000)
    later(5)
    assert chair.refused(actions.change_rate, rate_ul_per_h=100_000, reason="x") == ["same-rate"]
    assert chair.rate(100_000, at=ago(10)).rate_ul_per_h == 100_000


@pytest.mark.parametrize("verb", [actions.change_rate, actions.pause, actions.finish])
def test_no_entry_of_the_pump_before_its_start(chair: AtTheChair, verb) -> None:
    said = {"rate_ul_per_h": 100_000} if verb is actions.change_rate else {}
    assert chair.refused(verb, reason="x", at=ago(21), **said) == ["before-start"]


@pytest.mark.parametrize("verb", [actions.pause, actions.finish])
def test_no_pause_and_no_end_before_a_newer_entry(chair: AtTheChair, verb) -> None:
    chair.rate(100_000)
    later(5)
    assert chair.refused(verb, reason="x", at=ago(10)) == ["before-newer"]
    chair.do(verb, reason="x", at=ago(2))
    assert chair.course().given_ug == 17_500 + 35_000 * 3 // 60


def test_a_late_pause_and_a_late_resume(chair: AtTheChair) -> None:
    chair.pause(at=ago(10))
    assert chair.course().given_ug == 8_750
    assert chair.refused(actions.resume, at=ago(11)) == ["running"]
    chair.resume(at=ago(4))
    assert chair.course().given_ug == 8_750 + 3_500


def test_no_rate_while_it_is_paused_but_one_before_the_pause(chair: AtTheChair) -> None:
    chair.pause(at=ago(2))
    assert chair.refused(actions.change_rate, rate_ul_per_h=100_000, reason="x") == ["paused"]
    chair.rate(100_000, at=ago(8))
    assert chair.course().phase is Phase.PAUSED
    assert chair.course().given_ug == 52_500 * 12 // 60 + 35_000 * 6 // 60


def test_a_late_end_before_the_bag_was_empty(chair: AtTheChair) -> None:
    """The bag would have been empty at minute 40; the pump was stopped at 38, and that is entered at 45."""
    later(25)
    assert chair.course().given_ug == 35_000
    assert chair.refused(actions.finish, at=ago(7)) == ["missing"], "it ended early, whenever that is entered"
    event = chair.finish(at=ago(7), reason="line removed")
    assert chair.course().given_ug == event.detail["given_ug"] == 33_250
    assert event.detail["early"] is True


def test_an_empty_bag_takes_no_rate_and_ends_without_a_reason(chair: AtTheChair) -> None:
    later(25)
    assert chair.refused(actions.change_rate, rate_ul_per_h=100_000, reason="x") == ["order-used-up"]
    event = chair.finish()
    assert event.detail == {"given_ug": 35_000, "left_ug": 0, "left_ul": 0, "early": False}
    assert chair.course().given_ug == 35_000


def test_a_slower_rate_found_late_means_that_the_bag_is_not_empty(chair: AtTheChair) -> None:
    later(25)
    chair.rate(75_000, at=ago(25))
    course = chair.course()
    assert course.given_ug == 17_500 + 26_250 * 25 // 60
    assert course.empty_at is not None and course.empty_at > clock.now()


def test_what_the_screen_shows_as_nothing_left_needs_no_reason(cast: Cast, unit) -> None:
    """100 mL in 45 minutes is 133.3 mL/h on the pump, which leaves 0.025 mL at the planned end."""
    figures = protocols.propose(
        weight_g=70_000, dose_ug_per_kg=500, stock_ug_per_ml=50_000, volume_ul=100_000, duration_min=45
    )
    chair = AtTheChair.ordered(cast, unit, figures=figures)
    chair.vitals()
    chair.start()
    later(45)
    assert 0 < chair.course().left_ul < 100
    assert chair.finish().detail["early"] is False


def test_stopping_early_needs_a_reason(chair: AtTheChair) -> None:
    assert chair.refused(actions.finish) == ["missing"]
    assert chair.refused(actions.finish, reason="  ") == ["missing"]
    assert chair.finish(reason="patient asked").detail["given_ug"] == 17_500


def test_correcting_the_start_moves_the_dose(chair: AtTheChair) -> None:
    chair.correct(2, at=ago(15))
    assert chair.course().given_ug == 52_500 * 15 // 60
    assert chair.course().started_at == ago(15)
    assert len(chair.events("started")) == 2


def test_a_start_is_not_moved_behind_what_came_after_it(chair: AtTheChair) -> None:
    chair.rate(100_000, at=ago(10))
    assert chair.refused(actions.correct, n=2, reason="x", at=ago(5)) == ["before-start"]


def test_an_end_is_not_moved_before_a_change_of_rate(chair: AtTheChair) -> None:
    chair.rate(100_000, at=ago(10))
    end = chair.finish(reason="patient asked", at=ago(2))
    assert chair.refused(actions.correct, n=end.n, reason="x", at=ago(12)) == ["before-newer"]


def test_a_corrected_end_says_what_had_been_given_by_then(chair: AtTheChair) -> None:
    end = chair.finish(reason="patient asked")
    later(5)
    again = chair.correct(end.n, at=ago(15))
    assert again.says == "infusion finished: 8.75 mg given of 35 mg"
    assert again.detail["given_ug"] == chair.course().given_ug == 8_750
    later_end = chair.correct(again.n, at=ago(1))
    assert later_end.detail["given_ug"] == chair.course().given_ug == 52_500 * 24 // 60


def test_a_correction_after_the_end_says_the_new_total(chair: AtTheChair) -> None:
    chair.finish(reason="patient asked")
    event = chair.correct(2, rate_ul_per_h=120_000)
    assert event.says == "rate corrected to 42 mg/h (120 mL/h); in all 14 mg given"
    assert chair.course().given_ug == 14_000


def test_a_correction_of_a_correction(chair: AtTheChair) -> None:
    first = chair.correct(2, rate_ul_per_h=120_000)
    second = chair.correct(first.n, rate_ul_per_h=90_000)
    assert chair.course().given_ug == 10_500
    assert chair.refused(actions.correct, n=2, reason="x", rate_ul_per_h=80_000) == ["corrected"]
    assert chair.refused(actions.correct, n=first.n, reason="x", rate_ul_per_h=80_000) == ["corrected"]
    chair.correct(second.n, at=ago(10))
    assert chair.course().given_ug == 5_250


def test_a_corrected_pause_moves_both_of_its_sides(chair: AtTheChair) -> None:
    pause = chair.pause(at=ago(10))
    resumed = chair.resume(at=ago(5))
    chair.correct(pause.n, at=ago(15))
    assert chair.course().given_ug == 52_500 * 10 // 60
    assert chair.refused(actions.correct, n=resumed.n, reason="x", at=ago(16)) == ["running"]


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ({"n": 2}, ["nothing-new"]),
        ({"n": 2, "words": "infusion started at 5 mg/h"}, ["no-words"]),
        ({"n": 2, "rate_ul_per_h": 0}, ["no-rate"]),
        ({"n": 2, "rate_ul_per_h": 150_050}, ["too-fine"]),
        ({"n": 2, "rate_ul_per_h": 900_000_000}, ["above-absolute"]),
        ({"n": 1, "words": "118/74"}, ["not-correctable"]),
        ({"n": 99, "words": "x"}, ["not-correctable"]),
        ({"n": 2, "rate_ul_per_h": 120_000, "reason": "  "}, ["missing"]),
    ],
)
def test_what_cannot_be_corrected(chair: AtTheChair, said, codes) -> None:
    assert chair.refused(actions.correct, **{"reason": "misread", **said}) == codes


def test_a_medicine_corrected_in_words_leaves_no_other_amount_behind(chair: AtTheChair) -> None:
    wrong = chair.do(actions.give, name="ondansetron", amount="8 mg", route="IV", ordered_by="Dr Okafor")
    right = chair.correct(wrong.n, words="ondansetron 4 mg IV")
    assert (right.kind, right.says, right.detail) == (
        "given",
        "ondansetron 4 mg IV",
        {"words": "ondansetron 4 mg IV"},
    )


def test_a_closed_session_takes_notes_and_nothing_else(chair: AtTheChair) -> None:
    chair.finish(reason="patient asked")
    chair.close()
    for verb, said in (
        (actions.correct, {"n": 2, "reason": "x", "rate_ul_per_h": 120_000}),
        (actions.change_rate, {"rate_ul_per_h": 100_000, "reason": "x"}),
        (actions.pause, {"reason": "x"}),
        (actions.resume, {}),
        (actions.finish, {"reason": "x"}),
        (actions.start, {"rate_ul_per_h": 150_000, "reason": "x"}),
        (actions.record_vitals, {"values": {"hr": "70"}}),
        (actions.record_scores, {"scores": {"moaas": "5"}}),
        (actions.record_symptom, {"symptom": "nausea"}),
        (actions.give, {"name": "a", "amount": "1 mg", "route": "IV", "ordered_by": "b"}),
        (actions.note_present, {"present": ["Noor"]}),
        (actions.note_monitor, {"says": "x"}),
        (actions.connect_monitor, {"code": "M-01"}),
    ):
        assert chair.refused(verb, **said) == ["wrong-phase"], verb.__name__
    assert chair.note("phoned at home, well").kind == "addendum"


def test_resuming_at_another_rate_is_a_change_of_rate(chair: AtTheChair) -> None:
    chair.pause()
    later(3)
    assert chair.refused(actions.resume, rate_ul_per_h=160_000) == ["above-ordered-rate"]
    assert chair.refused(actions.resume, rate_ul_per_h=0) == ["no-rate"]
    assert chair.refused(actions.resume, rate_ul_per_h=900_000_000, reason="x") == ["above-absolute"]
    assert chair.resume(rate_ul_per_h=75_000).says == "infusion resumed at 26.25 mg/h (75 mL/h)"
    assert chair.course().rate_ul_per_h == 75_000


def test_a_rate_that_had_its_reason_resumes_without_another(chair: AtTheChair) -> None:
    chair.rate(160_000, reason="order")
    chair.pause()
    assert chair.resume().rate_ul_per_h == 160_000
