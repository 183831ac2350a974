"""axe-core on every page that an address names, in three themes, on a desk and on a phone: no violation.

The list of pages is the program's own list of addresses, so a page that is new is looked at by itself. Every
rule is asked at each size; a theme changes nothing but colours, so in the other themes only what depends on
colour is asked again. The addresses of the acts at the chair show that page with the act's dialog open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from support.places import Route, routes

from .clinic import Lakeside, Seat

pytestmark = pytest.mark.browser

STANDARD = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
THEMES = {"light": STANDARD, "dark": COLOURS, "dim": COLOURS}
SIZES: tuple[ViewportSize, ...] = ({"width": 1280, "height": 800}, {"width": 360, "height": 740})
# Luminance of the darkest room's page, 0 black to 1 white: no page may light up a face (screens.md 2, dim theme).
DIM_AT_MOST = 0.03
# Answers that are no page: documents, streams, fragments, and addresses that only take a form.
NO_PAGES = {
    "infusion-poll", "infusion-record-pdf", "infusion-part", "infusion-preview", "infusion-alarm", "board-rooms",
    "patient-search", "admin-audit-csv", "admin-audit-verify", "lock", "mfa_login_webauthn", "mfa_download_recovery_codes",
    "schedule-part", "schedule-check", "schedule-end", "schedule-file", "schedule-offer", "schedule-shift-remove",
    "schedule-open-again", "planner-run-state", "portal-visit-file",
    "infusion-confirm", "stock-report-csv", "stock-make-packet", "stock-packet-file", "home", "desk", "evaluation-offers", "portal-offers", "portal-language",
    "recovery-part", "recovery-link", "recovery-leave", "kiosk-open", "call-part", "call-link", "infusion-replay", "infusion-worker", "infusion-manifest",
}  # fmt: skip
DRESS = """theme => {
    document.documentElement.dataset.theme = theme;
    for (const change of document.getAnimations()) change.finish();
}"""
ASK = """async rules => (await axe.run({ runOnly: rules, resultTypes: ['violations'] })).violations.flatMap(
    rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 160)} | ${node.failureSummary}`))"""
LUMINANCE = """() => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const linear = c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    const of = element => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = getComputedStyle(element).backgroundColor;
        canvas.fillRect(0, 0, 1, 1); const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
        return a ? 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b) : 0; };
    return Math.max(...[document.documentElement, document.body, document.querySelector('main')].filter(Boolean).map(of));
}"""


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
        "instrument": "phq-9", "slug": "heart", "part": "alarms", "uidb36": "abc", "key": "def", "pk": 1, **lakeside.stock(seat),
        **lakeside.schedule(), **planned, **sprayed, "day": "today",
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


def in_every_light(page: Page, where: str) -> list[str]:
    """What axe says in each theme at each size, each complaint once with where it was found."""
    found: dict[str, list[str]] = {}
    for size in SIZES:
        page.set_viewport_size(size)
        for theme, rules in THEMES.items():
            page.evaluate(DRESS, theme)
            for one in page.evaluate(ASK, rules):
                found.setdefault(one, []).append(f"{theme} {size['width']}")
            if theme == "dim":
                brightness = page.evaluate(LUMINANCE)
                if brightness > DIM_AT_MOST:
                    found.setdefault(f"too bright for a dim room: {brightness:.3f}", []).append(
                        str(size["width"])
                    )
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            found.setdefault(f"the page scrolls sideways by {wide} px", []).append(str(size["width"]))
    return [f"{where} [{', '.join(lights)}] {one}" for one, lights in found.items()]


@pytest.mark.parametrize("route", pages(), ids=lambda route: route.name)
def test_axe_finds_nothing_in_any_theme(
    scene: dict[str, Any], rooms: Callable[[str], Page], route: Route
) -> None:
    page = rooms(role_for(route))
    answer = page.goto(address(route, scene))
    assert answer is not None and answer.status < 500, answer
    assert in_every_light(page, route.name) == []


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
    page.evaluate("""() => document.dispatchEvent(new CustomEvent('kit:clock', { detail: {
        now: new Date(Date.now() + 1800e3).toISOString(), speed: 1 } }))""")
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
