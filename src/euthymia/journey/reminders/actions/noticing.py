"""Bookings that were made, moved or cancelled become messages in the outbox: each change once, whatever is restarted."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db import connection

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.messages import actions as outbox
from euthymia.clinic.messages import queries as messages
from euthymia.clinic.messages.models import Contact, Message, MessageSettings
from euthymia.clinic.people.models import Clinic
from euthymia.clinic.visits.models import Booking, State
from euthymia.domain.scheduling import reminding
from euthymia.domain.scheduling.quiet import placed
from euthymia.journey.reminders import queries
from euthymia.journey.reminders.models import MessageKind, Notice
from euthymia.kit import units


def notice(clinic: Clinic, *, by: str) -> int:
    """Tell the outbox of everything that is new in the schedule of those who can be written to; how many bookings.

    One process at a time does it for a clinic; another finds nothing to do.
    """
    if not _alone(clinic):
        return 0
    now, settings = units.current().now, messages.settings(clinic)
    found = queries.unhandled(clinic, now)
    known = queries.notices_of(clinic.pk, [one.pk for one in found])
    for booking in found:
        row = known.get(booking.pk) or Notice(clinic=clinic, patient_id=booking.patient_id, booking=booking)
        contact = messages.contact(booking.patient)
        assert contact is not None, "only who can be written to is asked for"
        _tell(booking, row, by, now, contact, settings)
        row.handled_n, row.consents_n = booking.facts_n, contact.consents_n
        row.save()
    if found:
        auditing.record(
            verb="reminders.noticed",
            says=f"told the outbox of {len(found)} bookings",
            actor=by,
            clinic=clinic.pk,
        )
    return len(found)


def _alone(clinic: Clinic) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"reminders of {clinic.pk}"]
        )
        return bool(cursor.fetchone()[0])


def _tell(
    booking: Booking, row: Notice, by: str, now: datetime, contact: Contact, settings: MessageSettings
) -> None:
    quiet, zone = messages.quiet(settings), ZoneInfo(contact.timezone)
    earlier = [one for one in messages.about(booking.clinic_id, booking.pk) if one.open]
    if row.handled_n != booking.facts_n:
        outbox.drop(by=by, messages=earlier, why="the visit was moved, cancelled or has begun", reason="moot")
        earlier = []
    stands = booking.starts_at if booking.holds else None
    if booking.state == State.BOOKED:
        told_at = now if row.told_starts_at != stands else booking.changed_at
        hours = {"reminder_h": settings.reminder_h, "nudge_h": settings.nudge_h}
        for one in reminding.wanted(booking.starts_at, told_at, zone, quiet, **hours):
            if one.at > now and one.kind not in {other.kind for other in earlier}:
                outbox.put(
                    by=by, patient=booking.patient, key=_key(booking, contact, one.kind), kind=one.kind, subject=booking.pk,
                    due_at=one.at, useful_until=one.useful_until, detail={"starts_at": booking.starts_at.isoformat()},
                )  # fmt: skip
    if row.told_starts_at == stands:
        return
    # Whoever knows another time has to hear before the earlier of the two.
    ahead = [one for one in (row.told_starts_at, stands) if one is not None and one > now]
    until = min(ahead) - reminding.LAST
    due_at = placed(now, zone, quiet, until)
    waiting = next(
        (one for one in messages.waiting_of(booking.clinic_id, booking.patient_id) if _is_unwritten(one)),
        None,
    )
    if waiting is not None:
        outbox.hasten(by=by, message=waiting, due_at=due_at, useful_until=until)
        return
    outbox.put(
        by=by, patient=booking.patient, key=_key(booking, contact, MessageKind.DATES),
        kind=MessageKind.DATES, subject=booking.patient_id, due_at=due_at, useful_until=until,
    )  # fmt: skip


def _key(booking: Booking, contact: Contact, kind: str) -> UUID:
    """Of one message about one state of a booking: asked for again, it is the same."""
    return uuid5(booking.pk, f"{kind} {booking.facts_n} {contact.consents_n}")


def _is_unwritten(message: Message) -> bool:
    """A message about dates that was never handed over: it will tell what is new by then, this too."""
    return (
        message.kind == MessageKind.DATES and message.state == Message.State.WAITING and not message.attempts
    )
