"""Who waits for a slot, and the slots that became free."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from euthymia.clinic.people.models import Clinic
from euthymia.clinic.visits.models import HOLDING, Booking, Room, Waiting, WaitingFact
from euthymia.domain.scheduling.waitlist import Slot, Wish

_OPEN = (Waiting.State.WAITING, Waiting.State.OFFERED)


def waiting(clinic: Clinic, waiting_id: UUID) -> Waiting:
    """Raises Waiting.DoesNotExist, also for another clinic's."""
    found = Waiting.objects.select_related("clinic", "patient", "booking__chair", "offered_chair")
    return found.get(clinic=clinic, pk=waiting_id)


def waiting_of_client(clinic: Clinic, client_id: UUID) -> Waiting | None:
    """The wish that this form was about."""
    fact = WaitingFact.objects.filter(clinic=clinic, client_id=client_id).first()
    return None if fact is None else waiting(clinic, fact.waiting_id)


def waiting_facts(found: Waiting) -> list[WaitingFact]:
    return list(WaitingFact.objects.filter(clinic_id=found.clinic_id, waiting=found).order_by("n"))


def waitlist(clinic: Clinic) -> list[Waiting]:
    """Everybody who waits, whoever is asked first at the top."""
    found = Waiting.objects.filter(clinic=clinic, state__in=_OPEN)
    rows = list(found.select_related("patient", "booking__chair", "offered_chair"))
    return sorted(rows, key=lambda one: (wish(one).place, one.pk))


def wish(row: Waiting) -> Wish:
    """What a patient can take, as the rules ask it."""
    return Wish(
        phases=row.phases, from_day=row.from_day, until_day=row.until_day, weekdays=frozenset(row.weekdays),
        earliest=row.earliest, latest=row.latest, notice_h=row.notice_h, urgent=row.urgent, asked_at=row.asked_at,
        booked=row.booking.starts_at if row.booking and row.booking.holds else None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Freed:
    """What a booking that ended left free of its chair; `was` is that booking."""

    chair: Room
    slot: Slot
    was: Booking


def freed(clinic: Clinic, now: datetime, until: datetime) -> list[Freed]:
    """Slots of cancelled and missed bookings that lie ahead and that nobody has taken, in two queries."""
    every = Booking.objects.filter(clinic=clinic, ends_at__gt=now, starts_at__lt=until)
    gone = every.exclude(state__in=HOLDING).filter(starts_at__gt=now).select_related("chair", "patient")
    taken = list(every.filter(state__in=HOLDING).values_list("chair_id", "starts_at", "ends_at"))
    found: dict[tuple[UUID, datetime], Freed] = {}
    for one in gone.order_by("starts_at", "chair__order", "-changed_at"):
        if not any(
            chair == one.chair_id and start < one.ends_at and one.starts_at < end
            for chair, start, end in taken
        ):
            found.setdefault(
                (one.chair_id, one.starts_at), Freed(one.chair, Slot(one.starts_at, one.ends_at), one)
            )
    return list(found.values())
