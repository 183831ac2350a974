"""What the provider said later, and what a person did about a message that failed."""

from __future__ import annotations

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.messages.models import Message
from euthymia.clinic.messages.trail import Kind, State, append
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.queries import Member
from euthymia.domain.quantities import Unusable
from euthymia.kit import streams


def note_delivery(*, by: str, message: Message, delivered: bool, says: str) -> Message:
    """It reached the reader, or did not: then somebody has to look. Said again, it is once."""
    found: Message = streams.lock(Message, [message.pk])[message.pk]
    if found.state not in (State.SENT, State.HANDED):
        return found
    found.state = State.DELIVERED if delivered else State.FAILED
    found.reason, found.lease_until = "" if delivered else "undelivered", None
    found.save(update_fields=["state", "reason", "lease_until"])
    append(found, Kind.DELIVERED if delivered else Kind.UNDELIVERED, by, says)
    auditing.record(
        verb=f"message.{found.state}", says=f"a message was {'' if delivered else 'not '}delivered", subject=str(found.pk),
        patient=found.patient_id, actor=by, clinic=found.clinic_id,
    )  # fmt: skip
    return found


def settle(*, by: Member, message: Message, says: str) -> Message:
    """A failed message was seen to: what was done instead, such as a call. Raises Unusable, NotAllowed."""
    require(by, Permission.SEND_MESSAGES)
    if message.clinic_id != by.clinic.pk:
        raise NotAllowed("this message is another clinic's")
    found: Message = streams.lock(Message, [message.pk])[message.pk]
    if found.state == State.SETTLED:
        return found
    if found.state not in (State.FAILED, State.DROPPED):
        raise Unusable.one("", "not-failed", f"this message {found.get_state_display()}", "one that failed")
    if not says.strip():
        raise Unusable.one(
            "says", "missing", "say what was done instead", "a few words, such as: called, will come"
        )
    found.state = State.SETTLED
    found.save(update_fields=["state"])
    append(found, Kind.SETTLED, by.words, says.strip())
    auditing.record(
        verb="message.settled", says="saw to a message that had not gone", subject=str(found.pk),
        patient=found.patient_id, actor=by.words,
    )  # fmt: skip
    return found
