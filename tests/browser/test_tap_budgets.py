"""The chairside page on a tablet: how many taps an act takes, and what a touch screen may not do by accident."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from .clinic import Lakeside, Monitor, Seat
from .hands import Finger, stopped

pytestmark = pytest.mark.browser

OpenAs = Callable[..., Page]


@pytest.fixture
def seat(clinic: Lakeside) -> Seat:
    return clinic.seat(started=True)


@pytest.fixture
def tablet(clinic: Lakeside, open_as: OpenAs, seat: Seat) -> Page:
    return open_as(clinic.cast.noor, seat.path, has_touch=True)


def test_a_set_of_vitals_with_a_monitor_takes_two_taps(
    clinic: Lakeside, tablet: Page, seat: Seat, monitor_at: Callable[[Seat], Monitor]
) -> None:
    finger = Finger()
    monitor_at(seat).shows(hr=84, spo2=97, rr=15, sbp=128, dbp=80)
    expect(tablet.get_by_test_id("tile-pressure")).to_contain_text("128/80")
    finger.tap(tablet.get_by_test_id("confirm-submit"))
    expect(tablet.get_by_test_id("message")).to_contain_text("Confirmed")
    assert finger.taps <= 2
    assert "confirmed" in clinic.kinds(seat)


def test_a_set_of_vitals_without_a_monitor_takes_at_most_eight_taps(tablet: Page) -> None:
    finger = Finger()
    finger.tap(tablet.get_by_test_id("open-vitals"))
    for name, value in (("sbp", "128"), ("dbp", "80"), ("hr", "84"), ("spo2", "97"), ("rr", "15")):
        field = tablet.get_by_test_id(name)
        if not field.evaluate("field => field === document.activeElement"):
            finger.tap(field)
        tablet.keyboard.type(value)
    finger.tap(tablet.get_by_test_id("vitals-submit"))
    expect(tablet.get_by_test_id("message")).to_contain_text("systolic 128, diastolic 80")
    assert finger.taps <= 8


def test_a_change_of_rate_takes_three_taps_and_shows_old_and_new_first(tablet: Page) -> None:
    finger = Finger()
    finger.tap(tablet.get_by_test_id("open-rate"))
    finger.tap(tablet.get_by_role("button", name="-25 %"))
    change = tablet.get_by_test_id("preview-change")
    expect(change).to_contain_text("52.5 mg/h")
    expect(change).to_contain_text("39.375 mg/h")
    expect(tablet.get_by_test_id("preview")).to_contain_text("Total at the end")
    finger.tap(tablet.get_by_test_id("rate-because-dissociation"))
    expect(tablet.get_by_test_id("rate-ml")).to_have_text("112.5")
    assert finger.taps == 3


def test_a_medicine_of_the_protocol_takes_three_taps(clinic: Lakeside, tablet: Page, seat: Seat) -> None:
    finger = Finger()
    finger.tap(tablet.get_by_test_id("open-give"))
    finger.tap(tablet.get_by_test_id("preset").filter(has_text="ondansetron 4 mg IV"))
    finger.tap(tablet.get_by_test_id("give-submit"))
    expect(tablet.get_by_test_id("message")).to_contain_text("ondansetron 4 mg IV")
    assert finger.taps == 3
    assert "given" in clinic.kinds(seat)


def test_a_symptom_takes_two_taps(tablet: Page) -> None:
    finger = Finger()
    finger.tap(tablet.get_by_test_id("open-symptom"))
    finger.tap(tablet.get_by_test_id("symptom-nausea"))
    expect(tablet.get_by_test_id("message")).to_contain_text("ausea")
    assert finger.taps == 2


def test_a_side_effect_what_was_done_and_what_came_of_it_take_three_taps_and_one(
    clinic: Lakeside, tablet: Page, seat: Seat
) -> None:
    finger = Finger()
    finger.tap(tablet.get_by_test_id("open-symptom"))
    finger.tap(tablet.get_by_test_id("dialog-symptom").get_by_text("Reposition, open airway"))
    finger.tap(tablet.get_by_test_id("symptom-nausea"))
    expect(tablet.get_by_test_id("message")).to_contain_text("Reposition, open airway")
    assert finger.taps == 3
    finger.tap(tablet.get_by_test_id("outcome-better"))
    expect(tablet.get_by_test_id("ask-after")).to_have_count(0)
    assert finger.taps == 4
    assert clinic.kinds(seat)[-2:] == ["symptom", "outcome"]


def test_a_call_from_the_chair_is_answered_in_two_taps(clinic: Lakeside, tablet: Page, seat: Seat) -> None:
    clinic.call_id(seat)
    finger, bar = Finger(), tablet.get_by_test_id("calls")
    finger.tap(bar.get_by_test_id("call-answer"))
    finger.tap(bar.get_by_test_id("call-done-comfort"))
    expect(tablet.get_by_test_id("message")).to_contain_text("blanket, light or music")
    assert finger.taps == 2


HEARS = """window.SpeechRecognition = class extends EventTarget {
    start() { window.listens = true; setTimeout(() => {
        const result = Object.assign([{ transcript: ' held her hand ' }], { isFinal: this.processLocally });
        this.dispatchEvent(Object.assign(new Event('result'), { resultIndex: 0, results: [result] })); }); }
    stop() { window.listens = false; this.dispatchEvent(new Event('end')); }
};"""
ON_THE_DEVICE = "window.SpeechRecognition.prototype.processLocally = false;"


def test_words_are_spoken_where_the_tablet_itself_hears_them_and_nowhere_else(
    clinic: Lakeside, window: Callable[..., BrowserContext], seat: Seat
) -> None:
    def note_at(hears: str) -> tuple[Page, Locator]:
        context = window(clinic.cast.noor, has_touch=True)
        context.add_init_script(hears)
        page = context.new_page()
        page.goto(seat.path)
        page.get_by_test_id("open-note").tap()
        note = page.get_by_test_id("dialog-note").get_by_role("textbox").first
        note.fill("She wept.")
        return page, note

    elsewhere, _ = note_at(HEARS)
    expect(elsewhere.get_by_test_id("dialog-note")).to_be_visible()
    expect(elsewhere.get_by_test_id("speak")).to_have_count(0)
    page, note = note_at(HEARS + ON_THE_DEVICE)
    page.get_by_test_id("speak").tap()
    expect(note).to_have_value("She wept. held her hand")
    expect(page.get_by_test_id("speak")).to_have_attribute("aria-pressed", "true")
    page.get_by_test_id("speak").tap()
    expect(page.get_by_test_id("speak")).to_have_text("Speak")
    page.get_by_test_id("note-submit").tap()
    expect(page.get_by_test_id("log")).to_contain_text("She wept. held her hand")
    page.get_by_test_id("open-symptom").tap()
    page.get_by_test_id("dialog-symptom").locator("[name=words]").focus()
    page.get_by_test_id("dialog-symptom").get_by_test_id("speak").tap()
    while not page.evaluate("window.listens"):
        page.wait_for_timeout(20)  # the policy of the page lets nothing wait within it
    page.keyboard.press("Escape")
    while page.evaluate("window.listens"):
        page.wait_for_timeout(20)


def test_a_pause_takes_two_taps(tablet: Page) -> None:
    finger = Finger()
    finger.tap(tablet.get_by_test_id("open-pause"))
    finger.tap(tablet.get_by_test_id("pause-because-comfort"))
    expect(tablet.get_by_test_id("phase")).to_have_text("Paused")
    assert finger.taps == 2


def test_a_brush_of_the_hand_does_not_stop_the_infusion_and_two_taps_do(tablet: Page) -> None:
    tablet.get_by_test_id("open-finish").tap()
    tablet.get_by_test_id("dialog-finish").get_by_role("textbox").first.fill("patient asked")
    stop = tablet.get_by_test_id("finish-submit")
    with stopped(tablet) as pass_ms:
        stop.tap()
        expect(stop).to_have_text("Press again")
        expect(tablet.get_by_test_id("phase")).to_have_text("Infusing")
        expect(stop).not_to_have_class("is-holding")
        pass_ms(300)
        stop.tap()
        expect(tablet.get_by_test_id("phase")).to_have_text("Recovery")


def test_enter_in_a_field_never_picks_a_reason(tablet: Page) -> None:
    """The first button of a form answers Enter; none of the reasons may be that button."""
    tablet.get_by_test_id("open-rate").tap()
    tablet.get_by_test_id("dialog-rate").get_by_test_id("rate_ml_per_h").fill("120")
    tablet.keyboard.press("Enter")
    expect(tablet.get_by_test_id("preview-change")).to_contain_text("42 mg/h")
    expect(tablet.get_by_test_id("dialog-rate")).to_be_visible()
    expect(tablet.get_by_test_id("rate-ml")).to_have_text("150")


def test_every_act_can_be_pressed_while_alarms_take_its_room(
    clinic: Lakeside, tablet: Page, seat: Seat, monitor_at: Callable[[Seat], Monitor]
) -> None:
    """Each button, once it is in sight, is what a finger at its middle touches: none lies under STOP."""
    for channel in ("hr", "spo2", "rr"):
        clinic.limit(seat, channel, max_age_s=1)
    monitor_at(seat).shows(hr=84, spo2=97, rr=15)
    expect(tablet.get_by_test_id("alarm")).to_have_count(3)
    touched = tablet.locator(".chairside button:visible").evaluate_all("""all => all.map(one => {
        one.scrollIntoView({ block: 'nearest' });
        const box = one.getBoundingClientRect();
        const found = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        return [one.innerText, one.contains(found)]; })""")
    assert len(touched) > 10
    assert [words for words, is_touched in touched if not is_touched] == []


@pytest.mark.parametrize("width", [768, 1280])
def test_what_is_pressed_at_the_chair_is_large_enough(
    clinic: Lakeside, open_as: OpenAs, seat: Seat, width: int
) -> None:
    """Targets at the chair are at least 48 px, the rail's 64 (screens.md 3.1)."""
    page = open_as(clinic.cast.noor, seat.path, viewport={"width": width, "height": 1000}, has_touch=True)
    measured = page.locator(".chairside button:visible").evaluate_all("""all => all.map(one => {
        const box = one.getBoundingClientRect(); return [one.innerText, box.width, box.height]; })""")
    assert len(measured) > 5
    assert [one for one in measured if min(one[1:]) < 47.5] == []
