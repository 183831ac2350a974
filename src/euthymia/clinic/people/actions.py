"""What may be done to people's rows: each verb decides, writes and audits in one transaction."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from euthymia.clinic.audit import actions as auditing
from euthymia.domain.quantities import Fault, Unusable
from euthymia.kit import units

from .access import BY_CODE, Permission
from .models import Clinic, Credential, GlassBreak, GlassReview, Patient, RoleGrant, Staff, User
from .queries import Member, current_roles, grants

GLASS_OPEN = timedelta(minutes=60)  # compliance 3.8: at most an hour, one patient
GLASS_REASONS = {
    "emergency": "Medical emergency",
    "covering": "Covering for an absent colleague",
    "safety": "Patient safety concern",
}


class NotAllowed(PermissionError):
    """The person's roles do not allow this act."""


def require(by: Member, permission: Permission) -> None:
    """Raises NotAllowed: the second fence behind the page's own."""
    if not by.may(permission):
        raise NotAllowed(f"{by.name} may not {permission.says}")


def open_clinic(*, code: str, name: str, timezone: str, by: str, **fields: Any) -> Clinic:
    """Make a clinic, in a unit of every tenant (the installation's own commands)."""
    clinic = Clinic(code=code, name=name, timezone=timezone, **fields)
    clinic.full_clean()
    clinic.save()
    auditing.record(
        verb="clinic.opened", says=f"opened {name}", subject=str(clinic.pk), actor=by, clinic=clinic.pk
    )
    return clinic


def employ(*, clinic: Clinic, user: User, by: str, title: str = "") -> Staff:
    """Give a user a place in a clinic; roles come by grant."""
    staff = Staff(clinic=clinic, user=user, name=user.name, title=title)
    staff.full_clean()
    staff.save()
    auditing.record(
        verb="staff.employed",
        says=f"gave {user.name} a place at {clinic.name}",
        subject=str(staff.pk),
        actor=by,
    )
    return staff


def give_role(
    *, staff: Staff, role: str, by: Member | str, until: datetime | None = None, reason: str = ""
) -> RoleGrant:
    """Give a role, from now. Nobody gives a role to themselves. Raises Unusable, NotAllowed."""
    now = units.current().now
    _check_grant(staff, role, by)
    if until is not None and until <= now:
        raise Unusable.one("until", "past", "the end lies in the past", "a later moment, or none")
    if role == "inspector" and until is None:
        raise Unusable.one("until", "missing", "an inspector's access has an end", "the day it ends")
    return _grant(staff, role, RoleGrant.Change.GIVEN, by, now, until, reason)


def end_role(*, staff: Staff, role: str, by: Member | str, reason: str) -> RoleGrant:
    """End a role, from now. Raises Unusable when it is not held, or no reason is given."""
    now = units.current().now
    _check_grant(staff, role, by)
    faults = []
    if role not in current_roles(grants(staff), now):
        faults.append(
            Fault("role", "not-held", f"{staff.name} does not hold this role", "a role that is held")
        )
    if not reason.strip():
        faults.append(Fault("reason", "missing", "say why the role ends", "a few words"))
    if faults:
        raise Unusable(faults)
    return _grant(staff, role, RoleGrant.Change.ENDED, by, now, None, reason)


def _check_grant(staff: Staff, role: str, by: Member | str) -> None:
    if role not in BY_CODE:
        raise Unusable.one("role", "unknown", f"{role!r} is no role", ", ".join(BY_CODE))
    if isinstance(by, Member):
        require(by, Permission.MANAGE_PEOPLE)
        if by.staff.pk == staff.pk:
            raise Unusable.one("role", "own", "nobody changes their own roles", "another owner does it")


def _grant(
    staff: Staff, role: str, change: str, by: Member | str, now: datetime, until: datetime | None, reason: str
) -> RoleGrant:
    who = by if isinstance(by, str) else by.words
    grant = RoleGrant(
        clinic_id=staff.clinic_id,
        staff=staff,
        role=role,
        change=change,
        at=now,
        until=until,
        by=who,
        reason=reason,
    )
    grant.save()
    auditing.record(
        verb=f"role.{change}", says=f"{BY_CODE[role].name}: {change} for {staff.name}", subject=str(staff.pk),
        actor=who, clinic=staff.clinic_id, role_code=role, reason=reason,
    )  # fmt: skip
    return grant


def verify_credential(
    *, staff: Staff, kind: str, number: str, issuer: str, valid_until: date, source: str, by: Member | str
) -> Credential:
    """Note what was verified of a member of staff, and where. Nobody verifies their own. Raises Unusable, NotAllowed."""
    if isinstance(by, Member):
        require(by, Permission.MANAGE_PEOPLE)
        if by.staff.pk == staff.pk:
            raise Unusable.one(
                "number", "own", "nobody verifies their own credentials", "another owner does it"
            )
    now = units.current().now
    wanted = {"number": number, "issuer": issuer, "source": source}
    faults = [
        Fault(name, "missing", "this is missing", "a few words")
        for name, words in wanted.items()
        if not words.strip()
    ]
    if kind not in Credential.Kind.values:
        faults.append(
            Fault("kind", "unknown", f"{kind!r} is no credential", ", ".join(Credential.Kind.values))
        )
    if valid_until < now.astimezone(staff.clinic.zone).date():
        faults.append(Fault("valid_until", "past", "it is no longer valid", "a credential that is in date"))
    if faults:
        raise Unusable(faults)
    made = Credential(
        clinic_id=staff.clinic_id, staff=staff, kind=kind, number=number.strip(), issuer=issuer.strip(),
        valid_until=valid_until, verified_at=now, verified_by=by if isinstance(by, str) else by.words, source=source.strip(),
    )  # fmt: skip
    made.save()
    auditing.record(
        verb="credential.verified", says=f"verified a {kind} of {staff.name}, valid until {valid_until.isoformat()}",
        subject=str(staff.pk), actor=made.verified_by, clinic=staff.clinic_id,
    )  # fmt: skip
    return made


def register_patient(
    *,
    clinic: Clinic,
    by: Member | str,
    given_name: str,
    family_name: str,
    born: date,
    number: str = "",
    **fields: Any,
) -> Patient:
    """Register a patient under the clinic's next record number. Raises Unusable, NotAllowed."""
    if isinstance(by, Member):
        require(by, Permission.REGISTER_PATIENT)
    today = units.current().now.astimezone(clinic.zone).date()
    faults = []
    if not given_name.strip() or not family_name.strip():
        faults.append(Fault("family_name", "missing", "a name is missing", "given and family name"))
    if not date(today.year - 130, 1, 1) <= born <= today:
        faults.append(
            Fault("born", "impossible", f"{born} cannot be a birth date", "a day in the last 130 years")
        )
    if faults:
        raise Unusable(faults)
    patient = Patient(
        clinic=clinic, number=number or _next_number(clinic), given_name=given_name.strip(),
        family_name=family_name.strip(), born=born, **fields,
    )  # fmt: skip
    patient.save()
    auditing.record(
        verb="patient.registered", says=f"registered patient {patient.number}", subject=str(patient.pk),
        patient=patient.pk, actor=by if isinstance(by, str) else by.words, clinic=clinic.pk,
    )  # fmt: skip
    return patient


def change_address(*, by: Member | str, patient: Patient, address: str) -> Patient:
    """Where the patient lives now; records made before keep the old one. Raises NotAllowed."""
    if isinstance(by, Member):
        require(by, Permission.REGISTER_PATIENT)
    patient.address = address.strip()
    patient.save(update_fields=["address"])
    auditing.record(
        verb="patient.moved", says=f"changed the address of {patient.number}", subject=str(patient.pk),
        patient=patient.pk, actor=by if isinstance(by, str) else by.words, clinic=patient.clinic_id,
    )  # fmt: skip
    return patient


def _next_number(clinic: Clinic) -> str:
    """The next free record number; the clinic's row is locked so that two desks cannot get the same."""
    Clinic.objects.select_for_update(no_key=True).get(pk=clinic.pk)
    return f"{clinic.code[:2].upper()}-{Patient.objects.filter(clinic=clinic).count() + 1:05d}"


def break_glass(*, by: Member, patient: Patient, code: str, reason: str) -> GlassBreak:
    """Open one chart for an hour in an emergency. Raises Unusable, NotAllowed."""
    require(by, Permission.BREAK_GLASS)
    now = units.current().now
    faults = []
    if code not in GLASS_REASONS:
        faults.append(
            Fault("code", "unknown", "choose what kind of emergency it is", ", ".join(GLASS_REASONS))
        )
    if len(reason.strip()) < 10:
        faults.append(Fault("reason", "too-short", "say in a sentence why", "ten characters or more"))
    if faults:
        raise Unusable(faults)
    opening = GlassBreak(
        clinic=by.clinic,
        staff=by.staff,
        patient=patient,
        at=now,
        until=now + GLASS_OPEN,
        code=code,
        reason=reason,
    )
    opening.save()
    auditing.record(
        verb="glass.broken", says=f"opened the chart of {patient.number} in an emergency: {GLASS_REASONS[code]}",
        subject=str(opening.pk), patient=patient.pk, actor=by.words, until=opening.until.isoformat(),
    )  # fmt: skip
    return opening


def review_glass(*, by: Member, opening_id: UUID, finding: str) -> GlassReview:
    """Record a second person's review. Raises Unusable, NotAllowed, GlassBreak.DoesNotExist."""
    require(by, Permission.REVIEW_GLASS)
    opening = GlassBreak.objects.get(clinic=by.clinic, pk=opening_id)
    if opening.staff_id == by.staff.pk:
        raise Unusable.one("finding", "own", "nobody reviews their own opening", "another reviewer")
    if not finding.strip():
        raise Unusable.one("finding", "missing", "say what was found", "a few words")
    review = GlassReview(
        clinic=by.clinic, opening=opening, at=units.current().now, by=by.words, finding=finding
    )
    try:
        with transaction.atomic():
            review.save()
    except IntegrityError:
        # Each opening has one review, and somebody else's was written while this one was.
        says = "somebody else has reviewed this opening; nothing was added"
        raise Unusable.one("finding", "reviewed", says, "their review") from None
    auditing.record(verb="glass.reviewed", says="reviewed an emergency opening", subject=str(opening.pk),
                    patient=opening.patient_id, actor=by.words)  # fmt: skip
    return review


def add_user(*, email: str, name: str, password: str | None, is_demo: bool = False) -> User:
    """Make a sign-in. Raises Django's ValidationError for an email that is taken or no email."""
    user = User.objects.create_user(email, password, name=name, is_demo=is_demo)
    auditing.record(verb="user.added", says=f"added a sign-in for {name}", subject=str(user.pk))
    return user
