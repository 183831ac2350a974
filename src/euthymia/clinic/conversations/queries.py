"""Conversations: what waits, what was written, and the files. The clinic comes first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from euthymia.clinic.people.models import Clinic, Patient

from .models import Attachment, Conversation, Line

MOST_SHOWN = 200


def conversation(clinic: Clinic, conversation_id: UUID) -> Conversation:
    """Raises Conversation.DoesNotExist, also for another clinic's."""
    found = Conversation.objects.select_related("patient", "clinic", "assigned_to")
    return found.get(clinic=clinic, pk=conversation_id)


def conversation_of(patient: Patient, conversation_id: UUID) -> Conversation:
    """Raises Conversation.DoesNotExist, also for another patient's."""
    return Conversation.objects.get(clinic_id=patient.clinic_id, patient=patient, pk=conversation_id)


def of_client(clinic_id: UUID, client_id: UUID) -> Conversation | None:
    return Conversation.objects.filter(clinic_id=clinic_id, client_id=client_id).first()


def line_of_client(found: Conversation, client_id: UUID) -> Line | None:
    return Line.objects.filter(clinic_id=found.clinic_id, conversation=found, client_id=client_id).first()


def lines(found: Conversation) -> list[Line]:
    return list(Line.objects.filter(clinic_id=found.clinic_id, conversation=found).order_by("n"))


def waiting(clinic: Clinic) -> list[Conversation]:
    """What a patient asked and nobody answered, soonest due first."""
    found = Conversation.objects.filter(clinic=clinic, waiting_since__isnull=False)
    return list(found.select_related("patient", "assigned_to").order_by("due_at", "id")[:MOST_SHOWN])


def recent(clinic: Clinic) -> list[Conversation]:
    """What waits for nothing, newest first."""
    found = Conversation.objects.filter(clinic=clinic, waiting_since=None)
    return list(found.select_related("patient", "assigned_to").order_by("-newest_at", "-id")[:MOST_SHOWN])


def of_patient(patient: Patient) -> list[Conversation]:
    """A patient's conversations, newest first."""
    found = Conversation.objects.filter(clinic_id=patient.clinic_id, patient=patient)
    return list(found.order_by("-newest_at", "-id")[:MOST_SHOWN])


def last_said(clinic: Clinic, patients: Iterable[UUID]) -> dict[UUID, datetime]:
    """When each of these patients wrote last. One query."""
    found = Line.objects.filter(clinic=clinic, conversation__patient__in=list(patients), kind=Line.Kind.ASKED)
    return dict(found.values_list("conversation__patient_id").annotate(last=Max("at")))


def attachments(found: Conversation) -> list[Attachment]:
    """What was sent along, without its content."""
    rows = Attachment.objects.filter(clinic_id=found.clinic_id, conversation=found)
    return list(rows.defer("content").order_by("id"))


def attachment(found: Conversation, attachment_id: UUID) -> Attachment:
    """Raises Attachment.DoesNotExist, also for another conversation's."""
    return Attachment.objects.get(clinic_id=found.clinic_id, conversation=found, pk=attachment_id)
