"""How a patient is reached, and what they said about it. Consent that is withdrawn stops what waits, too."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.messages import queries
from euthymia.clinic.messages.models import Channel, Contact, ContactFact
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.models import Patient, known_zone
from euthymia.clinic.people.queries import Member
from euthymia.domain.quantities import Fault, Unusable
from euthymia.kit import streams, units

from .outbox import drop

Kind = ContactFact.Kind
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_MOST_WORDS = 300


def change_contact(
    *,
    by: Member | str,
    patient: Patient,
    client_id: UUID,
    email: str,
    mobile: str,
    language: str,
    timezone: str,
) -> Contact:
    """Address, number, language and time zone of a patient. A new address has no consent yet. Raises Unusable."""
    who = allowed(by, patient)
    given = {
        "email": email.strip(), "mobile": re.sub(r"[\s().-]", "", mobile), "language": language, "timezone": timezone,
    }  # fmt: skip
    if faults := list(_faults(given)):
        raise Unusable(faults)
    contact = locked(patient)
    if queries.contact_fact_of_client(contact, client_id):
        return contact
    changed = [
        channel
        for channel, name in ((Channel.EMAIL, "email"), (Channel.SMS, "mobile"))
        if getattr(contact, name) and getattr(contact, name) != given[name]
    ]
    for name, value in given.items():
        setattr(contact, name, value)
    for channel in changed:
        set_returned(contact, channel, False)
    contact.save(update_fields=list(given))
    note(contact, Kind.DETAILS, who, client_id, detail=given)
    for channel in changed:
        if contact.consents(channel):
            _set(contact, channel, False)
            # A number of its own: the same form may give consent to the new address.
            withdrawn, why = uuid5(client_id, "withdrawn"), "the address changed: consent is asked anew"
            note(contact, Kind.WITHDRAWN, who, withdrawn, channel, why)
            _stop(contact, who)
    return contact


def consent(*, by: Member | str, patient: Patient, client_id: UUID, channel: str, says: str) -> Contact:
    """The patient consents to be written to by this channel; `says` is how it was given. Raises Unusable."""
    who, contact = allowed(by, patient), locked(patient)
    if channel not in Channel.values:
        raise Unusable.one("channel", "unknown", f"{channel!r} is no channel", ", ".join(Channel.values))
    if queries.contact_fact_of_client(contact, client_id, channel):
        return contact
    if not contact.address(channel):
        where = "email" if channel == Channel.EMAIL else "mobile"
        raise Unusable.one(
            where, "missing", "there is no address to write to", "an address first, then consent"
        )
    if not contact.consents(channel):
        contact.consents_n += 1
        contact.save(update_fields=["consents_n"])
        _set(contact, channel, True)
        note(contact, Kind.CONSENTED, who, client_id, channel, plain(says))
    return contact


def withdraw(*, by: Member | str, patient: Patient, client_id: UUID, channel: str, says: str = "") -> Contact:
    """Nothing goes by this channel any more, nothing that waits either. Raises Unusable."""
    who, contact = allowed(by, patient), locked(patient)
    if channel not in Channel.values:
        raise Unusable.one("channel", "unknown", f"{channel!r} is no channel", ", ".join(Channel.values))
    if contact.consents(channel):
        _set(contact, channel, False)
        note(contact, Kind.WITHDRAWN, who, client_id, channel, plain(says))
        _stop(contact, who)
    return contact


def _stop(contact: Contact, who: str) -> None:
    """What was handed over by a channel that is closed is not tried again; with no way left nothing waits."""
    waiting = queries.waiting_of(contact.clinic_id, contact.patient_id)
    closed = [
        one
        for one in waiting
        if not contact.channels or (one.channel and one.channel not in contact.channels)
    ]
    drop(by=who, messages=closed, why="consent was withdrawn", reason="withdrawn")


def allowed(by: Member | str, patient: Patient) -> str:
    if not isinstance(by, Member):
        return by
    require(by, Permission.SEND_MESSAGES)
    if patient.clinic_id != by.clinic.pk:
        raise NotAllowed("this patient is another clinic's")
    return by.words


def locked(patient: Patient) -> Contact:
    """The patient's contact, made when it is first asked for, in the clinic's own zone until theirs is known."""
    if not Contact.objects.filter(clinic_id=patient.clinic_id, patient=patient).exists():
        made = Contact(clinic_id=patient.clinic_id, patient=patient, timezone=patient.clinic.timezone)
        Contact.objects.bulk_create([made], ignore_conflicts=True)
    (contact,) = streams.lock(
        Contact,
        Contact.objects.filter(clinic_id=patient.clinic_id, patient=patient).values_list("pk", flat=True),
    ).values()
    found: Contact = contact
    return found


def set_returned(contact: Contact, channel: str, returned: bool) -> None:
    name = "email_returned" if channel == Channel.EMAIL else "mobile_returned"
    setattr(contact, name, returned)
    contact.save(update_fields=[name])


def _set(contact: Contact, channel: str, given: bool) -> None:
    name = "by_email" if channel == Channel.EMAIL else "by_sms"
    setattr(contact, name, given)
    contact.save(update_fields=[name])


def note(
    contact: Contact, kind: Kind, who: str, client_id: UUID, channel: str = "", says: str = "",
    detail: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    fact = ContactFact(
        clinic_id=contact.clinic_id, contact=contact, client_id=client_id, kind=kind, channel=channel,
        at=units.current().now, by=who, says=says, detail=detail or {},
    )  # fmt: skip
    streams.append(contact, [fact], locked=True)
    auditing.record(
        verb=f"contact.{kind}", says=f"{fact.get_kind_display()}{f': {fact.get_channel_display()}' if channel else ''}",
        subject=str(contact.pk), patient=contact.patient_id, actor=who, clinic=contact.clinic_id,
    )  # fmt: skip


def _faults(given: dict[str, str]) -> Any:
    if given["email"]:
        try:
            validate_email(given["email"])
        except ValidationError:
            yield Fault("email", "unreadable", f"{given['email']!r} is no e-mail address", "name@example.org")
    if given["mobile"] and not _E164.fullmatch(given["mobile"]):
        yield Fault(
            "mobile",
            "unreadable",
            f"{given['mobile']!r} is no number with its country",
            "such as +1 555 555 0100",
        )
    if given["language"] not in dict(settings.LANGUAGES):
        yield Fault(
            "language",
            "unknown",
            f"{given['language']!r} is not spoken here",
            ", ".join(dict(settings.LANGUAGES)),
        )
    try:
        known_zone(given["timezone"])
    except ValidationError:
        yield Fault(
            "timezone",
            "unknown",
            f"{given['timezone']!r} is no time zone",
            "a name such as America/Los_Angeles",
        )


def plain(says: str) -> str:
    """Words as they can be kept. Raises Unusable."""
    words = " ".join(says.split())
    if len(words) > _MOST_WORDS or not words.isprintable():
        raise Unusable.one(
            "says", "unreadable", "these words cannot be kept", f"up to {_MOST_WORDS} plain signs"
        )
    return words
