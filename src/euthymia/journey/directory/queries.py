"""What a clinic's own people, and the program, read of the directory. The clinic comes first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet

from euthymia.clinic.people.models import Clinic
from euthymia.domain.directory.profile import Profile
from euthymia.domain.directory.standing import booking_until
from euthymia.kit.models import AppendOnly

from . import facts
from .models import (
    CheckReceipt,
    ErrorReport,
    Professional,
    ProfileVersion,
    PublicCredential,
    PublicListing,
    PublishedFigure,
    PublishedProtocol,
)

Kept = TypeVar("Kept", bound=AppendOnly)


@dataclass(frozen=True, slots=True)
class Booking:
    """Whether a site takes bookings now, until when that holds by itself, and why not."""

    open: bool
    until: datetime | None
    why: str = ""


def clinic_of(clinic_id: UUID) -> Clinic:
    """Raises Clinic.DoesNotExist, also for another clinic's in a unit of one."""
    return Clinic.objects.get(pk=clinic_id)


def profile(clinic: Clinic) -> Profile:
    """What the clinic states now; an empty one before it has said anything."""
    newest = versions(clinic).first()
    return Profile.from_json(newest.values) if newest else Profile()


def versions(clinic: Clinic) -> QuerySet[ProfileVersion]:
    return ProfileVersion.objects.filter(clinic=clinic).order_by("-at", "-id")


def listing(clinic: Clinic) -> PublicListing | None:
    return PublicListing.objects.filter(clinic=clinic).first()


def professionals(clinic: Clinic) -> list[Professional]:
    """Those who are shown, prescribers first."""
    found = Professional.objects.filter(clinic=clinic, left_at=None).order_by("family_name", "given_name")
    return sorted(found, key=lambda one: one.role != Professional.Role.PRESCRIBER)


def professional(clinic: Clinic, professional_id: UUID) -> Professional:
    """Raises Professional.DoesNotExist."""
    return Professional.objects.get(clinic=clinic, pk=professional_id)


def credentials(clinic: Clinic) -> list[PublicCredential]:
    """Those that are stated now, of people who are shown and of the site."""
    found = PublicCredential.objects.filter(clinic=clinic, withdrawn_at=None, professional__left_at=None)
    return list(found.select_related("professional").order_by("kind", "state", "title", "pk"))


def credential(clinic: Clinic, credential_id: UUID) -> PublicCredential:
    """Raises PublicCredential.DoesNotExist."""
    return PublicCredential.objects.select_related("professional").get(clinic=clinic, pk=credential_id)


def receipts(clinic: Clinic, of: PublicCredential | None = None) -> QuerySet[CheckReceipt]:
    found = CheckReceipt.objects.filter(clinic=clinic).order_by("-at", "-id")
    return found.filter(credential=of) if of else found


def protocols(clinic: Clinic) -> list[PublishedProtocol]:
    """The newest word on each protocol, where it is that it is shown."""
    newest: dict[str, PublishedProtocol] = {}
    for one in PublishedProtocol.objects.filter(clinic=clinic).order_by("-at", "-id"):
        newest.setdefault(one.protocol, one)
    return [one for one in newest.values() if one.shown]


def protocol_shown(clinic: Clinic, protocol: str) -> PublishedProtocol | None:
    """What the public reads of a protocol now."""
    return next((one for one in protocols(clinic) if one.protocol == protocol), None)


def protocol_before(clinic: Clinic, protocol: str) -> PublishedProtocol | None:
    """The newest word on a protocol, also where it was taken back."""
    return PublishedProtocol.objects.filter(clinic=clinic, protocol=protocol).order_by("-at", "-id").first()


def protocol_of_client(clinic: Clinic, client_id: UUID) -> PublishedProtocol | None:
    return of_client(PublishedProtocol, clinic, client_id)


def figures(clinic: Clinic) -> list[PublishedFigure]:
    """The newest word on each measure, where it is that it is shown."""
    newest: dict[str, PublishedFigure] = {}
    for one in PublishedFigure.objects.filter(clinic=clinic).order_by("-at", "-id"):
        newest.setdefault(one.code, one)
    return [one for one in newest.values() if one.shown]


def reports(clinic: Clinic) -> QuerySet[ErrorReport]:
    """What was said to be wrong: what nobody has answered first, the longest due on top."""
    return ErrorReport.objects.filter(clinic=clinic).order_by("answered_at", "due_at")


def of_client(model: type[Kept], clinic: Clinic, client_id: UUID) -> Kept | None:
    return model._default_manager.filter(clinic=clinic, client_id=client_id).first()


def booking(clinic: Clinic, now: datetime) -> Booking:
    """Whether this clinic's site may take a booking at `now`: while it is published and a verified prescriber is
    active there. Every act that books a consultation asks this in its own transaction."""
    row = listing(clinic)
    if row is None:
        return Booking(False, None, "the clinic has no public page")
    until = booking_until(facts.prescribers(row.content["people"]), row.state, now, clinic.zone)
    if until is None:
        return Booking(False, None, "no prescriber with a verified licence is active at this site")
    return Booking(True, until)


def covers(clinic: Clinic, state: str, now: datetime) -> bool:
    """Whether a consultation from afar may be offered to somebody in `state`: a licence there is verified now."""
    row = listing(clinic)
    if row is None or "online" not in row.tags:
        return False
    return booking_until(facts.prescribers(row.content["people"]), state, now, clinic.zone) is not None
