"""The live page in a real browser: numbers arrive, grow old, raise alarms, and come back after a crash."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from .clinic import Lakeside, Monitor, Seat

pytestmark = pytest.mark.browser

OpenAs = Callable[..., Page]
MonitorAt = Callable[[Seat], Monitor]


def tile(page: Page, name: str) -> Locator:
    return page.get_by_test_id(f"tile-{name}")


def alarm(page: Page, name: str) -> Locator:
    return page.locator(f"[data-test=alarm][data-alarm={name}]")


def connection(page: Page) -> Locator:
    return page.get_by_test_id("connection")


def mark(page: Page) -> Callable[[], bool]:
    """Afterwards, whether this is still the page that was marked: nothing has loaded it again."""
    page.evaluate("window.marked = true")
    return lambda: bool(page.evaluate("window.marked === true"))


def test_a_number_sent_by_the_monitor_is_on_the_page(
    clinic: Lakeside, open_as: OpenAs, monitor_at: MonitorAt
) -> None:
    seat = clinic.seat(started=True)
    page = open_as(clinic.cast.noor, seat.path)
    expect(connection(page)).to_have_text("live")
    monitor = monitor_at(seat)
    monitor.shows(hr=81, spo2=96, rr=15)
    expect(tile(page, "pulse")).to_contain_text("81")
    expect(tile(page, "saturation")).to_contain_text("96")
    monitor.shows(hr=83, spo2=97, rr=15, sbp=131, dbp=82)
    expect(tile(page, "pulse")).to_contain_text("83")
    expect(tile(page, "pressure")).to_contain_text("131/82")
    expect(page.get_by_role("region", name="Chart").locator("svg")).to_have_accessible_name(
        re.compile("systolic 124 to 131")
    )


def test_a_number_that_grows_old_is_grey_says_so_and_raises_the_silent_alarm(
    clinic: Lakeside, open_as: OpenAs, monitor_at: MonitorAt
) -> None:
    seat = clinic.seat(started=True)
    clinic.limit(seat, "spo2", max_age_s=600, latching=False)
    page = open_as(clinic.cast.noor, seat.path)
    monitor = monitor_at(seat)
    monitor.shows(spo2=97)
    age = tile(page, "saturation").locator(".tile-age")
    expect(tile(page, "saturation")).to_contain_text("97")
    expect(age).to_have_attribute("data-age", "current")
    expect(tile(page, "saturation")).to_have_css("border-top-style", "solid")
    clinic.limit(seat, "spo2", max_age_s=1)
    page.reload()
    expect(age).to_have_attribute("data-age", "old")
    expect(age).to_contain_text("old")
    expect(tile(page, "saturation")).to_have_css("border-top-style", "dashed")
    expect(alarm(page, "spo2-silent")).to_have_attribute("data-priority", "technical")
    clinic.limit(seat, "spo2", max_age_s=600)
    page.reload()
    monitor.shows(spo2=96)
    expect(tile(page, "saturation")).to_contain_text("96")
    expect(age).to_have_attribute("data-age", "current")
    expect(alarm(page, "spo2-silent")).to_have_count(0)


def test_an_alarm_is_answered_by_keyboard_while_numbers_go_on_arriving(
    clinic: Lakeside, open_as: OpenAs, monitor_at: MonitorAt
) -> None:
    seat = clinic.seat(started=True)
    clinic.limit(seat, "hr", high=110, delay_s=0, max_age_s=600)
    page = open_as(clinic.cast.noor, seat.path)
    monitor = monitor_at(seat)
    monitor.shows(hr=131)
    expect(alarm(page, "hr-high")).to_be_visible()
    alarm(page, "hr-high").get_by_test_id("acknowledge").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    for number, word in enumerate(["at", "the", "bedside,", "patient", "talks"]):
        page.keyboard.type(f"{word} ")
        monitor.shows(hr=132 + number)
        expect(tile(page, "pulse")).to_contain_text(f"{132 + number}")
    expect(page.get_by_test_id("alarm-reason")).to_have_value("at the bedside, patient talks ")
    page.keyboard.press("Enter")
    expect(alarm(page, "hr-high")).to_contain_text("seen")
    expect(page.get_by_test_id("acknowledge")).to_have_count(0)
    page.goto(f"{seat.path}record/")
    expect(page.get_by_test_id("alarm-events")).to_contain_text("at the bedside, patient talks")


def test_the_chart_goes_on_being_read_by_keyboard_while_it_is_drawn_anew(
    clinic: Lakeside, open_as: OpenAs, monitor_at: MonitorAt
) -> None:
    seat = clinic.seat(started=True)
    page = open_as(clinic.cast.noor, seat.path)
    monitor, chart = monitor_at(seat), page.locator("#chart-frame")
    monitor.shows(sbp=131, dbp=82)
    expect(tile(page, "pressure")).to_contain_text("131/82")
    expect(chart.locator("svg")).to_have_accessible_name(re.compile("systolic 124 to 131"))
    chart.focus()
    page.keyboard.press("End")
    expect(page.locator("[data-readout]")).to_contain_text("pressure 131 over 82")
    monitor.shows(hr=95, spo2=97)
    expect(chart.locator("svg")).to_have_accessible_name(re.compile("pulse 72 to 95"))
    expect(chart).to_be_focused()
    expect(page.locator("[data-readout]")).to_contain_text("pressure 131 over 82")
    expect(chart.locator(".c-crosshair")).to_have_count(1)


def test_a_killed_server_is_said_and_the_page_recovers_by_itself(
    clinic: Lakeside, open_as: OpenAs, monitor_at: MonitorAt
) -> None:
    seat = clinic.seat(started=True)
    page = open_as(clinic.cast.noor, seat.path)
    monitor = monitor_at(seat)
    monitor.shows(hr=74)
    expect(tile(page, "pulse")).to_contain_text("74")
    expect(connection(page)).to_have_text("live")
    page.keyboard.press("n")
    page.keyboard.type("breathing quietly, hand held")
    typed = page.get_by_test_id("dialog-note").get_by_role("textbox").first
    expect(typed).to_have_value("breathing quietly, hand held")  # its dialog is on its way until then
    same = mark(page)
    try:
        clinic.installation.kill("serve")
        expect(connection(page)).to_have_text(re.compile("offline|reconnecting"))
        expect(connection(page)).to_have_text(re.compile(r"offline \d+ s"))
        monitor.shows(hr=77)
    finally:
        clinic.installation.start("serve")
    expect(tile(page, "pulse")).to_contain_text("77")
    expect(connection(page)).to_have_text("live")
    expect(typed).to_have_value("breathing quietly, hand held")
    assert same()
    page.get_by_test_id("note-submit").click()
    expect(page.get_by_test_id("message")).to_contain_text("Note kept")


def test_a_lost_database_is_said_and_what_was_typed_is_still_there(clinic: Lakeside, open_as: OpenAs) -> None:
    seat = clinic.seat(started=True)
    page = open_as(clinic.cast.noor, seat.path)
    expect(connection(page)).to_have_text("live")
    page.keyboard.press("n")
    page.keyboard.type("asked for the light to be dimmed")
    typed = page.get_by_test_id("dialog-note").get_by_role("textbox").first
    expect(typed).to_have_value("asked for the light to be dimmed")  # its dialog is on its way until then
    page.evaluate("localStorage.setItem('theme', 'dim')")
    with clinic.installation.database_lost():
        expect(connection(page)).to_contain_text("database not reached")
        page.get_by_test_id("note-submit").click()
        expect(page.get_by_test_id("database-lost")).to_contain_text("Nothing was saved")
        expect(page.locator("html")).to_have_attribute("data-theme", "dim")
    page.goto(seat.path)
    expect(connection(page)).to_have_text("live")
    page.get_by_test_id("open-note").click()
    words = page.get_by_test_id("dialog-note").get_by_role("textbox").first
    expect(words).to_have_value("asked for the light to be dimmed")
    page.get_by_test_id("note-submit").click()
    expect(page.get_by_test_id("message")).to_contain_text("Note kept")
    assert clinic.kinds(seat).count("note") == 1


def test_two_windows_on_one_session_see_each_others_entries(clinic: Lakeside, open_as: OpenAs) -> None:
    seat = clinic.seat(started=True)
    nurse, doctor = open_as(clinic.cast.noor, seat.path), open_as(clinic.cast.okafor, seat.path)
    for page in (nurse, doctor):
        expect(connection(page)).to_have_text("live")
    same = mark(doctor)
    nurse.keyboard.press("n")
    nurse.keyboard.type("music changed")
    nurse.get_by_test_id("note-submit").click()
    expect(doctor.get_by_test_id("log")).to_contain_text("music changed")
    doctor.keyboard.press("n")
    doctor.keyboard.type("seen at the door")
    doctor.get_by_test_id("note-submit").click()
    expect(nurse.get_by_test_id("log")).to_contain_text("seen at the door")
    expect(doctor.get_by_test_id("message")).to_contain_text("Note kept")
    assert same(), "the window that wrote was answered with what it changed"


def test_the_board_follows_the_rooms(clinic: Lakeside, open_as: OpenAs, monitor_at: MonitorAt) -> None:
    seat = clinic.seat(started=True)
    board = open_as(clinic.cast.noor, "/staff/")
    expect(connection(board)).to_have_text("live")
    room = board.get_by_test_id("room").filter(has_text=seat.room).first
    expect(room).to_contain_text("Infusing")
    monitor_at(seat).shows(hr=91, spo2=96, sbp=133, dbp=84)
    expect(room).to_contain_text("133/84")
    clinic.do(seat, "finish", reason="had enough")
    expect(room).to_contain_text("Recovery")
    clinic.leaves(seat)
    expect(room).to_contain_text("Free")
    another = clinic.seat(monitored=False)
    expect(board.get_by_test_id("room").filter(has_text=another.room).first).to_contain_text(another.initials)
