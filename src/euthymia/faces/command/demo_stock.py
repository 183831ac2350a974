"""The demo's drug book: three days of an invented clinic, posted through the program's own actions at its own times."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING
from uuid import uuid4

from euthymia.clinic.devices import actions as devices
from euthymia.clinic.people import actions as people_actions
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.people.proofs import OneAct
from euthymia.clinic.people.queries import Member
from euthymia.clinic.pharmacy import actions, in_hand, queries
from euthymia.domain.ledger import ESKETAMINE
from euthymia.domain.protocols import preparing
from euthymia.domain.rules.after_discharge import DEVICE_MG
from euthymia.journey.infusion import actions as infusion
from euthymia.journey.infusion import queries as infusions
from euthymia.journey.infusion import syringes
from euthymia.journey.infusion.models import Session
from euthymia.kit import clock, units

if TYPE_CHECKING:
    from euthymia.clinic.pharmacy.models import Book, Place

# Invented numbers with right check digits (compliance.md 1.14).
REGISTRATION, SUPPLIER = "F91234563", "RX9841203"
DAYS, FIRST_VIAL, DEVICES = 3, 147, 6
LABEL_UL = 10_000
PUMPS = 8
# The last count finds a little less in the vial that is in use, the one that expires first: an open case.
SHORT, SHORT_UL = f"{FIRST_VIAL + 7:04d}", 100
Crew = dict[str, Member]
# Who is infused on a past day: given the moment of the order and how many this one is.
Infuse = Callable[[datetime, int], None]
HOURS = (9, 12)
QUIET = 3  # every third day one comes, and not two


def write(clinic: Clinic, patients: list[Patient], until: datetime, infuse: Infuse) -> None:
    """Registration, safe, vials, and the days before `until` with their infusions; made once."""
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
    numbers = count(1)
    for day in range(DAYS):
        _day(clinic, crew, safe, first + timedelta(days=day), day, lambda at: infuse(at, next(numbers)))


def _pump(number: int) -> str:
    """The code on the pump of the n-th chair."""
    return f"P-{number:02d}"


def _day(
    clinic: Clinic, crew: Crew, safe: Place, at: datetime, day: int, infuse: Callable[[datetime], None]
) -> None:
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
    for hour in HOURS[: 1 if day % QUIET == 2 else None]:
        infuse(midnight + timedelta(hours=hour))
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
    for number in range(1, DEVICES + 1):
        _device(crew, book, safe, number, today)


def _device(crew: Crew, book: Book, safe: Place, number: int, today: date) -> None:
    arrival = actions.DeviceArrival(
        vial=f"E-{number:03d}", ndc="12345-6789-0", lot="S31" if number % 2 else "S32", expires=today + timedelta(days=400),
        substance=ESKETAMINE, content_ug=DEVICE_MG * 1_000, to=safe,
    )  # fmt: skip
    actions.receive(
        by=crew["custodian"], book=book, client_id=uuid4(), arrival=arrival, supplier_dea=SUPPLIER,
        reason="invoice 1003; seals unbroken",
    )  # fmt: skip


def spray_devices(clinic: Clinic, crew: Crew, many: int) -> list[str]:
    """The numbers of so many sealed devices of spray, received first where they do not last; none without a book.

    Ask inside a unit.
    """
    books = queries.books(clinic)
    if not books:
        return []
    (safe, *_) = queries.places(books[0])
    today = units.current().now.astimezone(clinic.zone).date()
    known = [one for one in queries.vials(clinic, on_hand=False) if one.vial.is_device]
    sealed = [one.row.code for one in known if one.row.standing == "stock" and one.is_sealed]
    for more in range(many - len(sealed)):
        _device(crew, books[0], safe, len(known) + more + 1, today)
        sealed.append(f"E-{len(known) + more + 1:03d}")
    return sealed[:many]


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
        reasons={"calibration-unknown": "the sticker on the pump was read"}
        | ({} if queries.day_is_open(books[0], now) else {"day-not-opened": "the demo begins with patients seated"}),
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
    """Everything as the book says, but for what is short in the vial in use."""
    with clock.frozen(at), units.unit(tenant=clinic.pk, actor="the demo") as unit:
        (book,) = queries.books(clinic)
        actions.count_sheet(
            by=crew["nurse"], witness=OneAct(crew["witness"], unit.now), book=book, client_id=uuid4(), purpose=purpose,
            counted=[
                actions.Counted(one.code, one.book_ul - (short_ul if one.code == SHORT else 0), one.form)
                for one in queries.to_count(book)
            ],
            seen_n=book.entries_n,
        )  # fmt: skip
