"""Acknowledging is not clearing, a pause ends by itself, and a lost line undoes both."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from euthymia.domain.monitoring import (
    EVERY_ALARM,
    AlarmEvent,
    Kind,
    Limit,
    Limits,
    Priority,
    Sample,
    State,
    acknowledge,
    active,
    pause,
    rejudge,
    relink,
    step,
)
from euthymia.domain.quantities import Unusable

START = datetime(2026, 11, 20, 10, tzinfo=UTC)
LIMITS = Limits(
    {
        "spo2": Limit(
            low=90, high=None, max_age_s=900, priority=Priority.HIGH, latching=True, escalate_after_s=30
        ),
        "sbp": Limit(
            low=None, high=160, max_age_s=900, priority=Priority.MEDIUM, urgent_high=180, escalate_after_s=30
        ),
    }
)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def said(events: tuple[AlarmEvent, ...]) -> list[str]:
    return [f"{(event.at - START).total_seconds():g} {event.alarm} {event.kind}" for event in events]


def read(state: State, seconds: float, channel: str, value: float) -> tuple[State, list[str]]:
    state, events = step(state, LIMITS, [Sample(channel, value, at(seconds))], at(seconds))
    return state, said(events)


def tick(state: State, seconds: float) -> tuple[State, list[str]]:
    state, events = step(state, LIMITS, (), at(seconds))
    return state, said(events)


@pytest.fixture
def desaturated() -> State:
    return read(State(), 0, "spo2", 85)[0]


@pytest.fixture
def hypertensive() -> State:
    return read(State(), 0, "sbp", 170)[0]


def test_an_acknowledged_alarm_stays_in_sight_and_stops_climbing(hypertensive: State) -> None:
    state, events = acknowledge(hypertensive, "sbp-high", "Noor", "rechecking", at(10))
    assert [(event.kind, event.by, event.reason, event.value) for event in events] == [
        (Kind.ACKNOWLEDGED, "Noor", "rechecking", 170)
    ]
    assert [one.alarm for one in active(state)] == ["sbp-high"]
    assert tick(state, 129)[1] == []


def test_it_sounds_again_when_the_quiet_ends_before_the_condition(hypertensive: State) -> None:
    state, _ = acknowledge(hypertensive, "sbp-high", "Noor", "rechecking", at(10))
    state, events = tick(state, 500)
    assert events == ["130 sbp-high resumed"]
    assert tick(state, 600)[1] == []


def test_a_latched_alarm_clears_when_answered_and_gone_in_either_order(desaturated: State) -> None:
    answered, _ = acknowledge(desaturated, "spo2-low", "Noor", "airway", at(5))
    assert read(answered, 6, "spo2", 96)[1] == ["6 spo2-low cleared"]
    gone, events = read(desaturated, 6, "spo2", 96)
    assert events == []
    state, told = acknowledge(gone, "spo2-low", "Noor", "airway", at(8))
    assert said(told) == ["8 spo2-low acknowledged", "8 spo2-low cleared"]
    assert active(state) == ()


def test_a_latched_alarm_nobody_saw_still_climbs_the_ladder(desaturated: State) -> None:
    state, _ = read(desaturated, 6, "spo2", 96)
    assert tick(state, 61)[1] == ["30 spo2-low escalated", "60 spo2-low escalated"]


def test_the_ladder_names_who_is_told(desaturated: State) -> None:
    _, events = step(desaturated, LIMITS, (), at(1000))
    assert [event.reason for event in events if event.alarm == "spo2-low"] == [
        "told: the device of the neighbouring room",
        "told: the whole clinic",
        "told: the phone of the person in charge",
    ]


def test_a_pause_ends_by_itself(hypertensive: State) -> None:
    state, events = pause(hypertensive, "sbp-high", at(25), "Noor", "cuff is being moved", at(5))
    assert said(events) == ["5 sbp-high paused"]
    assert active(state)[0].quiet_until == at(25)
    state, told = tick(state, 25)
    assert told == ["25 sbp-high resumed"]
    assert active(state)[0].quiet_until is None


def test_a_pause_is_no_answer(hypertensive: State) -> None:
    state, _ = pause(hypertensive, "sbp-high", at(100), "Noor", "busy", at(5))
    assert tick(state, 61)[1] == ["30 sbp-high escalated", "60 sbp-high escalated"]


def test_pausing_everything_covers_what_stands_and_nothing_new(hypertensive: State) -> None:
    state, events = pause(hypertensive, EVERY_ALARM, at(20), "Noor", "suction", at(5))
    assert said(events) == ["5 sbp-high paused"]
    state, told = read(state, 6, "spo2", 80)
    assert told == ["6 spo2-low raised"]
    assert {one.alarm: one.quiet_until for one in active(state)} == {"spo2-low": None, "sbp-high": at(20)}


def test_a_higher_priority_breaks_through_and_asks_for_a_new_answer(hypertensive: State) -> None:
    state, _ = acknowledge(hypertensive, "sbp-high", "Noor", "rechecking", at(5))
    state, told = read(state, 20, "sbp", 185)
    assert told == ["20 sbp-high resumed", "20 sbp-high escalated"]
    (standing,) = active(state)
    assert (standing.priority, standing.limit, standing.acknowledged) == (Priority.HIGH, 180, False)
    assert tick(state, 51)[1] == ["50 sbp-high escalated"]


def test_a_condition_that_comes_back_breaks_through(desaturated: State) -> None:
    state, _ = pause(desaturated, "spo2-low", at(25), "Noor", "probe moved", at(1))
    state, _ = read(state, 2, "spo2", 96)
    assert read(state, 3, "spo2", 88)[1] == ["3 spo2-low resumed"]


def test_a_lost_line_ends_every_quiet(desaturated: State) -> None:
    state, _ = read(desaturated, 1, "sbp", 170)
    state, _ = pause(state, "spo2-low", at(60), "Noor", "probe moved", at(2))
    state, _ = acknowledge(state, "sbp-high", "Noor", "rechecking", at(3))
    state, events = relink(state, at(10))
    assert said(events) == ["10 sbp-high resumed", "10 spo2-low resumed"]
    assert relink(state, at(11)) == (state, ())


def test_an_answered_state_survives_json(desaturated: State) -> None:
    state, _ = pause(desaturated, "spo2-low", at(60), "Noor", "probe moved", at(2))
    assert State.from_json(state.to_json()) == state


@pytest.mark.parametrize("document", [None, [], {}, {"clock": 3, "tracks": {}, "standing": []}])
def test_another_document_is_no_state(document: object) -> None:
    with pytest.raises(Unusable, match="not the state"):
        State.from_json(document)


def test_what_is_refused(hypertensive: State) -> None:
    with pytest.raises(Unusable, match="no alarm that stands"):
        acknowledge(hypertensive, "spo2-low", "Noor", "seen", at(1))
    with pytest.raises(Unusable, match="nobody is named"):
        acknowledge(hypertensive, "sbp-high", " ", "seen", at(1))
    with pytest.raises(Unusable, match="no reason"):
        pause(hypertensive, "sbp-high", at(20), "Noor", "", at(1))
    with pytest.raises(Unusable, match="of quiet"):
        acknowledge(hypertensive, "sbp-high", "Noor", "seen", at(1), quiet_s=121)
    with pytest.raises(Unusable, match="no alarm stands"):
        pause(State(), EVERY_ALARM, at(20), "Noor", "quiet", at(1))
    for until in (1, 0, 122):
        with pytest.raises(Unusable, match="is not within"):
            pause(hypertensive, "sbp-high", at(until), "Noor", "quiet", at(1))
    assert pause(hypertensive, "sbp-high", at(121), "Noor", "quiet", at(1))[1]


def narrowed(**changes: object) -> Limits:
    return Limits({**LIMITS, "sbp": replace(LIMITS["sbp"], **changes)})


def changed(state: State, seconds: float, limits: Limits) -> tuple[State, list[str]]:
    state, events = rejudge(state, limits, at(seconds))
    return state, said(events)


def test_limits_that_change_judge_what_stands_measured() -> None:
    state, _ = read(State(), 0, "sbp", 150)
    state, events = changed(state, 60, narrowed(high=140))
    assert events == ["60 sbp-high raised"]
    assert active(state)[0].limit == 140
    assert changed(state, 61, narrowed(high=140))[1] == [], "once"
    state, events = changed(state, 70, narrowed(high=150))
    assert events == ["70 sbp-high cleared"], "a value at the limit is not beyond it"


def test_a_wider_limit_leaves_a_latched_alarm_to_a_person(desaturated: State) -> None:
    wider = Limits({**LIMITS, "spo2": replace(LIMITS["spo2"], low=80)})
    state, events = changed(desaturated, 5, wider)
    assert events == []
    assert [(one.alarm, one.present) for one in active(state)] == [("spo2-low", False)]


def test_a_value_too_old_to_be_alive_is_silent_and_nothing_else() -> None:
    state, _ = read(State(), 0, "sbp", 150)
    assert changed(state, 901, narrowed(high=140))[1] == ["900 sbp-silent raised"]


def test_a_delay_counts_from_the_change() -> None:
    slow = narrowed(high=140, delay_s=20)
    state, _ = read(State(), 0, "sbp", 150)
    state, events = changed(state, 10, slow)
    assert events == []
    state, events = step(state, slow, [Sample("sbp", 150, at(29))], at(29))
    assert said(events) == []
    _, events = step(state, slow, [Sample("sbp", 150, at(30))], at(30))
    assert said(events) == ["30 sbp-high raised"]
