"""The front desk's day: booked, moved by mouse and by keys alone, cancelled, filled from the waitlist, printed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Page, expect

from euthymia.kit import clock
from support import desk

from .clinic import Lakeside, Seat
from .hands import Keyboard

pytestmark = pytest.mark.browser
OpenAs = Callable[..., Page]
TODAY = clock.wall().date()
DAY = TODAY + timedelta(days=21 - TODAY.weekday())  # a Monday that no other test looks at
ADDRESS = f"/staff/schedule/?day={DAY.isoformat()}"


@pytest.fixture(scope="module")
def booked(lakeside: Lakeside) -> tuple[Seat, UUID]:
    """Hours, a rota, and one booking at nine."""
    seat = lakeside.seat(ordered=False)

    def act() -> UUID:
        from euthymia.clinic.people import queries as people

        desk.open_doors(lakeside.cast, first=DAY)
        patient = people.patient(lakeside.cast.lakeside, seat.patient_id)
        return desk.booked(lakeside.cast.lakeside, patient, lakeside.cast.chairs[0], "09:00", on=DAY).pk

    return seat, lakeside.inside(act)


def place(lakeside: Lakeside, booking_id: UUID) -> tuple[str, str]:
    """The chair and the time where a booking is now."""
    from euthymia.clinic.visits import queries

    clinic = lakeside.cast.lakeside
    found = lakeside.inside(lambda: queries.booking(clinic, booking_id))
    return found.chair.name, f"{found.starts_at.astimezone(clinic.zone):%H:%M}"


def drag(page: Page, words: str, chair: str, hours: float) -> None:
    """By the mouse: the block to a chair, and so many hours to the right."""
    expect(page.get_by_test_id("connection")).to_have_text("live")
    page.wait_for_load_state("networkidle")  # the day is drawn anew once, when its stream opens
    block = page.get_by_test_id("tile").filter(has_text=words)
    block.scroll_into_view_if_needed()
    box = block.bounding_box()
    lane = page.locator(f"[data-chair-name='{chair}']")
    target = lane.bounding_box()
    assert box is not None and target is not None
    ticks = int(str(lane.get_attribute("class")).split("ticks-")[1].split()[0])
    shift = hours * 12 / ticks * target["width"]
    page.mouse.move(box["x"] + 20, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 30, box["y"] + 12)
    page.mouse.move(box["x"] + 20 + shift, target["y"] + target["height"] / 2, steps=4)


def test_the_desk_moves_a_booking_with_the_mouse_and_is_told_first(
    clinic: Lakeside, booked: tuple[Seat, UUID], open_as: OpenAs
) -> None:
    seat, booking_id = booked
    page = open_as(clinic.cast.wren, ADDRESS)
    drag(page, seat.name, "Chair 2", 8)
    expect(page.locator("[data-drag-words]")).to_contain_text("outside the opening hours")
    assert place(clinic, booking_id) == ("Chair 1", "09:00"), "nothing is written by a look"
    page.mouse.up()
    expect(page.get_by_role("dialog", name=f"Move {seat.name}")).to_contain_text("outside the opening hours")
    page.keyboard.press("Escape")
    drag(page, seat.name, "Chair 2", 2)
    page.mouse.up()
    expect(page.get_by_test_id("message")).to_contain_text("Chair 2")
    assert place(clinic, booking_id) == ("Chair 2", "11:00")
    page.get_by_test_id("undo").click()
    expect(page.get_by_test_id("message")).to_contain_text("Chair 1")
    assert place(clinic, booking_id) == ("Chair 1", "09:00")


def test_the_same_by_keys_alone_from_booking_to_waitlist(
    clinic: Lakeside, booked: tuple[Seat, UUID], open_as: OpenAs
) -> None:
    _, booking_id = booked
    other = clinic.seat(ordered=False)
    page = open_as(clinic.cast.wren, ADDRESS)
    keys = Keyboard(page)
    keys.press("b")
    expect(page.get_by_test_id("who")).to_be_focused()
    keys.type(other.name.split()[1])
    keys.press("Enter")
    expect(page.get_by_test_id("found")).to_have_count(1)
    keys.go("choose")
    expect(page.get_by_test_id("book-submit")).to_be_visible()
    for name, text in (("starts_at", "0930AM"),):
        keys.tab_to(name)
        keys.type(text)
    keys.go("book-submit")
    expect(page.get_by_test_id("errors")).to_contain_text("Chair 1 is taken")
    keys.tab_to("chair")
    page.keyboard.press("ArrowDown")
    keys.go("book-submit")
    expect(page.get_by_test_id("message")).to_contain_text(f"Booked: {other.name}, Chair 2")
    made = _booking_of(clinic, other.patient_id)
    page.goto(f"/staff/schedule/bookings/{made}/")
    keys.tab_to("starts_at")
    keys.type("1130AM")
    keys.go("move-submit")
    expect(page.get_by_test_id("message")).to_contain_text("11:30")
    assert place(clinic, made) == ("Chair 2", "11:30")
    clinic.inside(lambda: _wishes(clinic, made))
    page.goto(f"/staff/schedule/bookings/{booking_id}/")
    keys.fill("reason", "has a cold")
    keys.go("cancel")
    expect(page.get_by_test_id("message")).to_contain_text("cancelled")
    page.goto("/staff/schedule/waitlist/")
    slot = page.get_by_test_id("slot").filter(has_text=re.compile(rf"\b{DAY.day} {DAY:%b}"))
    expect(slot).to_contain_text(other.name)
    keys.go("offer")
    expect(page.get_by_test_id("accept")).to_be_visible()
    keys.go("accept")
    expect(page.get_by_test_id("message")).to_contain_text("has the slot")
    assert place(clinic, made) == ("Chair 1", "09:00")
    page.goto(ADDRESS)
    page.evaluate("() => { window.printed = 0; window.print = () => { window.printed += 1; }; }")
    keys.go("print")
    page.get_by_test_id("print").click()
    page.wait_for_function("() => window.printed === 2")
    page.emulate_media(media="print")
    expect(page.get_by_test_id("tile").filter(has_text=other.name)).to_be_visible()
    expect(page.get_by_test_id("book")).to_be_hidden()
    assert len(page.pdf()) > 10_000


def _booking_of(clinic: Lakeside, patient_id: UUID) -> UUID:
    from euthymia.clinic.people import queries as people
    from euthymia.clinic.visits import queries

    def act() -> Any:
        return queries.of_patient(people.patient(clinic.cast.lakeside, patient_id)).get().pk

    found: UUID = clinic.inside(act)
    return found


def _wishes(clinic: Lakeside, booking_id: UUID) -> None:
    """The patient of this booking would come earlier that day."""
    from euthymia.clinic.visits import actions, queries

    found = queries.booking(clinic.cast.lakeside, booking_id)
    actions.wait(
        clinic.cast.lakeside, by=clinic.cast.wren.member(), patient=found.patient, purpose="infusion", phases=found.phases,
        from_day=DAY, until_day=DAY, weekdays=frozenset({0}), earliest=time(8), latest=time(18), notice_h=0, client_id=uuid4(),
        booking=found,
    )  # fmt: skip


def test_two_screens_book_one_chair_and_one_is_told(
    clinic: Lakeside, booked: tuple[Seat, UUID], open_as: OpenAs
) -> None:
    pages = []
    for _ in range(2):
        seat = clinic.seat(ordered=False)
        page = open_as(
            clinic.cast.wren,
            f"/staff/schedule/book/?patient={seat.patient_id}&day={DAY.isoformat()}&at=14:00&purpose=infusion",
        )
        page.get_by_test_id("chair").select_option(label="Chair 3")
        pages.append(page)
    for page in pages:
        page.get_by_test_id("book-submit").click()
    told = []
    for page in pages:
        answer = page.get_by_test_id("message").or_(page.get_by_test_id("errors"))
        expect(answer).to_contain_text(re.compile("Booked|Chair 3 is taken"))
        told.append("Booked" in answer.inner_text())
    assert sorted(told) == [False, True], "whichever came first has the chair"
