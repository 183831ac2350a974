"""From arrival to the ride home for depression, for chronic pain and for the spray: ledger, chart, doses, note and paper agree.

The first is walked in the browser whole. The others walk what differs there, and the rest by the clinic's own actions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from euthymia.domain.quantities import MASS_MG
from support.cast import PASSWORD

from .axe import in_every_light
from .clinic import Lakeside
from .visiting import RESTING, Account, Hours, Visit, at, choose, decided, ordered, printed

pytestmark = pytest.mark.browser
OpenAs = Callable[..., Page]


@pytest.fixture
def hours(clinic: Lakeside) -> Iterator[Hours]:
    begun = Hours(clinic)
    begun.until(0)
    yield begun
    begun.over()


def test_depression_from_the_phone_to_the_ride_home(clinic: Lakeside, hours: Hours, open_as: OpenAs) -> None:
    """40 minutes, slowed at 20 for nausea; what is left is wasted."""
    visit = Visit(clinic, hours, open_as)
    decided(visit)
    visit.tells_from_home()
    visit.arrives()
    session, vial = ordered(visit, "iv-depression")
    visit.draws(session, vial)
    chair = visit.chair(session)
    visit.vitals(chair)
    visit.starts(chair)
    hours.until(20)
    chair = visit.chair(session)
    visit.vitals(chair, sbp="138", dbp="86")
    chair.get_by_test_id("open-symptom").click()
    chair.get_by_test_id("symptom-nausea").click()
    expect(chair.get_by_test_id("message")).to_contain_text("ausea")
    chair.get_by_test_id("open-rate").click()
    chair.get_by_test_id("dialog-rate").get_by_test_id("rate_ml_per_h").fill("120")
    expect(chair.get_by_test_id("preview-change")).to_contain_text("42 mg/h")
    chair.get_by_test_id("rate-because-nausea").click()
    expect(chair.get_by_test_id("rate-mg")).to_have_text("42")
    hours.until(40)
    visit.stops(visit.chair(session), "ordered time is over")
    visit.wastes(visit.chair(session))
    visit.looked_at(session.visit_id, 55)
    hours.until(120)
    visit.looks(session.visit_id)
    visit.leaves(session.visit_id, cannula=True)
    found = visit.account(session)
    assert found.chart_ug < session.order.dose_ug, "it was slowed, so something is left"
    assert found.ended_at - found.began_at >= timedelta(minutes=40)
    agrees(visit, session.pk, session.visit_id, found)


def test_pain_has_its_own_programme_to_the_last_microgram(
    clinic: Lakeside, hours: Hours, open_as: OpenAs
) -> None:
    """98 mg in four hours; nothing is left in the syringe."""
    visit = Visit(clinic, hours, open_as)
    decided(visit, pain=True)
    session, vial = ordered(visit, "iv-chronic-pain")
    visit.draws(session, vial)
    chair = visit.chair(session)
    visit.vitals(chair)
    visit.starts(chair, "as agreed")
    visit.at_the_chair(session, 120, "record_vitals", values=RESTING)
    visit.at_the_chair(session, 245, "finish", reason="ordered time is over")
    visit.looked_at(session.visit_id, 260)
    hours.until(320)
    visit.looks(session.visit_id)
    visit.leaves(session.visit_id, cannula=True)
    found = visit.account(session)
    assert found.chart_ug == session.order.dose_ug == 98_000 and found.wasted_ug == 0
    agrees(visit, session.pk, session.visit_id, found)


def test_the_spray_keeps_its_two_hours_and_its_form(clinic: Lakeside, hours: Hours, open_as: OpenAs) -> None:
    """56 mg out of two devices of the drug book, watched; the pressure at forty minutes; two hours to the minute; the
    form of the programme. A device that is not in the book is refused first, and nothing is written. In the evening it
    turns out that another device was used: two correct it."""
    visit = Visit(clinic, hours, open_as)
    decided(visit, spray=True)
    *devices, third = visit.devices("L1", "L2", "L3")
    page = visit.page(clinic.cast.noor, f"/staff/recovery/spray/{visit.patient_id}/")
    page.locator("[name=room]").select_option(str(visit.room_id))
    choose(page, "dose_mg", "56")
    page.locator("[name=devices]").fill(f"{devices[0]}\nE-none")
    for name, value in RESTING.items():
        page.get_by_test_id(name).fill(value)
    for name in ("began", "ended"):
        page.locator(f"[name={name}]").fill("0")
    for one in ("certified", "enrolled", "observed", "prescriber_on_site"):
        choose(page, "rems", one)
    page.get_by_test_id("nasal-submit").click()
    expect(page.get_by_role("alert").first).to_contain_text("E-none is not in the drug book")
    page.locator("[name=devices]").fill("\n".join(devices))
    page.get_by_test_id("nasal-submit").click()
    expect(page.get_by_test_id("line-time")).to_have_attribute("data-light", "not-met")
    visit_id = UUID(page.url.rstrip("/").rpartition("/")[2])
    for minute in (40, 105):
        visit.looked_at(visit_id, minute)
    hours.until(121)
    visit.looks(visit_id)
    visit.leaves(visit_id, cannula=False)
    words, paper = visit.signs_note(visit_id)
    began, ended = hours.inside(lambda: dose_times(visit_id))
    given = f"Esketamine nasal spray 56 mg (lots L1, L2), under direct observation, from {at(clinic, began)} to {at(clinic, ended)}"
    assert given in words and given in paper
    chart_ug, book_ug, booked_at, entries = hours.inside(lambda: spray_account(visit_id))
    assert chart_ug == book_ug == 56_000 and at(clinic, booked_at) == at(clinic, began)
    booked = f"The drug book has 56 mg of esketamine as given, out of devices {', '.join(devices)} (entries {entries})."
    assert booked in words and booked in paper
    page.goto(f"/staff/recovery/{visit_id}/")
    form = page.request.get(f"/staff/recovery/{visit_id}/rems.json").json()["fields"]
    assert (form["dose"], form["lots"]) == ("56", "L1, L2")
    assert int(form["minutes"]) >= 120
    assert "56" in printed(page, f"/staff/recovery/{visit_id}/rems.pdf")
    another_was_used(visit, visit_id, devices[0], third)
    form = page.request.get(f"/staff/recovery/{visit_id}/rems.json").json()["fields"]
    assert form["lots"] == "L3, L2" and "L3, L2" in printed(page, f"/staff/recovery/{visit_id}/rems.pdf")


def another_was_used(visit: Visit, visit_id: UUID, entered: str, used: str) -> None:
    """Who prescribes corrects the device, with a second person; the patient has long left."""
    cast = visit.clinic.cast
    page = visit.page(cast.okafor, f"/staff/recovery/{visit_id}/")
    page.context.add_init_script(Axe().axe_script)
    page.get_by_test_id("open-device").click()
    assert in_every_light(page, "recovery-device") == []
    choose(page, "was", entered)
    page.locator("[name=scan]").fill(used)
    page.locator("[name=reason]").fill("the labels lay side by side")
    for name, text in (
        ("signature-password", PASSWORD), ("second-email", cast.tomas.user.email), ("second-password", PASSWORD),
    ):  # fmt: skip
        page.get_by_test_id(name).fill(text)
    page.get_by_test_id("device-submit").click()
    expect(page.get_by_test_id("spray-corrected")).to_contain_text(f"device {used} was used")
    expect(page.get_by_test_id("spray-corrected").locator("s")).to_have_text(f"Device {entered}, lot L1")


def spray_account(visit_id: UUID) -> tuple[int, int, datetime, str]:
    """What the chart and the book have as given, when by the book, and the numbers of its entries."""
    from euthymia.clinic.pharmacy.models import Entry
    from euthymia.journey.recovery.models import Recovery

    made = Recovery.objects.get(visit=visit_id)
    rows = list(Entry.objects.filter(kind="administer", event__order=str(made.pk)).order_by("n"))
    chart_ug = int(made.dose["mg"]) * 1_000
    book_ug = sum(row.more["mass_ug"] for row in rows)
    return chart_ug, book_ug, max(row.at for row in rows), ", ".join(str(row.n) for row in rows)


def dose_times(visit_id: UUID) -> tuple[datetime, datetime]:
    from euthymia.journey.recovery.models import Recovery

    row = Recovery.objects.get(visit=visit_id)
    assert row.began_at is not None and row.ended_at is not None
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
