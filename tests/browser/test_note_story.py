"""From the end of an infusion to the signed note: written beside, struck, signed, added to; paper and drug book agree."""

from __future__ import annotations

import io
from collections.abc import Callable

import pypdf
import pytest
from playwright.sync_api import Page, expect

from support.cast import PASSWORD

from .clinic import Lakeside, Seat

pytestmark = pytest.mark.browser


def test_the_note_of_a_session_and_its_addendum(clinic: Lakeside, open_as: Callable[..., Page]) -> None:
    clinic.drawable()  # the clinic keeps its drug book here
    seat = clinic.resting()
    clinic.wastes(seat)
    clinic.discharged(seat)
    given = _given_by_the_book(clinic, seat)
    page = open_as(clinic.cast.okafor, clinic.visit_path(seat))
    page.get_by_test_id("to-note").click()
    infusion = page.get_by_test_id("section-infusion")
    expect(infusion).to_contain_text(f"Ketamine given: {given} mg of")
    expect(page.get_by_test_id("section-account")).to_contain_text(f"given {given} mg")
    # beside it, in own words
    page.locator("#symptoms").get_by_test_id("words").fill("She says it was like floating.")
    page.locator("#symptoms").get_by_test_id("own-save").click()
    expect(page.get_by_test_id("message")).to_contain_text("Kept beside the composed words")
    expect(page.locator("#symptoms").get_by_test_id("words")).to_have_value("She says it was like floating.")
    # taken out with a reason, and visible as struck
    page.locator("#medicines").get_by_test_id("strike").click()
    page.get_by_test_id("reason").fill("told in my words")
    page.get_by_test_id("strike-submit").click()
    expect(page.locator("#medicines s")).to_contain_text("Other medicines: not recorded.")
    # signed: frozen
    page.get_by_test_id("signature-password").fill(PASSWORD)
    page.get_by_test_id("note-sign").click()
    expect(page.get_by_test_id("note-signed")).to_contain_text("Signed by Dr Chidi Okafor")
    expect(page.get_by_test_id("own-save")).to_have_count(0)
    expect(page.locator("#symptoms").get_by_test_id("own")).to_contain_text("like floating")
    # a fact comes later: said, and settled by an addendum
    clinic.do(seat, "write_note", words="her sister called: she sleeps")
    page.reload()
    expect(page.get_by_test_id("changed")).to_contain_text("The record has changed since this was signed")
    page.get_by_test_id("words").fill("Her sister called; she sleeps well.")
    page.get_by_test_id("signature-password").fill(PASSWORD)
    page.get_by_test_id("addendum-submit").click()
    expect(page.get_by_test_id("addendum")).to_contain_text("Her sister called; she sleeps well.")
    expect(page.get_by_test_id("changed")).to_have_count(0)
    # on paper, to the microgram
    address = page.get_by_test_id("note-pdf").get_attribute("href")
    assert address is not None
    paper = pypdf.PdfReader(io.BytesIO(page.request.get(address).body()))
    words = " ".join(" ".join(sheet.extract_text() for sheet in paper.pages).split())
    assert f"Ketamine given: {given} mg of" in words and f"given {given} mg + wasted" in words
    assert "She says it was like floating." in words and "Her sister called; she sleeps well." in words


def _given_by_the_book(clinic: Lakeside, seat: Seat) -> str:
    """Milligrams that the drug book has as given for this session's order."""
    from euthymia.clinic.pharmacy.models import Entry
    from euthymia.domain.quantities import MASS_MG

    def read() -> str:
        order = str(clinic.session(seat).order_id)
        found = Entry.objects.filter(kind="administer", event__order=order)
        return MASS_MG.format(sum(one.more["mass_ug"] for one in found))

    return clinic.inside(read)
