"""What visitors booked and asked. The clinic comes first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from statistics import median
from uuid import UUID

from euthymia.clinic.people.models import Clinic
from euthymia.clinic.visits.models import State

from . import offering
from .models import Consultation, Lead, LeadStep

MOST_SHOWN = 100
FEWEST_ASKED = 5  # below so many no answer time is told
_LATELY, _YEAR = timedelta(days=30), timedelta(days=365)


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


@dataclass(frozen=True, slots=True)
class AnswerTime:
    """How long those of the last year waited for their first answer, as the clinic lets the public read it."""

    n: int
    median_h: float
    days: int = _YEAR.days


def answer_time(clinic: Clinic, now: datetime, kind: str) -> AnswerTime | None:
    """Of questions or of complaints; None where the clinic does not publish it, or has too few. Those that still wait count with the time they have
    waited so far, so that leaving the worst unanswered makes no figure better."""
    settings = offering.settings(clinic)
    complains = kind == Lead.Kind.COMPLAINT
    if not (settings.publish_answer_time if complains else settings.publish_question_time):
        return None
    found = Lead.objects.filter(clinic=clinic, kind=kind, made_at__gt=now - _YEAR)
    waited = [(done or now) - made for made, done in found.values_list("made_at", "answered_at")]
    if len(waited) < FEWEST_ASKED:
        return None
    return AnswerTime(len(waited), median(one.total_seconds() for one in waited) / 3600)


def answer_time_told(kind: str, clinic: Clinic, now: datetime) -> dict[str, int] | None:
    """The same for the clinic's public page: n, days, and whole hours, so that a page is not new every minute."""
    found = answer_time(clinic, now, kind)
    return {"n": found.n, "days": found.days, "hours": round(found.median_h)} if found else None
