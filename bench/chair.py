"""An act at the chair in a real browser: when the button shows that it was felt, when the entry is on the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from statistics import median
from typing import Any

from django.db import connections
from django.urls import reverse
from docs import chromium
from docs.shoot import SIZES
from playwright.sync_api import Page, sync_playwright

from .clinic import Place
from .installation import Running
from .measure import Result, in_turn, percentile
from .scale import Scale
from .traffic import traffic

PATIENCE_MS = 30_000
REFERENCE = "the same act, sent as without scripts: the page is loaded anew"
# Both moments are those of the first frame that shows it, counted from the event of the tap, over loads of the page.
# Saved is what its own answer says, with the entry beside it: the stream alone may be quicker.
_WATCH = """
const newest = () => Math.max(0, ...[...document.querySelectorAll("[data-test=log-entry]")].map((one) => Number(one.dataset.n)));
const now = () => performance.timeOrigin + performance.now();
window.tap = JSON.parse(sessionStorage.getItem("tap"));
addEventListener("click", (event) => {
  const button = event.target.closest("button[name=symptom]");
  if (!event.isTrusted || !button) return;
  const id = button.form.elements.client_id.value;
  window.tap = { id, at: performance.timeOrigin + event.timeStamp, before: newest(), felt: null, saved: null };
  sessionStorage.setItem("tap", JSON.stringify(window.tap));
  document.documentElement.removeAttribute("data-saved");
}, true);
requestAnimationFrame(function look() {
  const tap = window.tap;
  if (tap && tap.saved === null) {
    if (newest() > tap.before && document.querySelector(`[data-confirmed="${tap.id}"]`)) tap.saved = now() - tap.at;
    if (tap.felt === null && (tap.saved !== null || document.querySelector("button[name=symptom][aria-busy]"))) tap.felt = now() - tap.at;
    if (tap.felt !== null) sessionStorage.setItem("tap", JSON.stringify(tap));
  }
  document.documentElement.toggleAttribute("data-saved", Boolean(tap && tap.saved !== null));
  requestAnimationFrame(look);
});
"""
# No answer of its own reaches the script: it sends the form as it would be sent without it.
_NATIVELY = """
const { fetch } = window;
window.fetch = (to, how) => (how?.headers?.["HX-Request"] ? Promise.resolve(new Response("", { status: 503 })) : fetch(to, how));
"""


def taps(scale: Scale, place: Place, running: Running) -> dict[str, Result]:
    """A nurse records symptoms at one chair while every chair sends at 1 Hz and is followed on a screen.

    Nothing where no Chromium is.
    """
    found = chromium.find()
    if found is None:
        return {}
    felt: dict[str, list[float]] = {"answered": [], "anew": []}
    counted: list[int] = []
    with _pages(found, place, running) as (answered, anew):

        def taking(name: str, page: Page) -> Callable[[], float]:
            def take() -> float:
                taken = _tapped(page, running, place, scale.tapped_s)
                counted.append(len(taken))
                felt[name].append(percentile([one["felt"] for one in taken], 0.95))
                return percentile([one["saved"] for one in taken], 0.95)

            return take

        saved = in_turn(scale.rounds, taking("answered", answered), taking("anew", anew))
    parts = {"chairs": len(place.seats), "taps": sum(counted)}
    shown = [median(felt[name][1:]) for name in ("answered", "anew")]  # the first was the warm-up
    return {
        "tap_to_feedback_ms_p95": Result(
            "tap_to_feedback_ms_p95", shown[0], "ms", REFERENCE, shown[1], parts
        ),
        "tap_to_saved_ms_p95": Result("tap_to_saved_ms_p95", saved[0], "ms", REFERENCE, saved[1], parts),
    }


@contextmanager
def _pages(browser_path: str, place: Place, running: Running) -> Iterator[tuple[Page, Page]]:
    """The first chair's page on a tablet, and the second's where nothing is answered on the page."""
    address = f"http://127.0.0.1:{running.port}"
    jar = [pair.split("=", 1) for pair in place.cookie().split("; ")]
    paths = [reverse("infusion", args=[seat.session]) for seat in place.seats[:2]]
    width, height = SIZES["tablet"]
    with sync_playwright() as playwright:
        playwright.selectors.set_test_id_attribute("data-test")
        browser = playwright.chromium.launch(executable_path=browser_path, args=list(chromium.SWITCHES))
        pages: list[Page] = []
        for path in paths:
            context = browser.new_context(viewport={"width": width, "height": height}, base_url=address)
            context.set_default_timeout(PATIENCE_MS)
            context.add_cookies([{"name": name, "value": value, "url": address} for name, value in jar])
            context.add_init_script(_WATCH)
            if pages:
                context.add_init_script(_NATIVELY)
            page = context.new_page()
            page.goto(path)
            pages.append(page)
        yield pages[0], pages[1]
        browser.close()


def _tapped(page: Page, running: Running, place: Place, seconds: int) -> list[dict[str, Any]]:
    """One symptom after another for as long as the chairs send: {felt, saved} in milliseconds."""
    taken: list[dict[str, Any]] = []
    page.bring_to_front()  # another page is drawn no more
    with ThreadPoolExecutor(1) as beside:
        sending = beside.submit(_traffic, running, place, seconds)
        while not taken or not sending.done():
            page.wait_for_load_state()  # a page on its way has no ears yet
            page.get_by_test_id("open-symptom").click()
            page.get_by_test_id("symptom-nausea").click()
            page.locator("html[data-saved]").wait_for(state="attached")
            taken.append(page.evaluate("window.tap"))
        sending.result()
    return taken


def _traffic(running: Running, place: Place, seconds: int) -> None:
    try:
        traffic(running, [place], seconds)
    finally:
        connections.close_all()
