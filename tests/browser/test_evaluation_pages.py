"""The evaluation in a real browser: by keyboard from a medicine to a signed decision, in every light, on one sheet."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from euthymia.domain.simulation.evaluated import ANEURYSM, HYPERTENSION, MISTYPED, Told
from support.cast import PASSWORD

from .axe import in_every_light
from .clinic import Lakeside
from .hands import Keyboard

pytestmark = pytest.mark.browser
CORONARY = Told("history", "condition", "coronary artery disease", "I25.10", {"status": "controlled"})
SECTIONS = ("history", "psychiatric", "medications", "objectives", "screening")


def place(patient_id: Any, rest: str = "") -> str:
    return f"/staff/patients/{patient_id}/evaluation/{rest}"


def test_a_decision_is_read_and_signed_by_keyboard(clinic: Lakeside, open_as: Callable[..., Page]) -> None:
    page = open_as(clinic.cast.okafor, place(clinic.evaluated(CORONARY), "decision/"))
    hands = Keyboard(page)
    evidence = page.get_by_test_id("evidence").first
    evidence.locator("summary").focus()
    hands.press("Enter")
    expect(evidence.get_by_text("Confidence")).to_be_visible()
    expect(evidence.get_by_text("coronary artery disease").first).to_be_visible()
    hands.tab_to("verdict")
    hands.press("Space")
    hands.fill("reason", "cardiology agrees in writing; continuous ECG")
    hands.fill("signature-password", PASSWORD)
    hands.go("sign-decision")
    expect(page.get_by_test_id("message")).to_contain_text("treatment may be planned and started")
    expect(page.get_by_test_id("standing")).to_contain_text(
        "a decision to treat is in force", ignore_case=True
    )


def test_a_mistyped_medicine_is_resolved_by_keyboard(clinic: Lakeside, open_as: Callable[..., Page]) -> None:
    page = open_as(clinic.cast.noor, place(clinic.evaluated(MISTYPED), "medications/"))
    hands = Keyboard(page)
    expect(page.get_by_test_id("unrecognised")).to_contain_text("lamotragine")
    hands.go("pick")
    expect(page.get_by_test_id("message")).to_contain_text("lamotrigine 200 mg daily")
    expect(page.get_by_test_id("unrecognised")).to_have_count(0)
    page.get_by_test_id("form-medicine").locator("summary").focus()
    hands.press("Enter")
    hands.fill("text", "norv")
    expect(page.locator("#medicine-offers option").first).to_have_attribute("value", "Norvasc")
    hands.fill("text", "Norvasc 10 mg daily")
    hands.go("save-medicine")
    expect(page.get_by_test_id("recognised").filter(has_text="amlodipine")).to_be_visible()
    hands.go("sign-part-submit")
    expect(page.get_by_test_id("message")).to_contain_text("signed as complete")


def test_axe_finds_nothing_in_any_part_with_findings_in_it(
    clinic: Lakeside, window: Callable[..., Any]
) -> None:
    context = window(clinic.cast.okafor)
    context.add_init_script(Axe().axe_script)
    page = context.new_page()
    patient_id = clinic.evaluated(ANEURYSM, HYPERTENSION, MISTYPED)
    found: list[str] = []
    for rest in ("", *(f"{section}/" for section in SECTIONS), "decision/"):
        page.goto(place(patient_id, rest))
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        found += in_every_light(page, rest or "overview")
    assert found == []


def test_the_decision_prints_on_one_page(clinic: Lakeside, open_as: Callable[..., Page]) -> None:
    page = open_as(clinic.cast.okafor, place(clinic.evaluated(ANEURYSM, HYPERTENSION, MISTYPED), "decision/"))
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4")))
    assert len(printed.pages) == 1
    text = printed.pages[0].extract_text()
    assert "aneurysm" in text and "document" in text and "Sign the decision" not in text
