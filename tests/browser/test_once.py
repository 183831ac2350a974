"""Sent twice, done once; left and come back, nothing lost; locked, still in sight; ended, only read."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from .clinic import PASSWORD, Lakeside, Monitor, Seat
from .hands import later

pytestmark = pytest.mark.browser

OpenAs = Callable[..., Page]


def open_note(page: Page) -> None:
    page.wait_for_load_state()
    page.get_by_test_id("open-note").click()


def note(page: Page, words: str) -> None:
    open_note(page)
    page.get_by_test_id("dialog-note").get_by_role("textbox").first.fill(words)


def words_of_note(page: Page) -> Locator:
    return page.get_by_test_id("dialog-note").get_by_role("textbox").first


def test_a_second_click_does_nothing_twice(clinic: Lakeside, open_as: OpenAs) -> None:
    seat = clinic.seat(started=True)
    page = open_as(clinic.cast.noor, seat.path)
    note(page, "awake and calm")
    page.get_by_test_id("note-submit").dblclick()
    expect(page.get_by_test_id("message")).to_contain_text("Note kept")
    expect(page.get_by_test_id("log-entry").filter(has_text="awake and calm")).to_have_count(1)
    assert clinic.kinds(seat).count("note") == 1


def test_the_same_form_sent_by_two_windows_does_nothing_twice(clinic: Lakeside, open_as: OpenAs) -> None:
    """A retry after a lost answer carries the number of the first sending."""
    seat = clinic.seat(started=True)
    page = open_as(clinic.cast.noor, seat.path)
    note(page, "asked for water")
    again = """() => Promise.all([1, 2, 3].map(() => {
        const form = document.querySelector('#dialog-note form');
        return fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)), redirect: 'manual' });
    })).then(answers => answers.length)"""
    assert page.evaluate(again) == 3
    page.get_by_test_id("note-submit").click()
    expect(page.get_by_test_id("message").first).to_contain_text("Note kept")
    assert clinic.kinds(seat).count("note") == 1


def test_reload_and_back_after_an_entry_do_nothing_twice(clinic: Lakeside, open_as: OpenAs) -> None:
    seat = clinic.seat(started=True)
    page = open_as(clinic.cast.noor, seat.path)
    note(page, "skin warm and dry")
    page.get_by_test_id("note-submit").click()
    expect(page.get_by_test_id("message")).to_contain_text("Note kept")
    page.reload()
    expect(page.get_by_test_id("message")).to_have_count(0)
    page.go_back()
    page.go_forward()
    expect(page.get_by_test_id("log-entry").filter(has_text="skin warm and dry")).to_have_count(1)
    assert clinic.kinds(seat).count("note") == 1


def test_an_entry_that_was_kept_leaves_no_draft_behind(clinic: Lakeside, open_as: OpenAs) -> None:
    seat = clinic.seat(started=True)
    page = open_as(clinic.cast.noor, seat.path)
    for words in ("first note", "second note"):
        note(page, words)
        page.get_by_test_id("note-submit").click()
        expect(page.get_by_test_id("dialog-note")).to_be_hidden()  # closed by the answer
        expect(page.get_by_test_id("log")).to_contain_text(words)
        open_note(page)
        expect(words_of_note(page)).to_have_value("")
        page.keyboard.press("Escape")
    assert clinic.kinds(seat).count("note") == 2


def test_what_was_typed_is_there_after_a_reload_with_its_own_number(
    clinic: Lakeside, open_as: OpenAs
) -> None:
    seat = clinic.seat(started=True)
    page = open_as(clinic.cast.noor, seat.path)
    note(page, "half a sentence")
    number = page.locator("#dialog-note [name=client_id]").input_value()
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator("#toasts")).to_contain_text("Your unsent entry was kept")
    open_note(page)
    expect(words_of_note(page)).to_have_value("half a sentence")
    expect(page.locator("#dialog-note [name=client_id]")).to_have_value(number)


TO_SEND = """() => new Promise((resolve, reject) => {
    const open = indexedDB.open('euthymia-chair');
    open.onerror = () => reject(open.error);
    open.onsuccess = () => {
        const asked = open.result.transaction('entries').objectStore('entries').getAllKeys();
        asked.onsuccess = () => resolve(asked.result);
    };
})"""


def test_a_locked_screen_keeps_the_numbers_in_sight_and_asks_before_anything_is_done(
    clinic: Lakeside, open_as: OpenAs, monitor_at: Callable[[Seat], Monitor]
) -> None:
    seat = clinic.seat(started=True)
    page = open_as(clinic.cast.noor, seat.path)
    monitor = monitor_at(seat)
    note(page, "typed before the lock")
    other = page.context.new_page()
    other.goto("/staff/unlock/")
    other.get_by_test_id("lock").click()
    expect(other.get_by_test_id("unlock")).to_be_visible()
    monitor.shows(hr=86, spo2=97)
    expect(page.get_by_test_id("tile-pulse")).to_contain_text("86")

    page.get_by_test_id("note-submit").click()
    expect(page.get_by_test_id("locked")).to_contain_text("Nothing was saved")
    assert "note" not in clinic.kinds(seat)
    assert page.evaluate(TO_SEND) == [], "what is said not to be saved is not sent later by itself"

    page.goto(seat.path)
    expect(page.get_by_test_id("locked-band")).to_contain_text("Screen locked")
    expect(page.get_by_test_id("open-note")).to_have_count(0)
    expect(page.get_by_test_id("open-finish")).to_have_count(0)
    monitor.shows(hr=88, spo2=97)
    expect(page.get_by_test_id("tile-pulse")).to_contain_text("88")
    expect(page.get_by_test_id("connection")).to_have_text("live")

    page.get_by_role("link", name="Unlock to act").click()
    page.get_by_test_id("password").fill(PASSWORD)
    page.get_by_test_id("unlock").click()
    expect(page).to_have_url(re.compile(seat.path))
    expect(page.locator("main[data-queue=ready]")).to_be_attached()
    open_note(page)
    expect(words_of_note(page)).to_have_value("typed before the lock")
    assert "note" not in clinic.kinds(seat)
    page.get_by_test_id("note-submit").click()
    expect(page.get_by_test_id("log")).to_contain_text("typed before the lock")


def test_an_ended_session_takes_notes_and_nothing_else(clinic: Lakeside, open_as: OpenAs) -> None:
    seat = clinic.seat(started=True)
    before = open_as(clinic.cast.noor, seat.path)
    note(before, "was open while it ended")
    clinic.do(seat, "finish", reason="bag changed")
    clinic.leaves(seat)
    page = open_as(clinic.cast.noor, seat.path)
    expect(page.get_by_test_id("phase")).to_have_text("Closed")
    names = [name.removeprefix("open-") for name in page.eval_on_selector_all(
        "[data-test^='open-']", "all => all.map(one => one.dataset.test)"
    )]  # fmt: skip
    assert names == ["emergency", "note"]
    assert page.get_by_test_id("confirm-submit").count() == 0
    note(page, "added afterwards")
    page.get_by_test_id("note-submit").click()
    expect(page.get_by_test_id("message")).to_contain_text("Note kept")
    assert clinic.kinds(seat)[-1] == "addendum"


def test_an_overdue_observation_is_due_on_the_page(clinic: Lakeside, open_as: OpenAs) -> None:
    """A session that started long ago and has not been looked at since."""
    seat = clinic.seat(ordered=True, monitored=False)
    page = open_as(clinic.cast.noor, seat.path)
    expect(page.get_by_test_id("tile-next")).to_contain_text("next:")
    later(page, 3600)
    expect(page.get_by_test_id("tile-next")).to_have_attribute("data-state", "due")
    expect(page.get_by_test_id("tile-next")).to_contain_text("due")


def test_a_monitor_that_is_taken_away_leaves_its_numbers_marked_as_old(
    clinic: Lakeside, open_as: OpenAs, monitor_at: Callable[[Seat], Monitor]
) -> None:
    seat = clinic.seat(started=True)
    clinic.limit(seat, "hr", max_age_s=2)
    page = open_as(clinic.cast.noor, seat.path)
    monitor = monitor_at(seat)
    monitor.shows(hr=79)
    expect(page.get_by_test_id("tile-pulse")).to_contain_text("79")
    monitor.close()
    expect(page.get_by_test_id("tile-pulse").locator(".tile-age")).to_contain_text("old")
    expect(page.get_by_test_id("tile-pulse")).to_contain_text("79")
    expect(page.locator("[data-alarm=hr-silent]")).to_contain_text("no reading")
