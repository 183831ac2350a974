"""The demo's drug book: a week of an invented clinic, posted through the program's own actions at its own times."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from euthymia.clinic.devices import actions as devices
from euthymia.clinic.people import actions as people_actions
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.people.proofs import OneAct
from euthymia.clinic.people.queries import Member
from euthymia.clinic.pharmacy import actions, in_hand, queries
from euthymia.domain.protocols import preparing
from euthymia.journey.infusion import actions as infusion
from euthymia.journey.infusion import queries as infusions
from euthymia.journey.infusion import syringes
from euthymia.journey.infusion.models import Session
from euthymia.kit import clock, units

if TYPE_CHECKING:
    from euthymia.clinic.pharmacy.models import Book, Place

# Invented numbers with right check digits (compliance.md 1.14).
REGISTRATION, SUPPLIER = "F91234563", "RX9841203"
DAYS, FIRST_VIAL = 7, 147
LABEL_UL = 10_000
PUMPS = 8
# The last count finds a little less in one vial: an open case.
SHORT, SHORT_UL = "0148", 100
Crew = dict[str, Member]
# What was drawn each day, in microlitres, and what of it was left to waste.
SESSIONS = ((800, 100), (700, 0), (900, 200))


def write(clinic: Clinic, patients: list[Patient], until: datetime) -> None:
    """Registration, safe, vials, and the week before `until`; made once."""
    with units.unit(tenant=clinic.pk, actor="the demo"):
        if queries.books(clinic):
            return
        crew = crew_of(clinic)
    first = until - timedelta(days=DAYS)  # so the last whole day is yesterday
    with clock.frozen(first - timedelta(days=1)), units.unit(tenant=clinic.pk, actor="the demo"):
        registration = actions.register(
            clinic=clinic, by="the demo", entity=f"{clinic.name} LLC (invented)", number=REGISTRATION,
            address="1 Shore Road, Oakland, CA (invented)", valid_until=first.date() + timedelta(days=800), state="CA",
        )  # fmt: skip
        safe = actions.add_place(by="the demo", registration=registration, name="Safe")
        actions.add_place(by="the demo", registration=registration, name="Cart")
        for number in range(1, PUMPS + 1):
            calibrated_until = until.date() + timedelta(days=20 * number)
            devices.calibrated(
                clinic=clinic,
                code=_pump(number),
                title="Syringe pump (invented)",
                until=calibrated_until,
                by="the demo",
            )
        actions.name_registrant(
            clinic=clinic, by="the demo", number=SUPPLIER, kind="supplier", name="Harbor Wholesale (invented)",
            address="9 Dock Street, Tacoma, WA",
        )  # fmt: skip
        for number, patient in enumerate(patients, 1):
            people_actions.change_address(
                by="the demo", patient=patient, address=f"{10 + number} Elm Street, Oakland, CA (invented)"
            )
    for day in range(DAYS):
        _day(clinic, crew, patients, safe, first + timedelta(days=day), day)


def _pump(number: int) -> str:
    """The code on the pump of the n-th chair."""
    return f"P-{number:02d}"


def _day(clinic: Clinic, crew: Crew, patients: list[Patient], safe: Place, at: datetime, day: int) -> None:
    midnight = datetime.combine(at.astimezone(clinic.zone).date(), time(), clinic.zone)
    if day == 0:
        with (
            clock.frozen(midnight + timedelta(hours=7)),
            units.unit(tenant=clinic.pk, actor="the demo") as unit,
        ):
            (book,) = queries.books(clinic)
            actions.open_book(
                by=crew["custodian"], witness=OneAct(crew["witness"], unit.now), book=book, client_id=uuid4(),
                moment="open", arrivals=[],
            )  # fmt: skip
            _receive(clinic, crew, safe, at.date())
    _count(clinic, crew, midnight + timedelta(hours=8), "open")
    for place, (drawn_ul, left_ul) in enumerate(SESSIONS):
        patient = patients[(day + place) % len(patients)]
        _session(clinic, crew, patient, midnight + timedelta(hours=9 + 2 * place), day, drawn_ul, left_ul)
    _count(clinic, crew, midnight + timedelta(hours=17), "close", SHORT_UL if day == DAYS - 1 else 0)


def crew_of(clinic: Clinic) -> Crew:
    """Who works there now, by role. Ask inside a unit."""
    now = units.current().now
    found = [people.member(staff.user, clinic.pk, now) for staff in people.staff_of(clinic)]
    return {role: one for one in found if one is not None for role in one.roles}


def _receive(clinic: Clinic, crew: Crew, safe: Place, today: date) -> None:
    (book,) = queries.books(clinic)
    for number in range(8):
        arrival = actions.Arrival(
            vial=f"{FIRST_VIAL + number:04d}", ndc="67457-108-10", lot="L88" if number < 5 else "L91",
            expires=today + timedelta(days=20 if number == 7 else 500), mg_per_ml=Decimal(50), volume_ul=LABEL_UL,
            dose_type="multi", to=safe,
        )  # fmt: skip
        actions.receive(
            by=crew["custodian"], book=book, client_id=uuid4(), arrival=arrival, supplier_dea=SUPPLIER,
            reason="invoice 1001; seals unbroken",
        )  # fmt: skip


def _session(
    clinic: Clinic, crew: Crew, patient: Patient, at: datetime, day: int, drawn_ul: int, left_ul: int
) -> None:
    """Drawn, given over forty minutes, and what is left wasted before the witness."""
    order, vial = f"demo-{day}-{patient.number}", f"{FIRST_VIAL + day // 4:04d}"
    with clock.frozen(at), units.unit(tenant=clinic.pk, actor="the demo"):
        (book,) = queries.books(clinic)
        actions.draw(by=crew["nurse"], book=book, client_id=uuid4(), vial=vial, patient=patient, order=order,
                     volume_ul=drawn_ul)  # fmt: skip
    with clock.frozen(at + timedelta(minutes=45)), units.unit(tenant=clinic.pk, actor="the demo") as unit:
        common: dict[str, Any] = {"by": crew["nurse"], "book": book, "patient": patient, "order": order}
        actions.administer(client_id=uuid4(), volume_ul=drawn_ul - left_ul, **common)
        if left_ul:
            proof = OneAct(crew["witness"], unit.now)
            actions.waste(client_id=uuid4(), volume_ul=left_ul, witness=proof, **common)


def syringe(clinic: Clinic, session: Session, crew: Crew) -> None:
    """A syringe for a session of today, drawn by the nurse and checked by the witness; nothing at a clinic without a book.

    Ask inside a unit. When what is opened or sealed does not last, another vial is received first.
    """
    books = queries.books(clinic)
    if not books:
        return
    order, now = session.order, units.current().now
    strength = Decimal(order.stock_ug_per_ml) / 1_000
    today = now.astimezone(clinic.zone).date()
    usable = in_hand.usable(clinic, strength, today)
    enough = [one for one in usable if one.vial.book_ul >= order.drug_volume_ul]
    if not enough:
        (safe, *_) = queries.places(books[0])
        number = f"{len(queries.vials(clinic, on_hand=False)) + FIRST_VIAL:04d}"
        _one_more(crew, books[0], safe, number, strength, today)
        enough = in_hand.usable(clinic, strength, today)[-1:]
    drawing = infusion.Drawing(
        scans=[enough[0].row.code], read_ug_per_ml=order.stock_ug_per_ml, second_ug_per_ml=order.stock_ug_per_ml,
        second_volume_ul=order.drug_volume_ul, weight_g=order.actual_weight_g,
        checked=frozenset(one.code for one in preparing.CHECKLIST), diluent="0.9 % NaCl", diluent_lot="N4471",
        diluent_expires=today + timedelta(days=300), pump=_pump(session.room.order),
        # The count that opens today is left to who tries the demo.
        reasons={"calibration-unknown": "the sticker on the pump was read", "day-not-opened": "the demo begins with patients seated"},
    )  # fmt: skip
    infusion.draw(
        by=crew["nurse"],
        session=session,
        client_id=uuid4(),
        drawing=drawing,
        witness=OneAct(crew["witness"], now),
    )


def _one_more(crew: Crew, book: Book, safe: Place, number: str, strength: Decimal, today: date) -> None:
    arrival = actions.Arrival(
        vial=number, ndc="67457-108-10", lot="L94", expires=today + timedelta(days=500), mg_per_ml=strength,
        volume_ul=LABEL_UL, dose_type="multi", to=safe,
    )  # fmt: skip
    actions.receive(
        by=crew["custodian"], book=book, client_id=uuid4(), arrival=arrival, supplier_dea=SUPPLIER,
        reason="invoice 1002; seal unbroken",
    )  # fmt: skip


def rest(crew: Crew, session: Session, words: str = "the demo was opened again") -> None:
    """What is left in a syringe, by default from an earlier day of the demo, is destroyed before the witness.

    Ask inside a unit.
    """
    for one in syringes.held(session, infusions.happenings(session)):
        if one.is_open:
            infusion.waste(
                by=crew["nurse"], session=session, client_id=uuid4(), method="deactivated", syringe=one.number,
                witness=OneAct(crew["witness"], units.current().now), words=words,
            )  # fmt: skip


def _count(clinic: Clinic, crew: Crew, at: datetime, purpose: str, short_ul: int = 0) -> None:
    """Everything as the book says, but for what is short in the second vial."""
    with clock.frozen(at), units.unit(tenant=clinic.pk, actor="the demo") as unit:
        (book,) = queries.books(clinic)
        actions.count_sheet(
            by=crew["nurse"], witness=OneAct(crew["witness"], unit.now), book=book, client_id=uuid4(), purpose=purpose,
            counted=[
                actions.Counted(one.code, one.book_ul - (short_ul if one.code == SHORT else 0))
                for one in queries.to_count(book)
            ],
            seen_n=book.entries_n,
        )  # fmt: skip
