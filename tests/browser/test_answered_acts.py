"""An act is answered on the page it was done on: nothing is loaded anew, done twice, or lost, whatever comes back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import APIResponse, BrowserContext, Locator, Page, Route, expect

from .clinic import PASSWORD, Lakeside, Monitor, Seat
from .hands import Keyboard

pytestmark = pytest.mark.browser

OpenAs = Callable[..., Page]
MonitorAt = Callable[[Seat], Monitor]
IDS = """() => { const all = [...document.querySelectorAll('[id]')].map(one => one.id);
    return all.filter((id, place) => all.indexOf(id) !== place); }"""
NUMBERS = "() => [...document.querySelectorAll('[name=client_id]')].map(one => one.value)"
HEARS = """() => { window.heard = []; new MutationObserver(() => {
    const text = document.querySelector('[data-announce=polite]').textContent;
    if (text) window.heard.push(text);
}).observe(document.querySelector('[data-announce=polite]'), { childList: true }); }"""


@pytest.fixture
def seat(clinic: Lakeside) -> Seat:
    return clinic.seat(started=True)


@pytest.fixture
def page(clinic: Lakeside, open_as: OpenAs, seat: Seat) -> Page:
    return stood(open_as(clinic.cast.noor, seat.path))


def stood(page: Page) -> Page:
    """The page with its scripts and its dialogs, marked."""
    expect(page.get_by_test_id("connection")).to_have_text("live")
    expect(dialog(page, "note")).to_be_attached()
    expect(page.locator("main[data-queue=ready]")).to_be_attached()
    page.evaluate("window.marked = true")
    return page


def same(page: Page) -> bool:
    """Whether this is still the page that was marked: nothing has loaded it again."""
    return bool(page.evaluate("window.marked === true"))


def dialog(page: Page, name: str) -> Locator:
    return page.get_by_test_id(f"dialog-{name}")


def words(page: Page) -> Locator:
    return dialog(page, "note").locator("[name=words]")


def said(page: Page, text: str) -> None:
    expect(page.get_by_test_id("message")).to_contain_text(text)


def note(page: Page, text: str) -> None:
    page.get_by_test_id("open-note").click()
    words(page).fill(text)
    page.get_by_test_id("note-submit").click()


def test_acts_one_after_another_on_one_page(
    clinic: Lakeside, page: Page, seat: Seat, monitor_at: MonitorAt
) -> None:
    page.evaluate(HEARS)
    first = set(page.evaluate(NUMBERS))
    note(page, "calm")
    said(page, "Note kept")
    expect(page.get_by_test_id("open-note")).to_be_focused()
    expect(words(page)).to_have_value("")
    page.get_by_test_id("open-pause").click()
    page.get_by_test_id("pause-because-comfort").click()
    said(page, "Paused")
    expect(page.get_by_test_id("open-resume")).to_be_visible()
    expect(page.get_by_test_id("open-pause")).to_have_count(0)
    expect(page.locator("#main")).to_be_focused()  # the button that opened it is gone
    page.get_by_test_id("open-resume").click()
    page.get_by_test_id("resume-submit").click()
    expect(page.get_by_test_id("phase")).to_have_text("Infusing")
    said(page, "mL/h")
    page.get_by_test_id("open-symptom").click()
    dialog(page, "symptom").get_by_text("Reposition, open airway").click()
    page.get_by_test_id("symptom-nausea").click()
    said(page, "ausea")
    page.get_by_test_id("outcome-better").click()
    said(page, "better")
    expect(page.get_by_test_id("ask-after")).to_have_count(0)
    monitor_at(seat).shows(hr=84, spo2=97, rr=15)
    expect(page.get_by_test_id("tile-pulse")).to_contain_text("84")  # the stream goes on
    page.get_by_test_id("confirm-submit").dblclick()
    said(page, "Confirmed")
    expect(page.get_by_test_id("log-entry")).to_have_count(5)
    expect(dialog(page, "note")).to_be_attached()
    assert same(page)
    assert page.evaluate(IDS) == []
    assert not first & set(page.evaluate(NUMBERS)), (
        "every form that was sent or brought anew has a new number"
    )
    heard = page.evaluate("window.heard")
    assert [text for text in heard if text.startswith(("Note", "Paused", "Confirmed"))] == [
        "Note kept.", "Paused. Resume when the patient is settled.", heard[-1]
    ]  # fmt: skip
    assert clinic.kinds(seat)[-6:] == ["note", "paused", "resumed", "symptom", "outcome", "confirmed"]


def test_a_key_opens_and_the_next_space_is_the_pump(page: Page) -> None:
    keys = Keyboard(page)
    keys.press("s")
    keys.go("symptom-nausea")
    said(page, "ausea")
    keys.press("Space")
    expect(dialog(page, "pause")).to_be_visible()
    assert same(page)


CLOSED = """dialog => {
    document.dispatchEvent(new CustomEvent('kit:close', { detail: { value: dialog } }));
    return document.activeElement === document.body;
}"""


def test_a_form_that_closed_has_no_focus_left_so_that_a_space_cannot_send_it_again(
    clinic: Lakeside, page: Page, seat: Seat
) -> None:
    keys = Keyboard(page)
    keys.press("s")
    keys.tab_to("symptom-nausea")
    assert page.evaluate(CLOSED, "dialog-symptom"), "before the browser draws its next frame"
    keys.press("Space")
    expect(dialog(page, "pause")).to_be_visible()
    assert "symptom" not in clinic.kinds(seat)


def test_a_refused_form_stands_open_with_what_was_typed_and_its_reasons(
    clinic: Lakeside, page: Page, seat: Seat
) -> None:
    page.get_by_test_id("open-vitals").click()
    for name, value in (("sbp", "128"), ("dbp", "80"), ("spo2", "140")):
        dialog(page, "vitals").get_by_test_id(name).fill(value)
    page.get_by_test_id("vitals-submit").click()
    expect(page.get_by_test_id("errors")).to_contain_text("SpO₂")
    expect(dialog(page, "vitals").get_by_test_id("spo2")).to_be_focused()
    for name, value in (("sbp", "128"), ("dbp", "80"), ("spo2", "140")):
        expect(dialog(page, "vitals").get_by_test_id(name)).to_have_value(value)
    assert page.evaluate(IDS) == []
    dialog(page, "vitals").get_by_test_id("spo2").fill("96")
    page.get_by_test_id("vitals-submit").click()
    said(page, "systolic 128, diastolic 80, SpO₂ 96")
    expect(dialog(page, "vitals")).to_be_hidden()
    expect(page.get_by_test_id("open-vitals")).to_be_focused()
    page.get_by_test_id("open-vitals").click()
    expect(page.get_by_test_id("errors")).to_have_count(0)
    expect(dialog(page, "vitals").get_by_test_id("sbp")).to_have_value("")
    assert same(page)
    assert clinic.kinds(seat).count("vitals") == 2  # with the resting ones


def test_a_press_that_is_refused_says_why_and_can_be_pressed_again(page: Page) -> None:
    confirm = page.locator("#actions").get_by_test_id("confirm-submit")
    confirm.click()  # no monitor has sent anything
    expect(dialog(page, "confirm").get_by_test_id("errors")).to_be_visible()
    dialog(page, "confirm").get_by_role("button", name="Cancel").click()
    expect(confirm).not_to_have_attribute("aria-busy", "true")
    assert same(page)


def test_an_answer_that_is_lost_is_taken_over_by_the_tablet_and_done_once(
    clinic: Lakeside, page: Page, seat: Seat
) -> None:
    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route(re.compile("/note/$"), lose, times=1)
    note(page, "the answer never came")
    expect(dialog(page, "note")).to_be_hidden()
    expect(page.locator("#toasts")).to_contain_text("Kept on this tablet")
    expect(page.get_by_test_id("log")).to_contain_text("the answer never came")
    expect(page.get_by_test_id("offline-strip")).to_be_hidden()
    assert clinic.kinds(seat).count("note") == 1


def test_what_the_tablet_does_not_take_stays_typed_until_it_is_sent(
    clinic: Lakeside, page: Page, seat: Seat
) -> None:
    page.route(re.compile("/present/$"), lambda route: route.abort(), times=1)
    page.get_by_test_id("open-present").click()
    names = dialog(page, "present").get_by_role("textbox")
    names.fill("Noor, Dr Okafor")
    page.get_by_test_id("present-submit").click()
    expect(page.locator("#toasts")).to_contain_text("Not sent")
    expect(names).to_have_value("Noor, Dr Okafor")
    page.get_by_test_id("present-submit").click()
    expect(page.get_by_test_id("present-now")).to_have_text("Noor, Dr Okafor")
    assert same(page)
    assert clinic.kinds(seat).count("present") == 1


def test_a_fault_of_the_server_is_shown_as_without_this_script(
    clinic: Lakeside, page: Page, seat: Seat
) -> None:
    def fail_after_it_was_done(route: Route) -> None:
        route.fetch()
        route.fulfill(status=500, body="a fault")

    page.route(re.compile("/symptom/$"), fail_after_it_was_done, times=1)
    page.get_by_test_id("open-symptom").click()
    page.get_by_test_id("symptom-nausea").click()
    said(page, "ausea")  # sent again by the page itself, with the button that was pressed
    assert not same(page)
    assert clinic.kinds(seat).count("symptom") == 1


def test_who_was_signed_out_signs_in_and_nothing_typed_is_lost(
    clinic: Lakeside, page: Page, seat: Seat
) -> None:
    page.get_by_test_id("open-note").click()
    words(page).fill("typed while the sign-in ended")
    page.context.clear_cookies(name="euthymia_session")
    page.get_by_test_id("note-submit").click()
    page.locator("[name=login]").fill(clinic.cast.noor.user.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("[name=login]")).to_have_count(0)
    page.goto(seat.path)
    page.get_by_test_id("open-note").click()
    expect(words(page)).to_have_value("typed while the sign-in ended")
    page.get_by_test_id("note-submit").click()
    said(page, "Note kept")
    assert clinic.kinds(seat).count("note") == 1


def test_a_screen_that_was_locked_elsewhere_says_so(clinic: Lakeside, page: Page, seat: Seat) -> None:
    page.get_by_test_id("open-note").click()
    words(page).fill("typed before the lock")
    other = page.context.new_page()
    other.goto("/staff/unlock/")
    other.get_by_test_id("lock").click()
    expect(other.get_by_test_id("unlock")).to_be_visible()
    page.get_by_test_id("note-submit").click()
    expect(page.get_by_test_id("unlock-link")).to_be_visible()
    assert not same(page)
    assert clinic.kinds(seat).count("note") == 0


def test_the_other_window_follows_and_an_open_dialog_stays_under_its_hand(
    clinic: Lakeside, page: Page, open_as: OpenAs, seat: Seat
) -> None:
    doctor = stood(open_as(clinic.cast.okafor, seat.path))
    doctor.get_by_test_id("open-note").click()
    words(doctor).fill("half a sen")
    page.get_by_test_id("open-pause").click()
    page.get_by_test_id("pause-because-comfort").click()
    said(page, "Paused")
    expect(doctor.get_by_test_id("open-resume")).to_be_attached()
    expect(doctor.get_by_test_id("given-mg")).to_have_text(page.get_by_test_id("given-mg").inner_text())
    expect(words(doctor)).to_have_value("half a sen")
    expect(words(doctor)).to_be_focused()
    doctor.keyboard.type("tence")
    doctor.get_by_test_id("note-submit").click()
    said(doctor, "Note kept")
    expect(page.get_by_test_id("log")).to_contain_text("half a sentence")
    doctor.get_by_test_id("open-resume").click()
    expect(dialog(doctor, "resume")).to_be_visible()
    assert same(page) and same(doctor)
    assert doctor.evaluate(IDS) == []


def test_dialogs_that_were_held_back_come_when_the_hand_has_gone(
    clinic: Lakeside, page: Page, seat: Seat
) -> None:
    page.get_by_test_id("open-score").click()
    clinic.do(seat, "pause", reason="comfort")
    expect(page.get_by_test_id("open-resume")).to_be_attached()
    expect(dialog(page, "pause")).to_be_attached()
    dialog(page, "score").get_by_role("button", name="Cancel").click()
    expect(dialog(page, "pause")).to_have_count(0)
    expect(dialog(page, "resume")).to_be_attached()
    assert same(page)


class Held:
    """Answers of the server that are kept from the page until they are let go: of each address the next one."""

    def __init__(self, page: Page) -> None:
        self._page, self._wanted = page, list[str]()
        self._came: dict[str, tuple[Route, APIResponse]] = {}
        page.route("**/*", self._on_route)

    def _on_route(self, route: Route) -> None:
        found = next((one for one in self._wanted if one in route.request.url), None)
        if found is None:
            route.fallback()
            return
        self._wanted.remove(found)
        self._came[found] = (route, route.fetch())

    def next_of(self, address: str) -> None:
        self._wanted.append(address)

    def wait_for(self, address: str) -> None:
        while address not in self._came:
            self._page.wait_for_timeout(20)

    def let_go(self, address: str) -> None:
        route, came = self._came.pop(address)
        route.fulfill(response=came)


def test_an_answer_that_was_overtaken_changes_nothing(clinic: Lakeside, page: Page, seat: Seat) -> None:
    held = Held(page)
    held.next_of("/note/")
    note(page, "by this window")
    held.wait_for("/note/")
    clinic.do(seat, "write_note", words="by somebody else")
    log = page.get_by_test_id("log")
    expect(log).to_contain_text("by somebody else")
    held.let_go("/note/")
    said(page, "Note kept")
    expect(log).to_contain_text("by this window")
    expect(log).to_contain_text("by somebody else")


def test_what_another_did_meanwhile_is_not_lost(clinic: Lakeside, page: Page, seat: Seat) -> None:
    """What tells of it is on its way while the answer takes the place of the entries."""
    astray: list[str] = []
    page.on("console", lambda told: astray.append(told.text) if "NoTarget" in told.text else None)
    held = Held(page)
    held.next_of("/note/")
    note(page, "by this window")
    held.wait_for("/note/")
    log = page.get_by_test_id("log")
    expect(log).to_contain_text("by this window")
    held.next_of("/part/log/")
    clinic.do(seat, "write_note", words="by somebody else")
    held.wait_for("/part/log/")
    for address in ("/note/", "/part/log/"):
        expect(log).not_to_contain_text("by somebody else")
        held.let_go(address)
        said(page, "Note kept")
        expect(log).to_contain_text("by this window")
    expect(log).to_contain_text("by somebody else")
    assert same(page)
    assert astray == []


def test_alarms_and_calls_are_answered_on_the_page(
    clinic: Lakeside, page: Page, seat: Seat, monitor_at: MonitorAt
) -> None:
    monitor_at(seat).shows(hr=190, spo2=97, rr=15)
    alarm = page.locator("[data-test=alarm][data-alarm=hr-high]")
    alarm.get_by_test_id("acknowledge").click()
    alarm.get_by_test_id("alarm-reason").fill("moved her arm")
    alarm.get_by_test_id("alarm-acknowledge").click()
    expect(alarm).to_contain_text("seen")
    calls = page.locator(f"[data-call='{clinic.call_id(seat)}']")
    calls.get_by_test_id("call-answer").click()
    calls.get_by_test_id("call-done-comfort").dblclick()
    said(page, "blanket, light or music")
    expect(calls).to_have_count(0)
    assert same(page)
    assert page.evaluate(IDS) == []


def test_what_was_given_stands_on_the_emergency_sheet(page: Page) -> None:
    page.get_by_test_id("open-give").click()
    page.get_by_test_id("preset").filter(has_text="ondansetron 4 mg IV").click()
    page.get_by_test_id("give-submit").click()
    said(page, "ondansetron 4 mg IV")
    page.get_by_test_id("open-emergency").click()
    expect(page.get_by_test_id("emergency-patient")).to_contain_text("ondansetron 4 mg IV")
    assert same(page)


def test_stop_opens_the_waste_and_the_end_is_only_read(
    clinic: Lakeside, open_as: OpenAs, window: Callable[..., BrowserContext]
) -> None:
    seat, _ = clinic.drawable()
    clinic.draws(seat)
    clinic.do(seat, "record_vitals", values={"sbp": "124", "dbp": "78", "hr": "72", "spo2": "98", "rr": "14"})
    clinic.do(seat, "start", rate_ul_per_h=150_000)
    page = stood(open_as(clinic.cast.noor, seat.path))
    page.get_by_test_id("open-finish").click()
    dialog(page, "finish").get_by_role("textbox").first.fill("asked to stop")
    page.get_by_test_id("finish-submit").click(delay=900)
    expect(dialog(page, "waste")).to_be_visible()
    assert same(page)
    dialog(page, "waste").get_by_text("into the drug-deactivating container").click()
    page.get_by_test_id("second-email").fill(clinic.cast.tomas.user.email)
    page.get_by_test_id("second-password").fill("not their password")
    page.get_by_test_id("signature-password").fill(PASSWORD)
    page.get_by_test_id("waste-submit").click()
    expect(dialog(page, "waste").get_by_test_id("errors")).to_be_visible()
    assert same(page)
    page.get_by_test_id("second-password").fill(PASSWORD)
    page.get_by_test_id("signature-password").fill(PASSWORD)
    page.get_by_test_id("waste-submit").click()
    said(page, "Kept in the drug book")
    assert same(page)
    assert clinic.account(seat) == []
    clinic.leaves(seat)
    note(page, "after the end")
    said(page, "Note kept")
    expect(page.get_by_test_id("phase")).to_have_text("Closed")
    names: list[Any] = page.eval_on_selector_all(
        "[data-test^='open-']", "all => all.map(one => one.dataset.test)"
    )
    assert names == ["open-emergency", "open-note"]
