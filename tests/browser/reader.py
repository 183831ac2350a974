"""Somebody who uses a page by keyboard alone, and knows of it what a screen reader says: roles and names.

Words are given in English, and looked for in the language of the page as the catalogue has them: a phrase that is
not translated fails the walk.
"""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.encoding import force_str
from playwright.sync_api import Locator, Page, expect

from .targets import too_small

SAME = {"No"}  # in both languages


class Exactly(str):
    """Words that are in the language of the page already."""


LOCALES = {"en": "en-US", "es": "es-MX"}
MOST_TABS = 120
# Neither yes nor no of an element that the page has replaced meanwhile: it is looked for again.
FOCUSED = "element => element.isConnected ? element === document.activeElement : null"
WITHIN = "element => element.isConnected ? element.contains(document.activeElement) : null"


class Reader:
    """`page` is said in `language`. Each control is reached by Tab from where the focus is; none is ever clicked."""

    def __init__(self, page: Page, language: str) -> None:
        self.page, self.language = page, language
        self.small: list[str] = []

    def said(self, words: Any, **told: Any) -> str:
        """The words as this page says them: a phrase of the catalogue, or what says itself in each language."""
        if isinstance(words, Exactly):
            return words
        with translation.override(self.language):
            found = translation.gettext(words) if isinstance(words, str) else force_str(words)
        same = self.language != "en" and isinstance(words, str) and found == words
        assert not same or words in SAME, f"{words!r} is not translated"
        return found % told if told else found

    def hears(self, words: Any, role: Any = "heading", **told: Any) -> None:
        """Where this one is: the heading of a page that has come; and nothing on it is too small for a thumb."""
        expect(self.page.get_by_role(role, name=self.said(words, **told)).first).to_be_visible()
        self.small += too_small(self.page)

    def reach(self, found: Locator, within: bool = False) -> Locator:
        """Tab until it has the focus, or something in it. From the top of a page the skip link is taken."""
        expect(found).to_be_visible()
        self.page.wait_for_load_state()
        if self.page.evaluate("document.activeElement === document.body"):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("document.activeElement.matches('.skip-link')"):
                self.page.keyboard.press("Enter")
        # Found by its role once, not after every Tab: for that the whole page is read.
        element, asks = found.element_handle(), WITHIN if within else FOCUSED
        for _ in range(MOST_TABS):
            if (there := element.evaluate(asks)) is None:
                element = found.element_handle()
                there = element.evaluate(asks)
            if there:
                return found
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{MOST_TABS} times Tab do not reach {found} on {self.page.url}")

    def press(self, words: Any, role: Any = "button", **told: Any) -> None:
        """A button or a link, by its whole name."""
        self.reach(self.page.get_by_role(role, name=self.said(words, **told), exact=True).first)
        self.page.keyboard.press("Enter")

    def follow(self, words: Any, **told: Any) -> None:
        self.press(words, "link", **told)

    def write(self, words: Any, text: str, role: Any = "textbox") -> None:
        """A field by its label."""
        self.reach(self.page.get_by_role(role, name=self.said(words)).first)
        self.page.keyboard.insert_text(text)

    def choose(self, answer: Any, group: Locator | None = None) -> None:
        """A radio by its words, in the group that is asked about: Tab into the group, then by the arrows."""
        group = group or self.page.locator("main form").first
        wanted = group.get_by_role("radio", name=self.said(answer), exact=True)
        first = group.get_by_role("radio").first
        self.reach(first)
        self.page.keyboard.press("Space")
        for _ in range(20):
            if wanted.evaluate(FOCUSED):
                break
            self.page.keyboard.press("ArrowDown")
        expect(wanted).to_be_checked()

    def group(self, words: Any) -> Locator:
        """The questions that belong together, by their legend."""
        return self.page.get_by_role("group", name=self.said(words))
