"""The live page in a real browser: numbers arrive, grow old, and come back after a crash."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .clinic import Lakeside, Monitor, Seat

pytestmark = pytest.mark.browser


def tile(page: Page, name: str):
    return page.get_by_test_id(f"tile-{name}")


def test_a_number_sent_by_the_monitor_is_on_the_page(clinic, open_as, monitor_at) -> None:
    seat = clinic.seat(started=True)
    page = open_as(clinic.cast.noor, seat.path)
    expect(page.get_by_test_id("connection")).to_have_text("live")
    monitor = monitor_at(seat)
    monitor.shows(hr=81, spo2=96, rr=15)
    expect(tile(page, "pulse")).to_contain_text("81", timeout=2_000)
    expect(tile(page, "saturation")).to_contain_text("96", timeout=2_000)
    monitor.shows(hr=83, spo2=97, rr=15, sbp=131, dbp=82)
    expect(tile(page, "pulse")).to_contain_text("83", timeout=2_000)
    expect(tile(page, "pressure")).to_contain_text("131/82", timeout=2_000)
