"""A clinic whose doors are open: hours, a rota, and bookings made in one line."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.visits import actions
from euthymia.clinic.visits.models import Booking, Room
from euthymia.domain.scheduling.blocks import Phases
from euthymia.domain.scheduling.wall import instant
from support.cast import INSTALLER, Cast

WEEK = {day: [["08:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
INFUSION = Phases(15, 40, 60, 15)
TALK = Phases(0, 50, 0, 10)
MONDAY = date(2026, 11, 23)  # the working day after the one on which time stands still


def at(clinic: Clinic, on: date, clock: str) -> datetime:
    return instant(on, time.fromisoformat(clock), clinic.zone)


def open_doors(
    cast: Cast, *, nurses: int = 1, prescriber: bool = True, days: int = 5, first: date = MONDAY
) -> None:
    """Hours from Monday to Friday, and a published rota; in a unit of Lakeside."""
    clinic = cast.lakeside
    actions.set_hours(
        clinic, by=INSTALLER, from_day=date(2026, 1, 1), week=WEEK, patients_per_nurse=2, client_id=uuid4()
    )
    crew = [(cast.noor, "nurse")][:nurses] + [(cast.okafor, "prescriber")][: int(prescriber)]
    for offset in range(days):
        on = first + timedelta(days=offset)
        for person, role in crew:
            assert person.staff is not None
            actions.add_shift(
                clinic, by=INSTALLER, staff=person.staff, role=role, starts_at=at(clinic, on, "08:00"),
                ends_at=at(clinic, on, "18:00"), client_id=uuid4(),
            )  # fmt: skip
    actions.publish(clinic, by=INSTALLER, first=first, last=first + timedelta(days=days))


def booked(
    clinic: Clinic, patient: Patient, chair: Room, clock: str, *, on: date = MONDAY, phases: Phases = INFUSION,
    purpose: str = "infusion", by: Any = INSTALLER, **more: Any,
) -> Booking:  # fmt: skip
    return actions.book(
        clinic, by=by, patient=patient, chair=chair, starts_at=at(clinic, on, clock), phases=phases, purpose=purpose,
        client_id=more.pop("client_id", None) or uuid4(), **more,
    )  # fmt: skip
