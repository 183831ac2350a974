"""Who is who: every read that others may use. The clinic comes first."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from euthymia.kit.composed import composed

from .access import Permission, permissions_of
from .models import Clinic, Credential, GlassBreak, GlassReview, Patient, RoleGrant, Staff, User


@dataclass(frozen=True, slots=True)
class Member:
    """A signed-in member of staff at one clinic, now: what every view and action gets as `by`."""

    staff: Staff
    clinic: Clinic
    roles: frozenset[str]
    permissions: frozenset[Permission]

    @property
    def name(self) -> str:
        return self.staff.name

    @property
    def words(self) -> str:
        """How the person stands in records that must outlive their account."""
        return f"{self.staff.name} <{self.staff.user.email}>"

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions


def clinics_of(user: User) -> list[Clinic]:
    """The clinics where this person has a place (seen through the database's policy for one's own rows)."""
    ids = Staff.objects.filter(user=user).values_list("clinic_id", flat=True)
    return list(Clinic.objects.filter(pk__in=list(ids)).order_by("name"))


def member(user: User, clinic_id: UUID, now: datetime) -> Member | None:
    """The person's place, roles and permissions at this clinic at this moment, or None."""
    found = _staff_at(clinic_id, user.pk)
    if not found:
        return None
    (staff,) = found
    roles = frozenset(current_roles(grants(staff), now))
    return Member(staff, staff.clinic, roles, permissions_of(set(roles)))


@composed
def _staff_at(clinic_id: UUID, user_id: UUID) -> QuerySet[Staff]:
    return Staff.objects.select_related("clinic", "user").filter(clinic=clinic_id, user=user_id)


def grants(staff: Staff) -> list[RoleGrant]:
    """Every grant of a member of staff, oldest first."""
    return _grants_of(staff.clinic_id, staff.pk)


@composed
def _grants_of(clinic_id: UUID, staff_id: UUID) -> QuerySet[RoleGrant]:
    return RoleGrant.objects.filter(clinic=clinic_id, staff=staff_id).order_by("at", "id")


def current_roles(rows: Iterable[RoleGrant], now: datetime) -> set[str]:
    """Fold grants, oldest first, into the roles held at `now`."""
    held: dict[str, datetime | None] = {}
    for grant in rows:
        if grant.at > now:
            continue
        if grant.change == RoleGrant.Change.GIVEN:
            held[grant.role] = grant.until
        else:
            held.pop(grant.role, None)
    return {role for role, until in held.items() if until is None or now < until}


def staff_of(clinic: Clinic) -> QuerySet[Staff]:
    return Staff.objects.filter(clinic=clinic).select_related("user").order_by("name")


def user_of_staff(clinic: Clinic, email: str) -> User | None:
    """Who signs in with this address and has a place at this clinic."""
    found = (
        Staff.objects.filter(clinic=clinic, user__email=email.strip().lower()).select_related("user").first()
    )
    return found.user if found else None


def roles_of_everyone(clinic: Clinic, now: datetime) -> dict[UUID, set[str]]:
    """Roles held now by each member of staff, in two queries however many there are."""
    by_staff: dict[UUID, list[RoleGrant]] = {}
    for grant in RoleGrant.objects.filter(clinic=clinic).order_by("at", "id"):
        by_staff.setdefault(grant.staff_id, []).append(grant)
    return {staff_id: current_roles(rows, now) for staff_id, rows in by_staff.items()}


def credentials(clinic: Clinic, staff: Staff | None = None) -> list[Credential]:
    """What is known of the staff's licences and trainings, the newest word on each number, soonest to end first."""
    rows = _credentials_of(clinic.pk, staff.pk) if staff else _credentials(clinic.pk)
    newest = {(row.staff_id, row.kind, row.number): row for row in rows}
    return sorted(newest.values(), key=lambda row: (row.valid_until, row.pk))


@composed
def _credentials(clinic_id: UUID) -> QuerySet[Credential]:
    return Credential.objects.filter(clinic=clinic_id).order_by("verified_at", "id")


@composed
def _credentials_of(clinic_id: UUID, staff_id: UUID) -> QuerySet[Credential]:
    return Credential.objects.filter(clinic=clinic_id, staff=staff_id).order_by("verified_at", "id")


def held(staff: Staff, on: date) -> dict[str, Credential]:
    """By kind, the credential that a person holds on this day, the one that lasts longest; none that is out of date."""
    return {row.kind: row for row in credentials(staff.clinic, staff) if row.valid_until >= on}


def licence(staff: Staff, on: date) -> Credential | None:
    """The licence that a person holds on this day, the one that lasts longest; None when none is in date."""
    return held(staff, on).get(Credential.Kind.LICENCE)


def patients(clinic: Clinic, words: str = "") -> QuerySet[Patient]:
    """Patients by name; `words` narrows by the start of a name or of the record number, or a birth date."""
    found = Patient.objects.filter(clinic=clinic)
    for word in words.split():
        match = (
            Q(family_name__istartswith=word) | Q(given_name__istartswith=word) | Q(number__istartswith=word)
        )
        with suppress(ValueError):
            match |= Q(born=date.fromisoformat(word))
        found = found.filter(match)
    return found.order_by("family_name", "given_name", "id")


def patient(clinic: Clinic, patient_id: UUID) -> Patient:
    """Raises Patient.DoesNotExist, also for a patient of another clinic."""
    found = _patient(clinic.pk, patient_id)
    if not found:
        raise Patient.DoesNotExist(f"no patient {patient_id} at {clinic}")
    return found[0]


@composed
def _patient(clinic_id: UUID, patient_id: UUID) -> QuerySet[Patient]:
    return Patient.objects.filter(clinic=clinic_id, pk=patient_id)


def patient_numbered(clinic: Clinic, number: str) -> Patient | None:
    """By the clinic's own record number."""
    return Patient.objects.filter(clinic=clinic, number=number).first()


def own_records(user: User) -> list[Patient]:
    """The patient rows that are this user's own, one for each clinic they go to."""
    return list(Patient.objects.filter(user=user).order_by("id"))


def clinics_as_patient(user: User) -> list[Clinic]:
    """The clinics that this person goes to as a patient (seen through the policy for one's own rows)."""
    ids = Patient.objects.filter(user=user).values_list("clinic_id", flat=True)
    return list(Clinic.objects.filter(pk__in=list(ids)).order_by("name"))


def age_y(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def open_glass(member: Member, patient: Patient, now: datetime) -> GlassBreak | None:
    """The emergency opening that lets this person read this chart now, if there is one."""
    return (
        GlassBreak.objects.filter(
            clinic=member.clinic, staff=member.staff, patient=patient, at__lte=now, until__gt=now
        )
        .order_by("-at")
        .first()
    )


def glass_breaks(clinic: Clinic) -> list[tuple[GlassBreak, GlassReview | None]]:
    """Emergency openings, newest first, each with its review."""
    reviews = {review.opening_id: review for review in GlassReview.objects.filter(clinic=clinic)}
    openings = (
        GlassBreak.objects.filter(clinic=clinic).select_related("staff", "patient").order_by("-at")[:200]
    )
    return [(opening, reviews.get(opening.pk)) for opening in openings]
