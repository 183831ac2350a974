"""What others may ask of calls: what stands, what a visit's were, whose key this is. The clinic comes first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db.models import QuerySet

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.visits.models import Room, Visit
from euthymia.kit import units

from .fold import SECOND_PERSON_S, Call, fold
from .models import CallBook, CallEvent, CallKey, CallSettings

LONGEST_VISIT = timedelta(
    hours=24
)  # nobody sits in a chair for longer: older presses are of visits that ended


def cursor(clinic_id: UUID) -> int:
    """A number that grows with everything new about the calls of a clinic."""
    return CallBook.objects.filter(clinic_id=clinic_id).values_list("events_n", flat=True).first() or 0


def topic(clinic_id: UUID) -> str:
    """What `kit.live` is told under when a call has moved."""
    return f"calls:{clinic_id}"


def standing(clinic_id: UUID) -> list[Call]:
    """Calls that nobody has answered, of patients who are still here; longest wait first."""
    since = units.current().now - LONGEST_VISIT
    rows = CallEvent.objects.filter(clinic_id=clinic_id, entered_at__gte=since, visit__left_at=None)
    return [call for call in fold(rows.order_by("n")) if call.stands]


def of_visits(clinic_id: UUID, visit_ids: Iterable[UUID]) -> list[Call]:
    """Every call of these visits, oldest first."""
    rows = CallEvent.objects.filter(clinic_id=clinic_id, visit__in=list(visit_ids))
    return fold(rows.order_by("n"))


def of_patient(patient: Patient) -> list[Call]:
    """Every call that this patient ever made, oldest first."""
    rows = CallEvent.objects.filter(clinic_id=patient.clinic_id, patient=patient)
    return fold(rows.order_by("n"))


def since(clinic: Clinic, begins: datetime) -> list[Call]:
    """Every call heard from `begins` on, newest first."""
    rows = CallEvent.objects.filter(clinic=clinic, entered_at__gte=begins)
    return fold(rows.order_by("n"))[::-1]


def call(clinic: Clinic, call_id: UUID) -> Call:
    """Raises CallEvent.DoesNotExist, also for another clinic's."""
    found = fold(CallEvent.objects.filter(clinic=clinic, call=call_id).order_by("n"))
    if not found:
        raise CallEvent.DoesNotExist("no such call")
    return found[0]


def key(token: str) -> CallKey | None:
    """The key of this address while it may call: a visit's until the patient has left, a chair's until it is closed."""
    found = (
        CallKey.objects.filter(digest=sha256(token.encode()).digest(), closed_at=None)
        .select_related("clinic", "visit", "room")
        .first()
    )
    return None if found is None or (found.visit is not None and found.visit.left_at is not None) else found


def visit_of(key: CallKey) -> Visit | None:
    """Whose visit a press of this key is about: its own, or the one that sits at its chair now."""
    if key.visit_id is not None:
        return Visit.objects.filter(clinic_id=key.clinic_id, pk=key.visit_id, left_at=None).first()
    assert key.room is not None
    return at_chair(key.room)


def at_chair(room: Room) -> Visit | None:
    """The visit that sits at this chair; the newest where an old one was never ended."""
    begins = units.current().now - LONGEST_VISIT
    found = Visit.objects.filter(clinic_id=room.clinic_id, room=room, left_at=None, opened_at__gte=begins)
    return found.order_by("-opened_at").first()


def chair_keys(clinic: Clinic) -> QuerySet[CallKey]:
    """The tablets that may call, by chair."""
    found = CallKey.objects.filter(clinic=clinic, closed_at=None).exclude(room=None)
    return found.select_related("room").order_by("room__order", "room__name", "opened_at")


def second_person_s(clinic_id: UUID) -> int:
    """After how many seconds a second person is told here."""
    newest = CallSettings.objects.filter(clinic_id=clinic_id).order_by("-at").first()
    return SECOND_PERSON_S if newest is None else newest.second_person_s


def adopted(clinic: Clinic) -> QuerySet[CallSettings]:
    """What was in force and what is, newest first."""
    return CallSettings.objects.filter(clinic=clinic).order_by("-at")
