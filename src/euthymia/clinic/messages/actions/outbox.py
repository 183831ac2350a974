"""Into the outbox, once for each key; and out of it again before it goes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.messages import queries
from euthymia.clinic.messages.models import Message
from euthymia.clinic.messages.trail import Kind, State, append, close
from euthymia.clinic.people.models import Patient
from euthymia.kit import units


def put(
    *, by: str, patient: Patient, key: UUID, kind: str, subject: UUID, due_at: datetime, useful_until: datetime,
    detail: dict[str, Any] | None = None,
) -> Message:  # fmt: skip
    """A message for this patient; its words are written when it goes. The same key again is the same message."""
    known = queries.of_key(patient.clinic_id, key)
    if known is not None:
        return known
    made = Message(
        clinic_id=patient.clinic_id, patient=patient, key=key, kind=kind, subject=subject, detail=detail or {},
        made_at=units.current().now, due_at=due_at, useful_until=useful_until, state=State.WAITING,
    )  # fmt: skip
    made.save(force_insert=True)
    append(made, Kind.QUEUED, by)
    auditing.record(
        verb="message.queued", says=f"a message is to go: {kind}", subject=str(made.pk), patient=patient.pk, actor=by,
        clinic=patient.clinic_id,
    )  # fmt: skip
    return made


def hasten(*, by: str, message: Message, due_at: datetime, useful_until: datetime) -> None:
    """It has more to tell, of which somebody needs to hear sooner. Of two times the earlier holds."""
    found = (
        Message.objects.select_for_update(no_key=True, skip_locked=True)
        .filter(pk=message.pk, state=State.WAITING)
        .first()
    )
    if found is None or (found.due_at <= due_at and found.useful_until <= useful_until):
        return
    found.due_at, found.useful_until = min(found.due_at, due_at), min(found.useful_until, useful_until)
    found.save(update_fields=["due_at", "useful_until"])
    append(found, Kind.HASTENED, by, "there is more to tell, sooner")
    auditing.record(
        verb="message.hastened", says="a message goes sooner: there is more to tell", subject=str(found.pk),
        patient=found.patient_id, actor=by, clinic=found.clinic_id,
    )  # fmt: skip


def drop(*, by: str, messages: Iterable[Message], why: str, reason: str) -> int:
    """Take messages that still wait out of the outbox. How many that were; one that is just being sent judges itself."""
    ids = [one.pk for one in messages]
    rows = list(
        Message.objects.select_for_update(no_key=True, skip_locked=True)
        .filter(pk__in=ids, state__in=(State.WAITING, State.HANDED))
        .order_by("pk")
    )
    for row in rows:
        close(row, State.DROPPED, Kind.DROPPED, by, why, reason)
        auditing.record(
            verb="message.dropped", says=f"a message is not sent: {why}", subject=str(row.pk), patient=row.patient_id,
            actor=by, clinic=row.clinic_id,
        )  # fmt: skip
    return len(rows)
