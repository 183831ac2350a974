"""What a patient asks to have corrected in their record, and what is held back of it for a time."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.kit.models import AppendOnly, Row, StreamHead, StreamRow


class Amendment(Row):
    """One request. Its state is the fold of its events; the record itself is never changed by it."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    part = models.CharField(max_length=12)
    made_at = models.DateTimeField()
    # When it was answered, so that the list of open ones need not fold every request there ever was.
    answered_at = models.DateTimeField(null=True)

    events = StreamHead()
    events_n: int
    events_head: bytes

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patient", "client_id"], name="record_asked_once")]
        indexes = [
            models.Index(
                fields=["clinic", "made_at"], condition=models.Q(answered_at=None), name="record_unanswered"
            ),
            models.Index(fields=["clinic", "patient", "-made_at"], name="record_asked_by"),
        ]


class AmendmentEvent(StreamRow):
    """What was asked, answered, and said to the answer; each stays linked to the request (ONC (d)(4))."""

    class Kind(models.TextChoices):
        ASKED = "asked", "asked for"
        EXTENDED = "extended", "more time taken"
        ACCEPTED = "accepted", "accepted: added to the record"
        DENIED = "denied", "denied"
        REPLIED = "replied", "the patient disagrees"

    stream: ClassVar = ("amendment", "events")

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    says = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["amendment", "n"], name="record_amendment_numbered"),
            models.UniqueConstraint(fields=["amendment", "client_id"], name="record_amendment_once"),
        ]


class Delay(AppendOnly):
    """A clinician holds one part of one record back, for a coded reason, until a time."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    part = models.CharField(max_length=12)
    code = models.CharField(max_length=12)
    reason = models.TextField(
        help_text="for the chart; the patient is shown the code, the person and the time"
    )
    at = models.DateTimeField()
    until = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "client_id"], name="record_delayed_once"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="record_delay_says_why"),
            models.CheckConstraint(condition=models.Q(until__gt=models.F("at")), name="record_delay_ends"),
        ]
        indexes = [models.Index(fields=["clinic", "patient", "-at"], name="record_delays_of")]


class DelayEnd(AppendOnly):
    """What was held back is shown again before its time."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    delay = models.OneToOneField(Delay, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
