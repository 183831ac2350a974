"""What a visitor of the public site asked or complained of: who answers it, and until when."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from euthymia.clinic.people.models import Clinic, Staff
from euthymia.kit.models import AppendOnly, Row


class Lead(Row):
    """A question or a complaint from the public site. Its columns after `made_at` are the fold of its steps."""

    class Kind(models.TextChoices):
        QUESTION = "question", "question"
        COMPLAINT = "complaint", "complaint"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    says = models.TextField()
    language = models.CharField(max_length=8)
    made_at = models.DateTimeField()
    owner = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "client_id"], name="intake_lead_once"),
            models.CheckConstraint(
                condition=Q(kind="complaint") | ~Q(email="", phone=""), name="intake_lead_can_be_answered"
            ),
        ]
        indexes = [
            models.Index(
                fields=["clinic", "due_at"], condition=Q(answered_at=None), name="intake_lead_waiting"
            ),
            models.Index(fields=["clinic", "-made_at"], name="intake_lead_newest"),
        ]


class LeadStep(AppendOnly):
    """That somebody was given it, or how it was answered."""

    class Kind(models.TextChoices):
        GIVEN = "given", "given to"
        ANSWERED = "answered", "answered"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    says = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lead", "client_id"], name="intake_lead_step_once")]
