"""Recovery on a tablet: how many taps a discharge takes, and two tablets at one patient."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from support.cast import PASSWORD

from .clinic import Lakeside
from .hands import Finger

pytestmark = pytest.mark.browser


def test_a_discharge_takes_six_taps_and_the_other_tablet_sees_it(
    clinic: Lakeside, open_as: Callable[..., Page]
) -> None:
    seat = clinic.resting()
    path, finger = clinic.visit_path(seat), Finger()
    other = open_as(clinic.cast.okafor, path)
    tablet = open_as(clinic.cast.noor, path, has_touch=True)
    expect(tablet.get_by_test_id("line-aldrete")).to_contain_text("10 of 10")
    expect(tablet.get_by_test_id("verdict")).to_contain_text("3 things keep")
    finger.tap(tablet.get_by_test_id("open-discharge"))
    finger.tap(tablet.get_by_label("out, site fine"))
    finger.tap(tablet.get_by_label("photo ID seen"))
    finger.tap(tablet.get_by_label("Given, and the patient said all four points back"))
    finger.tap(tablet.get_by_test_id("signature-password"))
    tablet.keyboard.type(PASSWORD)
    finger.tap(tablet.get_by_test_id("discharge-submit"))
    expect(tablet.get_by_test_id("discharged")).to_contain_text("home with the escort")
    assert finger.taps <= 6
    expect(other.get_by_test_id("discharged")).to_contain_text("home with the escort")
