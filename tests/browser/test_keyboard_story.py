"""A whole session without a mouse: from the prescriber's order to the nurse's PDF."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from support.cast import Person

from .clinic import PASSWORD, Lakeside, Monitor, Seat
from .hands import Keyboard, stopped

pytestmark = pytest.mark.browser


def sign_in(page: Page, person: Person) -> Keyboard:
    keys = Keyboard(page)
    page.goto("/account/login/")
    keys.fill("login", person.user.email)
    keys.fill("password", PASSWORD)
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Today")).to_be_visible()
    return keys


def order(page: Page, person: Person, seat: Seat) -> str:
    """Find the patient, order 0.5 mg/kg for 70 kg, and sign; where the session is."""
    keys = sign_in(page, person)
    keys.jump(seat.name.split()[1][:3], to=seat.name.split()[1])
    expect(page.get_by_role("heading", name=seat.name, level=1)).to_be_visible()
    keys.go("order")
    expect(page.get_by_role("heading", name="Order an infusion")).to_be_visible()
    keys.choose("room", seat.room)
    keys.fill("weight_kg", "70")
    keys.fill("rate_ml_per_h", "140")
    keys.press("Enter")
    disagreement = page.locator("[data-test=finding][data-severity=refuse]")
    expect(disagreement).to_contain_text("140 mL/h")
    expect(disagreement).to_contain_text("150 mL/h")
    keys.fill("rate_ml_per_h", "")
    keys.press("Enter")
    expect(page.get_by_test_id("dose-mg")).to_have_text("35 mg")
    expect(page.get_by_test_id("pump-rate")).to_have_text("150 mL/h = 52.5 mg/h")
    keys.fill("signature-password", "not my password at all")
    keys.go("sign")
    expect(page.get_by_test_id("errors").first).to_contain_text("not your password")
    keys.fill("signature-password", PASSWORD)
    keys.go("sign")
    expect(page.get_by_test_id("phase")).to_have_text("In preparation")
    return page.url


def said(page: Page, words: str) -> None:
    expect(page.get_by_test_id("message")).to_contain_text(words)


def test_from_order_to_pdf(
    clinic: Lakeside, open_as: Callable[..., Page], monitor_at: Callable[[Seat], Monitor]
) -> None:
    seat = clinic.seat(ordered=False)
    clinic.decided(seat.patient_id)
    prescriber = open_as(None, "/")
    address = order(prescriber, clinic.cast.okafor, seat)
    clinic.draws(seat_of(clinic, seat, address))  # drawing and wasting have a story of their own

    page = open_as(None, "/")
    keys = sign_in(page, clinic.cast.noor)
    keys.jump(seat.name.split()[1][:3], to=seat.name.split()[1])
    expect(page.get_by_role("heading", name=seat.name, level=1)).to_be_visible()
    keys.go("open-session")
    expect(page).to_have_url(address)

    keys.press("m")
    keys.type(seat.code)
    keys.press("Enter")
    said(page, f"Monitor {seat.code} measures for this session")
    monitor_at(seat).shows(hr=74, spo2=98, rr=14)
    expect(page.get_by_test_id("tile-pulse")).to_contain_text("74")

    keys.press("v")
    keys.type(
        "12478729814"
    )  # 124 over 78, pulse 72, saturation 98, 14 breaths: each field hands on to the next
    expect(page.get_by_test_id("rr")).to_have_value("14")
    keys.go("vitals-submit")
    said(page, "systolic 124, diastolic 78, heart rate 72, SpO₂ 98, breathing rate 14")

    keys.press("t")
    keys.press("Enter")
    done(page, "start", "Infusing")

    keys.press("r")
    keys.type("120")
    change = page.get_by_test_id("preview-change")
    expect(change).to_contain_text("52.5 mg/h")
    expect(change).to_contain_text("42 mg/h")
    keys.go("rate-because-dissociation")
    done(page, "rate", "Infusing")
    expect(page.get_by_test_id("rate-mg")).to_have_text("42")

    keys.press("Space")
    keys.go("pause-because-comfort")
    done(page, "pause", "Paused")
    keys.press("Space")
    expect(page.get_by_test_id("dialog-resume")).to_be_visible()
    keys.go("resume-submit")
    done(page, "resume", "Infusing")

    keys.press("s")
    expect(page.get_by_test_id("dialog-symptom")).to_be_visible()
    keys.go("symptom-nausea")
    said(page, "ausea")

    keys.press("n")
    keys.type("hand held, music lowered")
    expect(page.get_by_test_id("dialog-note")).to_be_visible()
    keys.go("note-submit")
    said(page, "Note kept")
    expect(page.get_by_test_id("log")).to_contain_text("hand held, music lowered")

    keys.go("open-finish")
    keys.type("asked to stop")
    keys.tab_to("finish-submit")
    with stopped(page) as pass_ms:
        keys.press("Enter")
        expect(page.get_by_test_id("finish-submit")).to_have_text("Press again")
        pass_ms(300)  # two presses, and not one that bounced
        keys.press("Enter")
        expect(page.get_by_test_id("phase")).to_have_text("Recovery")
    done(page, "finish", "Recovery")
    if clinic.account(
        seat_of(clinic, seat, address)
    ):  # where a drug book is kept, what is left is asked about
        expect(page.get_by_test_id("dialog-waste")).to_be_visible()
        keys.press("Escape")

    clinic.wastes(seat_of(clinic, seat, address))
    clinic.discharged(seat_of(clinic, seat, address))  # its own pages have their own tests
    expect(
        page.get_by_test_id("open-recovery")
    ).to_be_visible()  # a clock that was stopped looks like silence
    keys.go("open-recovery")
    expect(page).to_have_url(re.compile("/staff/recovery/"))
    keys.go("leave")
    expect(page.get_by_test_id("leave")).to_have_count(0)
    page.goto(address)
    expect(page.get_by_test_id("phase")).to_have_text(re.compile("Closed|over", re.IGNORECASE))
    expect(page.get_by_test_id("open-rate")).to_have_count(0)
    expect(page.get_by_test_id("open-vitals")).to_have_count(0)
    expect(page.get_by_test_id("open-note")).to_be_visible()

    keys.go("record-link")
    expect(page.get_by_test_id("entries")).to_contain_text("hand held, music lowered")
    given = page.get_by_test_id("record-given").inner_text().split()[0]
    keys.tab_to("pdf")
    with page.expect_download() as downloading:
        keys.press("Enter")
    content = downloading.value.path().read_bytes()
    assert content.startswith(b"%PDF")
    text = " ".join(leaf.extract_text() for leaf in PdfReader(io.BytesIO(content)).pages)
    assert f"{given} mg" in text
    assert seat.name in text
    kinds = clinic.kinds(seat_of(clinic, seat, address))
    assert [one for one in kinds if one not in ("drawn", "wasted")] == [
        "monitor", "vitals", "started", "rate", "paused", "resumed", "symptom", "note", "finished"
    ]  # fmt: skip


def done(page: Page, act: str, phase: str) -> None:
    """Other windows tell this one of the act before its own answer does; the answer closes the dialog."""
    expect(page.get_by_test_id(f"dialog-{act}")).to_be_hidden()
    expect(page.get_by_test_id("phase")).to_have_text(phase)


def seat_of(clinic: Lakeside, seat: Seat, address: str) -> Seat:
    from dataclasses import replace
    from uuid import UUID

    return replace(seat, session_id=UUID(address.rstrip("/").rpartition("/")[2]))
