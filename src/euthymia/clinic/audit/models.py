"""The audit log: words, not foreign keys, so that history stands alone."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models

from euthymia.kit.models import AppendOnly, Row, StreamHead, StreamRow

# Events that happen before a clinic is known (a refused sign-in) go to a log of their own.
NO_CLINIC = UUID(int=0)


class Log(Row):
    """One log for each clinic, its id the clinic's; the stream's head is what gets anchored elsewhere."""

    tenant_column = "id"
    visible_also = writable_also = "id = '00000000-0000-0000-0000-000000000000'"

    events = StreamHead()
    events_n: int
    events_head: bytes


class Event(StreamRow):
    """One thing somebody did or saw."""

    stream: ClassVar = ("log", "events")
    visible_also = writable_also = (
        "clinic_id = '00000000-0000-0000-0000-000000000000' AND current_setting('euthymia.tenant', true) = ''"
    )

    class Outcome(models.TextChoices):
        DONE = "done", "done"
        REFUSED = "refused", "refused"
        FAILED = "failed", "failed"

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="+", db_index=False)
    clinic_id = models.UUIDField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.TextField()
    role = models.TextField(default="", blank=True)
    verb = models.CharField(max_length=60)
    outcome = models.CharField(max_length=10, choices=Outcome)
    subject = models.TextField(default="", blank=True)
    patient_id = models.UUIDField(null=True)
    says = models.TextField()
    detail = models.JSONField(default=dict)
    address = models.TextField(default="", blank=True)
    correlation = models.TextField(default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "n"], name="audit_event_numbered")]
        indexes = [
            # the log page: newest first, optionally of one person or one patient
            models.Index(fields=["clinic_id", "-at"], name="audit_event_newest"),
            models.Index(fields=["clinic_id", "patient_id", "-at"], name="audit_event_patient"),
            models.Index(fields=["clinic_id", "actor", "-at"], name="audit_event_actor"),
        ]


class Anchor(AppendOnly):
    """The head of a log at some moment, as it was also written outside the database.

    Who could change one could hide that a log was written anew while the file outside is away.
    """

    clinic_id = models.UUIDField()
    n = models.BigIntegerField()
    head = models.BinaryField(max_length=32)
    at = models.DateTimeField()
    place = models.TextField()
