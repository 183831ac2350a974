"""What somebody told about the stock without giving a name, and what the two reviewers answered."""

from __future__ import annotations

from django.db import models

from euthymia.clinic.people.models import Clinic
from euthymia.kit.models import AppendOnly


class Concern(AppendOnly):
    """A report of suspected diversion. Nothing in it, or written beside it, says who sent it or from where."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    at = models.DateTimeField()
    words = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "client_id"], name="pharmacy_concern_once")]
        indexes = [models.Index(fields=["clinic", "-at"], name="pharmacy_concern_newest")]


class ConcernAnswer(AppendOnly):
    """What a reviewer did about one. A later word is another row."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    words = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "client_id"], name="pharmacy_concern_answer_once")
        ]
