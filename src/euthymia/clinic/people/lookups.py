"""What the people pages read: colleagues, pages of patients, who waits for a review. The clinic comes first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from . import queries
from .access import BY_CODE, Role
from .models import Clinic, GlassBreak, GlassReview, Patient, RoleGrant, Staff, User

PAGE = 50


def demo_people() -> list[User]:
    """The demo's own sign-ins, for the sign-in page of a demo or a training; nobody elsewhere."""
    if settings.EUTHYMIA_MODE not in ("demo", "training"):
        return []
    return list(User.objects.filter(is_demo=True, is_active=True).order_by("email"))


def colleague(clinic: Clinic, staff_id: UUID) -> Staff:
    """Raises Staff.DoesNotExist, also for somebody of another clinic."""
    return Staff.objects.select_related("user").get(clinic=clinic, pk=staff_id)


@dataclass(frozen=True, slots=True)
class Held:
    """A role somebody holds now, and when it ends by itself."""

    role: Role
    since: datetime
    until: datetime | None
    by: str


def held_roles(rows: Iterable[RoleGrant], now: datetime) -> list[Held]:
    """The roles held at `now`, from grants oldest first, in the order of the mission."""
    rows = list(rows)
    newest = {grant.role: grant for grant in rows if grant.at <= now}
    return [
        Held(role, newest[code].at, newest[code].until, newest[code].by)
        for code, role in BY_CODE.items()
        if code in queries.current_roles(rows, now)
    ]


@dataclass(frozen=True, slots=True)
class PatientPage:
    """A page of patients; `after` is where the next one starts, None at the end."""

    patients: list[Patient]
    after: UUID | None


def patients_page(
    clinic: Clinic, words: str = "", after: UUID | None = None, size: int = PAGE
) -> PatientPage:
    """Patients by name from the one behind `after` on. The page costs the same however far down the list it is.

    Raises Patient.DoesNotExist when `after` is no patient of this clinic.
    """
    found = queries.patients(clinic, words)
    if after is not None:
        last = queries.patient(clinic, after)
        same_family = Q(family_name=last.family_name)
        found = found.filter(
            Q(family_name__gt=last.family_name)
            | same_family & Q(given_name__gt=last.given_name)
            | same_family & Q(given_name=last.given_name, id__gt=last.pk)
        )
    rows = list(found[: size + 1])
    return PatientPage(rows[:size], rows[size - 1].pk if len(rows) > size else None)


def patients_alike(clinic: Clinic, family_name: str, born: date) -> list[Patient]:
    """Who may be the same person: the same family name and birth date."""
    alike = Patient.objects.filter(clinic=clinic, family_name__iexact=family_name.strip(), born=born)
    return list(alike.order_by("number")[:5])


def patient_id_of(clinic: UUID, number: str) -> UUID | None:
    """The patient under this record number."""
    return (
        Patient.objects.filter(clinic_id=clinic, number__iexact=number.strip())
        .values_list("pk", flat=True)
        .first()
    )


def patient_numbers(clinic: UUID, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Record numbers for many ids in one query."""
    return dict(Patient.objects.filter(clinic_id=clinic, pk__in=set(ids)).values_list("pk", "number"))


def unreviewed_glass(clinic: Clinic) -> int:
    """How many emergency openings nobody has looked at yet."""
    reviewed = GlassReview.objects.filter(clinic=clinic).values("opening_id")
    return GlassBreak.objects.filter(clinic=clinic).exclude(pk__in=reviewed).count()


def review_due(opened: datetime, zone: ZoneInfo) -> datetime:
    """When an opening has to have been reviewed: the same hour of the next business day (compliance 3.8, D)."""
    local = opened.astimezone(zone) + timedelta(days=1)
    while local.weekday() >= 5:
        local += timedelta(days=1)
    return local
