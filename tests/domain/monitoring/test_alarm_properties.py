"""What any stream of readings must show, whatever it holds."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from euthymia.domain.monitoring import AlarmEvent, Kind, Limit, Limits, Priority, Sample, State, active, step

START = datetime(2026, 11, 20, 10, tzinfo=UTC)
CHANNELS = ("spo2", "hr", "sbp")


@st.composite
def limits(draw: st.DrawFn) -> Limits:
    made = {}
    for channel in CHANNELS:
        low, high = draw(st.sampled_from([(40, 60), (None, 60), (40, None)]))
        made[channel] = Limit(
            low=low,
            high=high,
            urgent_high=70 if high is not None and draw(st.booleans()) else None,
            max_age_s=draw(st.sampled_from([3, 10])),
            delay_s=draw(st.sampled_from([0, 0, 4])),
            priority=draw(st.sampled_from([Priority.HIGH, Priority.MEDIUM, Priority.LOW])),
            latching=draw(st.booleans()),
            escalate_after_s=draw(st.sampled_from([None, 5, 8])),
        )
    return Limits(made)


SAMPLE = st.builds(
    lambda channel, value, seconds: Sample(channel, value, START + timedelta(seconds=seconds)),
    st.sampled_from(CHANNELS),
    st.sampled_from([30, 39, 40, 50, 60, 61, 70, 75]),
    st.integers(0, 80),
)
ARRIVING = st.lists(SAMPLE, max_size=30)
IN_ORDER = ARRIVING.map(lambda samples: sorted(samples, key=lambda sample: sample.measured_at))


def replay(
    limits: Limits, samples: list[Sample], state: State | None = None
) -> tuple[State, list[AlarmEvent]]:
    state, events, newest = state or State(), [], START
    for sample in samples:
        newest = max(newest, sample.measured_at)
        state, found = step(state, limits, [sample], newest)
        events += found
    return state, events


@settings(deadline=None)
@given(limits(), ARRIVING, st.sets(st.integers(0, 30)))
def test_folding_in_pieces_is_folding_at_once(limits: Limits, samples: list[Sample], cuts: set[int]) -> None:
    end = max((sample.measured_at for sample in samples), default=START)
    at_once = step(State(), limits, samples, end)
    state, events, newest, piece = State(), [], START, []
    for n, sample in enumerate(samples):
        piece.append(sample)
        newest = max(newest, sample.measured_at)
        if n in cuts:
            state, found = step(state, limits, piece, newest)
            events, piece = [*events, *found], []
    state, found = step(state, limits, piece, end)
    assert (state, (*events, *found)) == at_once


@settings(deadline=None)
@given(limits(), IN_ORDER, st.integers(0, 200))
def test_live_with_a_tick_a_second_is_replay(limits: Limits, samples: list[Sample], after_s: int) -> None:
    end = (
        START + timedelta(seconds=after_s)
        if not samples
        else samples[-1].measured_at + timedelta(seconds=after_s)
    )
    live, live_events, waiting = State(), [], list(samples)
    for second in range(int((end - START).total_seconds()) + 1):
        now = START + timedelta(seconds=second)
        while waiting and waiting[0].measured_at <= now:
            live, found = step(live, limits, [waiting.pop(0)], now)
            live_events += found
        live, found = step(live, limits, (), now)
        live_events += found
    replayed, events = replay(limits, samples)
    replayed, found = step(replayed, limits, (), end)
    assert [*events, *found] == live_events
    assert replayed == live


@settings(deadline=None)
@given(limits(), ARRIVING, st.data())
def test_delivering_again_changes_nothing(limits: Limits, samples: list[Sample], data: st.DataObject) -> None:
    state, _ = replay(limits, samples)
    again = data.draw(st.lists(st.sampled_from(samples))) if samples else []
    now = state.clock or START
    state, _ = step(state, limits, (), now)
    assert step(state, limits, again, now) == (state, ())


@settings(deadline=None)
@given(limits(), ARRIVING)
def test_the_state_survives_json(limits: Limits, samples: list[Sample]) -> None:
    state, _ = replay(limits, samples)
    kept = State.from_json(json.loads(json.dumps(state.to_json())))
    assert kept == state
    assert Limits.from_json(json.loads(json.dumps(limits.to_json()))) == limits


@settings(deadline=None)
@given(limits(), ARRIVING)
def test_each_alarm_is_raised_and_cleared_in_turn(limits: Limits, samples: list[Sample]) -> None:
    state, events = replay(limits, samples)
    turns = defaultdict(list)
    for event in events:
        if event.kind in (Kind.RAISED, Kind.CLEARED):
            turns[event.alarm].append(event)
    for alarm, told in turns.items():
        assert [event.kind for event in told] == [
            (Kind.RAISED, Kind.CLEARED)[n % 2] for n in range(len(told))
        ]
        assert (alarm in state.standing) == (len(told) % 2 == 1)
        assert [event.at for event in told] == sorted(event.at for event in told)


@settings(deadline=None)
@given(limits(), ARRIVING)
def test_the_bar_is_in_the_order_of_priority(limits: Limits, samples: list[Sample]) -> None:
    state, _ = replay(limits, samples)
    shown = active(state)
    assert [one.priority.rank for one in shown] == sorted(one.priority.rank for one in shown)
    assert {one.alarm for one in shown} == set(state.standing)


@settings(deadline=None)
@given(limits(), IN_ORDER)
def test_every_raised_value_is_beyond_and_every_cleared_one_is_not(
    limits: Limits, samples: list[Sample]
) -> None:
    for event in replay(limits, samples)[1]:
        if event.value is None:
            assert event.alarm.endswith("-silent")
        elif event.kind is not Kind.CLEARED:
            low = event.alarm.endswith("-low")
            assert event.value < event.limit if low else event.value > event.limit
        else:
            low = event.alarm.endswith("-low")
            assert event.value >= event.limit if low else event.value <= event.limit


@settings(deadline=None)
@given(limits(), IN_ORDER)
def test_silence_is_said_at_the_last_reading_plus_the_maximum_age(
    limits: Limits, samples: list[Sample]
) -> None:
    for event in replay(limits, samples)[1]:
        if event.alarm.endswith("-silent") and event.kind is Kind.RAISED:
            channel = event.alarm.removesuffix("-silent")
            last = event.at - timedelta(seconds=limits[channel].max_age_s)
            assert any(sample.channel == channel and sample.measured_at == last for sample in samples)
            assert not any(
                sample.channel == channel and last < sample.measured_at <= event.at for sample in samples
            )
