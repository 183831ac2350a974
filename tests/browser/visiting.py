"""One visit as everybody in it lives it: the patient's phone, the desk, the chair, recovery, the door, the note.

A visit is walked in the browser, by whoever does each step. What it came to is read from the rows afterwards.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pypdf
from playwright.sync_api import Page, expect

from euthymia.domain import protocols
from euthymia.domain.protocols import preparing
from euthymia.kit import clock, units
from euthymia.kit.clock import Clock
from support.cast import PASSWORD, Person

from .clinic import Lakeside, Result
from .hands import stopped

if TYPE_CHECKING:
    from euthymia.journey.infusion.models import Session

FINE = {
    "moaas": "5", "dissociation": "0", "oxygen": "air", "breathing": "deep", "moves": "four", "oriented": "yes",
    "gait": "steady", "agitation": "none", "thoughts": "none", "comfort": "mild", "drinks": "yes", "urine": "yes",
}  # fmt: skip
RESTING = {"sbp": "122", "dbp": "78", "hr": "72", "spo2": "98", "rr": "14"}


class Hours:
    """The server's clock in these stories: tomorrow from nine in the morning, so that no visit crosses a midnight.

    It is moved on by starting the server again at a later time, and nobody waits. In between it goes on as time does.
    """

    def __init__(self, clinic: Lakeside) -> None:
        zone = clinic.cast.lakeside.zone
        tomorrow = clock.wall().astimezone(zone).date() + timedelta(days=1)
        self.clinic = clinic
        self.nine = Clock(clock.wall(), datetime.combine(tomorrow, time(9), zone).astimezone(UTC), 1.0)
        self.clock = self.nine

    def until(self, minute: int) -> None:
        """So many minutes after nine."""
        self.clock = replace(self.nine, clinic_start=self.nine.clinic_start + timedelta(minutes=minute))
        self._serve(EUTHYMIA_CLOCK=self.clock.to_text())

    def over(self) -> None:
        """The others have the time of the wall."""
        self._serve()

    def _serve(self, **environment: str) -> None:
        self.clinic.installation.kill("serve")
        self.clinic.installation.start("serve", **environment)

    def inside(
        self, act: Callable[[], Result], by: Person | None = None, minute: int | None = None
    ) -> Result:
        """At the desk, at the server's time or, while no page is open, so many minutes after nine."""
        now = self.clock.at(clock.wall())
        if minute is not None:
            now = self.nine.at(clock.wall()) + timedelta(minutes=minute)
        with clock.frozen(now):
            return self.clinic.inside(act, by)


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

    def __init__(self, clinic: Lakeside, hours: Hours, open_as: Callable[..., Page]) -> None:
        from euthymia.clinic.visits import actions as visits

        self.clinic, self.hours, self.open_as = clinic, hours, open_as
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

    def looked_at(self, visit_id: UUID, minute: int) -> None:
        """The same check without the page, so many minutes after nine."""
        from euthymia.clinic.visits import queries as visits
        from euthymia.journey.recovery import actions as recovery
        from journey.recovery import door

        clinic = self.clinic.cast.lakeside
        self.hours.inside(
            lambda: recovery.check(
                by=self.clinic.cast.noor.member(), visit=visits.visit(clinic, visit_id), client_id=uuid4(),
                values=door.SIGNS, scores=door.SCORES, seen=door.FINE,
            ),
            self.clinic.cast.noor, minute,
        )  # fmt: skip

    def at_the_chair(self, session: Session, minute: int, action: str, **said: Any) -> None:
        """One of the infusion's acts without the page, so many minutes after nine."""
        from euthymia.journey.infusion import actions, queries

        clinic, noor = self.clinic.cast.lakeside, self.clinic.cast.noor
        self.hours.inside(
            lambda: getattr(actions, action)(
                by=noor.member(), session=queries.session(clinic, session.pk), client_id=uuid4(), **said
            ),
            noor, minute,
        )  # fmt: skip

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

    def devices(self, *lots: str) -> list[str]:
        """A device of spray of each lot, received into the drug book."""
        from euthymia.clinic.pharmacy import queries as stock
        from support.places import some_devices
        from support.stock import stocked

        cast = self.clinic.cast

        def keep() -> list[str]:
            if not stock.books(cast.lakeside):
                stocked(cast)
            return some_devices(cast, *lots)

        return self.hours.inside(keep)

    def account(self, session: Session) -> Account:
        """Read from the drug book, the dose history and the chart, each by itself."""
        from euthymia.clinic.pharmacy.models import Entry
        from euthymia.journey.infusion import queries
        from euthymia.journey.infusion.models import Dose

        def read() -> Account:
            course = queries.course(queries.session(self.clinic.cast.lakeside, session.pk))
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

        return self.hours.inside(read)


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

    visit.hours.inside(keep)
    return visit.hours.inside(order, cast.okafor), vial


def decided(visit: Visit, *, pain: bool = False, spray: bool = False) -> None:
    """Evaluated, consented and decided on for this treatment, the evening before."""
    from euthymia.clinic.people import queries as people
    from euthymia.domain.simulation.evaluated import complete
    from euthymia.journey.intake.documents import SPRAY
    from euthymia.journey.recovery import actions as recovery
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

    visit.hours.inside(act, cast.okafor)


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
