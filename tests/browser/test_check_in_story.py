"""A patient answers a PHQ-9 on a phone without touching it: 360 px, keyboard only, axe clean in every light."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from .axe import in_every_light
from .clinic import Lakeside
from .hands import Keyboard

pytestmark = pytest.mark.browser

PHONE: ViewportSize = {"width": 360, "height": 740}
TARGET_PX = 48


def too_small(page: Page) -> list[str]:
    """Controls of the page's own part under 48 px: a radio counts with its whole row."""
    measured = page.locator("main a.button, main button, main .choices label").evaluate_all(
        "all => all.filter(one => one.checkVisibility()).map(one => [one.innerText, one.getBoundingClientRect().height])"
    )
    return [f"{text!r}: {height:.0f} px" for text, height in measured if height < TARGET_PX]


def choose(keys: Keyboard, value: int) -> None:
    """The radio of this question, by arrow keys from the first one, and on."""
    keys.tab_to("answer")
    keys.press("Space", *["ArrowDown"] * value)
    keys.go("continue")


def test_a_phq9_by_keyboard_at_360_px(clinic: Lakeside, window: Callable[..., BrowserContext]) -> None:
    person, record = clinic.at_home()
    clinic.ask(record)
    context = window(person, viewport=PHONE)
    context.add_init_script(Axe().axe_script)
    page = context.new_page()
    page.goto("/portal/")
    keys, found = Keyboard(page), []

    keys.go("answer")
    expect(page.get_by_role("heading", name="How you feel")).to_be_visible()
    found += in_every_light(page, "list") + too_small(page)
    keys.go("open-phq-9")
    expect(page.get_by_role("heading", name="PHQ-9")).to_be_visible()
    found += in_every_light(page, "start") + too_small(page)
    keys.go("start")

    for number, value in enumerate((2, 2, 1, 1, 0, 3, 1, 0), 1):
        expect(page.get_by_role("heading", name=f"Question {number} of 10")).to_be_visible()
        if number == 1:
            found += in_every_light(page, "question") + too_small(page)
            keys.go("continue")
            expect(page.get_by_test_id("errors")).to_contain_text("Choose an answer, or skip this question.")
            found += in_every_light(page, "refused question")
        choose(keys, value)

    expect(page.get_by_test_id("why")).to_contain_text("988")
    choose(keys, 1)
    expect(page.get_by_test_id("help-numbers")).to_contain_text("988")
    found += in_every_light(page, "question with help")
    keys.go("skip")

    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    expect(page.get_by_test_id("checked")).to_have_count(10)
    found += in_every_light(page, "check") + too_small(page)
    keys.go("change-5")
    expect(page.get_by_role("heading", name="Question 5 of 10")).to_be_visible()
    choose(keys, 3)
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    keys.go("send")
    expect(page.get_by_test_id("thanks")).to_be_visible()
    expect(page.get_by_test_id("help-numbers")).to_contain_text("911")
    found += in_every_light(page, "thanks") + too_small(page)
    assert found == []

    (row,) = clinic.scores(record)
    assert (row.total, row.flags, row.language) == (14.0, ["item-9"], "en")


def test_in_spanish_and_resumed_on_another_phone(
    clinic: Lakeside, window: Callable[..., BrowserContext]
) -> None:
    person, record = clinic.at_home()
    clinic.ask(record, "gad-7")
    page = window(person, viewport=PHONE).new_page()
    page.goto("/portal/check-ins/")
    keys = Keyboard(page)
    keys.go("open-gad-7")
    expect(page.get_by_role("heading", name="GAD-7")).to_be_visible()
    keys.go("start-other")
    for number in (1, 2):
        expect(page.get_by_role("heading", name=f"Pregunta {number} de 7")).to_be_visible()
        choose(keys, 1)
    expect(page.get_by_role("heading", name="Pregunta 3 de 7")).to_be_visible()
    address = page.url

    context = window(person, viewport=PHONE)
    context.add_init_script(Axe().axe_script)
    other = context.new_page()
    other.goto(address.replace("/3/", "/"))
    keys = Keyboard(other)
    keys.go("start-other")
    expect(other.get_by_role("heading", name="Pregunta 3 de 7")).to_be_visible()
    keys.go("back")
    expect(other.get_by_role("radio", name="Varios días")).to_be_checked()
    assert in_every_light(other, "question in Spanish") == []
    keys.go("continue")
    for number in range(3, 8):
        expect(other.get_by_role("heading", name=f"Pregunta {number} de 7")).to_be_visible()
        choose(keys, 2)
    expect(other.get_by_role("heading", name="Revise sus respuestas")).to_be_visible()
    keys.go("send")
    expect(other.get_by_test_id("thanks")).to_have_text("Gracias")
    (row,) = clinic.scores(record)
    assert (row.total, row.language) == (12.0, "es")
