"""A worried person with a phone of 360 px: finds, compares, sees the price, reads, books. Without a script, with, in Spanish."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Response, expect

from euthymia.clinic.billing import setting
from euthymia.clinic.visits import actions as visits
from euthymia.clinic.visits.models import Room
from euthymia.domain.directory.places import CITIES
from euthymia.domain.directory.sources import SOURCES
from euthymia.domain.simulation.registers import Registered
from euthymia.journey.intake import consulting
from euthymia.journey.intake.public_words import ENGLISH, SPANISH
from euthymia.kit import clock
from support.billing import LIST
from support.cast import INSTALLER
from support.registry import MARA, PAGE, FakeRegistry, checked_page

from .clinic import Lakeside

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}
MOST_BYTES = 100_000  # of the HTML of one page
MOST_SHIFT = 0.1  # web.dev/articles/cls: a good page stays at or under it
ALL_DAYS = {day: [["08:00", "20:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
OTHER = Registered("Ferris", "Joel", "", board=MARA.board, number="A 77002", expires=date(2028, 6, 30))
# Pages that anybody may read, by what one does there.
WALK = {
    "home": "/",
    "find": "/clinics/?place=90012&sort=near",
    "place": "/clinics/in/los-angeles-ca/",
    "compare": "/compare/?clinic=lakeside&clinic=hillside",
    "clinic": "/clinics/lakeside/",
    "learn": "/learn/",
    "article": "/learn/expectations/",
    "times": "/consultation/lakeside/",
    "book": "/consultation/lakeside/book/",
    "about": "/about-the-data/",
    "for clinics": "/for-clinics/",
}
# What stands in either language as it is: what a clinic wrote, and names of people, places, boards and works.
SAME = (
    "Lakeside Clinic", "Hillside Clinic", "Mara Quill", "Joel Ferris", "Example Health", "McIntyre 2020, CRTCE",
    "Jelovac 2025, KARMA-Dep 2, JAMA Psychiatry", "Transl Psychiatry 2024", *(str(source.title) for source in SOURCES), *{city for city, _ in CITIES},
)  # fmt: skip
TEXTS = """() => {
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) found.push(walker.currentNode.data.replace(/\\s+/g, " ").trim());
  return found.filter((one) => one.split(" ").length > 2 && /[a-z]{2}/.test(one));
}"""
WATCH_SHIFTS = """
  window.shifted = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) if (!one.hadRecentInput) window.shifted += one.value; })
    .observe({ type: "layout-shift", buffered: true });
"""
PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(window.shifted))))"


def open_for_visitors(clinic: Lakeside) -> None:
    """Two clinics with a verified prescriber each; Lakeside says its prices and takes bookings at a room nothing else uses."""

    def act() -> None:
        cast = clinic.cast
        if Room.objects.filter(clinic=cast.lakeside, name="Talks").exists():
            return
        room = visits.add_room(clinic=cast.lakeside, name="Talks", order=99, by=INSTALLER)
        visits.set_hours(
            cast.lakeside, by=INSTALLER, from_day=date(2026, 1, 1), week=ALL_DAYS, patients_per_nurse=2, client_id=uuid4()
        )  # fmt: skip
        consulting.set_up(
            cast.lakeside, by=INSTALLER, client_id=uuid4(), is_open=True, online=False, minutes=30, notice_h=2, days_ahead=7,
            chairs=(room.pk,), owner=cast.wren.staff, answer_h=24,
        )  # fmt: skip
        today = clock.now().astimezone(cast.lakeside.zone).date()
        setting.put_prices(
            cast.lakeside,
            by=cast.by_role["biller"].member(),
            client_id=uuid4(),
            document=LIST,
            from_day=today,
        )

    clinic.inside(act)
    pages = (
        (clinic.cast.lakeside, MARA, PAGE),
        (
            clinic.cast.hillside,
            OTHER,
            replace(PAGE, zip="91105", latitude=34.14, longitude=-118.16),
        ),
    )
    for place, who, profile in pages:
        clinic.installation.at_the_desk(
            lambda place=place, who=who, profile=profile: checked_page(place, FakeRegistry([who]), profile)  # type: ignore[misc]
        )


class Visitor:
    """One window at the width of a phone. What every page must keep is asked of every page that it reads."""

    def __init__(self, context: BrowserContext, base_url: str) -> None:
        self.page: Page = context.new_page()
        self.base_url = base_url
        self.asked: list[str] = []
        self.heavy: dict[str, int] = {}
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("response", self._weigh)

    def _weigh(self, answer: Response) -> None:
        if (
            answer.request.is_navigation_request()
            and answer.status == 200
            and "text/html" in answer.headers.get("content-type", "")
        ):
            self.heavy[answer.url] = len(answer.body())

    def read(self, address: str = "") -> Page:
        """Go there, or stay; nothing hangs over the edge, and what search engines read can be read."""
        if address:
            self.page.goto(address)
        page = self.page
        wide, room = page.evaluate(
            "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert wide <= room == PHONE["width"], (page.url, wide)
        for told in page.locator("script[type='application/ld+json']").all_text_contents():
            assert json.loads(told)["@context"] == "https://schema.org"
        return page

    def structured(self) -> list[str]:
        told = self.page.locator("script[type='application/ld+json']").all_text_contents()
        return [json.loads(one)["@type"] for one in told]

    def fill_in(self, given: str, own_question: str) -> None:
        said = {
            "given_name": given,
            "family_name": "Lund",
            "born": "1990-04-02",
            "own_question": own_question,
        }
        for name, value in said.items():
            self.page.locator(f"[name={name}]").fill(value)

    def press(self, what: Locator) -> None:
        """Press what leads to another page, and read that."""
        with self.page.expect_navigation():
            what.click()
        self.read()

    def book(self) -> None:
        """Quicker than people type is refused with everything kept; whichever it was, a later press is late enough."""
        self.press(self.page.get_by_test_id("book"))
        while self.page.get_by_test_id("errors").count():
            self.press(self.page.get_by_test_id("book"))

    def leaves(self) -> None:
        """Nothing was asked of anybody else, and no page was heavy."""
        assert [url for url in self.asked if not url.startswith(self.base_url)] == []
        assert self.heavy and {url: size for url, size in self.heavy.items() if size > MOST_BYTES} == {}


def test_a_visitor_finds_compares_sees_the_price_reads_and_books(
    clinic: Lakeside, window: Callable[..., BrowserContext]
) -> None:
    open_for_visitors(clinic)
    base_url = clinic.installation.base_url

    visitor = Visitor(window(viewport=PHONE, java_script_enabled=False, locale="en-US"), base_url)
    _without_a_script(visitor)
    visitor.leaves()

    visitor = Visitor(_watched(window(viewport=PHONE, locale="en-US")), base_url)
    english = _walked(visitor, "en")
    visitor.leaves()

    visitor = Visitor(_watched(window(viewport=PHONE, locale="es-MX")), base_url)
    spanish = _walked(visitor, "es")
    left = {
        f"{name}: {one}"
        for name in WALK
        for one in spanish[name]
        if one in english[name] and not _the_same(one)
    }
    assert not left, "\n".join(["sentences that nobody translated", *sorted(left)])
    _books_in_spanish(visitor)
    visitor.leaves()


def _without_a_script(visitor: Visitor) -> None:
    page = visitor.read("/")
    visitor.press(page.get_by_test_id("find"))
    page.get_by_label("City or ZIP code").fill("90012")
    visitor.press(page.get_by_role("button", name="Search"))
    expect(page.get_by_test_id("count")).to_contain_text("2 clinics · within 25 miles")
    assert visitor.structured() == ["ItemList"]
    for slug in ("lakeside", "hillside"):
        page.get_by_test_id(f"choose-{slug}").check()
    visitor.press(page.get_by_test_id("compare"))
    price = page.get_by_test_id("row-price").get_by_role("cell")
    expect(price.nth(0)).to_contain_text("$3,")
    expect(price.nth(1)).to_contain_text("not stated")
    visitor.press(page.get_by_role("table").get_by_role("link", name="Lakeside Clinic", exact=True))
    expect(page.get_by_test_id("fact-licences")).to_contain_text("1 of 1 prescribers with a verified licence")
    assert visitor.structured() == ["MedicalClinic"]
    _sees_the_price(visitor)
    visitor.press(page.get_by_role("navigation", name="Sections").get_by_role("link", name="Learn"))
    visitor.press(page.get_by_test_id("article-depression"))
    expect(page.get_by_test_id("evidence")).to_contain_text("Off-label")
    assert visitor.structured() == ["MedicalWebPage"]
    visitor.read("/clinics/lakeside/")
    visitor.press(page.get_by_test_id("book"))
    visitor.press(page.get_by_test_id("slot").first)
    visitor.fill_in("Vera", "And my sister?")
    page.get_by_label(ENGLISH["question-cost"]).check()
    visitor.book()
    expect(page.get_by_role("heading", level=1)).to_have_text(ENGLISH["booked"])
    expect(page.get_by_test_id("questions")).to_contain_text("And my sister?")
    page.get_by_label(ENGLISH["yes"]).first.check()
    visitor.press(page.get_by_test_id("keep-fit"))
    expect(page.get_by_test_id("fit-kept")).to_be_visible()


def _sees_the_price(visitor: Visitor) -> None:
    """What the parts cost adds up to the whole, and what is not in it is said."""
    price = visitor.page.get_by_test_id("published-price")
    whole = price.get_by_test_id("course-price").inner_text()
    expect(price.locator("tfoot")).to_contain_text(whole)
    parts = [_cents(one) for one in price.locator("tbody td:last-child").all_inner_texts()]
    assert len(parts) == 3 and sum(parts) == _cents(whole)
    expect(price).to_contain_text("laboratory tests")
    expect(price.get_by_test_id("package").first).to_contain_text("a refund")


def _cents(said: str) -> int:
    return int(said.replace("$", "").replace(",", "").replace(".", ""))


def _watched(context: BrowserContext) -> BrowserContext:
    context.add_init_script(WATCH_SHIFTS)
    return context


def _walked(visitor: Visitor, language: str) -> dict[str, list[Any]]:
    """The sentences of each page, as a browser that speaks `language` is answered; nothing moves while it loads."""
    said: dict[str, list[Any]] = {}
    for name, address in WALK.items():
        page = visitor.read(address)
        expect(page.locator("html")).to_have_attribute("lang", language)
        assert page.evaluate(PAINTED) < MOST_SHIFT, address
        said[name] = page.evaluate(TEXTS)
        assert said[name], address
    return said


def _the_same(text: str) -> bool:
    """Without what needs no translation hardly a word is left."""
    for one in sorted(SAME, key=len, reverse=True):
        text = text.replace(one, "")
    return len(re.findall(r"[^\W\d_]{3,}", text)) < 3


def _books_in_spanish(visitor: Visitor) -> None:
    page = visitor.read("/consultation/lakeside/")
    visitor.press(page.get_by_test_id("slot").last)
    visitor.fill_in("Inés", "¿Puede venir mi hermana?")
    visitor.book()
    expect(page.get_by_role("heading", level=1)).to_have_text(SPANISH["booked"])
    with page.expect_download() as download:
        page.get_by_test_id("calendar").click()
    assert download.value.suggested_filename == "appointment.ics"
    page.get_by_text(SPANISH["revoke"]).first.click()
    visitor.press(page.get_by_test_id("revoke"))
    expect(page.get_by_test_id("no-booking")).to_be_visible()
