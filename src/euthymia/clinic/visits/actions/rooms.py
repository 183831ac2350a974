"""Chairs and visits."""

from __future__ import annotations

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.visits import queries
from euthymia.clinic.visits.models import Room, Visit, VisitEvent
from euthymia.kit import streams, units


def add_room(*, clinic: Clinic, name: str, order: int, by: str) -> Room:
    room = Room(clinic=clinic, name=name, order=order)
    room.full_clean()
    room.save()
    auditing.record(verb="room.added", says=f"added {name}", subject=str(room.pk), actor=by, clinic=clinic.pk)
    return room


def open_visit(*, clinic: Clinic, patient: Patient, room: Room | None, by: str) -> Visit:
    """The patient has come."""
    now = units.current().now
    visit = Visit(clinic=clinic, patient=patient, room=room, opened_at=now)
    visit.save()
    step(visit, VisitEvent.Step.ARRIVED, by=by)
    auditing.record(
        verb="visit.opened", says="opened a visit", subject=str(visit.pk), patient=patient.pk, actor=by
    )
    return visit


def seat(visit: Visit, room: Room, *, by: str) -> None:
    """The patient sits down at a chair, in the caller's transaction. At the same chair again, nothing happens."""
    if visit.room_id == room.pk and queries.has_taken(visit, VisitEvent.Step.ROOMED):
        return
    visit.room = room
    visit.save(update_fields=["room"])
    step(visit, VisitEvent.Step.ROOMED, by=by)


def step(visit: Visit, kind: str, *, by: str) -> None:
    """Add a step to the visit's trail, in the caller's transaction."""
    now = units.current().now
    event = VisitEvent(
        clinic_id=visit.clinic_id, visit=visit, at=now, by=by, step=kind,
        room_name=visit.room.name if visit.room else "",
    )  # fmt: skip
    streams.append(visit, [event])
    if kind == VisitEvent.Step.LEFT and visit.left_at is None:
        visit.left_at = now
        visit.save(update_fields=["left_at"])


def step_once(visit: Visit, kind: str, *, by: str) -> None:
    """The same, for a step that is taken once: taken again it changes nothing."""
    if not queries.has_taken(visit, kind):
        step(visit, kind, by=by)
