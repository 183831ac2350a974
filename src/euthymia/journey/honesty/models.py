"""What people concluded who looked at a flagged chart, and the clinic's figures. Flags themselves are computed."""

from __future__ import annotations

from django.db import models

from euthymia.clinic.people.models import Clinic, Staff
from euthymia.journey.infusion.models import Session
from euthymia.kit.models import AppendOnly


class FlagReview(AppendOnly):
    """Somebody has looked at one flag: who, when, and what came of it. `flag` is its digest, `rows` what it rested on."""

    class Outcome(models.TextChoices):
        EXPLAINED = "explained", "explained, nothing to do"
        CORRECTED = "corrected", "a mistake, put right by a correction"
        TALKED = "talked", "talked over with who charted"
        CHANGED = "changed", "the way of working was changed"
        OPEN = "open", "not explained yet"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    flag = models.CharField(max_length=64)
    kind = models.CharField(max_length=30)
    says = models.TextField()
    rows = models.JSONField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    reviewer = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12, choices=Outcome)
    words = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "client_id"], name="honesty_review_once")]
        indexes = [models.Index(fields=["clinic", "session"], name="honesty_review_of_session")]


class HonestySettings(AppendOnly):
    """The clinic's figures of the honesty view, by signature of its medical director. The newest row is in force."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    values = models.JSONField()
    reason = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "client_id"], name="honesty_settings_once")]
        indexes = [models.Index(fields=["clinic", "-at"], name="honesty_settings_newest")]
