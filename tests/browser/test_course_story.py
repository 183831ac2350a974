"""The desk opens the planner, presses twice, and six sessions are booked: in a browser, with the planner's own process."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from euthymia.clinic.visits import actions as visits
from euthymia.kit import clock, units
from support.cast import INSTALLER
from support.course import a_plan

pytestmark = pytest.mark.browser
WEEK = {day: [["08:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


def test_two_presses_book_six_sessions(clinic: Any, open_as: Any) -> None:
    def act() -> dict[str, Any]:
        with units.unit(tenant=clinic.cast.lakeside.pk, actor=INSTALLER):
            today = clock.now().date() - timedelta(days=1)
            visits.set_hours(
                clinic.cast.lakeside,
                by=INSTALLER,
                from_day=today,
                week=WEEK,
                patients_per_nurse=2,
                client_id=uuid4(),
            )
        return a_plan(clinic.cast)

    places = clinic.installation.at_the_desk(act)
    page = open_as(clinic.cast.wren, f"/staff/plans/{places['plan_id']}/dates/")
    page.get_by_test_id("ask-dates").press("Enter")
    book = page.get_by_test_id("book-all")
    expect(book).to_be_visible(timeout=60_000)
    expect(page.get_by_test_id("proposed")).to_have_count(6)
    expect(page.get_by_test_id("window")).to_contain_text("of 21 days")
    book.press("Enter")
    expect(page.get_by_test_id("message")).to_contain_text("6 sessions are booked")
    expect(page.get_by_test_id("on-calendar")).to_have_count(6)
