"""Calendar files: read back by a strict reader of RFC 5545 of our own, with the right instants over a change of clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from euthymia.domain.scheduling.icalendar import Event, calendar, fold
from support.ics import read

LAKE = ZoneInfo("America/Los_Angeles")
NOW = datetime(2026, 10, 20, 12, 0, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LAKE).astimezone(UTC)


def an_event(start: datetime, n: int = 1, **more: object) -> Event:
    asked = {
        "uid": f"{n}@euthymia",
        "start": start,
        "end": start + timedelta(minutes=115),
        "summary": "Clinic appointment",
        "changed_at": NOW,
    }
    return Event(**{**asked, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "zone", ["America/Los_Angeles", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"]
)
def test_instants_are_right_on_both_sides_of_a_change_of_clocks(zone: str) -> None:
    starts = [
        datetime(2026, 10, 30, 17, tzinfo=UTC) + timedelta(days=days, hours=days % 5)
        for days in range(0, 200, 7)
    ]
    found = read(
        calendar([an_event(start, n) for n, start in enumerate(starts)], ZoneInfo(zone), name="Lake", now=NOW)
    )
    assert [one["DTSTART"] for one in found] == starts
    assert all(one["DTEND"] - one["DTSTART"] == timedelta(minutes=115) for one in found)


def test_a_time_that_the_wall_clock_shows_twice_is_written_in_utc() -> None:
    twice = [
        datetime(2026, 11, 1, 8, 30, tzinfo=UTC),
        datetime(2026, 11, 1, 9, 30, tzinfo=UTC),
    ]  # 01:30, twice
    found = read(calendar([an_event(start, n) for n, start in enumerate(twice)], LAKE, name="Lake", now=NOW))
    assert [one["DTSTART"] for one in found] == twice


def test_every_line_is_short_and_ends_as_the_standard_says() -> None:
    long = an_event(
        at("2026-11-23T09:00"),
        description="Bitte, pünktlich; " * 20 + "\\ und\neine Zeile",
        location="Léman, Haus 3; oben",
    )
    text = calendar([long], LAKE, name="Lake, side", now=NOW)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert text.endswith("END:VCALENDAR\r\n") and "\n" not in text.replace("\r\n", "")
    (found,) = read(text)
    assert found["DESCRIPTION"] == long.description and found["LOCATION"] == long.location


@pytest.mark.parametrize("size", range(70, 80))
def test_folding_splits_no_letter(size: int) -> None:
    line = "é" * size
    folded = fold(line)
    assert folded.replace("\r\n ", "") == line
    assert all(len(piece.encode()) <= 75 for piece in folded.split("\r\n"))


def test_a_cancelled_appointment_stays_and_says_so() -> None:
    (found,) = read(
        calendar([an_event(at("2026-11-23T09:00"), cancelled=True, sequence=2)], LAKE, name="Lake", now=NOW)
    )
    assert (found["STATUS"], found["SEQUENCE"], found["TRANSP"], found["CLASS"]) == (
        "CANCELLED",
        "2",
        "TRANSPARENT",
        "PRIVATE",
    )


def test_an_empty_calendar_is_a_calendar() -> None:
    assert read(calendar([], LAKE, name="Lake", now=NOW)) == []
