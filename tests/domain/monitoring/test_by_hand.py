"""What a person read off stays true until the schedule's next look is missed; a device is silent after seconds."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from euthymia.domain.monitoring import (
    LABEL_CONSERVATIVE,
    SCHEDULE,
    AlarmEvent,
    Sample,
    Stage,
    State,
    Track,
    by_hand_age_s,
    rejudge,
    silent_at,
    step,
)
from euthymia.domain.monitoring.due import Phase, due

START = datetime(2026, 11, 20, 10, tzinfo=UTC)
LIMITS = LABEL_CONSERVATIVE.limits()
OXIMETER_S, MISSED_S = 10, 1350  # 1.5 × 15 min


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def run(*arrived: tuple[float, str, float, bool], until: float) -> list[str]:
    """Readings as (second, channel, value, by hand); then time passes. What was said, with its second."""
    state, said = State(), list[AlarmEvent]()
    for second, channel, value, by_hand in arrived:
        state, found = step(state, LIMITS, [Sample(channel, value, at(second), by_hand)], at(second))
        said += found
    _, found = step(state, LIMITS, (), at(until))
    return [
        f"{(one.at - START).total_seconds():g} {one.alarm} {one.kind}"
        for one in (*said, *found)
        if one.kind != "escalated"
    ]


def test_a_typed_set_raises_no_silence_before_the_schedule_asks_again() -> None:
    typed = [(0, name, value, True) for name, value in (("sbp", 120), ("hr", 70), ("spo2", 98), ("rr", 14))]
    assert run(*typed, until=MISSED_S) == []
    (pressure,) = (one for one in SCHEDULE if one.name == "bp")
    (asked,) = due([pressure], Phase(Stage.RECOVERY, START), {"bp": START}, at(MISSED_S - 1))
    assert asked.tell_second_person, "long before, the due clock has told a second person"
    assert set(run(*typed, until=MISSED_S + 1)) == {
        f"{MISSED_S} {name}-silent raised" for name in ("sbp", "hr", "spo2", "rr")
    }


def test_a_device_is_silent_after_seconds_though_somebody_types_beside_it() -> None:
    lead_off = [(0, "spo2", 97, False), (8, "spo2", 98, True)]
    assert run(*lead_off, until=30) == [f"{OXIMETER_S} spo2-silent raised"]
    same_instant = [(0, "spo2", 97, True), (0, "spo2", 97, False)]
    assert run(*same_instant, until=30) == [f"{OXIMETER_S} spo2-silent raised"]


def test_what_is_typed_after_the_device_fell_silent_ends_the_silence_until_the_next_look_is_missed() -> None:
    taken_off = [(0, "hr", 71, False), (60, "hr", 72, True)]
    said = run(*taken_off, until=60 + MISSED_S)
    assert said == ["15 hr-silent raised", "60 hr-silent cleared"]
    assert run(*taken_off, until=61 + MISSED_S)[-1] == f"{60 + MISSED_S} hr-silent raised"
    back = [*taken_off, (90, "hr", 73, False)]
    assert run(*back, until=110)[-1] == "105 hr-silent raised", "a device that is back is judged as one"


def test_a_late_entry_from_before_the_device_fell_silent_ends_no_silence() -> None:
    state, _ = step(State(), LIMITS, [Sample("spo2", 97, at(0))], at(30))
    state, said = step(state, LIMITS, [Sample("spo2", 98, at(5), True)], at(31))
    assert said == () and "spo2-silent" in state.standing


def test_a_typed_value_beyond_a_limit_alarms_like_any_other_and_new_limits_judge_it() -> None:
    assert run((0, "spo2", 80, True), until=1) == ["0 spo2-low raised"]
    state, _ = step(State(), LIMITS, [Sample("spo2", 80, at(0), True)], at(1))
    _, again = rejudge(state, LIMITS, at(600))
    assert {one.kind for one in again} == {"escalated"}, (
        "ten minutes later it stands, once, and people are told"
    )


def test_a_channel_without_a_place_in_the_schedule_has_its_own_limit() -> None:
    assert by_hand_age_s("dissociation", 60) == 60
    assert by_hand_age_s("spo2", 9_000) == 9_000, "never less than a device's"


def test_a_state_from_before_this_was_told_apart_is_a_devices() -> None:
    state, _ = step(State(), LIMITS, [Sample("spo2", 97, at(0), True)], at(0))
    document = json.loads(json.dumps(state.to_json()))
    assert State.from_json(document) == state
    document["tracks"]["spo2"] = document["tracks"]["spo2"][:4]
    track = State.from_json(document).tracks["spo2"]
    assert track == Track(at(0), 97, None, None, at(0)) and not track.by_hand
    assert silent_at("spo2", track, LIMITS["spo2"]) == (at(OXIMETER_S), OXIMETER_S)


READING = st.builds(
    lambda channel, value, second, by_hand: Sample(channel, value, at(second), by_hand),
    st.sampled_from(("spo2", "hr")), st.sampled_from((80, 97, 130)), st.integers(0, 3_000), st.booleans(),
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(READING, max_size=20), st.integers(0, 20))
def test_in_pieces_it_is_the_same_as_at_once(readings: list[Sample], cut: int) -> None:
    readings.sort(key=lambda one: one.measured_at)
    end = at(9_000)
    whole, said = step(State(), LIMITS, readings, end)
    newest = max((one.measured_at for one in readings[:cut]), default=START)
    first, before = step(State(), LIMITS, readings[:cut], newest)
    second, after = step(State.from_json(first.to_json()), LIMITS, readings[cut:], end)
    assert (second, (*before, *after)) == (whole, said)
