"""Draw and second check with a scanner and a keyboard, then the waste of what is left: how many taps it takes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from euthymia.domain.protocols import preparing
from support.cast import PASSWORD

from .clinic import Lakeside
from .hands import Finger

pytestmark = pytest.mark.browser


def test_a_scan_a_second_check_and_the_waste(clinic: Lakeside, open_as: Callable[..., Page]) -> None:
    seat, vial = clinic.drawable()
    page = open_as(clinic.cast.noor, f"{seat.path}draw/", has_touch=True)
    page.get_by_test_id("vial").focus()
    page.keyboard.type(f"(01)00367457108100(17)990331(10)L88(21){vial}")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("echo")).to_have_text("50 mg/mL")
    page.get_by_label("50 mg/mL").first.check()
    page.get_by_test_id("weight_kg").fill("70")
    page.get_by_test_id("reason-calibration-unknown").fill("the sticker was read")
    page.get_by_label("0.9 % NaCl").check()
    page.get_by_test_id("diluent_lot").fill("N77")
    page.get_by_test_id("diluent_expires").fill("2099-06-30")
    for one in preparing.CHECKLIST:
        page.get_by_label(one.says).check()
    page.locator("[name=second_read][value='50000']").check()
    page.get_by_test_id("second_volume").fill("0.7")
    _second(page, clinic)
    page.get_by_test_id("sign").click()
    expect(page.get_by_test_id("label")).to_contain_text("0.35 mg/mL")
    clinic.do(seat, "record_vitals", values={"sbp": "120", "dbp": "76", "hr": "70", "spo2": "98"})
    clinic.do(seat, "start", rate_ul_per_h=150_000)
    page.goto(seat.path)
    expect(page.get_by_test_id("syringe")).to_contain_text("on the pump")
    clinic.do(seat, "finish", reason="asked for")
    page.goto(seat.path)
    finger = Finger()
    finger.tap(page.get_by_test_id("open-waste"))
    finger.tap(page.get_by_text("into the drug-deactivating container"))
    _second(page, clinic)
    finger.tap(page.get_by_test_id("waste-submit"))
    expect(page.get_by_test_id("message")).to_contain_text("before Tomas Reyes")
    expect(page.get_by_test_id("syringe")).to_contain_text("wasted")
    assert finger.taps <= 4, "four taps, and the witness"


def _second(page: Page, clinic: Lakeside) -> None:
    page.get_by_test_id("second-email").fill(clinic.cast.tomas.user.email)
    page.get_by_test_id("second-password").fill(PASSWORD)
    page.get_by_test_id("signature-password").fill(PASSWORD)
