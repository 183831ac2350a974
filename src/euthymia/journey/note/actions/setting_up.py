"""When summaries are released: by signature of the clinic's medical director."""

from __future__ import annotations

from uuid import UUID

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.queries import Member
from euthymia.domain.quantities import Fault, Unusable
from euthymia.journey.note.models import NoteSettings
from euthymia.kit import units


def adopt(*, by: Member, client_id: UUID, release: str, reason: str) -> NoteSettings:
    """Say when patients see the summary of a session. Raises Unusable, NotAllowed."""
    require(by, Permission.SET_POLICY)
    if by.clinic.medical_director_id != by.staff.pk:
        raise NotAllowed(f"{by.name} may not sign for the medical director of {by.clinic.name}")
    known = NoteSettings.objects.filter(clinic=by.clinic, client_id=client_id).first()
    if known is not None:
        return known
    faults = []
    if release not in NoteSettings.Release.values:
        faults.append(
            Fault("release", "unknown", f"{release!r} is no moment", ", ".join(NoteSettings.Release.values))
        )
    if not reason.strip():
        faults.append(Fault("reason", "missing", "say why it changes", "a sentence"))
    if faults:
        raise Unusable(faults)
    made = NoteSettings(
        clinic=by.clinic,
        client_id=client_id,
        at=units.current().now,
        by=by.words,
        release=release,
        reason=reason.strip(),
    )
    made.save()
    auditing.record(
        verb="note.settings", says="said when summaries are released, by signature", subject=str(made.pk), actor=by.words,
        release=release,
    )  # fmt: skip
    return made
