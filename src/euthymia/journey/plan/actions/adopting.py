"""A programme is adopted: the medical director signs it whole, with the settings that are the clinic's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.queries import Member
from euthymia.domain import protocols
from euthymia.domain.protocols.programme import digest_of
from euthymia.domain.quantities import Confidence, Fault, Provenance, Unusable
from euthymia.journey.plan import queries
from euthymia.journey.plan.models import ProtocolVersion
from euthymia.kit import streams, units

from . import showing

LONGEST_STAY_MIN = 720
LATEST_REVIEW = timedelta(days=731)
REVIEW_PROVENANCE = Provenance("an adopted protocol is looked at again within two years", Confidence.P)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What is a clinic's own to set: the usual spacing, the minutes of a visit, and when it is looked at again."""

    spacing: str
    preparation_min: int
    treatment_min: int
    recovery_min: int
    review_by: date


def adopt(
    *, by: Member, client_id: UUID, programme_id: str, seen: str, settings: Settings, reason: str
) -> ProtocolVersion:
    """Put a programme in force for the clinic; what the public reads of the version before is taken back. `seen` is
    the digest of what was read; the caller has asked for the signature. Raises Unusable, NotAllowed."""
    showing.require_director(by)
    streams.lock(type(by.clinic), [by.clinic.pk])
    known = queries.version_of_client(by.clinic, client_id)
    if known is not None:
        return known
    try:
        programme = protocols.programme_named(programme_id)
    except KeyError as missing:
        raise Unusable.one("programme", "unknown", str(missing), "one of the list") from None
    unit = units.current()
    found = _faults(programme, settings, unit.now.astimezone(by.clinic.zone).date())
    if seen != programme.digest:
        says = "the programme has changed since this page was read"
        found.append(Fault("seen", "changed", says, "the page as it stands now, read again"))
    if not reason.strip():
        found.append(Fault("reason", "missing", "say why it is adopted", "a sentence"))
    if found:
        raise Unusable(found)
    document = {
        "programme": programme.to_document(), "spacing": settings.spacing, "review_by": settings.review_by.isoformat(),
        "minutes": [settings.preparation_min, settings.treatment_min, settings.recovery_min],
    }  # fmt: skip
    made = ProtocolVersion(
        clinic=by.clinic, client_id=client_id, at=unit.now, by=by.words, programme=programme.id, version=programme.version,
        spacing=settings.spacing, preparation_min=settings.preparation_min, treatment_min=settings.treatment_min,
        recovery_min=settings.recovery_min, review_by=settings.review_by, document=document, digest=digest_of(document),
        reason=reason.strip(),
    )  # fmt: skip
    made.save()
    showing.take_back_older(by=by, adopted=made)
    auditing.record(
        verb="protocol.adopted", says=f"adopted {programme.name} {programme.version}", subject=str(made.pk),
        actor=by.words, digest=made.digest,
    )  # fmt: skip
    return made


def _faults(programme: protocols.Programme, settings: Settings, today: date) -> list[Fault]:
    found = []
    codes = [one.code for one in programme.spacings]
    if settings.spacing not in codes:
        found.append(Fault("spacing", "unknown", f"{settings.spacing!r} is no spacing", ", ".join(codes)))
    for name, least in (("preparation_min", 0), ("treatment_min", 1), ("recovery_min", 0)):
        value = getattr(settings, name)
        if not least <= value <= LONGEST_STAY_MIN:
            accepted = f"{least} to {LONGEST_STAY_MIN} min"
            found.append(Fault(name, "out-of-range", f"{value} min is out of range", accepted))
    if programme.kind is protocols.Kind.NASAL_SPRAY and settings.recovery_min < programme.stay.recovery_min:
        says = f"the REMS asks for {programme.stay.recovery_min} min of observation"
        found.append(Fault("recovery_min", "too-short", says, f"{programme.stay.recovery_min} min or more"))
    if not today < settings.review_by <= today + LATEST_REVIEW:
        accepted = f"a day after {today}, by {today + LATEST_REVIEW}"
        found.append(Fault("review_by", "out-of-range", f"{settings.review_by} is out of range", accepted))
    return found
