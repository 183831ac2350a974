"""How a patient is reached, how the clinic writes, and each message with everything that became of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.kit.models import AppendOnly, Row, StreamHead, StreamRow


class Channel(models.TextChoices):
    EMAIL = "email", "e-mail"
    SMS = "sms", "text message"


class Contact(Row):
    """How one patient is reached: the fold of its facts. Nothing goes by a channel without consent to it."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.OneToOneField(Patient, on_delete=models.PROTECT, related_name="+")
    email = models.EmailField(blank=True)
    mobile = models.CharField(max_length=16, blank=True, help_text="E.164: +15550100")
    language = models.CharField(max_length=5, choices=settings.LANGUAGES, default="en")
    timezone = models.CharField(max_length=60, help_text="the patient's own")
    by_email = models.BooleanField(default=False, help_text="consents to e-mail")
    by_sms = models.BooleanField(default=False, help_text="consents to text messages")
    email_returned = models.BooleanField(default=False, help_text="what went to this address came back")
    mobile_returned = models.BooleanField(default=False, help_text="what went to this number came back")
    consents_n = models.PositiveIntegerField(default=0, help_text="how often a channel was opened")

    facts = StreamHead()
    facts_n: int
    facts_head: bytes

    def address(self, channel: str) -> str:
        return self.email if channel == Channel.EMAIL else self.mobile

    def consents(self, channel: str) -> bool:
        return self.by_email if channel == Channel.EMAIL else self.by_sms

    def returned(self, channel: str) -> bool:
        """Whether nothing goes there until somebody corrects the address, or says that it is right."""
        return self.email_returned if channel == Channel.EMAIL else self.mobile_returned

    @property
    def channels(self) -> tuple[str, ...]:
        """The ways that are open now: an address from which nothing came back, and consent to it."""
        return tuple(
            one
            for one in Channel.values
            if self.consents(one) and self.address(one) and not self.returned(one)
        )


class ContactFact(StreamRow):
    """What a patient said about being written to, in whose words, and who kept it."""

    class Kind(models.TextChoices):
        DETAILS = "details", "address, language and time zone"
        CONSENTED = "consented", "consented"
        WITHDRAWN = "withdrawn", "withdrew consent"
        RETURNED = "returned", "came back: nothing goes there"
        RIGHT = "right", "the address is right"

    stream: ClassVar = ("contact", "facts")

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=Kind)
    channel = models.CharField(max_length=5, choices=Channel, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    says = models.CharField(max_length=300, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact", "n"], name="messages_contact_fact_numbered"),
            models.UniqueConstraint(
                fields=["contact", "client_id", "channel"], name="messages_contact_fact_once"
            ),
        ]


class MessageSettings(AppendOnly):
    """How a clinic writes, and how one arrives there; the newest counts."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    quiet_from = models.TimeField()
    quiet_until = models.TimeField()
    reminder_h = models.PositiveSmallIntegerField()
    nudge_h = models.PositiveSmallIntegerField()
    address = models.CharField(max_length=200, blank=True)
    # What the patient reads, by language: {"en": {"parking": …, "directions": …}, "es": …}
    arriving = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "client_id"], name="messages_settings_once"),
            models.CheckConstraint(
                condition=Q(reminder_h__gt=models.F("nudge_h")), name="messages_nudge_after_reminder"
            ),
        ]
        indexes = [models.Index(fields=["clinic", "-at"], name="messages_settings_newest")]


class Message(Row):
    """One message. Its columns after `due_at` are the fold of its facts.

    `key` is what the provider knows it by: the same for every attempt, never that of another message. `subject` is
    what it is about. Leases and `first_handed_at` go by the wall's clock, everything else by the clinic's.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "waits for its time"
        HANDED = "handed", "handed over, no answer yet"
        SENT = "sent", "sent"
        DELIVERED = "delivered", "delivered"
        FAILED = "failed", "failed: somebody has to look"
        SETTLED = "settled", "failed, and seen to"
        DROPPED = "dropped", "not sent"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField()
    kind = models.CharField(max_length=20)
    subject = models.UUIDField()
    detail = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    useful_until = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State)
    channel = models.CharField(max_length=5, choices=Channel, blank=True)
    reference = models.CharField(max_length=200, blank=True, help_text="what the provider calls it")
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    first_handed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=30, blank=True, help_text="why it failed or was not sent, as a code")

    facts = StreamHead()
    facts_n: int
    facts_head: bytes

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "key"], name="messages_message_once")]
        indexes = [
            models.Index(
                fields=["clinic", "due_at"], name="messages_due", condition=Q(state__in=["waiting", "handed"])
            ),
            models.Index(fields=["clinic", "patient", "-made_at"], name="messages_of_patient"),
            models.Index(fields=["clinic", "state", "-made_at"], name="messages_by_state"),
            models.Index(
                fields=["channel", "reference"], name="messages_by_reference", condition=~Q(reference="")
            ),
        ]

    @property
    def open(self) -> bool:
        return self.state in (self.State.WAITING, self.State.HANDED)


class MessageFact(StreamRow):
    """What became of a message. A `handed` one holds to whom it went and every word of it."""

    class Kind(models.TextChoices):
        QUEUED = "queued", "put in the outbox"
        HELD = "held", "held back until later"
        HASTENED = "hastened", "goes sooner"
        HANDED = "handed", "handed to the provider"
        SENT = "sent", "taken by the provider"
        PUT_OFF = "put-off", "refused for now, tried again"
        FAILED = "failed", "failed"
        DELIVERED = "delivered", "delivered"
        UNDELIVERED = "undelivered", "not delivered"
        DROPPED = "dropped", "not sent"
        SETTLED = "settled", "seen to"

    stream: ClassVar = ("message", "facts")

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    says = models.CharField(max_length=300, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "n"], name="messages_fact_numbered")]
