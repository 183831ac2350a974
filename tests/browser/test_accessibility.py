"""axe-core on every page that an address names, in three themes, on a desk and on a phone: no violation.

The list of pages is the program's own list of addresses, so a page that is new is looked at by itself. Every
rule is asked at each size (tests/browser/axe.py). The addresses of the acts at the chair show that page with the
act's dialog open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from support.places import Route, routes

from .axe import DIM_AT_MOST, LUMINANCE, SIZES, in_every_light
from .clinic import Lakeside, Seat
from .hands import later
from .targets import too_small

pytestmark = pytest.mark.browser

# Answers that are no page: documents, streams, fragments, and addresses that only take a form.
NO_PAGES = {
    "infusion-poll", "infusion-record-pdf", "infusion-part", "infusion-preview", "infusion-alarm", "board-rooms",
    "patient-search", "admin-audit-csv", "admin-audit-verify", "lock", "mfa_login_webauthn", "mfa_download_recovery_codes",
    "schedule-part", "schedule-check", "schedule-end", "schedule-file", "schedule-offer", "schedule-shift-remove",
    "schedule-open-again", "planner-run-state", "portal-visit-file", "portal-record-pdf", "portal-record-fhir", "portal-journal-keys", "portal-journal-entries", "portal-journal-shares", "portal-journal-share-end",
    "infusion-confirm", "stock-report-csv", "stock-make-packet", "stock-packet-file", "home", "desk", "evaluation-offers", "portal-offers", "portal-language",
    "messages-see-to", "portal-visit-confirm", "messages-report", "messages-bounce", "infusion-harm", "harm-form-pdf", "upkeep-strip",
    "money-estimate", "money-superbill", "money-claim", "portal-estimate", "portal-superbill",
    "outcomes-registry-csv", "outcomes-registry-json",
    "conversation-file", "portal-message-file",
    "infusion-give-ordered", "infusion-outcome", "recovery-rems-pdf", "recovery-rems-json", "note-pdf", "letter-pdf", "note-of-task",
    "recovery-part", "recovery-link", "recovery-leave", "kiosk-open", "consultation-file", "call-part", "call-link", "infusion-replay", "infusion-worker", "infusion-manifest", "sitemap", "robots", "listing-check",
}  # fmt: skip


@pytest.fixture(scope="module")
def scene(lakeside: Lakeside) -> dict[str, Any]:
    """One id of every kind, with a session that is running."""
    seat, nurse = lakeside.common_seat(), lakeside.cast.noor.staff
    assert nurse is not None
    planned, sprayed = lakeside.plan(), lakeside.spray()  # while no answer stands against a decision
    lakeside.answered(seat.patient_id, [1, 1, 1, 1, None, 0, 0, 0, 0])
    response_id = lakeside.answered(seat.patient_id, [2, 2, 2, 1, 1, 1, 0, 0, 1], days_ago=9)
    own = {
        "day": "today",
        "assignment_id": lakeside.ask(lakeside.cast.ana_patient.pk, draft=[1, 0, *[None] * 6, 2, None]),
    }
    return {
        "own": own,
        "patient_id": seat.patient_id, "session_id": seat.session_id, "staff_id": nurse.pk,
        "device_id": lakeside.device_id(seat), "assignment_id": lakeside.ask(seat.patient_id), "number": 9,
        "response_id": response_id, "call_id": lakeside.call_id(seat), "crisis_id": lakeside.crisis_id(seat.patient_id), "section": "history", "course": "iv-ketamine-mood",
        "instrument": "phq-9", "slug": "heart", "article": "compared", "language": "en", "part": "alarms", "uidb36": "abc", "key": "def", "pk": 1, **lakeside.stock(seat), **lakeside.harm(), **lakeside.from_home(), **lakeside.share(), **lakeside.bill(), **lakeside.lead(), **lakeside.listing(),
        **lakeside.schedule(), **lakeside.message(), **planned, **sprayed, "day": "today",
    }  # fmt: skip


@pytest.fixture(scope="module")
def rooms(browser: Any, lakeside: Lakeside) -> Iterator[Callable[[str], Page]]:
    """One window for each role, kept open for the whole module."""
    opened: dict[str, BrowserContext] = {}

    def window_of(role: str) -> Page:
        if role not in opened:
            context = browser.new_context(base_url=lakeside.installation.base_url, reduced_motion="reduce")
            context.add_init_script(Axe().axe_script)
            if role:
                cookie = lakeside.cookie(lakeside.cast.by_role[role])
                context.add_cookies(
                    [{"name": "euthymia_session", "value": cookie, "url": lakeside.installation.base_url}]
                )
            opened[role] = context
            context.new_page()
        return opened[role].pages[0]

    yield window_of
    for context in opened.values():
        context.close()


def pages() -> list[Route]:
    return [
        route for route in routes()
        if route.name not in NO_PAGES and route.door is not None and route.door.kind != "machine"
    ]  # fmt: skip


def address(route: Route, scene: dict[str, Any]) -> str:
    if route.name == "account_reset_password_from_key":  # its parts stand in a pattern of its own
        return reverse(route.name, kwargs={part: scene[part] for part in ("uidb36", "key")})
    mine = route.door is not None and route.door.kind == "patient"
    return route.url({**scene, **scene["own"]} if mine else scene)


def role_for(route: Route) -> str:
    """Somebody who may come in by this door."""
    from euthymia.clinic.people.access import BY_CODE

    door = route.door
    assert door is not None
    if door.kind == "public":
        return ""
    if door.kind == "patient":
        return "patient"
    if door.permission is None:
        return "owner"
    wanted = [
        code
        for code in ("nurse", "prescriber", "owner", "desk")
        if door.permission in BY_CODE[code].permissions
    ]
    return (
        wanted[0]
        if wanted
        else next(code for code, role in BY_CODE.items() if door.permission in role.permissions)
    )


@pytest.mark.parametrize("route", pages(), ids=lambda route: route.name)
def test_axe_finds_nothing_in_any_theme(
    scene: dict[str, Any], rooms: Callable[[str], Page], route: Route
) -> None:
    page = rooms(role_for(route))
    answer = page.goto(address(route, scene))
    assert answer is not None and answer.status < 500, answer
    assert in_every_light(page, route.name) == []
    if route.door is not None and (
        route.door.kind == "patient" or route.name.startswith(("circle", "portal-entry"))
    ):
        assert too_small(page) == []


def test_axe_finds_nothing_while_an_alarm_stands_and_numbers_are_old(
    lakeside: Lakeside, rooms: Callable[[str], Page]
) -> None:
    seat: Seat = lakeside.seat(started=True)
    lakeside.limit(seat, "hr", high=60, delay_s=0)
    lakeside.do(seat, "record_vitals", values={"hr": "118", "spo2": "97"})
    page = rooms("nurse")
    page.goto(seat.path)
    expect(page.get_by_test_id("alarm").first).to_be_visible()
    page.get_by_test_id("acknowledge").first.click()
    later(page, 1800)
    expect(page.locator("[data-age=old]").first).to_be_visible()
    assert in_every_light(page, "alarm") == []
    page.goto("/staff/")
    assert in_every_light(page, "board with alarm") == []


def test_axe_finds_nothing_in_the_palette_the_help_and_a_refused_form(
    scene: dict[str, Any], rooms: Callable[[str], Page]
) -> None:
    page = rooms("nurse")
    page.set_viewport_size(SIZES[0])
    page.goto("/staff/")
    page.keyboard.press("Control+k")
    page.keyboard.type("a")
    expect(page.get_by_role("option").first).to_be_visible()
    found = in_every_light(page, "palette")
    page.keyboard.press("Escape")
    expect(page.locator("body")).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Help and keys")).to_be_visible()
    found += in_every_light(page, "help")
    page.goto(reverse("infusion-vitals", args=[scene["session_id"]]))
    page.get_by_test_id("vitals-submit").click()
    expect(page.get_by_test_id("errors").first).to_be_visible()
    found += in_every_light(page, "a refused form")
    assert found == []


def test_a_dim_room_sees_no_white_before_the_first_paint(
    rooms: Callable[[str], Page], lakeside: Lakeside
) -> None:
    """The remembered theme is on the page before anything is drawn: the first frame is already dark."""
    page = rooms("nurse").context.new_page()
    page.goto("/staff/")
    page.evaluate("localStorage.setItem('theme', 'dim')")
    page.add_init_script("""requestAnimationFrame(() => { window.firstFrame = [
        document.documentElement.dataset.theme, getComputedStyle(document.documentElement).backgroundColor] })""")
    for address in ("/staff/", "/staff/patients/", lakeside.common_seat().path, "/account/login/"):
        page.goto(address)
        theme, _ = page.evaluate("window.firstFrame")
        assert theme == "dim", address
        assert page.evaluate(LUMINANCE) <= DIM_AT_MOST, address
    page.evaluate("localStorage.removeItem('theme')")
    page.close()


def test_a_text_that_cannot_be_read_is_named_in_every_light(
    rooms: Callable[[str], Page], lakeside: Lakeside
) -> None:
    """Also when it stands where others like it were judged before."""
    page = rooms("nurse")
    page.goto(lakeside.common_seat().path)
    page.evaluate("document.querySelector('h1').style.opacity = '0.3'")
    found = [one for one in in_every_light(page, "pale") if "color-contrast" in one and "<h1" in one]
    for theme in ("light", "dark", "dim"):
        assert any(f"{theme} 1280" in one for one in found), (theme, found)


def test_a_control_that_is_too_small_for_a_thumb_is_named(rooms: Callable[[str], Page]) -> None:
    page = rooms("patient")
    page.goto("/portal/settings/")
    assert too_small(page) == []
    page.get_by_test_id("keep-settings").evaluate(
        "button => button.style.cssText = 'min-block-size: 0; height: 47px'"
    )
    assert too_small(page) == ["'Keep': 47.0 px"]
