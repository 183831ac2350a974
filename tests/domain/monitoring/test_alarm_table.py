"""Facts in, events out: readings and ticks as a small text, events as a small text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from euthymia.domain.monitoring import AlarmEvent, Limit, Limits, Priority, Sample, State, active, step
from euthymia.domain.quantities import Unusable

START = datetime(2026, 11, 20, 10, tzinfo=UTC)

PLAIN = Limits(
    {
        "spo2": Limit(low=90, high=None, max_age_s=10, priority=Priority.HIGH),
        "hr": Limit(low=50, high=120, max_age_s=10, delay_s=5, priority=Priority.MEDIUM),
        "sbp": Limit(
            low=100, high=180, max_age_s=60, priority=Priority.MEDIUM, urgent_high=200, urgent_low=80
        ),
    }
)
LATCHING = Limits({"spo2": Limit(low=90, high=None, max_age_s=10, priority=Priority.HIGH, latching=True)})
LADDERED = Limits(
    {
        "spo2": Limit(low=90, high=None, max_age_s=10, priority=Priority.HIGH, escalate_after_s=30),
        "hr": Limit(low=50, high=120, max_age_s=900, priority=Priority.MEDIUM),
    }
)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def said(event: AlarmEvent) -> str:
    value = "-" if event.value is None else f"{event.value:g}"
    seconds = (event.at - START).total_seconds()
    return f"{seconds:g} {event.alarm} {event.priority} {event.kind} {value}/{event.limit:g}"


def run(limits: Limits, text: str, state: State | None = None) -> tuple[State, list[str]]:
    """Each line is `SECONDS CHANNEL VALUE`, in order of arrival, or `SECONDS tick`."""
    state, events, clock = state or State(), [], START
    for line in text.strip().splitlines():
        seconds, channel, *value = line.split()
        clock = max(clock, at(float(seconds)))
        samples = [] if channel == "tick" else [Sample(channel, float(value[0]), at(float(seconds)))]
        state, found = step(state, limits, samples, clock)
        events += [said(event) for event in found]
    return state, events


CASES = {
    "a value at a limit is not beyond it": (PLAIN, "0 spo2 90\n1 sbp 180\n2 sbp 100", []),
    "no delay raises at the first value": (PLAIN, "0 spo2 89.9", ["0 spo2-low high raised 89.9/90"]),
    "the reading that comes back to the limit clears": (
        PLAIN,
        "0 spo2 89\n1 spo2 88\n2 spo2 90",
        ["0 spo2-low high raised 89/90", "2 spo2-low high cleared 90/90"],
    ),
    "a delay asks the readings to stay beyond": (
        PLAIN,
        "0 hr 121\n4 hr 130\n5 hr 120\n6 hr 121\n10 hr 122\n11 hr 123",
        ["11 hr-high medium raised 123/120"],
    ),
    "from one side to the other": (
        PLAIN,
        "0 sbp 181\n30 sbp 99",
        [
            "0 sbp-high medium raised 181/180",
            "30 sbp-high medium cleared 99/180",
            "30 sbp-low medium raised 99/100",
        ],
    ),
    "an older reading neither raises nor clears": (
        PLAIN,
        "5 spo2 97\n3 spo2 80\n6 spo2 85\n4 spo2 99",
        ["6 spo2-low high raised 85/90"],
    ),
    "the same reading again changes nothing": (
        PLAIN,
        "0 spo2 85\n0 spo2 85\n1 spo2 95\n1 spo2 95\n0 spo2 85",
        ["0 spo2-low high raised 85/90", "1 spo2-low high cleared 95/90"],
    ),
    "of two values of one instant the worse counts": (
        PLAIN,
        "0 spo2 95\n0 spo2 85\n0 spo2 95\n0 spo2 85\n1 spo2 95",
        ["0 spo2-low high raised 85/90", "1 spo2-low high cleared 95/90"],
    ),
    "a channel without limits only tells the time": (
        PLAIN,
        "0 spo2 97\n11 rr 3",
        ["10 spo2-silent technical raised -/10"],
    ),
    "a channel is watched from its first reading": (PLAIN, "0 sbp 120\n59 sbp 120\n100 sbp 120", []),
    "a reading at the maximum age is in time": (PLAIN, "0 spo2 97\n10 spo2 97\n20 tick", []),
    "silence found by another channel": (
        PLAIN,
        "0 spo2 97\n10.5 sbp 120",
        ["10 spo2-silent technical raised -/10"],
    ),
    "silence found only with the next reading": (
        PLAIN,
        "0 spo2 97\n50 spo2 85",
        [
            "10 spo2-silent technical raised -/10",
            "50 spo2-silent technical cleared -/10",
            "50 spo2-low high raised 85/90",
        ],
    ),
    "silence is raised once": (
        PLAIN,
        "0 spo2 97\n11 tick\n12 tick\n500 tick",
        ["10 spo2-silent technical raised -/10"],
    ),
    "silences in the order in which they fell due": (
        PLAIN,
        "0 sbp 120\n55 spo2 97\n200 tick",
        ["60 sbp-silent technical raised -/60", "65 spo2-silent technical raised -/10"],
    ),
    "a reading on its way when silence was found clears no earlier than the alarm": (
        PLAIN,
        "0 spo2 97\n11 tick\n9 spo2 97",
        ["10 spo2-silent technical raised -/10", "10 spo2-silent technical cleared -/10"],
    ),
    "a late reading that is itself too old does not end the silence": (
        PLAIN,
        "0 spo2 97\n30 tick\n5 spo2 97\n31 spo2 97",
        ["10 spo2-silent technical raised -/10", "31 spo2-silent technical cleared -/10"],
    ),
    "beyond the urgent limit the same alarm is high": (
        PLAIN,
        "0 sbp 190\n10 sbp 200\n20 sbp 201\n30 sbp 205\n40 sbp 185\n50 sbp 150",
        [
            "0 sbp-high medium raised 190/180",
            "20 sbp-high high escalated 201/200",
            "50 sbp-high high cleared 150/180",
        ],
    ),
    "high at once beyond the urgent limit": (PLAIN, "0 sbp 79", ["0 sbp-low high raised 79/80"]),
    "a latching alarm stays after the condition": (
        LATCHING,
        "0 spo2 89\n1 spo2 95\n2 spo2 88\n3 spo2 95",
        ["0 spo2-low high raised 89/90"],
    ),
    "a latching silence stays after the readings are back": (
        LATCHING,
        "0 spo2 97\n20 spo2 97\n40 spo2 97",
        ["10 spo2-silent technical raised -/10"],
    ),
    "nobody answers: once for each rung, at its own instant": (
        LADDERED,
        "0 spo2 85\n5 spo2 86\n200 hr 80",
        [
            "0 spo2-low high raised 85/90",
            "15 spo2-silent technical raised -/10",
            "30 spo2-low high escalated 86/90",
            "45 spo2-silent technical escalated -/10",
            "60 spo2-low high escalated 86/90",
            "75 spo2-silent technical escalated -/10",
            "120 spo2-low high escalated 86/90",
            "135 spo2-silent technical escalated -/10",
        ],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_events(name: str) -> None:
    limits, text, expected = CASES[name]
    assert run(limits, text)[1] == expected


def test_the_bar_shows_the_worst_first_in_words() -> None:
    state, _ = run(PLAIN, "0 hr 130\n6 hr 131\n7 sbp 190\n8 spo2 85\n20 sbp 190")
    assert [(one.alarm, one.words) for one in active(state)] == [
        ("spo2-low", "SpO₂ 85 < 90"),
        ("sbp-high", "systolic 190 > 180"),
        ("hr-high", "heart rate 131 > 120"),
        ("spo2-silent", "SpO₂: no reading for more than 10 s"),
        ("hr-silent", "heart rate: no reading for more than 10 s"),
    ]


def test_the_words_of_a_latched_alarm_say_that_it_waits() -> None:
    state, _ = run(LATCHING, "0 spo2 85\n1 spo2 97")
    assert [one.words for one in active(state)] == ["SpO₂ was 85 < 90; now within, waiting for a person"]


def test_limits_changed_on_the_way_count_from_the_next_reading() -> None:
    state, _ = run(PLAIN, "0 sbp 185")
    wider = Limits({**PLAIN, "sbp": Limit(low=None, high=190, max_age_s=60, priority=Priority.MEDIUM)})
    assert run(wider, "30 sbp 185", state)[1] == ["30 sbp-high medium cleared 185/190"]
    none = Limits({**PLAIN, "sbp": Limit(low=None, high=None, max_age_s=60, priority=Priority.MEDIUM)})
    assert run(none, "30 sbp 185", state)[1] == ["30 sbp-high medium cleared 185/180"]


def test_summer_time_does_not_stretch_a_minute() -> None:
    zone = ZoneInfo("America/Los_Angeles")
    before = datetime(2026, 11, 1, 1, 59, 55, tzinfo=zone, fold=0)
    after = datetime(2026, 11, 1, 1, 0, 3, tzinfo=zone, fold=1)
    state, _ = step(State(), PLAIN, [Sample("spo2", 97, before)], before)
    assert step(state, PLAIN, [Sample("spo2", 97, after)], after)[1] == ()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_value_that_is_no_number_never_becomes_a_sample(value: float) -> None:
    with pytest.raises(Unusable, match="finite"):
        Sample("spo2", value, START)


@pytest.mark.parametrize("time", [datetime(2026, 11, 20, 10), datetime(9999, 12, 31, tzinfo=UTC)])  # noqa: DTZ001
def test_a_time_that_places_nothing_never_becomes_a_sample(time: datetime) -> None:
    with pytest.raises(Unusable):
        Sample("spo2", 97, time)
