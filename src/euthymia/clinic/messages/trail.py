"""A fact of a message, appended in the way all of them are."""

from __future__ import annotations

from typing import Any

from euthymia.clinic.messages.models import Message, MessageFact
from euthymia.kit import streams, units

Kind = MessageFact.Kind
State = Message.State
_MOST = 300


def append(message: Message, kind: Kind, by: str, says: str = "", **detail: Any) -> MessageFact:
    """`message` is locked, or has just been made. Its changed columns are the caller's to save."""
    fact = MessageFact(
        clinic_id=message.clinic_id, message=message, kind=kind, at=units.current().now, by=by, says=says[:_MOST],
        detail=detail,
    )  # fmt: skip
    streams.append(message, [fact], locked=True)
    return fact


def close(message: Message, state: State, kind: Kind, by: str, says: str, reason: str) -> None:
    """It ends here: not sent, or failed."""
    message.state, message.reason, message.lease_until = state, reason, None
    message.save(update_fields=["state", "reason", "lease_until"])
    append(message, kind, by, says, reason=reason)
