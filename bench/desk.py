"""The day by chair with a year of bookings behind and before it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta
from uuid import uuid4

from django.urls import reverse

from euthymia.clinic.people.models import Patient, Staff
from euthymia.clinic.visits import actions, queries
from euthymia.clinic.visits.models import Booking, BookingFact
from euthymia.domain.scheduling.blocks import Phases
from euthymia.domain.scheduling.wall import instant
from euthymia.kit import clock, streams, units

from .clinic import BY, Place
from .measure import Result, in_turn, milliseconds, percentile
from .scale import Scale

STARTS = (time(8), time(10, 30), time(13), time(15, 30))
PHASES = Phases(15, 40, 60, 15)
_AT_ONCE = 5_000


def fill(place: Place, days: int) -> int:
    """Every chair booked four times on each of these days around today, and a rota for today; how many there are."""
    clinic = place.clinic
    today = clock.now().astimezone(clinic.zone).date()
    with units.unit(tenant=clinic.pk, actor=BY):
        week = {day: [["08:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
        actions.set_hours(
            clinic,
            by=BY,
            from_day=today - timedelta(days=days),
            week=week,
            patients_per_nurse=8,
            client_id=uuid4(),
        )
        nurse = Staff.objects.get(clinic=clinic, user=place.nurse)
        actions.add_shift(
            clinic, by=BY, staff=nurse, role="nurse", starts_at=instant(today, time(8), clinic.zone),
            ends_at=instant(today, time(18), clinic.zone), client_id=uuid4(),
        )  # fmt: skip
        actions.publish(clinic, by=BY, first=today, last=today)
        made = list(_bookings(place, today - timedelta(days=days // 2), days))
        facts = [fact for booking in made for fact in _facts(booking)]
        for first in range(0, len(made), _AT_ONCE):
            streams.insert(made[first : first + _AT_ONCE])
            streams.insert(facts[first : first + _AT_ONCE])
    return len(made)


def _bookings(place: Place, first: date, days: int) -> Iterator[Booking]:
    clinic, now = place.clinic, clock.now()
    chairs, patients = list(queries.rooms(clinic)), list(Patient.objects.filter(clinic=clinic)[:400])
    for offset in range(days):
        day = first + timedelta(days=offset)
        for n, start in enumerate(STARTS):
            for place_of, chair in enumerate(chairs):
                patient = patients[(offset * 7 + n * len(chairs) + place_of) % len(patients)]
                booking = Booking(
                    clinic=clinic, patient=patient, purpose="infusion", state="booked", changed_at=now
                )
                booking.place(chair, instant(day, start, clinic.zone), PHASES)
                yield booking


def _facts(booking: Booking) -> list[BookingFact]:
    fact = BookingFact(
        clinic_id=booking.clinic_id, booking=booking, client_id=uuid4(), kind="booked", at=booking.changed_at, by=BY,
        chair_id=booking.chair_id, chair_name=booking.chair.name, starts_at=booking.starts_at,
        minutes=[booking.prep_min, booking.session_min, booking.recovery_min, booking.turnover_min],
    )  # fmt: skip
    streams.number(booking, [fact])
    return [fact]


def day_board_ms_p95(scale: Scale, place: Place) -> Result:
    """Server time of the day page; its parts say how much is booked, and the week's."""
    booked, client = fill(place, scale.booked_days), place.client()

    def load(name: str) -> float:
        def once() -> None:
            if client.get(reverse(name)).status_code != 200:
                raise RuntimeError(f"{name} does not answer")

        return percentile([milliseconds(once) for _ in range(scale.page_loads)], 0.95)

    day, week = in_turn(scale.rounds, lambda: load("schedule"), lambda: load("schedule-week"))
    return Result("day_board_ms_p95", day, "ms", parts={"bookings": booked, "week_ms_p95": week})
