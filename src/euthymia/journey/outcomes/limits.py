"""The clinic's limits of its outcomes: those in force, those signed before, and signing others."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.models import Clinic
from euthymia.clinic.people.queries import Member
from euthymia.domain.quantities import Fault, Unusable
from euthymia.domain.results.limits import Limits
from euthymia.kit import units

from .models import OutcomeLimits


def in_force(clinic: Clinic) -> Limits:
    """The limits adopted last; the program's own while none were."""
    newest = next(iter(adopted(clinic)), None)
    return Limits() if newest is None else Limits.from_json(newest.values)


def adopted(clinic: Clinic) -> list[OutcomeLimits]:
    """Every set of limits the clinic has adopted, newest first."""
    return list(OutcomeLimits.objects.filter(clinic=clinic).order_by("-at", "-id"))


def adopt(*, by: Member, client_id: UUID, values: Mapping[str, int], reason: str) -> OutcomeLimits:
    """Put limits in force. The caller has asked for the signature. Raises Unusable, NotAllowed."""
    require(by, Permission.SET_POLICY)
    if by.clinic.medical_director_id != by.staff.pk:
        raise NotAllowed(f"{by.name} may not sign for the medical director of {by.clinic.name}")
    known = OutcomeLimits.objects.filter(clinic=by.clinic, client_id=client_id).first()
    if known is not None:
        return known
    found = Limits.from_json(values)
    if not reason.strip():
        raise Unusable([Fault("reason", "missing", "say why the limits change", "a sentence")])
    made = OutcomeLimits(
        clinic=by.clinic, client_id=client_id, at=units.current().now, by=by.words, values=found.to_json(), reason=reason.strip()
    )  # fmt: skip
    made.save()
    auditing.record(
        verb="outcomes.limits-adopted", says="adopted the limits of the outcomes by signature", subject=str(made.pk),
        actor=by.words, values=made.values,
    )  # fmt: skip
    return made
