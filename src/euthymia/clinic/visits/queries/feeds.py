"""A person's own calendar: which address is open, and what stands in it.

Nothing here names a drug, a diagnosis or a patient: the texts are read on lock screens (interop.md 10).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256

from euthymia.clinic.people.models import Clinic, Patient, Staff
from euthymia.clinic.visits.models import Booking, CalendarFeed, Shift, State
from euthymia.domain.scheduling.icalendar import Event, calendar

from . import booked

PAST = timedelta(days=31)
AHEAD = timedelta(days=400)


def feed_of_secret(secret: str) -> CalendarFeed | None:
    """The open feed behind an address, whichever clinic's. Ask in a unit of every tenant."""
    digest = sha256(secret.encode()).hexdigest()
    found = CalendarFeed.objects.filter(secret_hash=digest, revoked_at=None)
    return found.select_related("clinic", "patient", "staff").first()


def feed_of(person: Patient | Staff) -> CalendarFeed | None:
    """The address this person has now."""
    found = CalendarFeed.objects.filter(clinic_id=person.clinic_id, revoked_at=None)
    return (
        found.filter(patient=person) if isinstance(person, Patient) else found.filter(staff=person)
    ).first()


def calendar_of(feed: CalendarFeed, now: datetime) -> str:
    """The calendar file behind a feed."""
    clinic = feed.clinic
    if feed.patient is not None:
        mine = booked.of_patient(feed.patient, now - PAST).filter(starts_at__lt=now + AHEAD)
        events = [event(one, clinic) for one in mine]
    else:
        shifts = Shift.objects.filter(
            clinic=clinic,
            staff=feed.staff,
            published_at__isnull=False,
            ends_at__gt=now - PAST,
            starts_at__lt=now + AHEAD,
        )
        events = [_shift(one, clinic) for one in shifts]
    return calendar(events, clinic.zone, name=clinic.name, now=now)


def file_of(booking: Booking, clinic: Clinic, now: datetime) -> str:
    """One booking as a calendar file, to attach or download."""
    return file_of_all([booking], clinic, now)


def file_of_all(bookings: Iterable[Booking], clinic: Clinic, now: datetime) -> str:
    """Several as one file; a cancelled one takes itself out of the calendar."""
    events = [event(one, clinic) for one in bookings]
    return calendar(events, clinic.zone, name=clinic.name, now=now, feed=False)


def event(one: Booking, clinic: Clinic) -> Event:
    """What a patient's calendar says: when to come, where, whom to call."""
    return Event(
        uid=f"{one.pk}@euthymia", start=one.starts_at, end=one.leaves_at, summary="Clinic appointment",
        changed_at=one.changed_at, sequence=one.sequence, cancelled=one.state in (State.CANCELLED, State.NO_SHOW),
        location=clinic.name,
        description=f"Please arrive at {one.starts_at.astimezone(clinic.zone):%H:%M}." + (f"\nTo change it, call {clinic.phone}." if clinic.phone else ""),
    )  # fmt: skip


def _shift(one: Shift, clinic: Clinic) -> Event:
    """A shift that was taken off stays, cancelled, so that calendars drop it."""
    changed = [moment for moment in (one.published_at, one.removed_at) if moment is not None]
    return Event(
        uid=f"{one.pk}@euthymia", start=one.starts_at, end=one.ends_at, summary=f"Shift: {one.get_role_display()}",
        changed_at=max(changed), sequence=len(changed) - 1, cancelled=one.removed_at is not None, location=clinic.name,
    )  # fmt: skip
