"""Who is on: shifts are drafted, published day by day, and taken off again."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from euthymia.clinic.people import queries as people
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.models import Clinic, Staff
from euthymia.clinic.people.queries import Member
from euthymia.clinic.visits.models import Shift, ShiftRole
from euthymia.domain.quantities import Fault, Unusable
from euthymia.domain.scheduling.wall import checked, midnight
from euthymia.kit import units

from .acting import acting, hold, note

_LONGEST = timedelta(hours=16)


def add_shift(
    clinic: Clinic,
    *,
    by: Member | str,
    staff: Staff,
    role: str,
    starts_at: datetime,
    ends_at: datetime,
    client_id: UUID,
) -> Shift:
    """Draft a shift. A nurse's and a prescriber's need that role. Raises Unusable, NotAllowed."""
    who = acting(by, Permission.SET_ROTA, clinic, staff)
    start, end = checked(starts_at, clinic.zone), checked(ends_at, clinic.zone, where="ends_at")
    hold(clinic)
    if (known := Shift.objects.filter(clinic=clinic, client_id=client_id).first()) is not None:
        return known
    faults = _faults(clinic, staff, role, start, end)
    if faults:
        raise Unusable(faults)
    made = Shift(
        clinic=clinic,
        staff=staff,
        role=role,
        starts_at=start,
        ends_at=end,
        entered_by=who,
        client_id=client_id,
    )
    made.save()
    note(
        clinic.pk,
        "rota.drafted",
        f"put {staff.name} on as {made.get_role_display()}",
        subject=made.pk,
        by=who,
    )
    return made


def _faults(clinic: Clinic, staff: Staff, role: str, start: datetime, end: datetime) -> list[Fault]:
    if role not in ShiftRole.values:
        return [Fault("role", "unknown", f"{role!r} is no role of the rota", ", ".join(ShiftRole.values))]
    faults = []
    if not start < end <= start + _LONGEST:
        faults.append(
            Fault(
                "ends_at", "not-after", "these are no hours of a shift", "an end within 16 hours of its start"
            )
        )
    held = people.current_roles(people.grants(staff), units.current().now)
    if role in (ShiftRole.NURSE, ShiftRole.PRESCRIBER) and role not in held:
        faults.append(
            Fault("role", "not-held", f"{staff.name} is no {role} here", "somebody who holds this role")
        )
    same = Shift.objects.filter(
        clinic=clinic, staff=staff, removed_at=None, starts_at__lt=end, ends_at__gt=start
    ).first()
    if same is not None:
        local = same.starts_at.astimezone(clinic.zone), same.ends_at.astimezone(clinic.zone)
        says = f"{staff.name} is on {local[0]:%H:%M}–{local[1]:%H:%M} already"
        faults.append(Fault("starts_at", "on-already", says, "hours that do not meet another shift"))
    return faults


def remove_shift(clinic: Clinic, *, by: Member | str, shift: Shift) -> Shift:
    """Take somebody off the rota. Twice is once. Raises NotAllowed."""
    who = acting(by, Permission.SET_ROTA, clinic, shift)
    hold(clinic)
    found = Shift.objects.select_related("staff").get(clinic=clinic, pk=shift.pk)
    if found.removed_at is None:
        found.removed_at, found.removed_by = units.current().now, who
        found.save(update_fields=["removed_at", "removed_by"])
        note(
            clinic.pk,
            "rota.removed",
            f"took {found.staff.name} off as {found.get_role_display()}",
            subject=found.pk,
            by=who,
        )
    return found


def publish(clinic: Clinic, *, by: Member | str, first: date, last: date) -> int:
    """Publish every draft that begins on these days; how many there were. Raises Unusable, NotAllowed."""
    who = acting(by, Permission.SET_ROTA, clinic)
    if not first <= last <= first + timedelta(days=92):
        raise Unusable.one(
            "last", "out-of-range", "these are no days of a rota", "up to three months, in order"
        )
    hold(clinic)
    drafts = Shift.objects.filter(
        clinic=clinic, published_at=None, removed_at=None,
        starts_at__gte=midnight(first, clinic.zone), starts_at__lt=midnight(last + timedelta(days=1), clinic.zone),
    )  # fmt: skip
    count = drafts.update(published_at=units.current().now, published_by=who)
    if count:
        says = (
            f"published {count} shift{'' if count == 1 else 's'}, {first.isoformat()} to {last.isoformat()}"
        )
        note(clinic.pk, "rota.published", says, subject=clinic.pk, by=who)
    return count
