"""Who is on duty, and what they were paged for."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from euthymia.clinic.messages.models import Channel
from euthymia.clinic.people.models import Clinic, Patient, Staff
from euthymia.kit.models import AppendOnly, Row, StreamHead, StreamRow


class Duty(AppendOnly):
    """Who is paged first, and who is told when nobody has taken it in time. The newest row is in force."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    first = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    first_channel = models.CharField(max_length=5, choices=Channel)
    first_address = models.CharField(max_length=254)
    second = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    second_channel = models.CharField(max_length=5, choices=Channel)
    second_address = models.CharField(max_length=254)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "client_id"], name="duty_duty_once")]
        indexes = [models.Index(fields=["clinic", "-at"], name="duty_newest")]


class Page(Row):
    """Somebody has to come to this now. What it is about stands at `path`, behind the sign-in, and nowhere else.

    The columns after `path` are the fold of its facts.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    subject = models.CharField(max_length=60, help_text="the row it is about")
    says = models.CharField(max_length=200, help_text="for the board; never sent")
    path = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    taken_by = models.CharField(max_length=200, blank=True)

    facts = StreamHead()
    facts_n: int
    facts_head: bytes

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "client_id"], name="duty_page_once"),
            models.CheckConstraint(
                condition=Q(taken_at=None, taken_by="") | (Q(taken_at__isnull=False) & ~Q(taken_by="")),
                name="duty_taken_by_whom_and_when",
            ),
        ]
        indexes = [
            models.Index(fields=["clinic", "asked_at"], condition=Q(taken_at=None), name="duty_page_open"),
            models.Index(fields=["clinic", "subject"], name="duty_page_of_subject"),
        ]


class PageFact(StreamRow):
    """What became of a page. `step` is first or second: whom it went to, or did not."""

    class Kind(models.TextChoices):
        ASKED = "asked", "asked for"
        HANDED = "handed", "sent"
        FAILED = "failed", "could not be sent"
        TAKEN = "taken", "taken"

    class Step(models.TextChoices):
        FIRST = "first", "the person on duty"
        SECOND = "second", "the second person"

    stream: ClassVar = ("page", "facts")

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    kind = models.CharField(max_length=8, choices=Kind)
    step = models.CharField(max_length=6, choices=Step, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    to = models.CharField(max_length=200, blank=True)
    says = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "n"], name="duty_fact_numbered"),
            models.UniqueConstraint(fields=["page", "client_id"], name="duty_fact_once"),
        ]
