"""The clinic's figures of recovery: by signature of its medical director, within the limits of the fact base."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.queries import Member
from euthymia.domain.quantities import Fault, Unusable
from euthymia.domain.rules.ready_to_leave import Settings
from euthymia.journey.recovery.models import RecoverySettings
from euthymia.kit import units


def adopt(*, by: Member, client_id: UUID, values: Mapping[str, int], reason: str) -> RecoverySettings:
    """Put figures in force; who is in recovery keeps those they began with. Raises Unusable, NotAllowed."""
    require(by, Permission.SET_POLICY)
    if by.clinic.medical_director_id != by.staff.pk:
        raise NotAllowed(f"{by.name} may not sign for the medical director of {by.clinic.name}")
    known = RecoverySettings.objects.filter(clinic=by.clinic, client_id=client_id).first()
    if known is not None:
        return known
    faults = (
        [] if reason.strip() else [Fault("reason", "missing", "say why the figures change", "a sentence")]
    )
    try:
        found = Settings.from_json(values)
    except Unusable as refused:
        raise Unusable([*refused.faults, *faults]) from None
    if faults:
        raise Unusable(faults)
    made = RecoverySettings(
        clinic=by.clinic,
        client_id=client_id,
        at=units.current().now,
        by=by.words,
        values=found.to_json(),
        reason=reason.strip(),
    )
    made.save()
    auditing.record(verb="recovery.adopted", says="adopted the figures of recovery by signature", subject=str(made.pk),
                    actor=by.words, values=made.values)  # fmt: skip
    return made
