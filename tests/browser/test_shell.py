"""What every page has: the palette, the keys and their switch, the theme, and a way in by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .clinic import Lakeside
from .hands import Keyboard

pytestmark = pytest.mark.browser

OpenAs = Callable[..., Page]


def test_the_palette_finds_a_patient_by_three_letters(clinic: Lakeside, open_as: OpenAs) -> None:
    seat = clinic.seat(ordered=False)
    page = open_as(clinic.cast.noor, "/staff/infusions/")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.type(seat.name.split()[1][:3])
    expect(page.get_by_role("option", name=re.compile(seat.name.split()[1])).first).to_have_attribute(
        "aria-selected", "true"
    )
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=seat.name, level=1)).to_be_visible()


def test_the_palette_goes_to_a_page_and_closes_with_escape(clinic: Lakeside, open_as: OpenAs) -> None:
    page = open_as(clinic.cast.noor, "/staff/")
    page.keyboard.press("Control+k")
    page.keyboard.press("Escape")
    expect(page.get_by_role("combobox")).to_be_hidden()
    page.keyboard.press("Control+k")
    page.keyboard.type("running inf")
    expect(page.get_by_role("option", name="Running infusions")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/staff/infusions/$"))


def test_single_keys_can_be_switched_off_and_stay_off(clinic: Lakeside, open_as: OpenAs) -> None:
    seat = clinic.seat(started=True)
    page = open_as(clinic.cast.noor, seat.path)
    page.keyboard.press("?")
    help_ = page.get_by_role("dialog", name="Help and keys")
    expect(help_).to_contain_text("Vitals")
    switch = help_.get_by_role("checkbox")
    expect(switch).to_be_checked()
    switch.uncheck()
    page.keyboard.press("Escape")
    vitals = page.get_by_test_id("dialog-vitals")
    expect(vitals).to_be_attached()  # here now, so that nothing keeps a key from opening it
    for key in ("v", "r", "n", " "):
        page.keyboard.press(key)
        expect(page.locator("dialog[open]")).to_have_count(0)
    page.reload()
    expect(vitals).to_be_attached()
    page.keyboard.press("v")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.get_by_test_id("open-vitals").click()
    expect(vitals).to_be_visible()


def test_a_key_opens_its_dialog_ready_for_typing_and_gives_the_focus_back(
    clinic: Lakeside, open_as: OpenAs
) -> None:
    """To where it was: the next Space is the pump's again, and no press of the button that the key stands for."""
    page = open_as(clinic.cast.noor, clinic.common_seat().path)
    here = page.get_by_role("button", name="Help and keys")
    for key, dialog in (
        (" ", "pause"), ("v", "vitals"), ("r", "rate"), ("g", "give"), ("s", "symptom"), ("d", "score"), ("n", "note"),
        ("p", "present"), ("m", "monitor"),
    ):  # fmt: skip
        here.focus()
        if key == " ":  # which presses what has the focus
            page.evaluate("document.activeElement.blur()")
        page.keyboard.press(key)
        opened = page.get_by_test_id(f"dialog-{dialog}")
        expect(opened).to_be_visible()
        expect(opened.locator("input:focus, textarea:focus, select:focus")).to_have_count(1)
        page.keyboard.press("Escape")
        expect(opened).to_be_hidden()
        if key == " ":
            expect(page.locator(":focus")).to_have_count(0)
        else:
            expect(here).to_be_focused()


def test_the_skip_link_comes_first_and_leads_into_the_page(clinic: Lakeside, open_as: OpenAs) -> None:
    page = open_as(clinic.cast.noor, "/staff/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_every_stop_of_the_tab_key_shows_where_it_is(clinic: Lakeside, open_as: OpenAs) -> None:
    """A ring or an outline at each control of the chairside page, and no trap: the keyboard goes round."""
    page = open_as(clinic.cast.noor, clinic.common_seat().path)
    seen: list[str] = []
    bare: list[str] = []
    for _ in range(60):
        page.keyboard.press("Tab")
        found = page.evaluate(
            """() => { const one = document.activeElement; if (!one || one === document.body) return null;
            const look = getComputedStyle(one); const ring = parseFloat(look.outlineWidth) > 0 && look.outlineStyle !== 'none';
            return [one.outerHTML.slice(0, 90), ring || look.boxShadow !== 'none']; }"""
        )
        if found is None or (seen and found[0] == seen[0]):
            break
        seen.append(found[0])
        if not found[1]:
            bare.append(found[0])
    assert len(seen) > 15
    assert bare == []
    Keyboard(page).tab_to("open-finish")


def test_the_theme_is_remembered_by_the_device_before_the_first_paint(
    clinic: Lakeside, open_as: OpenAs
) -> None:
    page = open_as(clinic.cast.noor, "/staff/")
    for _ in range(4):
        if page.evaluate("document.documentElement.dataset.theme") == "dim":
            break
        page.get_by_test_id("theme").click()
    page.goto("/staff/patients/")
    assert page.evaluate("document.documentElement.dataset.theme") == "dim"
    assert page.evaluate("localStorage.getItem('theme')") == "dim"
