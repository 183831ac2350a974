"""What patients know of their bookings, and what they answered. The clinic comes first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from euthymia.clinic.messages import queries as messages
from euthymia.clinic.messages.models import Contact
from euthymia.clinic.people.models import Clinic
from euthymia.clinic.visits.models import Booking, State

from . import words
from .models import Notice, TemplateVersion, VisitAnswer, VisitLink
from .words import Template

# A change is told when it has stood this long, so that what is undone at once is never told. P: site setting
SETTLED = timedelta(minutes=2)
SOON = timedelta(days=7)


def unhandled(clinic: Clinic, now: datetime) -> list[Booking]:
    """Bookings to come of whom can be written to, with facts or consents that the outbox does not know of yet."""
    reachable = Contact.objects.filter(clinic=clinic, patient=OuterRef("patient")).filter(
        (Q(by_email=True, email_returned=False) & ~Q(email=""))
        | (Q(by_sms=True, mobile_returned=False) & ~Q(mobile=""))
    )
    known = Notice.objects.filter(
        booking=OuterRef("pk"), handled_n=OuterRef("facts_n"), consents_n=OuterRef("consents_n")
    )
    found = Booking.objects.filter(clinic=clinic, starts_at__gt=now, changed_at__lte=now - SETTLED)
    found = found.filter(Exists(reachable)).annotate(consents_n=Subquery(reachable.values("consents_n")[:1]))
    found = found.filter(~Exists(known)).select_related("patient", "clinic")
    return list(found.order_by("patient_id", "starts_at", "id"))


def notices(clinic_id: UUID, patient_id: UUID) -> list[Notice]:
    """What this patient knows of each of their bookings."""
    found = Notice.objects.filter(clinic_id=clinic_id, patient_id=patient_id)
    return list(found.select_related("booking").order_by("booking__starts_at", "id"))


def booking(clinic_id: UUID, booking_id: UUID) -> Booking:
    """Raises Booking.DoesNotExist, also for another clinic's."""
    return Booking.objects.select_related("patient", "clinic").get(clinic_id=clinic_id, pk=booking_id)


def link_of_secret(secret: str) -> VisitLink | None:
    """The link behind an address, whichever clinic's. Ask in a unit of every tenant."""
    digest = sha256(secret.encode()).hexdigest()
    found = VisitLink.objects.filter(secret_hash=digest)
    return found.select_related("booking__patient", "clinic").first()


def answer_of_client(clinic_id: UUID, client_id: UUID) -> VisitAnswer | None:
    return VisitAnswer.objects.filter(clinic_id=clinic_id, client_id=client_id).first()


def answers(clinic_id: UUID, bookings: Iterable[Booking]) -> dict[UUID, VisitAnswer]:
    """The newest answer to each booking at the time it has now; those without one are left out. One query."""
    at = {one.pk: one.starts_at for one in bookings}
    found: dict[UUID, VisitAnswer] = {}
    for one in VisitAnswer.objects.filter(clinic_id=clinic_id, booking__in=list(at)).order_by("at", "id"):
        if one.starts_at == at[one.booking_id]:
            found[one.booking_id] = one
    return found


def answer(found: Booking) -> VisitAnswer | None:
    return answers(found.clinic_id, [found]).get(found.pk)


def is_confirmed(found: Booking) -> bool:
    newest = answer(found)
    return newest is not None and newest.kind == VisitAnswer.Kind.CONFIRMED


def moves_asked(clinic: Clinic, now: datetime) -> list[tuple[Booking, VisitAnswer]]:
    """Visits to come whose patients asked for another time and have no other time yet."""
    asked = VisitAnswer.objects.filter(
        clinic=clinic, kind=VisitAnswer.Kind.MOVE_ASKED, starts_at__gt=now, booking__starts_at=F("starts_at"),
        booking__state=State.BOOKED,
    )  # fmt: skip
    rows = list(
        Booking.objects.filter(clinic=clinic, pk__in=asked.values("booking_id"))
        .select_related("patient", "chair").order_by("starts_at", "id")
    )  # fmt: skip
    newest = answers(clinic.pk, rows)
    return [
        (one, newest[one.pk])
        for one in rows
        if one.pk in newest and newest[one.pk].kind == VisitAnswer.Kind.MOVE_ASKED
    ]


def unreachable(clinic: Clinic, now: datetime) -> list[Booking]:
    """Visits of the next days whose patients nobody may write to: they are called."""
    rows = Booking.objects.filter(
        clinic=clinic, state=State.BOOKED, starts_at__gt=now, starts_at__lt=now + SOON
    ).select_related("patient", "chair")
    found = list(rows.order_by("starts_at", "id"))
    reached = messages.reached(clinic, {one.patient_id for one in found})
    return [one for one in found if one.patient_id not in reached]


def templates(clinic: Clinic) -> QuerySet[TemplateVersion]:
    """Everything the clinic has written itself, newest first."""
    return TemplateVersion.objects.filter(clinic=clinic).order_by("-at", "-id")


def template_of_client(clinic: Clinic, client_id: UUID) -> TemplateVersion | None:
    return TemplateVersion.objects.filter(clinic=clinic, client_id=client_id).first()


@dataclass(frozen=True, slots=True)
class InForce:
    """The words that are used, and whose they are: the newest version of the clinic, None for the program's own."""

    template: Template
    version: TemplateVersion | None


def template(clinic: Clinic, kind: str, purpose: str, channel: str, language: str) -> InForce:
    """The words for this visit: the clinic's own for its purpose, its own for every visit, the program's."""
    own = templates(clinic).filter(kind=kind, channel=channel, language=language)
    for one in (purpose, "") if purpose else ("",):
        newest = own.filter(purpose=one).first()
        if newest is not None and not newest.withdrawn:
            return InForce(Template(kind, channel, language, newest.subject, newest.text), newest)
    return InForce(words.template(kind, channel, language), None)


def notices_of(clinic_id: UUID, bookings: Iterable[UUID]) -> dict[UUID, Any]:
    """Whether and what patients were told of these bookings."""
    found = Notice.objects.filter(clinic_id=clinic_id, booking__in=list(bookings))
    return {one.booking_id: one for one in found}
