"""An adopted protocol is shown to the public, or taken back: by the medical director, in words that anybody can read.

What is shown is what is in force: its title, version, day and figures come from the version that was adopted, and only
why it is done so, its risks and what to expect are written for it. A newer version takes the old one back.
"""

from __future__ import annotations

from uuid import UUID, uuid5

from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.queries import Member
from euthymia.domain.quantities import Fault, Unusable
from euthymia.journey.directory import actions as directory
from euthymia.journey.directory import queries as public
from euthymia.journey.directory.models import PublishedProtocol
from euthymia.journey.plan import queries
from euthymia.journey.plan.models import ProtocolVersion
from euthymia.journey.plan.terms import adopted_course


def show_protocol(
    *, by: Member, client_id: UUID, programme_id: str, seen: str, rationale: str, risks: str, expected: str
) -> PublishedProtocol:
    """Publish the version in force. `seen` is the digest of the version that was read; the caller has asked for the
    signature. Raises Unusable, NotAllowed."""
    adopted = _adopted(by, programme_id)
    if (known := public.protocol_of_client(by.clinic, client_id)) is not None:
        return known
    found = list[Fault]()
    if seen != adopted.digest:
        says = "another version was adopted since this page was read"
        found.append(Fault("seen", "changed", says, "the page as it stands now, read again"))
    for at, text in (("rationale", rationale), ("risks", risks), ("expected", expected)):
        if not text.strip():
            found.append(Fault(at, "missing", "a published protocol says it", "a sentence or more"))
    if found:
        raise Unusable(found)
    return directory.publish_protocol(
        by=by, clinic=by.clinic, client_id=client_id, protocol=programme_id, version=adopted.version,
        in_force_since=adopted.at.astimezone(by.clinic.zone).date(), title=adopted.document["programme"]["name"],
        rationale=rationale, risks=risks, expected=expected, course=adopted_course(adopted),
    )  # fmt: skip


def hide_protocol(*, by: Member, client_id: UUID, programme_id: str) -> PublishedProtocol:
    """Take back what is shown of a protocol; it stays in the record. Raises Unusable, NotAllowed."""
    require_director(by)
    if (known := public.protocol_of_client(by.clinic, client_id)) is not None:
        return known
    shown = public.protocol_shown(by.clinic, programme_id)
    if shown is None:
        raise Unusable.one("programme", "not-shown", "the public reads nothing of it", "a published protocol")
    return directory.take_back_protocol(by=by, shown=shown, client_id=client_id)


def take_back_older(*, by: Member, adopted: ProtocolVersion) -> PublishedProtocol | None:
    """A newer version is in force: what the public reads of the one before is in force no more."""
    shown = public.protocol_shown(by.clinic, adopted.programme)
    if shown is None:
        return None
    return directory.take_back_protocol(by=by, shown=shown, client_id=uuid5(adopted.pk, "taken-back"))


def require_director(by: Member) -> None:
    """Raises NotAllowed for anybody but the clinic's medical director."""
    require(by, Permission.SET_POLICY)
    if by.clinic.medical_director_id != by.staff.pk:
        raise NotAllowed(f"{by.name} may not sign for the medical director of {by.clinic.name}")


def _adopted(by: Member, programme_id: str) -> ProtocolVersion:
    require_director(by)
    adopted = queries.adopted(by.clinic, programme_id)
    if adopted is None:
        raise Unusable.one(
            "programme", "not-adopted", f"{programme_id!r} is not adopted here", "a protocol that is in force"
        )
    return adopted
