"""A conversation between a patient and the team, its lines, and the files that were sent along."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from euthymia.clinic.people.models import Clinic, Patient, Staff
from euthymia.kit.models import AppendOnly, Row, StreamHead, StreamRow


class Conversation(Row):
    """One question and what followed. The columns after `opened_at` are the fold of its lines."""

    class About(models.TextChoices):
        TREATMENT = "treatment", "the treatment"
        MEDICINE = "medicine", "a medicine"
        VISIT = "visit", "a visit"
        OTHER = "other", "something else"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    about = models.CharField(max_length=10, choices=About)
    opened_at = models.DateTimeField()
    assigned_to = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    waiting_since = models.DateTimeField(null=True, help_text="the patient's first line that nobody answered")
    due_at = models.DateTimeField(null=True, help_text="until when it is answered")
    newest_at = models.DateTimeField()

    lines = StreamHead()
    lines_n: int
    lines_head: bytes

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "client_id"], name="conversations_once"),
            models.CheckConstraint(
                condition=Q(waiting_since=None, due_at=None) | Q(waiting_since__isnull=False, due_at__isnull=False),
                name="conversations_waiting_has_a_clock",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["clinic", "due_at"], condition=Q(waiting_since__isnull=False), name="conversations_waiting"
            ),
            models.Index(fields=["clinic", "patient", "-newest_at"], name="conversations_of_patient"),
        ]  # fmt: skip


class Line(StreamRow):
    """What somebody wrote, or that somebody was given it."""

    class Kind(models.TextChoices):
        ASKED = "asked", "the patient wrote"
        ANSWERED = "answered", "the team wrote"
        ASSIGNED = "assigned", "given to"
        SETTLED = "settled", "needs no answer"

    stream: ClassVar = ("conversation", "lines")

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    kind = models.CharField(max_length=8, choices=Kind)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    says = models.TextField(blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "n"], name="conversations_line_numbered"),
            models.UniqueConstraint(fields=["conversation", "client_id"], name="conversations_line_once"),
        ]


class Attachment(AppendOnly):
    """A file that was sent with a line, as it came. Its line names it by its digest."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="+")
    line_id = models.UUIDField(help_text="the client's number of the line it came with")
    name = models.CharField(max_length=120)
    media = models.CharField(max_length=40)
    content = models.BinaryField()
    digest = models.BinaryField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["conversation"], name="conversations_attached")]
