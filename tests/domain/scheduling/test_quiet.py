"""When a message goes: never in quiet hours, never too many, moved and not lost, also when the clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from euthymia.domain.scheduling.quiet import Quiet, last_open, next_allowed, open_from, placed
from euthymia.domain.scheduling.reminding import Kind, wanted

PACIFIC, BERLIN = ZoneInfo("America/Los_Angeles"), ZoneInfo("Europe/Berlin")
NIGHT = Quiet(time(20), time(9))
ZONES = st.sampled_from([PACIFIC, BERLIN, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Kathmandu")])
TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30]))
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 360 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes))


def at(text: str, zone: ZoneInfo = PACIFIC) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("wants", "goes"),
    [
        ("2026-11-23T12:00", "2026-11-23T12:00"),
        ("2026-11-23T19:59", "2026-11-23T19:59"),
        ("2026-11-23T20:00", "2026-11-24T09:00"),
        ("2026-11-23T00:10", "2026-11-23T09:00"),
        ("2026-03-08T01:30", "2026-03-08T09:00"),  # the night has seven hours
        ("2026-11-01T01:30", "2026-11-01T09:00"),  # the night has nine
    ],
)
def test_what_would_come_at_night_comes_in_the_morning(wants: str, goes: str) -> None:
    assert open_from(at(wants), PACIFIC, NIGHT) == at(goes)


def test_an_end_that_the_clocks_skip_is_the_first_minute_after_it() -> None:
    assert open_from(at("2026-03-08T00:30"), PACIFIC, Quiet(time(22), time(2, 30))) == at("2026-03-08T03:00")


def test_an_end_that_the_clocks_show_twice_is_the_next_of_them() -> None:
    quiet = Quiet(time(22), time(1, 30))
    first = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)  # half past one, daylight saving time
    assert open_from(at("2026-11-01T00:30"), PACIFIC, quiet) == first
    assert open_from(first + timedelta(minutes=31), PACIFIC, quiet) == first + timedelta(hours=1)


@given(MOMENTS, ZONES, TIMES, TIMES)
def test_it_goes_at_the_first_minute_that_is_not_quiet(
    moment: datetime, zone: ZoneInfo, begins: time, ends: time
) -> None:
    moment, quiet = moment.replace(second=0, microsecond=0), Quiet(begins, ends)
    goes = open_from(moment, zone, quiet)
    assert goes >= moment and not quiet.covers(goes.astimezone(zone).time())
    minutes = int((goes - moment) / timedelta(minutes=1))
    assert all(
        quiet.covers((moment + timedelta(minutes=minute)).astimezone(zone).time())
        for minute in range(minutes)
    )
    before = last_open(moment, zone, quiet)
    assert before <= moment and not quiet.covers(before.astimezone(zone).time())


@given(MOMENTS, ZONES, TIMES, TIMES, st.integers(1, 40))
def test_it_is_placed_outside_quiet_hours_and_in_time(
    moment: datetime, zone: ZoneInfo, begins: time, ends: time, hours: int
) -> None:
    quiet, until = Quiet(begins, ends), moment + timedelta(hours=hours)
    goes = placed(moment, zone, quiet, until)
    assert not quiet.covers(goes.astimezone(zone).time()) and goes < until


def test_the_hours_are_the_readers() -> None:
    evening = at("2026-11-23T19:00")  # four in the morning in Berlin
    assert open_from(evening, PACIFIC, NIGHT) == evening
    assert open_from(evening, BERLIN, NIGHT) == at("2026-11-24T09:00", BERLIN)


def test_one_text_message_a_day_and_three_in_seven_days() -> None:
    monday = at("2026-11-23T12:00")
    assert next_allowed(monday, PACIFIC, []) == monday
    assert next_allowed(monday, PACIFIC, [monday]) == at("2026-11-24T00:00")
    week = [monday - timedelta(days=days) for days in (1, 2, 3)]
    assert next_allowed(monday, PACIFIC, week) == at("2026-11-27T00:00")
    assert next_allowed(monday, PACIFIC, week[1:]) == monday


@given(st.lists(MOMENTS, max_size=6), MOMENTS, ZONES)
def test_no_allowed_day_has_too_many(sent: list[datetime], moment: datetime, zone: ZoneInfo) -> None:
    goes = next_allowed(moment, zone, sent).astimezone(zone)
    days = [one.astimezone(zone).date() for one in sent]
    assert goes >= moment and goes.date() not in days
    assert sum(timedelta(0) <= goes.date() - day < timedelta(days=7) for day in days) < 3


def test_a_visit_has_a_reminder_and_a_nudge_by_hours_that_pass() -> None:
    starts = at("2026-11-02T13:00")  # the clocks went back the day before
    found = wanted(starts, starts - timedelta(days=20), PACIFIC, NIGHT, reminder_h=72, nudge_h=28)
    assert [(one.kind, one.at) for one in found] == [
        (Kind.REMINDER, at("2026-10-30T14:00")),
        (Kind.NUDGE, at("2026-11-01T09:00")),
    ]
    assert all(one.useful_until == starts - timedelta(hours=1) for one in found)


def test_who_was_told_just_now_is_not_reminded_of_it() -> None:
    starts = at("2026-11-25T13:00")
    told = starts - timedelta(hours=50)
    assert [one.kind for one in wanted(starts, told, PACIFIC, NIGHT)] == [Kind.NUDGE]
    assert wanted(starts, starts - timedelta(hours=20), PACIFIC, NIGHT) == ()


@given(MOMENTS, st.integers(1, 500), ZONES, TIMES, TIMES)
def test_no_reminder_is_quiet_early_or_useless(
    starts: datetime, hours: int, zone: ZoneInfo, begins: time, ends: time
) -> None:
    quiet, told = Quiet(begins, ends), starts - timedelta(hours=hours)
    assume(begins != ends)
    for one in wanted(starts, told, zone, quiet):
        assert told < one.at < one.useful_until < starts
        assert not quiet.covers(one.at.astimezone(zone).time())
