"""A crisis of one patient and the steps taken in it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.kit.models import Row, StreamHead, StreamRow


class Crisis(Row):
    """From the answer that opened it to the clinician who closes it. Its state is the fold of its steps."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    remote = models.BooleanField(help_text="the patient was not in the clinic when it opened")
    # When it ended, so that lists and gates need not fold every crisis there ever was.
    closed_at = models.DateTimeField(null=True)

    steps = StreamHead()
    steps_n: int
    steps_head: bytes

    class Meta:
        constraints = [
            # one open crisis for a patient: what else happens meanwhile is a step of it
            models.UniqueConstraint(
                fields=["clinic", "patient"], condition=models.Q(closed_at=None), name="crisis_one_open"
            )
        ]
        indexes = [
            models.Index(fields=["clinic"], condition=models.Q(closed_at=None), name="crisis_open"),
            models.Index(fields=["clinic", "patient", "-opened_at"], name="crisis_of_patient"),
        ]


class Step(StreamRow):
    """Something done in a crisis: when, by whom, and what for. `kind` is a step of the path, or what moved it."""

    stream: ClassVar = ("crisis", "steps")

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    kind = models.CharField(max_length=24)
    at = models.DateTimeField()
    entered_at = models.DateTimeField()
    by = models.CharField(max_length=200)
    says = models.TextField(blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["crisis", "n"], name="crisis_step_numbered"),
            models.UniqueConstraint(fields=["crisis", "client_id"], name="crisis_step_once"),
        ]
