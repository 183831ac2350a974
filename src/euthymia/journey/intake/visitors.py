"""What visitors booked and asked. The clinic comes first."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from euthymia.clinic.people.models import Clinic
from euthymia.clinic.visits.models import State

from .models import Consultation, Lead, LeadStep

MOST_SHOWN = 100
_LATELY = timedelta(days=30)


def clinic_of(code: str) -> Clinic | None:
    """The clinic behind an address of the public site. Ask in a unit of every tenant."""
    return Clinic.objects.filter(code=code).first()


def of_client(clinic: Clinic, client_id: UUID) -> Consultation | None:
    return Consultation.objects.filter(clinic=clinic, client_id=client_id).first()


def of_secret(secret: str) -> Consultation | None:
    """The consultation behind a key that was not taken back, whichever clinic's. Ask in a unit of every tenant."""
    found = Consultation.objects.filter(secret_hash=sha256(secret.encode()).hexdigest(), revoked_at=None)
    return found.select_related("clinic", "booking__patient", "booking__chair").first()


def coming(clinic: Clinic, now: datetime) -> list[Consultation]:
    """Consultations from the public site that are still to come, soonest first."""
    found = Consultation.objects.filter(
        clinic=clinic, booking__state=State.BOOKED, booking__leaves_at__gt=now
    )
    return list(
        found.select_related("booking__patient", "booking__chair").order_by("booking__starts_at", "id")[
            :MOST_SHOWN
        ]
    )


def lead_of_client(clinic: Clinic, client_id: UUID) -> Lead | None:
    return Lead.objects.filter(clinic=clinic, client_id=client_id).first()


def lead(clinic: Clinic, lead_id: UUID) -> Lead:
    """Raises Lead.DoesNotExist, also for another clinic's."""
    return Lead.objects.select_related("owner").get(clinic=clinic, pk=lead_id)


def waiting(clinic: Clinic) -> list[Lead]:
    """Questions that nobody has answered, soonest due first."""
    found = Lead.objects.filter(clinic=clinic, answered_at=None).select_related("owner")
    return list(found.order_by("due_at", "id")[:MOST_SHOWN])


def answered(clinic: Clinic, now: datetime) -> list[Lead]:
    """Those of the last month that were answered, newest first."""
    found = Lead.objects.filter(clinic=clinic, answered_at__gt=now - _LATELY).select_related("owner")
    return list(found.order_by("-answered_at", "-id")[:MOST_SHOWN])


def steps(found: Lead) -> list[LeadStep]:
    return list(LeadStep.objects.filter(clinic_id=found.clinic_id, lead=found).order_by("at", "id"))
