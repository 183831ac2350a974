"""Hours, closures and shifts of a clinic."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from euthymia.clinic.people.models import Clinic
from euthymia.clinic.visits.models import Closure, ClosureEnd, OpeningHours, Shift


def hours(clinic: Clinic, day: date) -> OpeningHours | None:
    """What holds on a day; None where no hours were ever entered."""
    found = OpeningHours.objects.filter(clinic=clinic, from_day__lte=day)
    return found.order_by("-from_day", "-at", "-id").first()


def hours_until(clinic: Clinic, last: date) -> list[OpeningHours]:
    """Every version that begins by a day, the newest first: the first that begins by a day holds on it."""
    found = OpeningHours.objects.filter(clinic=clinic, from_day__lte=last)
    return list(found.order_by("-from_day", "-at", "-id"))


def hours_versions(clinic: Clinic) -> list[OpeningHours]:
    """Every version, the newest first."""
    return list(OpeningHours.objects.filter(clinic=clinic).order_by("-from_day", "-at", "-id"))


def closure(clinic: Clinic, closure_id: UUID) -> Closure:
    """Raises Closure.DoesNotExist, also for another clinic's."""
    return Closure.objects.get(clinic=clinic, pk=closure_id)


def shift(clinic: Clinic, shift_id: UUID) -> Shift:
    """Raises Shift.DoesNotExist, also for another clinic's."""
    return Shift.objects.select_related("staff").get(clinic=clinic, pk=shift_id)


def closures(clinic: Clinic, start: datetime, until: datetime | None = None) -> QuerySet[Closure]:
    """Closures that were not called off and touch the time between two moments."""
    ended = ClosureEnd.objects.filter(clinic=clinic).values("closure_id")
    found = Closure.objects.filter(clinic=clinic, ends_at__gt=start).exclude(pk__in=ended)
    if until is not None:
        found = found.filter(starts_at__lt=until)
    return found.select_related("chair").order_by("starts_at", "id")


def shifts(clinic: Clinic, start: datetime, until: datetime) -> QuerySet[Shift]:
    """Drafted and published shifts that touch the time between two moments."""
    found = Shift.objects.filter(clinic=clinic, removed_at=None, starts_at__lt=until, ends_at__gt=start)
    return found.select_related("staff").order_by("starts_at", "role", "staff__name", "id")
