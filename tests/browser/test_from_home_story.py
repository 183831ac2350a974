"""The day after, on a phone at 360 px: the short check, then worse and in Spanish, a person paged, and an answer."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, expect

from .axe import in_every_light
from .clinic import Lakeside
from .hands import Keyboard
from .targets import PHONE, too_small

pytestmark = pytest.mark.browser


def answered(clinic: Lakeside, record: UUID, says: str) -> list[str]:
    """Noor answers what this patient told; what became of the page, before."""
    from euthymia.clinic.duty import queries as duty
    from euthymia.clinic.people import queries as people
    from euthymia.journey.followup import actions, queries

    def act() -> list[str]:
        patient = people.patient(clinic.cast.lakeside, record)
        patient.clinic = clinic.cast.lakeside
        (state,) = queries.of_patient(patient)
        paged = [one.subject.partition(" ")[0] for one in duty.of_patient(patient)]
        actions.answer(by=clinic.cast.noor.member(), report=state.report, client_id=uuid4(), says=says)
        return paged

    return clinic.inside(act)


def test_the_day_after_at_360_px_in_both_languages(
    clinic: Lakeside, window: Callable[..., BrowserContext]
) -> None:
    person, record = clinic.at_home()
    clinic.ask(record, "vas-mood")
    context = window(person, viewport=PHONE)
    context.add_init_script(Axe().axe_script)
    page = context.new_page()
    page.goto("/portal/")
    keys, found = Keyboard(page), too_small(page)

    keys.go("answer")
    expect(page.get_by_role("heading", name="How you feel")).to_be_visible()
    keys.go("open-vas-mood")
    expect(page.get_by_role("heading", name="Mood, 0–10")).to_be_visible()
    keys.go("start")
    expect(page.get_by_role("heading", name="Question 1 of 1")).to_be_visible()
    keys.tab_to("answer")
    keys.press("Space", "ArrowDown", "ArrowDown")
    keys.go("continue")
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    keys.go("send")
    expect(page.get_by_test_id("thanks")).to_be_visible()

    page.get_by_test_id("tab-more").click()
    expect(page.get_by_role("heading", name="Everything else")).to_be_visible()
    found += too_small(page)
    page.goto("/portal/tell/")
    expect(page.get_by_role("heading", name="Tell us")).to_be_visible()
    page.get_by_test_id("language-es").click()
    expect(page.get_by_role("heading", name="Cuéntenos")).to_be_visible()
    expect(page.get_by_test_id("urgent")).to_contain_text("911")
    page.get_by_test_id("tell").click()
    expect(page.get_by_test_id("errors")).to_contain_text("Elija una")
    found += too_small(page) + in_every_light(page, "refused report in Spanish")
    for answer in ("Mi ánimo está peor", "Fuerte: no puedo hacer otra cosa", "Más de un día", "Sigue ahí"):
        page.get_by_role("radio", name=answer).check()
    page.get_by_test_id("field-thoughts").get_by_role("radio", name="No", exact=True).check()
    page.get_by_role("textbox", name="Con sus propias palabras").fill("No quiero levantarme 😔")
    page.get_by_test_id("tell").click()
    expect(page.get_by_test_id("paged")).to_contain_text("Hemos avisado a la persona de guardia")
    expect(page.get_by_test_id("paged")).to_contain_text("911")
    found += too_small(page) + in_every_light(page, "paged in Spanish")
    page.get_by_test_id("tab-home").click()
    expect(page.get_by_test_id("step-report")).to_be_visible()

    assert answered(clinic, record, "La llamamos a las 9.") == ["report"]
    page.goto("/portal/tell/")
    page.get_by_test_id("told").get_by_role("link").click()
    expect(page.get_by_test_id("answer")).to_contain_text("La llamamos a las 9.")
    assert found == []
