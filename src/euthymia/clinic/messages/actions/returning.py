"""What comes back: nothing more goes to that address until somebody corrects it, or says that it is right."""

from __future__ import annotations

from uuid import UUID

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.messages import queries
from euthymia.clinic.messages.models import Channel, Contact, ContactFact, Message
from euthymia.clinic.messages.trail import Kind, State, append
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.queries import Member
from euthymia.domain.quantities import Unusable
from euthymia.kit import streams

from .contacting import allowed, locked, note, plain, set_returned

RETURNED = "returned"


def come_back(
    *, by: Member | str, patient: Patient, client_id: UUID, channel: str, address: str, says: str
) -> Contact:
    """What was written to `address` came back. Of an address that was corrected meanwhile nothing follows."""
    who, contact = allowed(by, patient), locked(patient)
    if contact.address(channel) == address and not contact.returned(channel):
        set_returned(contact, channel, True)
        note(contact, ContactFact.Kind.RETURNED, who, client_id, channel, plain(says), {"address": address})
    return contact


def stand_by(*, by: Member, patient: Patient, client_id: UUID, channel: str, says: str) -> Contact:
    """The address is right: the patient said so, or a full mailbox was emptied. Raises Unusable, NotAllowed."""
    who, contact = allowed(by, patient), locked(patient)
    if channel not in Channel.values:
        raise Unusable.one("channel", "unknown", f"{channel!r} is no channel", ", ".join(Channel.values))
    if queries.contact_fact_of_client(contact, client_id, channel) or not contact.returned(channel):
        return contact
    if not says.strip():
        raise Unusable.one(
            "says", "missing", "say how that is known", "a few words, such as: read back on the phone"
        )
    set_returned(contact, channel, False)
    # What found no way meanwhile is told anew, as after a new consent.
    contact.consents_n += 1
    contact.save(update_fields=["consents_n"])
    note(contact, ContactFact.Kind.RIGHT, who, client_id, channel, plain(says))
    return contact


def note_returned(*, by: Member | str, message: Message, client_id: UUID, says: str = "") -> Message:
    """A letter or text message came back, as the desk saw or a mail server reports. Raises Unusable, NotAllowed."""
    who = allowed(by, message.patient)
    found: Message = streams.lock(Message, [message.pk])[message.pk]
    if found.reason == RETURNED:
        return found
    handed = queries.last_handed(found)
    if handed is None or found.state not in (State.SENT, State.DELIVERED, State.FAILED):
        says = f"this message {found.get_state_display()}"
        raise Unusable.one("", "never-sent", says, "one that went")
    words = plain(says) or "it came back"
    found.state, found.reason, found.lease_until = State.FAILED, RETURNED, None
    found.save(update_fields=["state", "reason", "lease_until"])
    append(found, Kind.UNDELIVERED, who, words)
    come_back(
        by=by, patient=message.patient, client_id=client_id, channel=found.channel,
        address=str(handed.detail["to"]), says=words,
    )  # fmt: skip
    auditing.record(
        verb="message.returned", says="noted that a message came back", subject=str(found.pk),
        patient=found.patient_id, actor=who, clinic=found.clinic_id,
    )  # fmt: skip
    return found
