"""Who is in a patient's circle, what they may see now, and every look. The clinic comes first."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from euthymia.clinic.people.models import Patient

from .models import CircleEvent, Confidant


def of_patient(patient: Patient) -> list[Confidant]:
    """Everybody there ever was, newest first."""
    found = Confidant.objects.filter(clinic_id=patient.clinic_id, patient=patient)
    return list(found.order_by("-invited_at", "-id"))


def confidant_of(patient: Patient, confidant_id: UUID) -> Confidant:
    """Raises Confidant.DoesNotExist, also for another patient's."""
    return Confidant.objects.get(clinic_id=patient.clinic_id, patient=patient, pk=confidant_id)


def of_client(patient: Patient, client_id: UUID) -> Confidant | None:
    return Confidant.objects.filter(clinic_id=patient.clinic_id, client_id=client_id).first()


def of_key(key: str) -> Confidant | None:
    """Whose link this is, whichever clinic's. Ask in a unit of every tenant."""
    found = Confidant.objects.filter(key_digest=digest(key)).select_related("clinic", "patient")
    return found.first()


def confidant(confidant_id: UUID) -> Confidant | None:
    """Who came in with a session. Ask in a unit of every tenant: the session says who, not where."""
    found = Confidant.objects.filter(pk=confidant_id).select_related("clinic", "patient")
    return found.first()


def events(found: Confidant) -> list[CircleEvent]:
    return list(CircleEvent.objects.filter(clinic_id=found.clinic_id, confidant=found).order_by("n"))


def event_of_client(found: Confidant, client_id: UUID) -> CircleEvent | None:
    rows = CircleEvent.objects.filter(clinic_id=found.clinic_id, confidant=found, client_id=client_id)
    return rows.first()


def stands(found: Confidant, now: datetime) -> bool:
    """Whether anything can be seen at all."""
    return found.ended_at is None and now < found.ends_at


def digest(secret: str) -> bytes:
    return sha256(secret.encode()).digest()
