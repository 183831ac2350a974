"""Days of a clinic with everything that holds on them, in as many queries for one day as for a fortnight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from euthymia.clinic.people.models import Clinic
from euthymia.clinic.visits.models import (
    HOLDING,
    PURPOSES_INFUSED,
    Booking,
    Closure,
    OpeningHours,
    Room,
    Shift,
)
from euthymia.domain.scheduling.blocks import Block, Day, OnDuty, Shut
from euthymia.domain.scheduling.placing import PATIENTS_PER_NURSE, Broken, broken
from euthymia.domain.scheduling.request import WEEKDAYS
from euthymia.domain.scheduling.wall import midnight

from . import booked, places, rota

_NEAR = timedelta(days=3)  # how far around a booking another infusion can be too near


@dataclass(frozen=True, slots=True)
class DayView:
    """One day as a page shows it; `facts` is the same for the rules. `bookings` are of every state."""

    day: date
    chairs: tuple[Room, ...]
    bookings: tuple[Booking, ...]
    shifts: tuple[Shift, ...]
    closures: tuple[Closure, ...]
    facts: Day

    @property
    def holding(self) -> tuple[Booking, ...]:
        return tuple(one for one in self.bookings if one.holds)


def day(clinic: Clinic, on: date) -> DayView:
    """One day of the clinic."""
    return days(clinic, on, on)[0]


def days(clinic: Clinic, first: date, last: date) -> list[DayView]:
    """Every day from `first` to `last`, in six queries."""
    start, end = midnight(first, clinic.zone), midnight(last + timedelta(days=1), clinic.zone)
    chairs = tuple(places.rooms(clinic))
    every = list(booked.bookings(clinic, start, end, every_state=True))
    shifts, closed = list(rota.shifts(clinic, start, end)), list(rota.closures(clinic, start, end))
    versions = rota.hours_until(clinic, last)
    found = []
    for offset in range((last - first).days + 1):
        on = first + timedelta(days=offset)
        begins, ends = midnight(on, clinic.zone), midnight(on + timedelta(days=1), clinic.zone)
        found.append(
            _view(
                on, clinic.zone, chairs, [one for one in every if one.starts_at < ends and one.ends_at > begins],
                [one for one in shifts if one.starts_at < ends and one.ends_at > begins],
                [one for one in closed if one.starts_at < ends and one.ends_at > begins],
                next((one for one in versions if one.from_day <= on), None),
            )
        )  # fmt: skip
    return found


def limits_broken(clinic: Clinic, wanted: Booking, now: datetime) -> tuple[Broken, ...]:
    """What a booking, written or not, would break where it stands in memory."""
    on = wanted.starts_at.astimezone(clinic.zone).date()
    view = day(clinic, on)
    near = Booking.objects.filter(
        clinic=clinic, patient_id=wanted.patient_id, state__in=HOLDING, purpose__in=PURPOSES_INFUSED,
        starts_at__gt=wanted.starts_at - _NEAR, starts_at__lt=wanted.starts_at + _NEAR,
    ).exclude(pk=wanted.pk).exclude(pk__in=[one.pk for one in view.bookings])  # fmt: skip
    facts = view.facts
    known = Day(
        day=facts.day, zone=facts.zone, opened=facts.opened, shut=facts.shut, duty=facts.duty,
        patients_per_nurse=facts.patients_per_nurse, others=facts.others,
        infused=tuple(near.values_list("starts_at", flat=True)),
    )  # fmt: skip
    return broken(block(wanted), known, now)


def block(booking: Booking) -> Block:
    """A booking as the rules take it."""
    return Block(
        key=booking.pk, patient=booking.patient_id, who=booking.patient.initials, chair=booking.chair_id,
        chair_name=booking.chair.name, start=booking.starts_at, phases=booking.phases, attended=booking.infused,
        alone=booking.one_to_one,
    )  # fmt: skip


def _view(
    on: date, zone: ZoneInfo, chairs: tuple[Room, ...], bookings: Sequence[Booking], shifts: Sequence[Shift],
    closed: Sequence[Closure], hours: OpeningHours | None,
) -> DayView:  # fmt: skip
    published = [one for one in shifts if one.published_at is not None]
    facts = Day(
        day=on, zone=zone, opened=None if hours is None else opened(hours, on, zone),
        shut=tuple(Shut(one.starts_at, one.ends_at, one.reason, one.chair_id) for one in closed),
        duty=tuple(OnDuty(one.role, one.starts_at, one.ends_at, one.staff.name) for one in published) if published else None,
        patients_per_nurse=hours.patients_per_nurse if hours else PATIENTS_PER_NURSE,
        others=tuple(block(one) for one in bookings if one.holds),
    )  # fmt: skip
    return DayView(on, chairs, tuple(bookings), tuple(shifts), tuple(closed), facts)


def opened(hours: OpeningHours, on: date, zone: ZoneInfo) -> tuple[tuple[datetime, datetime], ...]:
    """A day's hours as moments. Where a change of clocks leaves one in doubt it is the first after, or the first
    of two."""
    pairs = hours.week.get(WEEKDAYS[on.weekday()], [])
    return tuple((_moment(on, first, zone), _moment(on, last, zone)) for first, last in pairs)


def _moment(on: date, text: str, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, time.fromisoformat(text), zone).astimezone(midnight(on, zone).tzinfo)
