"""Takes the pictures of `docs/screens` from a running demo.

    make demo                                   # in one terminal
    EUTHYMIA_DEMO_PASSWORD=… make screens       # in another

Three widths (desk, tablet, phone) in three themes (light, dark, dim room) for the two pages that are looked
at all day, and one picture of each of the others.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from docs import chromium
from playwright.sync_api import Browser, Page, sync_playwright

BASE = os.environ.get("EUTHYMIA_ADDRESS", "http://127.0.0.1:8000")
PASSWORD = os.environ.get("EUTHYMIA_DEMO_PASSWORD", "")
PLACE = Path(__file__).parent / "screens"
SIZES = {"desk": (1280, 800), "tablet": (1024, 768), "phone": (360, 740)}
THEMES = ("light", "dark", "dim")


def signed_in(browser: Browser, who: str, theme: str, size: str) -> Page:
    width, height = SIZES[size]
    page = browser.new_context(viewport={"width": width, "height": height}).new_page()
    page.context.add_cookies([{"name": "theme", "value": theme, "url": BASE}])
    page.goto(f"{BASE}/account/login/")
    page.evaluate("theme => localStorage.setItem('theme', theme)", theme)
    page.fill("input[name=login]", f"{who}@lakeside.example")
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "login" not in address)
    page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
    return page


def sessions(page: Page) -> list[str]:
    page.goto(f"{BASE}/staff/infusions/")
    rows = page.locator("[data-test=session]")
    return [str(rows.nth(n).get_attribute("data-id")) for n in range(rows.count())]


def patient(page: Page, name: str) -> str:
    """The address of the first patient of this name."""
    return str(page.request.get(f"{BASE}/staff/search/?q={name}").json()[0]["url"])


def shots(browser: Browser) -> Iterator[Path]:
    for size in SIZES:
        for theme in THEMES:
            page = signed_in(browser, "nurse", theme, size)
            chairs = sessions(page)
            for name, address in (("board", "/staff/"), ("chairside", f"/staff/infusions/{chairs[3]}/")):
                yield take(page, name, address, f"-{size}-{theme}")
    page = signed_in(browser, "nurse", "light", "desk")
    seventh = sessions(page)[6]
    for name, address in (("record", f"/staff/infusions/{seventh}/record/"), ("patients", "/staff/patients/"),
                          ("limits", f"/staff/infusions/{seventh}/limits/"), ("wall", "/staff/wall/")):  # fmt: skip
        yield take(page, name, address)
    page.goto(f"{BASE}/staff/infusions/{seventh}/")
    page.click("[data-test=open-rate]")
    page.fill("#rate-rate_ml_per_h", "75")
    page.wait_for_selector("[data-test=preview-change]")
    yield take(page, "rate-preview")
    page = signed_in(browser, "prescriber", "light", "desk")
    for name, who, rest in (("evaluation", "Invented", ""), ("medication-check", "Invented", "medications/"),
                            ("decision", "Imagined", "decision/")):  # fmt: skip
        yield take(page, name, f"{patient(page, who)}evaluation/{rest}")
    page.goto(f"{BASE}/staff/crises/")
    page.click("[data-test=crisis-row] a")
    yield take(page, "crisis")
    page = signed_in(browser, "patient", "light", "phone")
    for name, address in (("portal", ""), ("intake", "intake/"), ("question", "intake/heart/"),
                          ("check-ins", "check-ins/"), ("consent", "consent/iv-ketamine-mood/")):  # fmt: skip
        yield take(page, f"{name}-phone", f"/portal/{address}")
    page = signed_in(browser, "patient", "dark", "phone")
    page.context.add_cookies([{"name": "language", "value": "es", "url": BASE}])
    yield take(page, "question-phone-spanish", "/portal/intake/heart/")
    page = signed_in(browser, "owner", "light", "desk")
    for name, address in (("audit", "/staff/admin/audit/"), ("permissions", "/staff/admin/permissions/"),
                          ("devices", "/staff/admin/devices/")):  # fmt: skip
        yield take(page, name, address)


def day(browser: Browser) -> Iterator[Path]:
    """From the door to the way home, and the drug account beside it."""
    page = signed_in(browser, "nurse", "light", "desk")
    book = link(page, "/staff/stock/", "[data-test=ledger]")
    vial = link(page, "/staff/stock/vials/", "table th a")
    ready = sessions(page)[7]
    for name, address in (
        ("arrivals", "/staff/arrivals/"), ("schedule", "/staff/schedule/"), ("schedule-week", "/staff/schedule/week/"),
        ("tasks", "/staff/tasks/"), ("stock", "/staff/stock/"), ("vial", vial), ("binder", f"{book}reports/"),
        ("outcomes", f"{patient(page, 'Ana')}outcomes/"),
    ):  # fmt: skip
        yield take(page, name, address)
    yield take(page, "syringe", link(page, f"/staff/infusions/{ready}/record/", "a[href*='/syringes/']"))
    page.goto(f"{BASE}/staff/stock/")
    page.click("[data-test=count]")
    yield take(page, "count")
    yield from recovering(browser, page)
    page = signed_in(browser, "prescriber", "light", "desk")
    plan = link(page, patient(page, "Ana"), "[data-test=course] h2 a")
    yield take(page, "plan", plan)
    page.goto(f"{BASE}{plan}dates/")
    page.click("[data-test=ask-dates]")
    page.wait_for_selector("[data-test=quality], [data-test=limits], [data-test=failed]", timeout=90_000)
    yield take(page, "planner-run")


def recovering(browser: Browser, page: Page) -> Iterator[Path]:
    """A recovery on the board, its page, the escort's page on a phone; and the screen in the waiting room."""
    page.goto(f"{BASE}/staff/")
    yield take(page, "recovery", str(page.locator("a[href^='/staff/recovery/']").first.get_attribute("href")))
    page.click("[data-test=open-escort]")
    page.click("[data-test=link-submit]")
    ride = str(page.locator("[data-test=address]").get_attribute("href"))
    page.goto(f"{BASE}/staff/arrivals/")
    page.click("[data-test=kiosk-close], [data-test=kiosk-open]")
    page.wait_for_selector("[data-test=kiosk-open], [data-test=kiosk-address]")
    if page.locator("[data-test=kiosk-open]").count():
        page.click("[data-test=kiosk-open]")
    kiosk = str(page.locator("[data-test=kiosk-address]").get_attribute("href"))
    for name, address, size in (("escort-phone", ride, "phone"), ("kiosk", kiosk, "tablet")):
        width, height = SIZES[size]
        strange = browser.new_context(viewport={"width": width, "height": height}).new_page()
        strange.goto(address)
        yield take(strange, name)


def link(page: Page, address: str, selector: str) -> str:
    """Where the first such link of a page leads."""
    page.goto(BASE + address)
    return str(page.locator(selector).first.get_attribute("href"))


def take(page: Page, name: str, address: str = "", suffix: str = "") -> Path:
    if address:
        page.goto(BASE + address)
    page.wait_for_timeout(2500)  # the chart is drawn again for the size of its box
    path = PLACE / f"{name}{suffix}.png"
    page.screenshot(path=path)
    return path


if __name__ == "__main__":
    PLACE.mkdir(exist_ok=True)
    found = chromium.find()
    if found is None or not PASSWORD:
        sys.exit("a Chromium and EUTHYMIA_DEMO_PASSWORD are needed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(chromium.SWITCHES))
        for path in chain(shots(browser), day(browser)):
            print(path)
