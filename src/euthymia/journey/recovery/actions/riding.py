"""Who takes the patient home: named, told by a link that shows a time and nothing else, met at the door."""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256
from uuid import UUID, uuid5

from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import require
from euthymia.clinic.people.queries import Member
from euthymia.clinic.visits.models import Visit
from euthymia.domain.quantities import Fault, Unusable
from euthymia.journey.recovery import queries
from euthymia.journey.recovery.models import EscortLink, Recovery, RecoveryEvent
from euthymia.kit import streams, units

from .entries import Entry, Kind, enter, opened

LINK_LASTS = timedelta(hours=12)  # P: the day of the session; a discharge ends it before
PROOFS = {
    "photo-id": "photo ID seen",
    "known": "known to staff in person",
    "number": "knew the number on the patient's wristband",
}


def name_escort(
    *, by: Member, visit: Visit, client_id: UUID, name: str, phone: str = "", relation: str = ""
) -> RecoveryEvent:
    """Who takes the patient home. A new name needs to be met anew. Raises Unusable, NotAllowed."""
    require(by, Permission.OBSERVE)
    if not name.strip():
        raise Unusable.one("name", "missing", "say who takes the patient home", "a full name")
    detail = {"name": name.strip(), "phone": phone.strip(), "relation": relation.strip()}
    says = ", ".join(part for part in detail.values() if part)
    return enter(by, opened(by, visit), client_id, Entry(Kind.ESCORT, says, detail=detail))


def make_link(*, by: Member, visit: Visit, client_id: UUID) -> tuple[RecoveryEvent, str]:
    """An address for the escort's phone; its key is told once and is "" when this form was used before."""
    require(by, Permission.OBSERVE)
    recovery = opened(by, visit)
    entry = Entry(Kind.LINK, "made a link for the escort: it shows when to be at the door")
    if queries.by_client_id(recovery, client_id) is not None:
        return enter(by, recovery, client_id, entry), ""
    now, token = units.current().now, secrets.token_urlsafe(32)
    EscortLink(
        clinic_id=recovery.clinic_id, recovery=recovery, digest=sha256(token.encode()).digest(), made_at=now,
        until=now + LINK_LASTS,
    ).save()  # fmt: skip
    return enter(by, recovery, client_id, entry), token


def confirm_by_link(*, link: EscortLink) -> RecoveryEvent | None:
    """Whoever holds the link says that they come. Said twice, it is one; nothing once the patient is discharged."""
    recovery: Recovery = streams.lock(Recovery, [link.recovery_id])[link.recovery_id]
    if recovery.closed_at is not None:
        return None
    entry = Entry(Kind.COMING, "the escort says by the link that they come")
    return enter("escort's link", recovery, uuid5(link.pk, "coming"), entry)


def meet_escort(*, by: Member, visit: Visit, client_id: UUID, name: str, proof: str) -> RecoveryEvent:
    """The escort is at the door, by this name, with this proof. Raises Unusable, NotAllowed."""
    require(by, Permission.OBSERVE)
    faults = []
    if not name.strip():
        faults.append(Fault("name", "missing", "say who is at the door", "a full name"))
    if proof not in PROOFS:
        faults.append(Fault("proof", "unknown", "say how you know who they are", ", ".join(PROOFS.values())))
    if faults:
        raise Unusable(faults)
    recovery = opened(by, visit)
    named = str(queries.folded(recovery).escort.get("name", ""))
    if named.casefold() != name.strip().casefold():
        detail = {"name": name.strip(), "phone": "", "relation": ""}
        enter(by, recovery, uuid5(client_id, "named"), Entry(Kind.ESCORT, name.strip(), detail=detail))
    entry = Entry(Kind.MET, f"{name.strip()}, {PROOFS[proof]}", detail={"name": name.strip(), "proof": proof})
    return enter(by, recovery, client_id, entry)
