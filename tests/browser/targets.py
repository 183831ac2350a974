"""No control of the patient's pages is smaller than a thumb: 48 px high at 360 px, a radio with its whole row."""

from __future__ import annotations

from playwright.sync_api import Page, ViewportSize

PHONE: ViewportSize = {"width": 360, "height": 740}
TARGET_PX = 48
CONTROLS = (
    "main a.button, main button, main .choices label, main label.check, main select, main textarea, main summary,"
    " main input:not([type=hidden]):not([type=radio]):not([type=checkbox]), .tabs a, .help-line a, .help-line button"
)


def too_small(page: Page) -> list[str]:
    """Each control that is shown and is lower than it may be, with its height; and a page wider than the phone."""
    page.set_viewport_size(PHONE)
    measured = page.locator(CONTROLS).evaluate_all(
        "all => all.filter(one => one.checkVisibility())"
        ".map(one => [one.innerText || one.name || one.tagName, one.getBoundingClientRect().height])"
    )
    found = [f"{text!r}: {height:.1f} px" for text, height in measured if height < TARGET_PX - 0.01]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found + ([f"the page is {wide} px wider than the phone"] if wide > 0 else [])
