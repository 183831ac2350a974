"""The browser tests: a real Chromium, the real processes, a database of their own.

    clinic        Lakeside behind the pages: people, patients at chairs, monitors to plug in
    open_as       `page = open_as(clinic.cast.noor, seat.path)`: a window of its own, already signed in
    monitor_at    `monitor = monitor_at(seat)`: sends over MLLP what the test tells it to

On a machine without a Chromium these tests are deselected, and pytest's last line counts them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from docs import chromium

from . import installation
from .clinic import Lakeside, Monitor, Seat

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

    from support.cast import Person

TABLET: ViewportSize = {"width": 1280, "height": 800}
PATIENCE_MS = 60_000  # of a machine that has much else to do; nothing here says how fast anything is


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if chromium.find() is not None:
        return
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        (left if item.get_closest_marker("browser") else kept).append(item)
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = kept


@pytest.fixture(scope="package")
def lakeside(
    tmp_path_factory: pytest.TempPathFactory, django_test_environment: None, django_db_blocker: Any
) -> Iterator[Lakeside]:
    """One installation for the whole run; every test brings its own patient and chair."""
    logs = tmp_path_factory.mktemp("logs")
    with installation.running(logs, django_db_blocker) as started:
        yield Lakeside(started)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium for one file of tests: while it runs so does its event loop, and beside one Django lets no
    other test of this process use the database."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        playwright.selectors.set_test_id_attribute("data-test")
        path = chromium.find(shell_first=True)
        started = playwright.chromium.launch(executable_path=path, args=list(chromium.SWITCHES))
        yield started
        started.close()


@pytest.fixture
def clinic(lakeside: Lakeside) -> Lakeside:
    return lakeside


@pytest.fixture
def window(browser: Browser, lakeside: Lakeside) -> Iterator[Callable[..., BrowserContext]]:
    """A window of its own; what its pages complain about on the console fails the test."""
    opened: list[BrowserContext] = []
    complaints: list[str] = []

    def open_window(person: Person | None = None, **more: Any) -> BrowserContext:
        context = browser.new_context(
            **{
                "base_url": lakeside.installation.base_url,
                "viewport": TABLET,
                "reduced_motion": "reduce",
                **more,
            }
        )
        context.set_default_timeout(PATIENCE_MS)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        if person is not None:
            context.add_cookies(
                [
                    {
                        "name": "euthymia_session",
                        "value": lakeside.cookie(person),
                        "url": lakeside.installation.base_url,
                    }
                ]
            )
        opened.append(context)
        return context

    yield open_window
    for context in opened:
        context.close()
    assert complaints == []


@pytest.fixture
def open_as(window: Callable[..., BrowserContext]) -> Callable[..., Page]:
    def open_page(person: Person | None, path: str, **more: Any) -> Page:
        page = window(person, **more).new_page()
        page.goto(path)
        return page

    return open_page


@pytest.fixture
def monitor_at(lakeside: Lakeside) -> Iterator[Callable[[Seat], Monitor]]:
    plugged: list[Monitor] = []

    def plug_in(seat: Seat) -> Monitor:
        monitor = Monitor(lakeside.installation.mllp_port, seat.serial)
        plugged.append(monitor)
        return monitor

    yield plug_in
    for monitor in plugged:
        monitor.close()
