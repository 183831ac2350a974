"""A course's dates: planned by the mouse and by keys alone, a lost day repaired by both; and the patient's side of a
date: written to, confirmed by the letter's link, seen at home, taken into another calendar."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Page, expect

from euthymia.kit import clock, units
from support import desk, ics

from .clinic import Lakeside, Seat
from .hands import Keyboard
from .targets import PHONE

pytestmark = pytest.mark.browser
OpenAs = Callable[..., Page]
TODAY = clock.wall().date()
MONDAY = TODAY + timedelta(days=28 - TODAY.weekday())  # weeks that no other story looks at
COMING = [TODAY + timedelta(days=days) for days in (4, 2)]  # where one is of a weekend, the other is not
PATIENCE_MS = 120_000  # the planner's own process has to begin first
Course = tuple[Seat, UUID]


@pytest.fixture
def courses(clinic: Lakeside) -> list[Course]:
    """Agreed courses of two new patients, hours and a rota for their weeks."""
    seats = [clinic.seat(ordered=False) for _ in range(2)]

    def act() -> list[Course]:
        from euthymia.clinic.people import queries as people
        from euthymia.journey.plan import queries as plans
        from support.course import adopted, agreed

        cast = clinic.cast
        desk.open_doors(cast, first=MONDAY, days=26)
        if plans.adopted(cast.lakeside, "course-depression") is None:
            adopted(cast)
        return [(one, agreed(cast, people.patient(cast.lakeside, one.patient_id)).pk) for one in seats]

    return clinic.inside(act, clinic.cast.okafor)


def days_of(clinic: Lakeside, plan_id: UUID) -> list[datetime]:
    def act() -> list[datetime]:
        from euthymia.journey.plan import queries

        plan = queries.plan(clinic.cast.lakeside, plan_id)
        return [one.booking.starts_at for one in queries.sessions(plan) if one.booking is not None]

    return clinic.inside(act)


def lose(clinic: Lakeside, start: datetime) -> None:
    """The clinic is closed on the day of this appointment."""
    from euthymia.clinic.visits import actions
    from support.cast import INSTALLER

    here = clinic.cast.lakeside
    day = start.astimezone(here.zone).date()
    clinic.inside(
        lambda: actions.close(
            here, by=INSTALLER, kind="closed", starts_at=desk.at(here, day, "00:00"),
            ends_at=desk.at(here, day + timedelta(days=1), "00:00"), reason="no power", client_id=uuid4(),
        )
    )  # fmt: skip


def repaired(page: Page, name: str, press: Callable[[str], None]) -> None:
    """From the page of what was lost to everything booked; `name` is somebody whom it moves."""
    expect(page.get_by_test_id("broken").filter(has_text=name)).to_have_count(1)
    press("repair")
    expect(page.get_by_test_id("moved").filter(has_text=name)).to_have_count(1, timeout=PATIENCE_MS)
    expect(page.get_by_test_id("quality")).to_contain_text("no repair moves fewer")
    press("book-all")
    expect(page.get_by_role("heading", name="Every appointment of a course has a place")).to_be_visible()


def test_the_desk_plans_and_repairs_by_the_mouse_and_by_keys_alone(
    clinic: Lakeside, courses: list[Course], open_as: OpenAs
) -> None:
    (one, one_plan), (other, other_plan) = courses
    page = open_as(clinic.cast.wren, f"/staff/plans/{one_plan}/dates/")
    keys = Keyboard(page)

    def click(name: str) -> None:
        page.get_by_test_id(name).click()

    page.get_by_text("When the patient can come").click()
    page.get_by_test_id("start").fill(MONDAY.isoformat())
    click("ask-dates")
    expect(page.get_by_test_id("proposed")).to_have_count(6, timeout=PATIENCE_MS)
    click("book-all")
    expect(page.get_by_test_id("message")).to_contain_text("6 sessions are booked")

    page.goto(f"/staff/plans/{other_plan}/dates/")
    keys.tab_to("ask-dates")
    keys.press("Tab", "Enter")  # what the patient can do is folded away
    keys.tab_to("start")
    keys.type(f"{MONDAY:%m%d%Y}")
    keys.go("ask-dates")
    expect(page.get_by_test_id("proposed")).to_have_count(6, timeout=PATIENCE_MS)
    keys.go("book-all")
    expect(page.get_by_test_id("message")).to_contain_text("6 sessions are booked")

    for place, (seat, plan_id, press) in enumerate(((one, one_plan, click), (other, other_plan, keys.go)), 1):
        before = days_of(clinic, plan_id)
        lose(clinic, before[place])
        page.goto("/staff/plans/repair/")
        repaired(page, seat.name, press)
        after = days_of(clinic, plan_id)
        assert len(after) == 6 and len(set(before) - set(after)) == 1, "one is moved, five stay"


def test_the_patient_is_told_and_reminded_confirms_by_the_letter_and_sees_the_date(
    clinic: Lakeside, open_as: OpenAs
) -> None:
    person, patient_id = clinic.at_home()
    address = f"reader-{patient_id}@example.org"
    starts_at = clinic.installation.at_the_desk(lambda: _told_and_reminded(clinic, patient_id, address))
    box = open_as(clinic.cast.wren, "/staff/messages/mailbox/")
    letters = box.get_by_test_id("letter").filter(has_text=address)
    expect(letters).to_have_count(2)
    told = letters.filter(has=box.get_by_role("heading", name="Your appointments"))
    file = told.get_by_test_id("letter-file").text_content()
    assert file is not None
    (event,) = ics.read("\r\n".join(file.strip().splitlines()) + "\r\n")
    assert event["DTSTART"] == starts_at, "another calendar reads the right instant"
    reminder = letters.filter(has=box.get_by_role("heading", name="Your appointment on"))
    expect(reminder).to_contain_text("Parking: behind the house")
    link = re.search(r"/visit/[\w-]+/", reminder.inner_text())
    assert link is not None
    phone = open_as(None, link.group(), viewport=PHONE)
    expect(phone.get_by_test_id("when")).to_be_visible()
    phone.get_by_test_id("confirm").click()
    expect(phone.get_by_test_id("confirmed")).to_be_visible()
    home = open_as(person, "/portal/visits/", viewport=PHONE)
    expect(home.get_by_test_id("confirmed")).to_be_visible()
    expect(home.get_by_test_id("prepare")).to_contain_text("6 hours")


def _told_and_reminded(clinic: Lakeside, patient_id: UUID, address: str) -> datetime:
    """When the visit is: told of it yesterday, and reminded now; no hour is quiet, whenever this runs."""
    from django.test import override_settings

    from euthymia.clinic.people import queries as people
    from euthymia.clinic.visits import actions as visits
    from euthymia.journey.reminders import worker
    from support import letters
    from support.cast import INSTALLER

    here, on = clinic.cast.lakeside, next(day for day in COMING if day.weekday() < 5)
    starts_at = desk.at(here, on, "15:00")
    hours = (starts_at - clock.now()) // timedelta(
        hours=1
    ) + 1  # so the reminder was due within the last hour
    yesterday = clock.now() - timedelta(hours=20)
    with override_settings(EUTHYMIA_URL=clinic.installation.base_url):
        with clock.frozen(yesterday):
            with units.unit(tenant=here.pk, actor=INSTALLER):
                patient = people.patient(here, patient_id)
                patient.clinic = here
                letters.set_up(here, quiet_from=time(0), quiet_until=time(0), reminder_h=hours)
                letters.reachable(patient, email=address, mobile="")
                chair = visits.add_room(clinic=here, name="Letters", order=99, by=INSTALLER)
                desk.booked(here, patient, chair, "15:00", on=on)
            clock.advance(timedelta(minutes=3))
            worker.round_of(worker.usual())
        worker.round_of(worker.usual())
    return starts_at
