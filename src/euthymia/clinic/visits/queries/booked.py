"""Bookings and what happened to them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.visits.models import HOLDING, PURPOSES_INFUSED, Booking, BookingFact


def booking(clinic: Clinic, booking_id: UUID) -> Booking:
    """Raises Booking.DoesNotExist, also for another clinic's."""
    return Booking.objects.select_related("clinic", "patient", "chair").get(clinic=clinic, pk=booking_id)


def bookings(
    clinic: Clinic, start: datetime, until: datetime, *, every_state: bool = False
) -> QuerySet[Booking]:
    """What holds a chair at some time between two moments, by start; `every_state` adds cancelled and missed ones."""
    found = Booking.objects.filter(clinic=clinic, starts_at__lt=until, ends_at__gt=start)
    if not every_state:
        found = found.filter(state__in=HOLDING)
    return found.select_related("patient", "chair").order_by("starts_at", "chair__order", "id")


def of_patient(patient: Patient, start: datetime | None = None) -> QuerySet[Booking]:
    """A patient's bookings of every state, by start; from a moment on where one is given."""
    found = Booking.objects.filter(clinic_id=patient.clinic_id, patient=patient)
    if start is not None:
        found = found.filter(ends_at__gt=start)
    return found.select_related("chair", "clinic").order_by("starts_at", "id")


def coming(clinic: Clinic, patients: Iterable[UUID], since: datetime) -> dict[UUID, datetime]:
    """When each of these patients is booked next for a session, from a moment on. One query."""
    found = Booking.objects.filter(
        clinic=clinic,
        patient__in=list(patients),
        purpose__in=PURPOSES_INFUSED,
        state__in=HOLDING,
        starts_at__gte=since,
    )
    return dict(
        found.order_by("patient_id", "starts_at")
        .distinct("patient_id")
        .values_list("patient_id", "starts_at")
    )


def usual_minutes(clinic: Clinic) -> dict[str, tuple[int, int, int, int]]:
    """How long the parts of a stay were when each purpose was booked last: what a form begins with."""
    newest = Booking.objects.filter(clinic=clinic).order_by("purpose", "-id").distinct("purpose")
    rows = newest.values_list("purpose", "prep_min", "session_min", "recovery_min", "turnover_min")
    return {
        purpose: (prep, session, recovery, turnover) for purpose, prep, session, recovery, turnover in rows
    }


def facts(booking: Booking) -> list[BookingFact]:
    """Everything that happened to it, in order."""
    return list(BookingFact.objects.filter(clinic_id=booking.clinic_id, booking=booking).order_by("n"))


def fact_of_client(clinic: Clinic, client_id: UUID) -> BookingFact | None:
    """What this form has already written."""
    found = BookingFact.objects.filter(clinic=clinic, client_id=client_id)
    return found.select_related("booking__clinic", "booking__patient", "booking__chair").first()
