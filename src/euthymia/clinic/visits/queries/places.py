"""Rooms and visits of a clinic."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from euthymia.clinic.people.models import Clinic
from euthymia.clinic.visits.models import Room, Visit, VisitEvent


def rooms(clinic: Clinic) -> QuerySet[Room]:
    return Room.objects.filter(clinic=clinic).order_by("order", "name")


def room(clinic: Clinic, room_id: UUID) -> Room:
    """Raises Room.DoesNotExist, also for another clinic's."""
    return Room.objects.get(clinic=clinic, pk=room_id)


def trail(visit: Visit) -> list[VisitEvent]:
    return list(VisitEvent.objects.filter(clinic_id=visit.clinic_id, visit=visit).order_by("n"))
