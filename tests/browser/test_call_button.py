"""The patient's button and the nurse's screen: one lost message, one reload, and a press that arrives all the same."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .clinic import Lakeside, Seat

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

pytestmark = pytest.mark.browser
OpenAs = Callable[..., "Page"]
SOON_MS = 2_000


def key(clinic: Lakeside, seat: Seat) -> str:
    """The address of a button for this seat's visit."""
    from euthymia.clinic.calls import actions

    def act() -> str:
        _, token = actions.open_key(by=clinic.cast.noor.member(), visit=clinic.session(seat).visit)
        return f"/call/{token}/"

    return clinic.inside(act, clinic.cast.noor)


def test_a_press_survives_a_lost_message_and_a_reload(clinic: Lakeside, open_as: OpenAs) -> None:
    seat = clinic.seat(started=True)
    nurse, board = open_as(clinic.cast.noor, seat.path), open_as(clinic.cast.noor, "/staff/")
    expect(nurse.locator("[data-connection]")).to_have_text("live")
    expect(board.locator("[data-connection]")).to_have_text("live")
    phone = open_as(None, key(clinic, seat), viewport={"width": 360, "height": 740})
    says = phone.get_by_test_id("call-says")

    def lost(route: Route) -> None:
        if route.request.method == "POST":
            route.abort()
        else:
            route.continue_()

    phone.route("**/call/**", lost)
    phone.get_by_test_id("call-wish-afraid").click()
    expect(says).to_contain_text("Not through yet")
    phone.reload()
    expect(says).to_contain_text(re.compile("Calling|Not through yet"))
    phone.unroute("**/call/**")
    expect(says).to_contain_text(re.compile(r"They know\. Somebody comes\. \d+ s"))
    bar = nurse.get_by_test_id("calls").get_by_test_id("call")
    expect(bar).to_contain_text(f"{seat.room}: is afraid", timeout=SOON_MS)
    mine = board.get_by_test_id("board-call").filter(has_text=f"{seat.room}:")
    expect(mine).to_contain_text("is afraid", timeout=SOON_MS)
    bar.get_by_test_id("call-answer").click()
    nurse.get_by_test_id("call-done-stayed").click()
    expect(nurse.get_by_test_id("message")).to_contain_text("stayed and talked")
    expect(nurse.get_by_test_id("calls").get_by_test_id("call")).to_have_count(0)
    expect(says).to_contain_text("Answered")
    expect(mine).to_have_count(0)
    assert [one.presses for one in calls(clinic, seat)] == [1]
    clinic.do(seat, "finish", reason="a test")
    clinic.leaves(seat)


def calls(clinic: Lakeside, seat: Seat) -> list:
    from euthymia.clinic.calls import queries

    return clinic.inside(lambda: queries.of_visits(clinic.cast.lakeside.pk, [clinic.session(seat).visit_id]))
