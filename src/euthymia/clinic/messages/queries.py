"""How patients are reached, what waits, what went and what did not. The clinic comes first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.domain.scheduling.quiet import QUIET, Quiet
from euthymia.domain.scheduling.reminding import NUDGE_H, REMINDER_H

from .models import Channel, Contact, ContactFact, Message, MessageFact, MessageSettings

State = Message.State
MOST_SHOWN = 200
WEEK = timedelta(days=8)  # a reader's seven days, wherever the reader is


def contact(patient: Patient) -> Contact | None:
    """How this patient is reached; None where nothing was ever asked."""
    return Contact.objects.filter(clinic_id=patient.clinic_id, patient=patient).first()


def contact_facts(found: Contact) -> list[ContactFact]:
    """Newest first."""
    return list(ContactFact.objects.filter(clinic_id=found.clinic_id, contact=found).order_by("-n"))


def contact_fact_of_client(found: Contact, client_id: UUID, channel: str = "") -> ContactFact | None:
    """What this form has already written."""
    facts = ContactFact.objects.filter(clinic_id=found.clinic_id, contact=found, client_id=client_id)
    return facts.filter(channel=channel).first()


def reached(clinic: Clinic, patients: Iterable[UUID]) -> set[UUID]:
    """Who of these can be written to now."""
    rows = Contact.objects.filter(clinic=clinic, patient__in=list(patients))
    return {one.patient_id for one in rows if one.channels}


def returned(clinic: Clinic) -> list[Contact]:
    """Everybody from whose address or number something came back, by a channel that they consent to."""
    email, mobile = Q(email_returned=True, by_email=True), Q(mobile_returned=True, by_sms=True)
    found = Contact.objects.filter(email | mobile, clinic=clinic).select_related("patient")
    return list(found.order_by("patient__family_name", "patient__given_name", "id")[:MOST_SHOWN])


def settings(clinic: Clinic) -> MessageSettings:
    """What the clinic has set; before anything was, the program's own, which is not kept."""
    found = MessageSettings.objects.filter(clinic=clinic).order_by("-at", "-id").first()
    return found or MessageSettings(
        clinic=clinic, quiet_from=QUIET.begins, quiet_until=QUIET.ends, reminder_h=REMINDER_H, nudge_h=NUDGE_H
    )


def settings_of_client(clinic: Clinic, client_id: UUID) -> MessageSettings | None:
    return MessageSettings.objects.filter(clinic=clinic, client_id=client_id).first()


def quiet(found: MessageSettings) -> Quiet:
    return Quiet(found.quiet_from, found.quiet_until)


def message(clinic: Clinic, message_id: UUID) -> Message:
    """Raises Message.DoesNotExist, also for another clinic's."""
    return Message.objects.select_related("patient", "clinic").get(clinic=clinic, pk=message_id)


def of_key(clinic_id: UUID, key: UUID) -> Message | None:
    return Message.objects.filter(clinic_id=clinic_id, key=key).first()


def of_reference(channel: str, reference: str) -> Message | None:
    """The message that a provider speaks of, whichever clinic's. Ask in a unit of every tenant."""
    if not reference:
        return None
    return Message.objects.filter(channel=channel, reference=reference).first()


def of_patient(patient: Patient) -> list[Message]:
    """Newest first."""
    found = Message.objects.filter(clinic_id=patient.clinic_id, patient=patient)
    return list(found.order_by("-made_at", "-id")[:MOST_SHOWN])


def waiting_of(clinic_id: UUID, patient_id: UUID) -> list[Message]:
    """What is still in the outbox for this patient."""
    found = Message.objects.filter(clinic_id=clinic_id, patient_id=patient_id)
    return list(found.filter(state__in=(State.WAITING, State.HANDED)).order_by("due_at", "id"))


def about(clinic_id: UUID, subject: UUID) -> list[Message]:
    """Everything ever put in the outbox about this, newest first."""
    found = Message.objects.filter(clinic_id=clinic_id, subject=subject)
    return list(found.order_by("-made_at", "-id"))


def failed(clinic: Clinic, now: datetime) -> QuerySet[Message]:
    """What somebody has to look at: what failed, and what found no way to a patient while it would still be of use."""
    lost = Q(state=State.DROPPED, reason="no-channel", useful_until__gt=now)
    found = Message.objects.filter(Q(state=State.FAILED) | lost, clinic=clinic)
    return found.select_related("patient").order_by("useful_until", "id")


def facts(found: Message) -> list[MessageFact]:
    return list(MessageFact.objects.filter(clinic_id=found.clinic_id, message=found).order_by("n"))


def last_handed(found: Message) -> MessageFact | None:
    """The words as they were handed over last."""
    handed = MessageFact.objects.filter(
        clinic_id=found.clinic_id, message=found, kind=MessageFact.Kind.HANDED
    )
    return handed.order_by("-n").first()


def texts_handed(patient: Patient, zone: ZoneInfo, now: datetime, but: UUID) -> list[datetime]:
    """When text messages went to this patient in the last week, but for one message."""
    found = MessageFact.objects.filter(
        clinic_id=patient.clinic_id, message__patient=patient, message__channel=Channel.SMS, kind=MessageFact.Kind.SENT,
        at__gt=now - WEEK,
    )  # fmt: skip
    return [at.astimezone(zone) for at in found.exclude(message_id=but).values_list("at", flat=True)]


def due(clinic: Clinic, now: datetime, wall: datetime) -> QuerySet[Message]:
    """What may be taken up now: its time has come, and nobody is at work on it."""
    free = Q(lease_until=None) | Q(lease_until__lt=wall)
    found = Message.objects.filter(free, clinic=clinic, state__in=(State.WAITING, State.HANDED))
    return found.filter(due_at__lte=now).order_by("due_at", "id")


def keys_of(clinic: Clinic) -> set[str]:
    """What a provider knows this clinic's messages by, the newest ones."""
    handed = MessageFact.objects.filter(clinic=clinic, kind=MessageFact.Kind.HANDED).order_by("-at", "-id")
    return {one["key"] for one in handed.values_list("detail", flat=True)[:MOST_SHOWN]}
