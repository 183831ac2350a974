"""Rooms and visits of a clinic."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import QuerySet

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.visits.models import Room, Visit, VisitEvent


def rooms(clinic: Clinic) -> QuerySet[Room]:
    return Room.objects.filter(clinic=clinic).order_by("order", "name")


def room(clinic: Clinic, room_id: UUID) -> Room:
    """Raises Room.DoesNotExist, also for another clinic's."""
    return Room.objects.get(clinic=clinic, pk=room_id)


def visit(clinic: Clinic, visit_id: UUID) -> Visit:
    """Raises Visit.DoesNotExist, also for another clinic's."""
    return Visit.objects.select_related("patient", "room", "clinic").get(clinic=clinic, pk=visit_id)


def visits_of(patient: Patient) -> list[Visit]:
    """Every time this patient was here, newest first."""
    found = Visit.objects.filter(clinic_id=patient.clinic_id, patient=patient).select_related("room")
    return list(found.order_by("-opened_at", "-id"))


def trail(visit: Visit) -> list[VisitEvent]:
    return list(VisitEvent.objects.filter(clinic_id=visit.clinic_id, visit=visit).order_by("n"))


def trails(found: Iterable[Visit]) -> dict[UUID, list[VisitEvent]]:
    """The trails of visits of one clinic, in one query."""
    visits = list(found)
    steps: dict[UUID, list[VisitEvent]] = {one.pk: [] for one in visits}
    if visits:
        asked = VisitEvent.objects.filter(clinic_id=visits[0].clinic_id, visit__in=visits)
        for event in asked.order_by("visit_id", "n"):
            steps[event.visit_id].append(event)
    return steps


def has_taken(visit: Visit, kind: str) -> bool:
    """Whether this step stands in the visit's trail."""
    return VisitEvent.objects.filter(clinic_id=visit.clinic_id, visit=visit, step=kind).exists()


def day_of(clinic: Clinic, day: date) -> tuple[datetime, datetime]:
    """When a day of the clinic's begins and ends."""
    begins, ends = (datetime.combine(each, time(), clinic.zone) for each in (day, day + timedelta(days=1)))
    return begins, ends


def of_day(clinic: Clinic, day: date) -> list[Visit]:
    """Everybody who came on this day, in the order in which they came."""
    begins, ends = day_of(clinic, day)
    found = Visit.objects.filter(clinic=clinic, opened_at__gte=begins, opened_at__lt=ends)
    return list(found.select_related("patient", "room").order_by("opened_at", "id"))


def here_today(patient: Patient, now: datetime) -> Visit | None:
    """The visit of this patient that was opened today and has not ended."""
    begins, ends = day_of(patient.clinic, now.astimezone(patient.clinic.zone).date())
    found = Visit.objects.filter(
        clinic_id=patient.clinic_id, patient=patient, opened_at__gte=begins, opened_at__lt=ends, left_at=None
    )
    return found.select_related("room").order_by("-opened_at").first()


def last_used(clinic: Clinic, now: datetime) -> dict[UUID, datetime]:
    """When the last patient of today left each chair, by its id."""
    begins, ends = day_of(clinic, now.astimezone(clinic.zone).date())
    found = Visit.objects.filter(clinic=clinic, left_at__gte=begins, left_at__lt=ends).exclude(room=None)
    rows = found.order_by("left_at").values_list("room_id", "left_at")
    return {room_id: left_at for room_id, left_at in rows if room_id is not None and left_at is not None}
