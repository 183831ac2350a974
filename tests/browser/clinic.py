"""Lakeside as the browser tests find it: the cast, and as many patients at chairs as they ask for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any, TypeVar
from uuid import UUID, uuid4

from euthymia.kit import clock, units
from support import bedside
from support.cast import INSTALLER, PASSWORD, Cast, Person, assemble, client_of
from support.course import a_plan
from support.processes import Sender

from .installation import Installation

Result = TypeVar("Result")
GIVEN = ("Mia", "Theo", "Ida", "Jon", "Eva", "Max", "Lea")


def a_name(number: int) -> str:
    """A name whose first three letters of the family nobody else has, for 280 patients."""
    begins = f"{'BCDFGHJKLMPRST'[number // 5 % 14]}{'aeiou'[number % 5]}{'lnzv'[number // 70 % 4]}"
    return f"{GIVEN[number % len(GIVEN)]} {begins}brook"


def _since_this_morning() -> Cast:
    """Everybody has worked here for some hours, so that what is said to have happened an hour ago could."""
    with clock.frozen(clock.now() - timedelta(hours=6)):
        return assemble()


@dataclass(frozen=True)
class Seat:
    """A patient ordered to a chair, and the monitor that stands there."""

    patient_id: UUID
    name: str
    room: str
    room_id: UUID
    serial: str
    code: str
    session_id: UUID | None
    watch_id: UUID | None

    @property
    def path(self) -> str:
        return f"/staff/infusions/{self.session_id}/"

    @property
    def initials(self) -> str:
        given, family = self.name.split()
        return f"{given[0]}. {family[0]}."


class Lakeside:
    """Acts through the clinic's own actions, at the desk."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self._numbers = count(1)
        self._common: Seat | None = None
        self.cast: Cast = installation.at_the_desk(_since_this_morning)

    def cookie(self, person: Person) -> str:
        """The cookie of a session in which this person has just signed in."""
        client = self.installation.at_the_desk(lambda: client_of(person))
        return str(client.cookies["euthymia_session"].value)

    def inside(self, act: Callable[[], Result], by: Person | None = None) -> Result:
        """Run `act` in a unit of work of the clinic."""

        def acting() -> Result:
            with units.unit(tenant=self.cast.lakeside.pk, actor=by.words if by else INSTALLER):
                return act()

        return self.installation.at_the_desk(acting)

    def seat(
        self, *, weight_g: int = 70_000, ordered: bool = True, monitored: bool = True, started: bool = False
    ) -> Seat:
        """A new patient at a new chair with a monitor of its own; `started` with resting values taken."""
        number = next(self._numbers)
        name = a_name(number)
        seat = self.inside(lambda: self._furnish(number, name))
        if ordered:
            seat = self.inside(lambda: self._order(seat, weight_g), self.cast.okafor)
            if monitored:
                self.inside(lambda: self._associate(seat))
            self.inside(lambda: self._draw(seat), self.cast.noor)
            if started:
                self.inside(lambda: self._start(seat), self.cast.noor)
        return seat

    def common_seat(self) -> Seat:
        """A running session for tests that only look."""
        if self._common is None:
            self._common = self.seat(started=True)
        return self._common

    def device_id(self, seat: Seat) -> UUID:
        from euthymia.clinic.devices.models import Device

        found: UUID = self.inside(lambda: Device.objects.get(serial=seat.serial).pk)
        return found

    def at_home(self) -> tuple[Person, UUID]:
        """A new patient with a sign-in of their own, and their record."""
        from euthymia.clinic.people import actions as people

        number = next(self._numbers)
        given, family = a_name(number).split()

        def act() -> tuple[Person, UUID]:
            user = people.add_user(
                email=f"home-{number}@lakeside.example",
                name=f"{given} {family}",
                password=PASSWORD,
                is_demo=True,
            )
            patient = people.register_patient(
                clinic=self.cast.lakeside, by=INSTALLER, given_name=given, family_name=family,
                born=date(1990, 1, 1), sex="female", height_cm=168, allergies=[], monitoring_risks=[], user=user,
            )  # fmt: skip
            return Person(user, self.cast.lakeside), patient.pk

        return self.inside(act)

    def without_account(self) -> tuple[str, UUID]:
        """A new patient whom nobody has let into the portal yet: their name and their record."""
        from euthymia.clinic.people import actions as people

        name = a_name(next(self._numbers))
        given, family = name.split()
        made = self.inside(
            lambda: people.register_patient(
                clinic=self.cast.lakeside, by=INSTALLER, given_name=given, family_name=family,
                born=date(1984, 3, 3), sex="female", height_cm=168, allergies=[], monitoring_risks=[],
            )
        )  # fmt: skip
        return name, made.pk

    def crisis_id(self, patient_id: UUID) -> UUID:
        """The open crisis of a patient whose answers opened one."""
        from euthymia.clinic.crisis import queries
        from euthymia.clinic.people import queries as people

        found = self.inside(lambda: queries.open_of(people.patient(self.cast.lakeside, patient_id)))
        assert found is not None
        return found.pk

    def call_id(self, seat: Seat) -> UUID:
        """A call of this seat's patient that nobody has answered."""
        from euthymia.clinic.calls import actions

        def act() -> UUID:
            return actions.press(visit=self.session(seat).visit, by="patient", client_id=uuid4()).id

        return self.inside(act)

    def reported(self, patient_id: UUID, words: str) -> None:
        """A side effect told from home, in these words."""
        from euthymia.clinic.people import queries as people
        from euthymia.journey.surveillance import actions

        self.inside(
            lambda: actions.report(
                by=self.cast.noor.member(), patient=people.patient(self.cast.lakeside, patient_id), client_id=uuid4(),
                felt="other", severity="mild", at=clock.now(), reporter="patient", outcome="gone", words=words,
            ),
            self.cast.noor,
        )  # fmt: skip

    def journal(self, person: Person) -> tuple[Any, list[Any]]:
        """A patient's journal as it is kept, and the versions of its entries."""
        from euthymia.clinic.people import queries as people
        from euthymia.journey.journal import queries

        def act() -> tuple[Any, list[Any]]:
            (record,) = people.own_records(person.user)
            found = queries.journal(record)
            assert found is not None
            return found, queries.entries(found)

        return self.inside(act)

    def decided(self, patient_id: UUID) -> None:
        """This patient may be ordered for: evaluated, consented, decided."""
        from euthymia.clinic.people import queries as people
        from support.evaluated import cast_decided

        self.inside(
            lambda: cast_decided(self.cast, people.patient(self.cast.lakeside, patient_id)), self.cast.okafor
        )

    def plan(self) -> dict[str, Any]:
        """Ana's course, agreed, a run of the planner that waits, and psychotherapy beside it."""
        return self.installation.at_the_desk(lambda: a_plan(self.cast))

    def stock(self, seat: Seat) -> dict[str, Any]:
        """A book with a vial, a signed count, an open case and a syringe for this seat: an id of each."""
        from support.places import a_stock
        from support.syringes import draw

        held = self.inside(lambda: a_stock(self.cast))
        made = self.inside(lambda: draw(self.cast, self.session(seat), "LA-0000-1"))
        return {**held, "preparation_id": made.pk}

    def schedule(self) -> dict[str, Any]:
        """A booking, a wish for an earlier one, a shift and a closed evening: an id of each."""
        from support.places import a_schedule

        return self.inside(lambda: a_schedule(self.cast))

    def message(self) -> dict[str, Any]:
        """A message that waits, and keys that nobody was given."""
        from support.places import a_message

        return self.installation.at_the_desk(lambda: a_message(self.cast))

    def evaluated(self, *more: Any, consented: bool = True) -> UUID:
        """A new patient whose five parts are recorded and signed, with these facts too."""
        from euthymia.clinic.people import queries as people
        from euthymia.domain.simulation.evaluated import with_facts
        from support import evaluated

        seat = self.seat(ordered=False)

        def act() -> UUID:
            patient = people.patient(self.cast.lakeside, seat.patient_id)
            evaluated.recorded(patient, self.cast.noor.member(), with_facts(evaluated.usual(patient), *more))
            if consented:
                evaluated.consented(patient, self.cast.noor.member())
            return seat.patient_id

        return self.inside(act, self.cast.noor)

    def ask(self, patient_id: UUID, instrument: str = "phq-9", draft: list[int | None] | None = None) -> UUID:
        """Ask a patient for an answer by tomorrow; `draft` is what they have chosen so far."""
        from euthymia.clinic.people import queries as people
        from euthymia.clinic.questionnaires import actions

        def act() -> UUID:
            patient = people.patient(self.cast.lakeside, patient_id)
            asked = actions.assign(
                by=self.cast.noor.member(), patient=patient, instrument=instrument,
                due_at=clock.now() + timedelta(days=1, seconds=next(self._numbers)),
            )  # fmt: skip
            if draft is not None:
                actions.save_draft(by=patient, assignment=asked, answers=draft)
            return asked.pk

        return self.inside(act, self.cast.noor)

    def answered(self, patient_id: UUID, answers: list[int | None], days_ago: int = 0) -> UUID:
        """A PHQ-9 that Noor entered."""
        from euthymia.clinic.people import queries as people
        from euthymia.clinic.questionnaires import actions

        def act() -> UUID:
            patient = people.patient(self.cast.lakeside, patient_id)
            done = actions.answer(
                by=self.cast.noor.member(), patient=patient, instrument="phq-9", answers=answers, client_id=uuid4(),
                at=clock.now() - timedelta(days=days_ago),
            )  # fmt: skip
            return done.response.pk

        return self.inside(act, self.cast.noor)

    def scores(self, patient_id: UUID) -> list[Any]:
        """What counts of a patient's answers."""
        from euthymia.clinic.people import queries as people
        from euthymia.clinic.questionnaires import queries

        clinic = self.cast.lakeside
        return self.inside(lambda: queries.responses(clinic, people.patient(clinic, patient_id)))

    def session(self, seat: Seat) -> Any:
        from euthymia.journey.infusion import queries

        assert seat.session_id is not None, "this patient was not ordered to the chair"
        return queries.session(self.cast.lakeside, seat.session_id)

    def kinds(self, seat: Seat) -> list[str]:
        """The kinds of what was entered, in order."""
        from euthymia.journey.infusion import queries

        return self.inside(lambda: [one.kind for one in queries.happenings(self.session(seat))])

    def happenings(self, seat: Seat) -> list[Any]:
        """What was entered, in order."""
        from euthymia.journey.infusion import queries

        return self.inside(lambda: queries.happenings(self.session(seat)))

    def account(self, seat: Seat) -> list[str]:
        """The syringes of a session in which something is left by the drug book."""
        from euthymia.journey.infusion import queries, syringes

        def act() -> list[str]:
            session = self.session(seat)
            return [one.number for one in syringes.held(session, queries.happenings(session)) if one.left_ug]

        return self.inside(act)

    def limit(self, seat: Seat, channel: str, **changed: Any) -> None:
        """Set one channel's limits, as a nurse would for this patient."""
        from euthymia.clinic.monitoring import actions as watching
        from euthymia.domain import monitoring

        def act() -> None:
            watch = self.session(seat).watch
            wanted = {name: dict(limit) for name, limit in watch.limits.items()}
            wanted[channel].update(changed)
            watching.change_limits(
                by=self.cast.noor.member(),
                watch=watch,
                limits=monitoring.Limits.from_json(wanted),
                reason="a test",
            )

        self.inside(act, self.cast.noor)

    def do(self, seat: Seat, action: str, **arguments: Any) -> None:
        """One of the infusion's actions, by the nurse."""
        from euthymia.journey.infusion import actions

        self.inside(
            lambda: getattr(actions, action)(
                by=self.cast.noor.member(), session=self.session(seat), client_id=uuid4(), **arguments
            ),
            self.cast.noor,
        )

    def spray(self) -> dict[str, Any]:
        """A recovery after a nasal spray, the task of its form, and the key of a link for the ride."""
        from support.places import a_spray

        return self.inside(lambda: a_spray(self.cast))

    def harm(self) -> dict[str, Any]:
        """An adverse event of Ana's, and a chair whose room is checked."""
        from support.places import a_harm

        return self.installation.at_the_desk(lambda: a_harm(self.cast))

    def from_home(self) -> dict[str, Any]:
        """Something red that Ana told, a message with a file, somebody in her care circle: an id of each."""
        from support.places import from_home

        return self.installation.at_the_desk(lambda: from_home(self.cast))

    def bill(self) -> dict[str, Any]:
        """Ana's estimate, superbill and claim file."""
        from support.places import a_bill

        return self.installation.at_the_desk(lambda: a_bill(self.cast))

    def share(self) -> dict[str, Any]:
        """An entry of Ana's journal that the therapist may read."""
        from support.places import a_share

        return self.installation.at_the_desk(lambda: a_share(self.cast))

    def listing(self) -> dict[str, Any]:
        """Lakeside's public page, and what was said to be wrong with it."""
        from support.places import a_listing

        return self.installation.at_the_desk(lambda: a_listing(self.cast))

    def lead(self) -> dict[str, Any]:
        """A visitor's question on the public site."""
        from support.places import a_lead

        return self.installation.at_the_desk(lambda: a_lead(self.cast))

    def resting(self) -> Seat:
        """A new patient whose infusion has been over for 75 minutes, looked at every fifteen."""
        ordered = self.seat(ordered=False)

        def act() -> Seat:
            with clock.frozen(clock.now() - timedelta(minutes=120)):
                with self._unit():
                    seat = self._order(ordered, 70_000)
                with self._unit():
                    self._draw(seat)
                with self._unit():
                    self._start(seat)
                for minutes in (40, *[15] * 5):
                    clock.advance(timedelta(minutes=minutes))
                    with self._unit():
                        self._rest(seat)
            return seat

        return self.installation.at_the_desk(act)

    def _unit(self) -> Any:
        return units.unit(tenant=self.cast.lakeside.pk, actor=INSTALLER)

    def _rest(self, seat: Seat) -> None:
        """The infusion ends, or the next look at the patient finds nothing wrong."""
        from euthymia.journey.infusion import actions as infusion
        from euthymia.journey.infusion.fold import Phase
        from euthymia.journey.infusion.queries import course
        from euthymia.journey.recovery import actions as recovery
        from journey.recovery.door import FINE, SCORES, SIGNS

        session, noor = self.session(seat), self.cast.noor.member()
        if course(session).phase is not Phase.RECOVERY:
            infusion.finish(by=noor, session=session, client_id=uuid4(), reason="ordered dose given")
            recovery.name_escort(by=noor, visit=session.visit, client_id=uuid4(), name="Sam Example")
        else:
            recovery.check(
                by=noor, visit=session.visit, client_id=uuid4(), values=SIGNS, scores=SCORES, seen=FINE
            )

    def visit_path(self, seat: Seat) -> str:
        return f"/staff/recovery/{self.inside(lambda: self.session(seat).visit_id)}/"

    def discharged(self, seat: Seat) -> None:
        """Handed over to a hospital: a discharge that takes no minutes to become possible."""
        from euthymia.journey.recovery import actions

        self.inside(
            lambda: actions.discharge(
                by=self.cast.noor.member(),
                visit=self.session(seat).visit,
                client_id=uuid4(),
                manner="transfer",
                reason="a test",
            ),
            self.cast.noor,
        )

    def wastes(self, seat: Seat) -> None:
        """What is left in a syringe of this session, before two."""
        from euthymia.journey.infusion import actions, queries, syringes
        from support.syringes import proof

        def waste() -> None:
            session = self.session(seat)
            for one in syringes.held(session, queries.happenings(session)):
                if one.is_open:
                    actions.waste(
                        by=self.cast.noor.member(), session=session, client_id=uuid4(), method="deactivated",
                        witness=proof(self.cast.tomas), syringe=one.number,
                    )  # fmt: skip

        self.inside(waste, self.cast.noor)

    def leaves(self, seat: Seat) -> None:
        """The syringe is settled, the discharge is done, nobody watches any more."""
        self.wastes(seat)
        self.discharged(seat)
        self.do(seat, "close")

    def draws(self, seat: Seat) -> None:
        """The syringe of an order that was signed on the page, where the clinic keeps its drug book here."""
        self.inside(lambda: self._draw(seat), self.cast.noor)

    # Inside a unit

    def _furnish(self, number: int, name: str) -> Seat:
        from euthymia.clinic.devices import actions as devices
        from euthymia.clinic.people import actions as people
        from euthymia.clinic.visits import actions as visits

        clinic, given, family = self.cast.lakeside, *name.split()
        room = visits.add_room(clinic=clinic, name=f"Room {number:03}", order=10 + number, by=INSTALLER)
        patient = people.register_patient(
            clinic=clinic, by=INSTALLER, given_name=given, family_name=family, born=date(1984, 3, 1 + number % 28),
            sex="female", height_cm=170, allergies=["latex"] if number % 2 else [], monitoring_risks=[],
        )  # fmt: skip
        serial, code = f"BROWSER-{number:03}", f"B-{number:03}"
        device = devices.add_device(
            clinic=clinic,
            code=code,
            serial=serial,
            title="Bedside monitor",
            driver="hl7v2",
            timezone="UTC",
            by=INSTALLER,
        )
        devices.place(device=device, room=room, by=INSTALLER)
        return Seat(patient.pk, name, room.name, room.pk, serial, code, None, None)

    def _order(self, seat: Seat, weight_g: int) -> Seat:
        from euthymia.clinic.people import queries as people
        from euthymia.clinic.visits import queries as visits
        from euthymia.domain import protocols
        from euthymia.journey.infusion import prescribing
        from support.evaluated import cast_decided

        protocol = protocols.PROTOCOLS[0]
        patient = people.patient(self.cast.lakeside, seat.patient_id)
        cast_decided(self.cast, patient)
        session = prescribing.prescribe(
            by=self.cast.okafor.member(), patient=patient,
            room=visits.room(self.cast.lakeside, seat.room_id), protocol_id=protocol.id,
            figures=protocol.propose(weight_g), reasons={}, client_id=uuid4(),
        )  # fmt: skip
        return replace(seat, session_id=session.pk, watch_id=session.watch_id)

    def _associate(self, seat: Seat) -> None:
        from euthymia.clinic.devices import actions as devices

        devices.associate_by_code(by=INSTALLER, watch=self.session(seat).watch, code=seat.code)

    def _draw(self, seat: Seat) -> None:
        """Once the clinic keeps its drug book here, every ordered session has its syringe."""
        from euthymia.clinic.pharmacy import queries as stock
        from support.stock import Stock
        from support.syringes import draw

        for book in stock.books(self.cast.lakeside)[:1]:
            held = Stock(self.cast, book, stock.places(book)[0])
            held.receive(f"V-{seat.serial}")
            draw(self.cast, self.session(seat), f"V-{seat.serial}")

    def drawable(self) -> tuple[Seat, str]:
        """An order at a clinic with a book, and the number of a vial in stock; no syringe yet."""
        from euthymia.clinic.pharmacy import queries as stock
        from support.stock import Stock, stocked

        seat = self.seat(ordered=False)
        vial = f"D{seat.serial[-12:]}"

        def act() -> None:
            if not stock.books(self.cast.lakeside):
                stocked(self.cast)
            (book,) = stock.books(self.cast.lakeside)
            Stock(self.cast, book, stock.places(book)[0]).receive(vial)

        self.inside(act)
        return self.inside(lambda: self._order(seat, 70_000), self.cast.okafor), vial

    def _start(self, seat: Seat) -> None:
        from euthymia.journey.infusion import actions

        nurse, session = self.cast.noor.member(), self.session(seat)
        resting = {"sbp": "124", "dbp": "78", "hr": "72", "spo2": "98", "rr": "14"}
        actions.record_vitals(by=nurse, session=session, client_id=uuid4(), values=resting)
        actions.start(
            by=nurse, session=self.session(seat), client_id=uuid4(), rate_ul_per_h=session.order.rate_ul_per_h
        )


class Monitor:
    """A bedside monitor that sends what the test says, when the test says so, and waits for the answer."""

    def __init__(self, port: int, serial: str) -> None:
        self.sender, self.serial, self._control = Sender(port), serial, count(1)

    def shows(self, **values: float) -> datetime:
        """Send these values as measured now; when they were."""
        now = clock.wall()
        control = f"{self.serial}-{now.timestamp():.3f}-{next(self._control)}"
        self.sender.send([bedside.hl7(self.serial, now, control=control, **values)])
        answer = self.sender.answer()
        assert answer is not None and answer[0] == "AA", answer
        return now

    def close(self) -> None:
        self.sender.close()


__all__ = ["PASSWORD", "Lakeside", "Monitor", "Seat"]
