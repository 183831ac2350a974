"""The demo's schedule: a week behind and a week ahead of the day it opens, its rota, and who waits for a slot.

Everybody is invented. What lies behind was booked and kept at its own time, with the clock held there.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from itertools import cycle
from typing import Protocol
from uuid import uuid4

from euthymia.clinic.people import actions as people
from euthymia.clinic.people.models import Clinic, Patient, Staff
from euthymia.clinic.people.queries import Member
from euthymia.clinic.visits import actions, queries
from euthymia.clinic.visits.models import Booking, Room
from euthymia.domain.quantities import Unusable
from euthymia.domain.scheduling.blocks import Phases
from euthymia.domain.scheduling.wall import instant, midnight
from euthymia.journey.infusion.models import Session
from euthymia.kit import clock, units

from . import demo_evaluations

BY = "the demo"
DAYS = 7
INFUSION, TALK = Phases(15, 40, 60, 15), Phases(0, 50, 0, 10)
NURSES = (("Ruth Okonjo", "RN"), ("Ivo Brandt", "RN"), ("Mara Lind", "RN"), ("Sela Moreau", "RN"))
OPEN = ("08:00", "18:00")
STARTS = (time(8, 30), time(11), time(13, 30))
# Who comes Monday, Wednesday and Friday, and who Tuesday and Thursday: two days lie between two infusions.
EVEN = (
    "Alma Reed",
    "Bram Oduya",
    "Cora Lenz",
    "Dario Voss",
    "Elsa Ngata",
    "Finn Adair",
    "Greta Holm",
    "Hugo Sato",
    "Ines Cruz",
)
ODD = (
    "Jana Wolf",
    "Karim Bell",
    "Lena Ortiz",
    "Milo Grant",
    "Nora Pike",
    "Otis Hale",
    "Pia Strand",
    "Quinn Avery",
)
TALKS = (
    ("consultation", time(9)),
    ("integration", time(10, 30)),
    ("psychotherapy", time(14)),
    ("follow-up", time(15, 30)),
)


class Seated(Protocol):
    """A chair of the scenario with the session that runs at it."""

    @property
    def session(self) -> Session: ...
    @property
    def started_at(self) -> datetime: ...


def write(
    clinic: Clinic, nurse: Member, prescriber: Member, seats: Iterable[Seated], opened_at: datetime
) -> None:
    """The fortnight, once; and every time the demo opens the bookings of whoever sits at a chair."""
    today = opened_at.astimezone(clinic.zone).date()
    with clock.frozen(opened_at), units.unit(tenant=clinic.pk, actor=BY):
        ahead = Booking.objects.filter(
            clinic=clinic, starts_at__gt=midnight(today + timedelta(days=1), clinic.zone)
        ).exists()
    if not ahead:
        crew = _crew(clinic, nurse, opened_at)
        _hours(clinic, today, opened_at)
        _rota(clinic, crew, prescriber.staff, today, opened_at)
        _fortnight(clinic, nurse, today, opened_at)
        _waiting(clinic, nurse, today, opened_at)
    for seat in seats:
        _seated(clinic, seat)


def _crew(clinic: Clinic, nurse: Member, opened_at: datetime) -> list[Staff]:
    """The nurse who signs in, and colleagues who only stand on the rota: they have no password."""
    found = [nurse.staff]
    with clock.frozen(opened_at), units.unit(tenant=units.EVERY_TENANT, actor=BY):
        for name, title in NURSES:
            local = name.split()[0].lower()
            user = people.add_user(
                email=f"{local}@{clinic.code}.example", name=name, password=None, is_demo=True
            )
            staff = people.employ(clinic=clinic, user=user, by=BY, title=title)
            people.give_role(staff=staff, role="nurse", by=BY)
            demo_evaluations.license_staff(staff, BY, opened_at.date() + timedelta(days=730))
            found.append(staff)
    return found


def _hours(clinic: Clinic, today: date, opened_at: datetime) -> None:
    """Weekdays; the day on which the demo opens is open whenever that is."""
    week = {day: [list(OPEN)] for day in ("mon", "tue", "wed", "thu", "fri")}
    name = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[today.weekday()]
    begins, ends = _today(clinic, opened_at)
    own = {**week, name: [[f"{begins:%H:%M}", f"{ends:%H:%M}"]]}
    with clock.frozen(opened_at), units.unit(tenant=clinic.pk, actor=BY):
        for from_day, hours in (
            (today - timedelta(days=365), week), (today, own), (today + timedelta(days=1), week),
        ):  # fmt: skip
            actions.set_hours(
                clinic, by=BY, from_day=from_day, week=hours, patients_per_nurse=2, client_id=uuid4()
            )


def _today(clinic: Clinic, opened_at: datetime) -> tuple[time, time]:
    """The usual hours, and what the sessions at the chairs need before and after them."""
    hour = opened_at.astimezone(clinic.zone).hour
    return time(max(0, min(8, hour - 2))), time(hour + 5) if 13 < hour < 19 else time(
        23, 55
    ) if hour >= 19 else time(18)


def _days(today: date) -> list[date]:
    every = [today + timedelta(days=offset) for offset in range(-DAYS, DAYS + 1)]
    return [day for day in every if day.weekday() < 5 or day == today]


def _rota(clinic: Clinic, crew: list[Staff], prescriber: Staff, today: date, opened_at: datetime) -> None:
    """Two nurses on most days, everybody today, when all the chairs are in use."""
    pairs = cycle((crew[:2], crew[2:], (crew[0], crew[2])))
    with clock.frozen(opened_at), units.unit(tenant=clinic.pk, actor=BY):
        for day, pair in zip(_days(today), pairs, strict=False):
            begins, ends = _today(clinic, opened_at) if day == today else (time(8), time(18))
            middle = time((begins.hour + ends.hour) // 2)
            on = [(staff, "nurse") for staff in (crew if day == today else pair)] + [
                (prescriber, "prescriber")
            ]
            for staff, role in on:
                if ends.hour - begins.hour < 12:
                    _shift(clinic, staff, role, day, begins, ends)
                else:
                    _shift(clinic, staff, role, day, begins, middle)
                    _shift(clinic, staff, role, day, middle, ends)
        actions.publish(clinic, by=BY, first=today - timedelta(days=DAYS), last=today + timedelta(days=DAYS))


def _shift(clinic: Clinic, staff: Staff, role: str, day: date, begins: time, ends: time) -> None:
    actions.add_shift(
        clinic, by=BY, staff=staff, role=role, starts_at=instant(day, begins, clinic.zone), ends_at=instant(day, ends, clinic.zone),
        client_id=uuid4(),
    )  # fmt: skip


def _fortnight(clinic: Clinic, nurse: Member, today: date, opened_at: datetime) -> None:
    """Infusions at the first four chairs, conversations at the last two; some were missed, some cancelled."""
    with clock.frozen(opened_at), units.unit(tenant=clinic.pk, actor=BY):
        chairs = list(queries.rooms(clinic))
        even, odd = ([_register(clinic, name, n) for n, name in enumerate(names)] for names in (EVEN, ODD))
    for number, day in enumerate(day for day in _days(today) if day != today):
        who = even if day.weekday() % 2 == 0 else odd
        morning = instant(day, time(7), clinic.zone)
        with clock.frozen(min(morning, opened_at)), units.unit(tenant=clinic.pk, actor=BY):
            made = list(_infusions(clinic, chairs, who, day)) + list(
                _talks(clinic, chairs, even + odd, day, number)
            )
        if day < today:
            _kept(clinic, made, number, instant(day, time(17, 50), clinic.zone))
        elif day == _next(today):
            with clock.frozen(opened_at), units.unit(tenant=clinic.pk, actor=BY):
                actions.cancel(clinic, by=nurse, booking=made[1], reason="has a cold", client_id=uuid4())


def _next(today: date) -> date:
    return next(day for day in _days(today) if day > today)


def _infusions(clinic: Clinic, chairs: list[Room], who: list[Patient], day: date) -> Iterable[Booking]:
    places = [(start, chair) for start in STARTS for chair in chairs[:3]]
    for patient, (start, chair) in zip(who, places, strict=False):
        yield _book(clinic, patient, chair, day, start, INFUSION, "infusion")


def _talks(
    clinic: Clinic, chairs: list[Room], who: list[Patient], day: date, number: int
) -> Iterable[Booking]:
    """People who are not infused at that time: the list from its other end."""
    others = [who[(number * 4 + n) % len(who)] for n in range(len(TALKS))]
    for patient, (purpose, start) in zip(others, TALKS, strict=True):
        with suppress(Unusable):
            yield _book(clinic, patient, chairs[-1], day, start, TALK, purpose)


def _book(
    clinic: Clinic, patient: Patient, chair: Room, day: date, start: time, phases: Phases, purpose: str
) -> Booking:
    with units.all_or_nothing():
        return actions.book(
            clinic, by=BY, patient=patient, chair=chair, starts_at=instant(day, start, clinic.zone), phases=phases, purpose=purpose,
            client_id=uuid4(),
        )  # fmt: skip


def _kept(clinic: Clinic, made: list[Booking], number: int, evening: datetime) -> None:
    """Everybody came, but for one now and then."""
    with clock.frozen(evening), units.unit(tenant=clinic.pk, actor=BY):
        for place, booking in enumerate(made):
            end = actions.no_show if (number + place) % 17 == 0 else actions.arrive
            end(clinic, by=BY, booking=booking, client_id=uuid4())


def _waiting(clinic: Clinic, nurse: Member, today: date, opened_at: datetime) -> None:
    """Three who would come earlier: one for whom a clinician asks, one who said no before, one for mornings only."""
    tomorrow = midnight(today + timedelta(days=1), clinic.zone)
    with clock.frozen(opened_at), units.unit(tenant=clinic.pk, actor=BY):
        later = list(queries.bookings(clinic, tomorrow + timedelta(days=2), tomorrow + timedelta(days=DAYS)))
        infusions = [one for one in later if one.infused][-3:]
        wishes = (
            {"notice_h": 2, "urgent": True, "words": "Dr Okafor asks for the next slot"},
            {"notice_h": 12, "words": "works evenings"},
            {"notice_h": 24, "latest": time(11)},
        )
        for booking, wish in zip(infusions, wishes, strict=False):
            asked = {"earliest": time(8), "latest": time(18), **wish}
            actions.wait(
                clinic, by=nurse, patient=booking.patient, purpose=booking.purpose, phases=booking.phases, from_day=today,
                until_day=today + timedelta(days=DAYS), weekdays=frozenset(range(5)), client_id=uuid4(), booking=booking, **asked,  # type: ignore[arg-type]
            )  # fmt: skip


def _seated(clinic: Clinic, seat: Seated) -> None:
    """The booking of somebody who sits at a chair now; none where the same chair was booked by an earlier opening."""
    came = min(seat.session.made_at, seat.started_at)
    start = came.replace(minute=came.minute - came.minute % 5, second=0, microsecond=0)
    prep = max(5, round((seat.started_at - start) / timedelta(minutes=1)))
    with (
        clock.frozen(start),
        units.unit(tenant=clinic.pk, actor=BY),
        suppress(Unusable),
        units.all_or_nothing(),
    ):
        made = actions.book(
            clinic, by=BY, patient=seat.session.patient, chair=seat.session.room, starts_at=start, phases=Phases(prep, 40, 60, 15),
            purpose="infusion", client_id=uuid4(), reasons={"spacing": "the demo was opened again"},
        )  # fmt: skip
        actions.arrive(clinic, by=BY, booking=made, client_id=uuid4())


def _register(clinic: Clinic, name: str, n: int) -> Patient:
    given, family = name.split()
    return people.register_patient(
        clinic=clinic,
        by=BY,
        given_name=given,
        family_name=family,
        born=date(1962 + 2 * n, 1 + n, 3 + 2 * n),
        phone="555-0142",
    )
