"""Hands for the tests: a keyboard that reaches things only by Tab, and fingers that count their taps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from playwright.sync_api import Error, Locator, Page, expect

_FOCUSED = "() => document.activeElement?.getAttribute('data-test') ?? ''"
# Before the page's own listeners, so that they hear of no other time than the one given here.
_LATER = """seconds => {
    document.addEventListener('kit:clock', event => { if (!event.detail.ours) event.stopImmediatePropagation(); }, true);
    const now = new Date(Date.now() + seconds * 1000).toISOString();
    document.dispatchEvent(new CustomEvent('kit:clock', { detail: { now, speed: 1, ours: true } }));
}"""
MOST_TABS = 120


def later(page: Page, seconds: int) -> None:
    """On this page it is so much later, and stays so although the server says the time every two seconds."""
    page.evaluate(_LATER, seconds)


@contextmanager
def stopped(page: Page) -> Iterator[Callable[[int], None]]:
    """On this page no time passes but what is told: a second press that counts for three seconds may take longer."""
    page.clock.install()
    _pause(page)
    yield page.clock.run_for
    page.clock.resume()


def _pause(page: Page) -> None:
    """Stop the clock so little ahead that the page does not take the leap for a silence of its server."""
    for ahead_s in (1, 2, 4):
        with suppress(Error):  # it was that late before the word got there
            page.clock.pause_at(page.evaluate("Date.now() / 1000") + ahead_s)
            return
    raise AssertionError("the page's clock cannot be stopped: four seconds pass before a word gets there")


class Keyboard:
    """Everything by key. A control that Tab does not reach fails the test, and so does one without a visible ring."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        self.page.wait_for_load_state()  # a page on its way has no ears yet
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def tab_to(self, name: str) -> None:
        """Press Tab until the control with this `data-test` has the focus."""
        self.page.wait_for_load_state()
        for _ in range(MOST_TABS):
            if self.page.evaluate(_FOCUSED) == name:
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{MOST_TABS} times Tab do not reach {name!r} on {self.page.url}")

    def go(self, name: str) -> None:
        """Reach a button or link and press it."""
        self.tab_to(name)
        self.page.keyboard.press("Enter")

    def fill(self, name: str, text: str) -> None:
        """Reach a field and put this in it, in place of what it holds."""
        self.tab_to(name)
        self.page.keyboard.press("ControlOrMeta+a")
        if text:
            self.page.keyboard.type(text)
        else:
            self.page.keyboard.press("Delete")

    def choose(self, name: str, label: str) -> None:
        """Reach a select and go through its options with the arrow keys."""
        self.tab_to(name)
        chosen = "() => document.activeElement.selectedOptions[0].textContent.trim()"
        self.page.keyboard.press("Home")
        for _ in range(MOST_TABS):
            if self.page.evaluate(chosen) == label:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{name!r} does not offer {label!r}")

    def jump(self, text: str, to: str = "") -> None:
        """The command palette: Ctrl-K, these letters, Enter on the first that is found once it is `to`: people are
        found by the server, and stand before the pages that were there at once."""
        self.press("Control+k")
        self.page.keyboard.type(text)
        first = self.page.get_by_role("option").first
        expect(first).to_contain_text(to or text, ignore_case=True)
        expect(first).to_have_attribute("aria-selected", "true")
        self.page.keyboard.press("Enter")


class Finger:
    """Taps, and counts them."""

    def __init__(self) -> None:
        self.taps = 0

    def tap(self, target: Locator) -> None:
        self.taps += 1
        target.tap()
