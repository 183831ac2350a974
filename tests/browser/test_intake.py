"""The intake on a phone of 360 px: what is refused is said first, and axe finds nothing in Spanish."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from .clinic import Lakeside

pytestmark = pytest.mark.browser
OpenAs = Callable[..., Page]
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def phone(clinic: Lakeside, open_as: OpenAs) -> Page:
    somebody, _ = clinic.at_home()
    return open_as(somebody, "/portal/", viewport=PHONE, has_touch=True)


def press(page: Page, name: str) -> None:
    """Reach a button or link by its name with the keyboard, and press it."""
    place = page.get_by_test_id(name)
    place.focus()
    expect(place).to_be_focused()
    page.keyboard.press("Enter")


def test_a_refused_answer_is_said_first_and_the_question_is_named_to_a_screen_reader(phone: Page) -> None:
    phone.goto(phone.url + "intake/operations/")
    press(phone, "add")
    expect(phone.get_by_test_id("errors")).to_be_focused()
    expect(phone.get_by_test_id("errors")).to_contain_text("Write something")
    phone.goto(phone.url.replace("operations", "heart"))
    tree = phone.locator("form[data-test=question]").aria_snapshot()
    assert 'group "Has a doctor ever told you' in tree and 'checkbox "High blood pressure"' in tree


def test_axe_finds_nothing_in_spanish(phone: Page) -> None:
    home = phone.url
    press(phone, "language-es")
    expect(phone.locator("html")).to_have_attribute("lang", "es")
    for place in ("", "intake/", "intake/heart/", "intake/medicines/", "intake/last-drink/", "intake/check/"):
        phone.goto(home + place)
        found = Axe().run(phone)
        assert found.violations_count == 0, f"{place}: {found.generate_report()}"
        assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
