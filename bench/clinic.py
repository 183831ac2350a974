"""Clinics to measure at: chairs in use, people, a past. Made through the program's own actions, all invented."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from http.cookies import SimpleCookie
from typing import Any
from uuid import UUID, uuid4

from django.db import models
from django.test import Client

from euthymia.clinic.devices import actions as devices
from euthymia.clinic.monitoring import actions as watching
from euthymia.clinic.monitoring.models import Sample, Watch
from euthymia.clinic.people import actions as people
from euthymia.clinic.people import doors, queries
from euthymia.clinic.people.models import Clinic, Patient, User
from euthymia.clinic.visits import actions as visits
from euthymia.clinic.visits.models import Room, Visit
from euthymia.domain import monitoring as alarms
from euthymia.domain import protocols
from euthymia.domain.simulation.dialects import Numbers, Quantity, write
from euthymia.faces.command import demo_evaluations, demo_visits
from euthymia.journey.infusion import actions, prescribing
from euthymia.journey.infusion.models import Order, Session, SessionEvent
from euthymia.kit import clock, streams, units
from euthymia.kit.ids import uuid7

BY = "the benchmark"
STARTED_BEFORE = timedelta(minutes=20)
_AT_ONCE = 5_000
_KEPT_AT_ONCE = 20_000
_FAMILY = ("Abbott", "Baker", "Castillo", "Dumont", "Eriksen", "Fuentes", "Grant", "Huang", "Ito", "Jansen",
           "Keller", "Lopez", "Moreau", "Nair", "Okoye", "Petrov", "Quinn", "Rossi", "Silva", "Tran")  # fmt: skip
_GIVEN = ("Alex", "Bo", "Chris", "Dana", "Eli", "Fran", "Gale", "Hao", "Ines", "Jo", "Kim", "Lee", "Mika")
SIGNS: dict[Quantity, int] = {"hr": 72, "pr": 72, "spo2": 97, "rr": 14, "sbp": 124, "dbp": 78}
CONTINUOUS: tuple[Quantity, ...] = ("hr", "pr", "spo2", "rr")


@dataclass(frozen=True, slots=True)
class Seat:
    """A chair with its running session and the monitor that measures there."""

    session: UUID
    watch: UUID
    device: UUID
    serial: str

    def message(self, at: datetime, place: int = 0, signs: Sequence[Quantity] = CONTINUOUS) -> bytes:
        """What its monitor sends at `at` (to the second), after IHE PCD-01."""
        values: dict[Quantity, int | None] = {name: SIGNS[name] + place % 3 for name in signs}
        at = at.astimezone(UTC)
        return write(
            "pcd01", Numbers(self.serial, f"{self.serial}-{at:%H%M%S}-{place}", at, at, False, values)
        )


@dataclass(frozen=True, slots=True)
class Place:
    """A clinic with sessions running at its chairs, and a nurse who is signed in."""

    clinic: Clinic
    seats: tuple[Seat, ...]
    nurse: User
    patient: UUID

    def client(self) -> Client:
        """A test client of the nurse, within this process."""
        client = Client()
        client.force_login(self.nurse)
        session = client.session
        session[doors.CLINIC_KEY] = str(self.clinic.pk)
        session.save()
        return client

    def cookie(self) -> str:
        """The nurse's session as a Cookie header, for the served pages."""
        jar: SimpleCookie = self.client().cookies
        return "; ".join(f"{name}={morsel.value}" for name, morsel in jar.items())


def a_place(code: str, chairs: int, *, seated_before: timedelta) -> Place:
    """Open a clinic and seat a patient at every chair, as long ago as said; the pumps started 20 minutes ago."""
    now = clock.now()
    seated_at = now - seated_before
    with clock.frozen(seated_at), units.unit(tenant=units.EVERY_TENANT, actor=BY):
        clinic = people.open_clinic(code=code, name=f"Clinic {code}", timezone="America/Los_Angeles", by=BY)
        nurse, prescriber = (employed(clinic, role) for role in ("nurse", "prescriber"))
        rooms = [
            visits.add_room(clinic=clinic, name=f"Chair {n}", order=n, by=BY) for n in range(1, chairs + 1)
        ]
    with clock.frozen(seated_at):
        seated = [_seat(clinic, room, nurse, prescriber) for room in rooms]
    with clock.frozen(max(seated_at, now - STARTED_BEFORE)), units.unit(tenant=clinic.pk, actor=BY):
        member = member_of(nurse, clinic)
        for session in (session for session, _ in seated):
            demo_visits.comes(session.patient, member)
            demo_evaluations.ask_today(session, member)
            signs = {"sbp": "120", "dbp": "76", "hr": "70", "spo2": "98"}
            actions.record_vitals(by=member, session=session, client_id=uuid4(), values=signs)
            session.refresh_from_db()
            rate = session.order.rate_ul_per_h
            actions.start(by=member, session=session, client_id=uuid4(), rate_ul_per_h=rate)
    return Place(clinic, tuple(seat for _, seat in seated), nurse, seated[0][0].patient_id)


def employed(clinic: Clinic, role: str) -> User:
    user = people.add_user(
        email=f"{role}@{clinic.code}.example", name=f"A {role}", password=None, is_demo=True
    )
    staff = people.employ(clinic=clinic, user=user, by=BY)
    people.give_role(staff=staff, role=role, by=BY)
    demo_evaluations.license_staff(staff, BY, clock.now().date() + timedelta(days=365))
    return user


def member_of(user: User, clinic: Clinic) -> queries.Member:
    found = queries.member(user, clinic.pk, units.current().now)
    assert found is not None
    return found


def _seat(clinic: Clinic, room: Room, nurse: User, prescriber: User) -> tuple[Session, Seat]:
    protocol = protocols.PROTOCOLS[0]
    with units.unit(tenant=clinic.pk, actor=BY):
        patient = people.register_patient(
            clinic=clinic, by=BY, given_name=f"Person {room.order}", family_name="Seated", born=date(1980, 3, 1),
            sex=Patient.Sex.FEMALE, height_cm=168, allergies=[],
        )  # fmt: skip
        demo_evaluations.decide(
            patient, member_of(nurse, clinic), member_of(prescriber, clinic), 70.0, "depression"
        )
        session = prescribing.prescribe(
            by=member_of(prescriber, clinic), patient=patient, room=room, protocol_id=protocol.id,
            figures=protocol.propose(70_000), reasons={}, client_id=uuid4(),
        )  # fmt: skip
        serial = f"{clinic.code.upper()}-{room.order}"
        device = devices.add_device(
            clinic=clinic, code=f"M-{room.order}", serial=serial, title="Monitor", driver="hl7v2", by=BY
        )
        devices.place(device=device, room=room, by=BY)
        devices.associate(device=device, watch=session.watch, by=member_of(nurse, clinic), how="scan")
    return session, Seat(session.pk, session.watch_id, device.pk, serial)


def watch_for(place: Place, seat: Seat, minutes: int) -> None:
    """Give a chair the samples of its last minutes, four signs a second and a pressure every five minutes."""
    now = clock.now()
    for minute in range(minutes, 0, -1):
        began = now - timedelta(minutes=minute)
        measured = [one for second in range(60) for one in _signs(seat, began + timedelta(seconds=second))]
        if minute % 5 == 0:
            measured += [
                _one(seat, channel, value, began) for channel, value in (("sbp", 128.0), ("dbp", 79.0))
            ]
        with clock.frozen(began + timedelta(minutes=1)), units.unit(tenant=place.clinic.pk, actor=BY) as unit:
            watching.record({seat.watch: measured}, now=unit.now)


def keep_samples(place: Place, count: int) -> None:
    """Give the chairs so many samples together, one a second, chained as the program chains them."""
    each = count // len(place.seats)
    for seat in place.seats:
        with units.unit(tenant=place.clinic.pk, actor=BY) as unit:
            (watch,) = streams.lock(Watch, [seat.watch]).values()
            first = unit.now - timedelta(seconds=each)
            for start in range(0, each, _KEPT_AT_ONCE):
                rows = min(_KEPT_AT_ONCE, each - start)
                times = [first + timedelta(seconds=start + n) for n in range(rows)]
                columns: dict[str, list[Any]] = {
                    "id": [uuid7() for _ in times], "channel": ["hr"] * rows, "value": [60.0 + n % 40 for n in range(rows)],
                    "unit": ["/min"] * rows, "measured_at": times, "received_at": times, "device": [seat.device] * rows,
                    "group": [""] * rows, "by": [""] * rows, "raw": [uuid4() for _ in times], "clinic_id": [place.clinic.pk] * rows,
                }  # fmt: skip
                streams.extend(Sample, [(watch, rows)], columns)
            watch.save(update_fields=["samples_n", "samples_head"])
    _settle()


def a_sample_now(place: Place, seat: Seat) -> None:
    """So that nothing on the chair's page is stale."""
    with units.unit(tenant=place.clinic.pk, actor=BY) as unit:
        watching.record({seat.watch: _signs(seat, unit.now)}, now=unit.now)


def _signs(seat: Seat, at: datetime) -> list[watching.Measured]:
    place = int(at.timestamp())
    signs = (
        ("hr", 70.0 + place % 7),
        ("pr", 70.0 + place % 7),
        ("spo2", 96.0 + place % 3),
        ("rr", 13.0 + place % 4),
    )
    return [_one(seat, channel, value, at) for channel, value in signs]


def _one(seat: Seat, channel: str, value: float, at: datetime) -> watching.Measured:
    unit = {"spo2": "%", "sbp": "mm[Hg]", "dbp": "mm[Hg]"}.get(channel, "/min")
    return watching.Measured(channel, value, unit, at, at, device=seat.device)


def grow(place: Place, patients: int, past_sessions: int) -> None:
    """Give a clinic its other patients, and a past: closed sessions of these, twelve of them the first chair's."""
    with units.unit(tenant=place.clinic.pk, actor=BY):
        ids = [row.pk for row in _insert(_patients(place.clinic, patients))]
        theirs = [place.patient] * min(12, past_sessions)
        theirs += [ids[n * 7 % len(ids)] for n in range(past_sessions - len(theirs))]
        _past(place, theirs)
    _settle()


def _patients(clinic: Clinic, count: int) -> Iterator[Patient]:
    for n in range(count):
        yield Patient(
            clinic=clinic, number=f"P{n:06d}", given_name=f"{_GIVEN[n % len(_GIVEN)]} {n % 97}",
            family_name=f"{_FAMILY[n % len(_FAMILY)]}{n % 389:03d}", born=date(1940, 1, 1) + timedelta(days=n % 23_000),
            allergies=[],
        )  # fmt: skip


def _past(place: Place, patients: list[UUID]) -> None:
    """Closed sessions with their visit, watch, order and three events."""
    running = Session.objects.select_related("order").get(pk=place.seats[0].session)
    now, figures = clock.now(), model_values(running.order)
    made: list[tuple[Visit, Watch, Order, Session]] = []
    events: list[SessionEvent] = []
    for n, patient in enumerate(patients):
        at = now - timedelta(days=3 + n % 400, minutes=n % 240)
        visit = Visit(clinic=place.clinic, patient_id=patient, room=running.room, opened_at=at)
        watch = Watch(
            clinic=place.clinic, visit=visit, room=running.room, profile="past", limits=running.watch.limits,
            opened_at=at, closed_at=at + timedelta(hours=2), state=alarms.State().to_json(),
        )  # fmt: skip
        order = Order(**{**figures, "patient_id": patient, "client_id": uuid4(), "at": at})
        session = Session(
            clinic=place.clinic, patient_id=patient, visit=visit, order=order, room=running.room, watch=watch,
            made_at=at, finished_at=at + timedelta(hours=2),
        )  # fmt: skip
        kept = [_event(session, *one) for one in (("started", 5, order.rate_ul_per_h, order.rate_ug_per_h),
                                                  ("note", 20, None, None), ("finished", 45, 0, 0))]  # fmt: skip
        streams.number(session, kept)
        made.append((visit, watch, order, session))
        events += kept
    for rows in zip(*made, strict=True):
        _insert(iter(rows))
    _insert(iter(events))


def _event(
    session: Session, kind: str, minute: int, rate_ul: int | None, rate_ug: int | None
) -> SessionEvent:
    at = session.made_at + timedelta(minutes=minute)
    return SessionEvent(
        clinic_id=session.clinic_id, session_id=session.pk, client_id=uuid4(), kind=kind, at=at, entered_at=at, by=BY,
        rate_ul_per_h=rate_ul, rate_ug_per_h=rate_ug, says=kind,
    )  # fmt: skip


def model_values(row: models.Model) -> dict[str, Any]:
    """The columns of a row but its id."""
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    return {field.attname: getattr(row, field.attname) for field in fields}


def _insert(rows: Iterator[Any]) -> list[Any]:
    kept = list(rows)
    for first in range(0, len(kept), _AT_ONCE):
        streams.insert(kept[first : first + _AT_ONCE])
    return kept


def _settle() -> None:
    """What autovacuum would have done by the next day."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
