"""From arrival to the ride home for depression, for chronic pain and for the spray: ledger, chart, doses, note and paper agree.

The three go on side by side, each at its own chair, so that the server's clock is moved on once for all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from euthymia.domain.quantities import MASS_MG
from support.cast import PASSWORD

from .clinic import Lakeside
from .visiting import (
    RESTING,
    Account,
    Hours,
    Story,
    Visit,
    at,
    choose,
    decided,
    ordered,
    printed,
    said,
    together,
)

pytestmark = pytest.mark.browser
OpenAs = Callable[..., Page]


def test_three_visits_from_arrival_to_the_ride_home(clinic: Lakeside, open_as: OpenAs) -> None:
    stories = [of_depression(clinic, open_as), of_pain(clinic, open_as), of_the_spray(clinic, open_as)]
    together(Hours(clinic), stories)


def of_depression(clinic: Lakeside, open_as: OpenAs) -> Story:
    """40 minutes, slowed at 20; a call from the chair, nausea; what is left is wasted."""
    visit = Visit(clinic, open_as)
    decided(visit)
    visit.tells_from_home()
    visit.arrives()
    session, vial = ordered(visit, "iv-depression")
    visit.draws(session, vial)
    chair = visit.chair(session)
    visit.vitals(chair)
    visit.starts(chair)
    yield 20
    chair = visit.chair(session)
    visit.vitals(chair, sbp="138", dbp="86")
    chair.get_by_test_id("open-symptom").click()
    chair.get_by_test_id("symptom-nausea").click()
    said(chair, "ausea")
    chair.get_by_test_id("open-rate").click()
    chair.get_by_test_id("dialog-rate").get_by_test_id("rate_ml_per_h").fill("120")
    expect(chair.get_by_test_id("preview-change")).to_contain_text("42 mg/h")
    chair.get_by_test_id("rate-because-nausea").click()
    expect(chair.get_by_test_id("rate-mg")).to_have_text("42")
    yield 40
    chair = visit.chair(session)
    visit.stops(chair, "ordered time is over")
    visit.wastes(chair)
    visit.looks(session.visit_id)
    yield 105
    visit.looks(session.visit_id)
    yield 120
    visit.looks(session.visit_id)
    visit.leaves(session.visit_id, cannula=True)
    found = visit.account(session)
    assert found.chart_ug < session.order.dose_ug, "it was slowed, so something is left"
    assert found.ended_at - found.began_at >= timedelta(minutes=40)
    agrees(visit, session.pk, session.visit_id, found)


def of_pain(clinic: Lakeside, open_as: OpenAs) -> Story:
    """Its own programme: 98 mg in four hours, to the last microgram."""
    visit = Visit(clinic, open_as)
    decided(visit, pain=True)
    visit.tells_from_home()
    visit.arrives()
    session, vial = ordered(visit, "iv-chronic-pain")
    visit.draws(session, vial)
    chair = visit.chair(session)
    visit.vitals(chair)
    visit.starts(chair, "as agreed")
    yield 120
    chair = visit.chair(session)
    visit.vitals(chair)
    yield 241
    visit.stops(visit.chair(session), "ordered time is over")
    yield 305
    visit.looks(session.visit_id)
    yield 320
    visit.looks(session.visit_id)
    visit.leaves(session.visit_id, cannula=True)
    found = visit.account(session)
    assert found.chart_ug == session.order.dose_ug == 98_000 and found.wasted_ug == 0
    agrees(visit, session.pk, session.visit_id, found)


def of_the_spray(clinic: Lakeside, open_as: OpenAs) -> Story:
    """56 mg, watched for two hours to the minute; the pressure at forty minutes; the form of the programme."""
    visit = Visit(clinic, open_as)
    decided(visit, spray=True)
    visit.tells_from_home()
    visit.arrives()
    page = visit.page(clinic.cast.noor, f"/staff/recovery/spray/{visit.patient_id}/")
    page.locator("[name=room]").select_option(str(visit.room_id))
    choose(page, "dose_mg", "56")
    page.locator("[name=lots]").fill("L1, L2")
    for name, value in RESTING.items():
        page.get_by_test_id(name).fill(value)
    for name in ("began", "ended"):
        page.locator(f"[name={name}]").fill("0")
    for one in ("certified", "enrolled", "observed", "prescriber_on_site"):
        choose(page, "rems", one)
    page.get_by_test_id("nasal-submit").click()
    expect(page.get_by_test_id("line-time")).to_be_visible()
    visit_id = UUID(page.url.rstrip("/").rpartition("/")[2])
    yield 40
    visit.looks(visit_id)
    yield 105
    visit.looks(visit_id)
    page = visit.page(clinic.cast.noor, f"/staff/recovery/{visit_id}/")
    expect(page.get_by_test_id("line-time")).to_have_attribute("data-light", "not-met")
    yield 121
    visit.looks(visit_id)
    visit.leaves(visit_id, cannula=False)
    words, paper = visit.signs_note(visit_id)
    began, ended = clinic.inside(lambda: dose_times(visit_id))
    given = f"Esketamine nasal spray 56 mg (lots L1, L2), under direct observation, from {at(clinic, began)} to {at(clinic, ended)}"
    assert given in words and given in paper
    form = (
        visit.page(clinic.cast.noor, f"/staff/recovery/{visit_id}/")
        .request.get(f"/staff/recovery/{visit_id}/rems.json")
        .json()
    )
    assert (form["fields"]["dose"], form["fields"]["lots"]) == ("56", "L1, L2")
    assert int(form["fields"]["minutes"]) >= 120
    assert "56" in printed(page, f"/staff/recovery/{visit_id}/rems.pdf")


def dose_times(visit_id: UUID) -> tuple:
    from euthymia.journey.recovery.models import Recovery

    row = Recovery.objects.get(visit=visit_id)
    return row.began_at, row.ended_at


def agrees(visit: Visit, session_id: UUID, visit_id: UUID, found: Account) -> None:
    """Book, dose history, chart, note and both papers: to the microgram and the minute."""
    clinic = visit.clinic
    assert found.book_ug == found.history_ug == found.chart_ug
    assert found.drawn_ug == found.chart_ug + found.wasted_ug
    given, wasted = MASS_MG.format(found.chart_ug), MASS_MG.format(found.wasted_ug)
    began, ended = at(clinic, found.began_at), at(clinic, found.ended_at)
    assert at(clinic, found.booked_at) == began, "the book has the hanging of the syringe"
    words, note = visit.signs_note(visit_id)
    page = visit.page(clinic.cast.okafor, f"/staff/infusions/{session_id}/record/")
    assert page.get_by_test_id("record-given").inner_text().split()[0] == given
    record = printed(page, f"/staff/infusions/{session_id}/record.pdf")
    for text in (words, note):
        assert f"Ketamine given: {given} mg of" in text
        assert f"The infusion began at {began}" in text and f"It ended at {ended}." in text
        assert f"given {given} mg + wasted {wasted} mg" in text
    assert f"Ketamine given {given} mg" in record and f"given {given} mg, wasted {wasted} mg" in record
    assert began in record and ended in record
    assert PASSWORD not in note + record
