"""What was prescribed, measured and done in a companion treatment: one stream for each plan."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.visits.models import Visit
from euthymia.journey.plan.models import Plan
from euthymia.kit.models import Row, StreamHead, StreamRow


class Companion(Row):
    """The record of one companion plan."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    plan = models.OneToOneField(Plan, on_delete=models.PROTECT, related_name="+")

    records = StreamHead()
    records_n: int
    records_head: bytes


class Record(StreamRow):
    """One entry: a prescription, a motor threshold, a session. `detail` holds the fields of its kind (kinds.py)."""

    stream: ClassVar = ("companion", "records")

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    companion = models.ForeignKey(Companion, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    kind = models.CharField(max_length=24)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    says = models.TextField(blank=True)
    detail = models.JSONField()
    visit = models.ForeignKey(Visit, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["companion", "n"], name="companion_record_numbered"),
            models.UniqueConstraint(fields=["companion", "client_id"], name="companion_record_once"),
        ]
