"""Whether a clinic takes bookings from the public site, from whom, and which times are free."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from euthymia.clinic.people.models import Clinic
from euthymia.clinic.visits import queries as visits
from euthymia.clinic.visits.queries import Opening
from euthymia.domain.scheduling.blocks import Phases
from euthymia.journey.directory import queries as directory

from .models import ConsultationSettings

TURNOVER_MIN = 10


def settings(clinic: Clinic) -> ConsultationSettings:
    """What the clinic has set; before anything was, closed."""
    newest = (
        ConsultationSettings.objects.filter(clinic=clinic)
        .select_related("owner")
        .order_by("-at", "-id")
        .first()
    )
    return newest or ConsultationSettings(clinic=clinic)


def settings_of_client(clinic: Clinic, client_id: UUID) -> ConsultationSettings | None:
    return ConsultationSettings.objects.filter(clinic=clinic, client_id=client_id).first()


def phases(found: ConsultationSettings) -> Phases:
    return Phases(0, found.minutes, 0, TURNOVER_MIN)


def free(clinic: Clinic, found: ConsultationSettings, now: datetime) -> list[Opening]:
    """Every time at which a consultation can be booked now, by start."""
    since, until = _window(found, now)
    return visits.openings(clinic, since, until, phases(found), _chairs(clinic, found), now)


def free_at(clinic: Clinic, found: ConsultationSettings, at: datetime, now: datetime) -> Opening | None:
    """The place that is free at this very time, if one is."""
    since, until = _window(found, now)
    if not since <= at <= until:
        return None
    return next(iter(visits.openings(clinic, at, at, phases(found), _chairs(clinic, found), now)), None)


def _window(found: ConsultationSettings, now: datetime) -> tuple[datetime, datetime]:
    return now + timedelta(hours=found.notice_h), now + timedelta(days=found.days_ahead)


def _chairs(clinic: Clinic, found: ConsultationSettings) -> set[UUID]:
    return {UUID(one) for one in found.chairs} or {room.pk for room in visits.rooms(clinic)}


def takes(clinic: Clinic, found: ConsultationSettings, now: datetime) -> bool:
    """Whether visitors may book now: the clinic has opened it, and a verified prescriber is active at its site."""
    return found.is_open and directory.booking(clinic, now).open


def covers(clinic: Clinic, state: str, now: datetime) -> bool:
    """Whether a talk by video may be offered to somebody in this state: a licence there is verified now."""
    return directory.covers(clinic, state, now)
