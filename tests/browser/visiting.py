"""One visit as everybody in it lives it: the patient's phone, the desk, the chair, recovery, the door, the note.

A visit is walked in the browser, by whoever does each step. What it came to is read from the rows afterwards.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pypdf
from playwright.sync_api import Page, expect

from euthymia.domain import protocols
from euthymia.domain.protocols import preparing
from euthymia.kit import clock
from support.cast import PASSWORD, Person

from .clinic import Lakeside
from .hands import stopped

if TYPE_CHECKING:
    from euthymia.journey.infusion.models import Session

FINE = {
    "moaas": "5", "dissociation": "0", "oxygen": "air", "breathing": "deep", "moves": "four", "oriented": "yes",
    "gait": "steady", "agitation": "none", "thoughts": "none", "comfort": "mild", "drinks": "yes", "urine": "yes",
}  # fmt: skip
RESTING = {"sbp": "122", "dbp": "78", "hr": "72", "spo2": "98", "rr": "14"}


class Hours:
    """The server's clock: a story moves it on by starting the server again at a later time, and nobody waits."""

    def __init__(self, clinic: Lakeside) -> None:
        self.clinic, self.minute = clinic, 0

    def until(self, minute: int) -> None:
        """So many minutes after the beginning."""
        if minute != self.minute:
            self.minute = minute
            ahead = clock.Clock(clock.wall(), clock.wall() + timedelta(minutes=minute), 1.0)
            self.clinic.installation.kill("serve")
            self.clinic.installation.start("serve", **({"EUTHYMIA_CLOCK": ahead.to_text()} if minute else {}))


Story = Iterator[int]
"""Steps of one visit; it yields the minute of the day at which it goes on."""


def together(hours: Hours, stories: list[Story]) -> None:
    """Walk these visits side by side to their end, each when its time has come."""
    waiting = {story: 0 for story in stories}
    try:
        while waiting:
            hours.until(min(waiting.values()))
            for story in [one for one, minute in waiting.items() if minute == hours.minute]:
                try:
                    waiting[story] = next(story)
                except StopIteration:
                    del waiting[story]
    finally:
        hours.until(0)


@dataclass(frozen=True)
class Account:
    """What the rows say of one infusion: µg by the book, by the dose history and by the chart; when it ran."""

    book_ug: int
    history_ug: int
    chart_ug: int
    wasted_ug: int
    drawn_ug: int
    booked_at: datetime
    began_at: datetime
    ended_at: datetime


class Visit:
    """One patient with a phone of their own, at a chair of their own."""

    def __init__(self, clinic: Lakeside, open_as: Callable[..., Page]) -> None:
        from euthymia.clinic.visits import actions as visits

        self.clinic, self.open_as = clinic, open_as
        self.person, self.patient_id = clinic.at_home()
        name = f"Chair {self.person.user.name}"
        self.room_id: UUID = clinic.inside(
            lambda: visits.add_room(clinic=clinic.cast.lakeside, name=name[:60], order=400, by="a test").pk
        )
        self._pages: dict[str, Page] = {}

    def page(self, by: Person, path: str) -> Page:
        """A page for this person, in their own window."""
        key = by.user.email
        if key not in self._pages:
            self._pages[key] = self.open_as(by, path)
        else:
            self._pages[key].goto(path)
        return self._pages[key]

    # Before the dose

    def tells_from_home(self) -> None:
        """The five cards, on the patient's phone, in the morning."""
        page = self.page(self.person, "/portal/coming/today/")
        for name, value in (
            ("ate_at", "20:00"),
            ("drank_at", "21:00"),
            ("driver", "Sam Example"),
            ("driver_phone", "555-0101"),
        ):
            page.locator(f"[name={name}]").fill(value)
        for name in ("ate_yesterday", "drank_yesterday"):
            page.locator(f"[name={name}]").check()
        for name, value in (
            ("new_medicines", "no"),
            ("ill", "no"),
            ("pregnant", "no"),
            ("feelings", "usual"),
        ):
            choose(page, name, value)
        page.get_by_test_id("send-answers").click()
        expect(page.get_by_test_id("come-in")).to_be_visible()

    def arrives(self) -> None:
        page = self.page(self.clinic.cast.wren, f"/staff/arrivals/{self.patient_id}/")
        for one in ("name", "born"):
            choose(page, "identifiers", one)
        page.get_by_test_id("check-in").click()
        expect(page.get_by_test_id("identity")).to_contain_text("By birth date and full name")

    # At the chair

    def draws(self, session: Session, vial: str) -> None:
        page = self.page(self.clinic.cast.noor, f"/staff/infusions/{session.pk}/draw/")
        page.get_by_test_id("vial").fill(vial)
        page.get_by_test_id("look").click()
        expect(page.get_by_test_id("echo")).to_have_text("50 mg/mL")
        choose(page, "read", "50000")
        page.get_by_test_id("weight_kg").fill("70")
        page.locator("[name=reason-calibration-unknown]").fill("the sticker was read")
        choose(page, "diluent", "0.9 % NaCl")
        page.get_by_test_id("diluent_lot").fill("N77")
        page.get_by_test_id("diluent_expires").fill("2099-06-30")
        for one in preparing.CHECKLIST:
            choose(page, "checklist", one.code)
        choose(page, "second_read", "50000")
        page.get_by_test_id("second_volume").fill(f"{session.order.drug_volume_ul / 1000:g}")
        self.second(page)
        page.get_by_test_id("sign").click()
        expect(page.get_by_test_id("label")).to_contain_text("mg/mL")

    def second(self, page: Page) -> None:
        """Tomas proves who he is, and Noor signs."""
        page.get_by_test_id("second-email").fill(self.clinic.cast.tomas.user.email)
        page.get_by_test_id("second-password").fill(PASSWORD)
        page.get_by_test_id("signature-password").fill(PASSWORD)

    def chair(self, session: Session) -> Page:
        page = self.page(self.clinic.cast.noor, f"/staff/infusions/{session.pk}/")
        expect(page.get_by_test_id("phase")).to_be_visible()
        return page

    def vitals(self, page: Page, **changed: str) -> None:
        page.get_by_test_id("open-vitals").click()
        dialog = page.get_by_test_id("dialog-vitals")
        for name, value in {**RESTING, **changed}.items():
            dialog.get_by_test_id(name).fill(value)
        dialog.get_by_test_id("vitals-submit").click()
        expect(page.get_by_test_id("message")).to_contain_text("systolic")

    def starts(self, page: Page, reason: str = "") -> None:
        page.get_by_test_id("open-start").click()
        if reason:
            page.get_by_test_id("dialog-start").locator("[name=reason]").fill(reason)
        page.get_by_test_id("start-submit").click()
        expect(page.get_by_test_id("phase")).to_have_text("Infusing")

    def stops(self, page: Page, reason: str) -> None:
        page.get_by_test_id("open-finish").click()
        page.get_by_test_id("dialog-finish").get_by_role("textbox").first.fill(reason)
        with stopped(page) as pass_ms:
            page.get_by_test_id("finish-submit").click()
            expect(page.get_by_test_id("finish-submit")).to_have_text("Press again")
            pass_ms(300)
            page.get_by_test_id("finish-submit").click()
            expect(page.get_by_test_id("phase")).to_have_text("Recovery")

    def wastes(self, page: Page) -> None:
        page.get_by_test_id("open-waste").click()
        page.get_by_text("into the drug-deactivating container").click()
        self.second(page)
        page.get_by_test_id("waste-submit").click()
        expect(page.get_by_test_id("message")).to_contain_text("before Tomas Reyes")

    # To the door

    def looks(self, visit_id: UUID) -> None:
        """A whole check, with nothing wrong."""
        page = self.page(self.clinic.cast.noor, f"/staff/recovery/{visit_id}/check/")
        for name, value in RESTING.items():
            page.get_by_test_id(name).fill(value)
        for name, value in FINE.items():
            choose(page, name, value)
        page.get_by_test_id("check-submit").click()
        expect(page.get_by_test_id("gate")).to_be_visible()

    def leaves(self, visit_id: UUID, *, cannula: bool) -> None:
        """The escort is met, the points are said back, the nurse signs; out of the door."""
        page = self.page(self.clinic.cast.noor, f"/staff/recovery/{visit_id}/discharge/")
        if cannula:
            choose(page, "iv", "out")
        page.locator("[name=escort]").fill("Sam Example")
        choose(page, "proof", "photo-id")
        choose(page, "language", "en")
        choose(page, "all_back", "on")
        page.get_by_test_id("signature-password").fill(PASSWORD)
        page.get_by_test_id("discharge-submit").click()
        expect(page.get_by_test_id("discharged")).to_contain_text("home with the escort")
        page.get_by_test_id("leave").click()
        expect(page.get_by_role("heading", name="Today")).to_be_visible()

    # On paper

    def signs_note(self, visit_id: UUID) -> tuple[str, str]:
        """The prescriber signs; the note as the page has it, and as its PDF has it."""
        page = self.page(self.clinic.cast.okafor, f"/staff/notes/{visit_id}/")
        page.get_by_test_id("signature-password").fill(PASSWORD)
        page.get_by_test_id("note-sign").click()
        expect(page.get_by_test_id("note-signed")).to_contain_text("Signed by Dr Chidi Okafor")
        address = page.get_by_test_id("note-pdf").get_attribute("href")
        assert address is not None
        return flat(page.locator("main").inner_text()), printed(page, address)

    def account(self, session: Session) -> Account:
        """Read from the drug book, the dose history and the chart, each by itself."""
        from euthymia.clinic.pharmacy.models import Entry
        from euthymia.journey.infusion import queries
        from euthymia.journey.infusion.models import Dose

        def read() -> Account:
            over = clock.now() + timedelta(days=1)  # by the server's clock it is later than here
            course = queries.course(queries.session(self.clinic.cast.lakeside, session.pk), over)
            book = list(Entry.objects.filter(kind="administer", event__order=str(session.order_id)))
            wasted = Entry.objects.filter(kind="waste", event__order=str(session.order_id), vial="")
            doses = list(Dose.objects.filter(session=session))
            assert course.started_at is not None and course.finished_at is not None
            return Account(
                book_ug=sum(one.more["mass_ug"] for one in book),
                history_ug=sum(one.mass_ug for one in doses if one.kind == "given"), chart_ug=course.given_ug,
                wasted_ug=sum(one.more["mass_ug"] for one in wasted),
                drawn_ug=sum(one.mass_ug for one in doses if one.kind == "drawn"), booked_at=max(one.at for one in book),
                began_at=course.started_at, ended_at=course.finished_at,
            )  # fmt: skip

        return self.clinic.inside(read)


def ordered(visit: Visit, protocol_id: str) -> tuple[Session, str]:
    """The prescriber's order for 70 kg at this chair, the day's decision behind it, and a vial in stock."""
    from euthymia.clinic.people import queries as people
    from euthymia.clinic.pharmacy import queries as stock
    from euthymia.clinic.visits import queries as visits
    from euthymia.journey.infusion import prescribing, queries
    from support.stock import Stock, stocked

    clinic = visit.clinic
    cast, vial = clinic.cast, f"W{visit.patient_id.hex[-10:].upper()}"
    protocol = protocols.protocol_named(protocol_id)

    def keep() -> None:
        if not stock.books(cast.lakeside):
            stocked(cast)
        (book,) = stock.books(cast.lakeside)
        Stock(cast, book, stock.places(book)[0]).receive(vial)

    def order() -> Session:
        patient = people.patient(cast.lakeside, visit.patient_id)
        figures = protocol.propose(70_000)
        asked = prescribing.findings_for(patient, protocol, figures)
        made = prescribing.prescribe(
            by=cast.okafor.member(), patient=patient, room=visits.room(cast.lakeside, visit.room_id), protocol_id=protocol.id,
            figures=figures, reasons={one.code: "as agreed" for one in asked}, client_id=uuid4(),
        )  # fmt: skip
        return queries.session(cast.lakeside, made.pk)

    clinic.inside(keep)
    return clinic.inside(order, cast.okafor), vial


def decided(visit: Visit, *, pain: bool = False, spray: bool = False) -> None:
    """Evaluated, consented and decided on for this treatment, the evening before."""
    from euthymia.clinic.people import queries as people
    from euthymia.domain.simulation.evaluated import complete
    from euthymia.journey.intake.documents import SPRAY
    from euthymia.journey.recovery import actions as recovery
    from euthymia.kit import units
    from support import evaluated

    cast = visit.clinic.cast

    def act() -> None:
        patient = people.patient(cast.lakeside, visit.patient_id)
        today = units.current().now.astimezone(cast.lakeside.zone).date()
        if not pain:
            evaluated.cast_decided(cast, patient)
        else:
            facts = complete(today, sex="female", weight_kg=70.0, height_cm=168.0, indication="chronic-pain")
            evaluated.recorded(patient, cast.noor.member(), facts)
            evaluated.consented(patient, cast.noor.member(), "iv-ketamine-pain")
            evaluated.asked_today(patient, cast.noor.member())
            evaluated.sign(patient, cast.okafor.member())
        if spray:
            evaluated.consented(patient, cast.noor.member(), SPRAY)
            recovery.enrol(
                by=cast.okafor.member(), patient=patient, client_id=uuid4(), confirmation="R-1",
                patient_signed_on=today - timedelta(days=20), prescriber="Dr Okafor", form_version="2024",
            )  # fmt: skip

    visit.clinic.inside(act, cast.okafor)


def choose(page: Page, name: str, value: str) -> None:
    """Tap the choice with this value: its whole label is the target."""
    found = page.locator(f"[name='{name}'][value='{value}']")
    if found.count() == 0:
        found = page.locator(f"[name='{name}']")
    found.first.check(force=True)


def flat(text: str) -> str:
    return " ".join(text.split())


def printed(page: Page, address: str) -> str:
    """The words of a PDF, lines joined."""
    paper = pypdf.PdfReader(io.BytesIO(page.request.get(address).body()))
    return flat(" ".join(sheet.extract_text() for sheet in paper.pages))


def at(clinic: Lakeside, moment: datetime) -> str:
    """The minute, by the clinic's clock."""
    return f"{moment.astimezone(clinic.cast.lakeside.zone):%H:%M}"


def said(page: Page, words: str) -> None:
    expect(page.get_by_test_id("message")).to_contain_text(words)


def recovery_of(session: Any) -> UUID:
    found: UUID = session.visit_id
    return found
