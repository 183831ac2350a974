"""A patient fills the intake on a phone of 360 px, with the keyboard, in either language."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from euthymia.journey.evaluation import telling
from euthymia.journey.evaluation.telling import Question, Shape

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


def answer(page: Page, question: Question) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(str(question.asks))
    if question.slug == "medicines":
        page.get_by_test_id("line").focus()
        page.keyboard.type("sertraline 100 mg daily")
        page.keyboard.press("Enter")
        expect(page.get_by_test_id("lines")).to_contain_text("sertraline 100 mg daily")
        press(page, "continue")
    elif question.shape is Shape.LINES:
        press(page, "none")
    else:
        last = page.get_by_test_id("chosen").last if question.shape is Shape.ONE else None
        place = last or page.locator("input[value=none]")
        place.focus()
        page.keyboard.press("Space")
        expect(place).to_be_checked()
        press(page, "continue")


def test_from_the_first_question_to_the_receipt_with_the_keyboard(phone: Page) -> None:
    press(phone, "to-intake")
    press(phone, "go-on")
    for section in telling.SECTIONS:
        for question in section.questions:
            answer(phone, question)
        expect(phone.get_by_test_id(f"section-{section.slug}")).to_have_attribute("data-state", "done")
        if section is not telling.SECTIONS[-1]:
            press(phone, "go-on")
    press(phone, "to-check")
    expect(phone.get_by_test_id("told-medicines")).to_contain_text("sertraline 100 mg daily")
    phone.get_by_test_id("name").fill("Ana Marsh")
    phone.keyboard.press("Enter")
    expect(phone.get_by_test_id("receipt")).to_contain_text("Ana Marsh")
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


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
