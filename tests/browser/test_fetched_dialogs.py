"""The acts' dialogs come after the page: opened by hand, by key and without scripts, early, late and cut off."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from .clinic import Lakeside, Seat
from .hands import Keyboard

pytestmark = pytest.mark.browser

OpenAs = Callable[..., Page]
Window = Callable[..., BrowserContext]
PART = re.compile(r"/part/acts/")


@pytest.fixture
def seat(clinic: Lakeside) -> Seat:
    return clinic.seat(started=True)


@pytest.fixture
def held(clinic: Lakeside, window: Window, seat: Seat) -> tuple[Page, list[Route]]:
    """The nurse's page with its dialogs held back: each of the routes is one request for them."""
    return held_at(seat, window(clinic.cast.noor).new_page())


def held_at(seat: Seat, page: Page) -> tuple[Page, list[Route]]:
    routes: list[Route] = []
    page.route(PART, lambda route: routes.append(route))
    page.goto(seat.path)
    while not routes:
        page.wait_for_timeout(20)  # the page stands, and its request is on the way here
    return page, routes


def dialog(page: Page, name: str) -> Locator:
    return page.get_by_test_id(f"dialog-{name}")


def test_the_page_brings_what_stops_the_drug_and_fetches_the_rest(
    clinic: Lakeside, held: tuple[Page, list[Route]]
) -> None:
    page, _ = held
    expect(dialog(page, "pause")).to_be_attached()
    expect(dialog(page, "finish")).to_be_attached()
    expect(dialog(page, "vitals")).to_have_count(0)
    page.unroute(PART)
    page.get_by_test_id("open-pause").click()
    page.get_by_test_id("pause-because-comfort").click()
    expect(page.get_by_test_id("phase")).to_have_text("Paused")
    for name in ("monitor", "vitals", "resume", "give", "symptom", "score", "note", "present", "correct"):
        expect(dialog(page, name)).to_have_count(1)


def test_what_is_typed_before_a_dialog_is_there_lands_in_it(
    clinic: Lakeside, held: tuple[Page, list[Route]], seat: Seat
) -> None:
    page, routes = held
    keys = Keyboard(page)
    keys.press("v")
    keys.type("12880")
    expect(page.get_by_test_id("open-vitals")).to_have_attribute("aria-busy", "true")
    routes[0].continue_()
    expect(page.get_by_test_id("hr")).to_be_focused()
    expect(page.get_by_test_id("open-vitals")).not_to_have_attribute("aria-busy", "true")
    keys.type("7297")
    for name, value in (("sbp", "128"), ("dbp", "80"), ("hr", "72"), ("spo2", "97")):
        expect(page.get_by_test_id(name)).to_have_value(value)
    keys.go("vitals-submit")
    expect(page.get_by_test_id("message")).to_contain_text("systolic 128, diastolic 80")
    assert clinic.kinds(seat).count("vitals") == 2  # with the resting ones


def test_enter_before_a_dialog_is_there_sends_it(clinic: Lakeside, window: Window) -> None:
    seat = clinic.seat()
    clinic.do(seat, "record_vitals", values={"sbp": "124", "dbp": "78", "hr": "72", "spo2": "98", "rr": "14"})
    page, routes = held_at(seat, window(clinic.cast.noor).new_page())
    keys = Keyboard(page)
    keys.press("t", "Enter")
    assert "started" not in clinic.kinds(seat)
    routes[0].continue_()
    expect(page.get_by_test_id("phase")).to_have_text("Infusing")
    assert clinic.kinds(seat).count("started") == 1


def test_escape_gives_up_waiting(held: tuple[Page, list[Route]]) -> None:
    page, routes = held
    keys = Keyboard(page)
    keys.press("n")
    keys.type("of no account")
    keys.press("Escape")
    routes[0].continue_()
    expect(dialog(page, "note")).to_be_attached()
    expect(dialog(page, "note")).to_be_hidden()
    keys.press("n")
    expect(dialog(page, "note").get_by_role("textbox").first).to_have_value("")


def buttons_change(clinic: Lakeside, page: Page, seat: Seat) -> None:
    """Another's entry brings the page its parts anew, while a button is pressed and waits."""
    page.get_by_test_id("open-note").evaluate("button => button.id = 'the-old-one'")
    clinic.do(seat, "write_note", words="meanwhile")
    expect(page.get_by_test_id("log")).to_contain_text("meanwhile")
    expect(page.locator("#the-old-one")).to_have_count(0)


def test_the_next_space_is_the_pump_though_the_button_changed_while_its_dialog_came(
    clinic: Lakeside, held: tuple[Page, list[Route]], seat: Seat
) -> None:
    page, routes = held
    keys = Keyboard(page)
    keys.press("s")
    buttons_change(clinic, page, seat)
    routes[0].continue_()
    expect(dialog(page, "symptom")).to_be_visible()
    keys.go("symptom-nausea")
    expect(page.get_by_test_id("message")).to_contain_text("ausea")
    keys.press("Space")
    expect(dialog(page, "pause")).to_be_visible()


def test_who_pressed_the_button_itself_is_given_back_to_it_though_it_changed(
    clinic: Lakeside, held: tuple[Page, list[Route]], seat: Seat
) -> None:
    page, routes = held
    page.get_by_test_id("open-symptom").click()
    buttons_change(clinic, page, seat)
    routes[0].continue_()
    expect(dialog(page, "symptom")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("open-symptom")).to_be_focused()


def test_two_presses_and_two_clicks_do_nothing_twice(
    clinic: Lakeside, held: tuple[Page, list[Route]], seat: Seat
) -> None:
    page, routes = held
    page.get_by_test_id("open-note").dblclick()
    (route,) = routes
    route.continue_()
    page.unroute(PART)
    words = dialog(page, "note").get_by_role("textbox").first
    words.fill("awake and calm")
    number = page.locator("#dialog-note [name=client_id]").input_value()
    page.keyboard.press("Escape")
    page.get_by_test_id("open-note").click()
    expect(words).to_have_value("awake and calm")
    expect(page.locator("#dialog-note [name=client_id]")).to_have_value(number)
    page.get_by_test_id("note-submit").dblclick()
    expect(page.get_by_test_id("message")).to_contain_text("Note kept")
    assert clinic.kinds(seat).count("note") == 1


def test_a_dialog_opens_after_the_connection_is_lost_and_keeps_what_is_typed(
    clinic: Lakeside, open_as: OpenAs, seat: Seat
) -> None:
    page = open_as(clinic.cast.noor, seat.path)
    connection = page.get_by_test_id("connection")
    expect(connection).to_have_text("live")
    expect(dialog(page, "note")).to_be_attached()
    try:
        clinic.installation.kill("serve")
        expect(connection).to_have_text(re.compile(r"offline \d+ s"))
        Keyboard(page).press("n")
        page.keyboard.type("typed while nothing was reached")
        words = dialog(page, "note").get_by_role("textbox").first
        expect(words).to_have_value("typed while nothing was reached")
    finally:
        clinic.installation.start("serve")
    expect(connection).to_have_text("live")
    expect(words).to_have_value("typed while nothing was reached")
    page.get_by_test_id("note-submit").click()
    expect(page.get_by_test_id("log")).to_contain_text("typed while nothing was reached")
    assert clinic.kinds(seat).count("note") == 1


def test_a_dialog_asked_for_while_the_database_is_away_comes_when_it_is_back(
    clinic: Lakeside, held: tuple[Page, list[Route]]
) -> None:
    page, routes = held
    with clinic.installation.database_lost():
        Keyboard(page).press("n")
        routes[0].continue_()
        page.unroute(PART)
        expect(page.locator("#toasts")).to_contain_text("cannot be fetched")
    expect(dialog(page, "note")).to_be_attached()
    Keyboard(page).press("n")
    expect(dialog(page, "note")).to_be_visible()


def test_a_dialog_that_cannot_come_is_said_and_comes_when_it_can(
    clinic: Lakeside, held: tuple[Page, list[Route]]
) -> None:
    page, routes = held
    keys = Keyboard(page)
    keys.press("n")
    routes[0].abort()
    expect(page.locator("#toasts")).to_contain_text("cannot be fetched")
    expect(page.get_by_test_id("open-note")).not_to_have_attribute("aria-busy", "true")
    page.unroute(PART)
    keys.press("n")
    keys.type("second try")
    for route in routes[1:]:
        route.continue_()  # asked for again by itself, before it was let through
    expect(dialog(page, "note").get_by_role("textbox").first).to_have_value("second try")


def test_an_act_opens_by_its_button_and_closes_by_its_cancel(clinic: Lakeside, open_as: OpenAs) -> None:
    page = open_as(clinic.cast.noor, clinic.common_seat().path)
    keys = Keyboard(page)
    for name in ("vitals", "rate", "give", "symptom", "score", "note", "present", "finish"):
        keys.go(f"open-{name}")
        expect(dialog(page, name)).to_be_visible()
        dialog(page, name).get_by_role("button", name="Cancel").focus()
        keys.press("Space")
        expect(dialog(page, name)).to_be_hidden()
        expect(page.get_by_test_id(f"open-{name}")).to_be_focused()
        expect(page).to_have_url(re.compile(clinic.common_seat().path + "$"))


def test_every_act_of_a_session_without_scripts(clinic: Lakeside, window: Window) -> None:
    """From the chair to the end: each button leads to its form, and each form comes back to the page."""
    seat = clinic.seat()
    page = window(clinic.cast.noor, java_script_enabled=False).new_page()
    page.goto(seat.path)

    def act(act: str, submit: str = "", then: str = "", **values: str) -> None:
        page.get_by_test_id(f"open-{act}").click()
        expect(page).to_have_url(re.compile(f"{seat.path}{act}/"))
        form = dialog(page, act)
        expect(form).to_be_visible()
        for field, value in values.items():
            form.locator(f"[name={field}]").fill(value)
        form.get_by_test_id(submit or f"{act}-submit").click()
        expect(page).to_have_url(re.compile(f"{seat.path}{then}$"))
        expect(page.get_by_test_id("message")).to_be_visible()

    page.goto(f"{seat.path}note/")
    page.get_by_role("button", name="Cancel").click()
    expect(page).to_have_url(re.compile(seat.path + r"\??$"))
    expect(dialog(page, "note")).to_have_count(0)

    act("vitals", sbp="124", dbp="78", hr="72", spo2="98", rr="14")
    act("start")
    act("rate", "rate-because-dissociation", rate_ml_per_h="120")
    act("pause", "pause-because-comfort")
    act("resume")
    act("symptom", "symptom-nausea")
    act("give", name="ondansetron", amount="4 mg")
    act("note", words="hand held")
    act("present", present="Noor")
    act("finish", then="(waste/)?", reason="asked to stop")  # the rest is asked for where an account is kept
    page.goto(seat.path)
    expect(page.get_by_test_id("open-close")).to_have_count(0)  # who was infused leaves by the discharge
    assert [kind for kind in clinic.kinds(seat) if kind != "drawn"] == [
        "vitals", "started", "rate", "paused", "resumed", "symptom", "given", "note", "present", "finished"
    ]  # fmt: skip


def test_a_press_counts_though_the_field_that_it_leaves_gets_a_note(
    clinic: Lakeside, open_as: OpenAs, seat: Seat
) -> None:
    page = open_as(clinic.cast.noor, seat.path)
    page.evaluate("document.styleSheets[0].insertRule('.pad-note { min-block-size: 12rem }')")
    page.get_by_test_id("open-vitals").click()
    dialog(page, "vitals").get_by_test_id("spo2").fill("140")
    page.get_by_test_id("vitals-submit").click()
    expect(page.get_by_test_id("errors")).to_contain_text("SpO₂")


def test_a_refused_form_stands_open_with_its_reasons_and_the_others_come_too(
    clinic: Lakeside, open_as: OpenAs, seat: Seat
) -> None:
    page = open_as(clinic.cast.noor, seat.path)
    page.get_by_test_id("open-vitals").click()
    dialog(page, "vitals").get_by_test_id("spo2").fill("140")
    page.get_by_test_id("vitals-submit").click()
    expect(page.get_by_test_id("errors")).to_contain_text("SpO₂")
    expect(dialog(page, "vitals")).to_have_count(1)
    expect(page.get_by_test_id("spo2")).to_have_value("140")
    expect(dialog(page, "note")).to_have_count(1)
    Keyboard(page).press("Escape")
    expect(page.get_by_test_id("open-vitals")).to_be_focused()  # no hand is as quick as this one
    Keyboard(page).press("n")
    page.keyboard.type("calm")
    page.get_by_test_id("note-submit").click()
    expect(page.get_by_test_id("log")).to_contain_text("calm")
