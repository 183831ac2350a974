"""Reading the audit log: by clinic first."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from .models import Event


def events(
    clinic: UUID,
    *,
    words: str = "",
    actor: str = "",
    verb: str = "",
    outcome: str = "",
    patient: UUID | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[Event]:
    """A clinic's events, newest first, narrowed by whichever of these is given."""
    found = Event.objects.filter(clinic_id=clinic)
    if words:
        found = found.filter(
            Q(says__icontains=words) | Q(subject__icontains=words) | Q(actor__icontains=words)
        )
    exact = {
        "actor": actor,
        "verb": verb,
        "outcome": outcome,
        "patient_id": patient,
        "at__gte": since,
        "at__lt": until,
    }
    return found.filter(**{key: value for key, value in exact.items() if value}).order_by("-at", "-n")
