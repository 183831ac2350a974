"""What a patient says before coming, how they were recognised at the door, and the kiosks that ask."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.visits.models import Visit
from euthymia.kit.models import AppendOnly, Row, StreamHead, StreamRow


class DayCheck(Row):
    """One patient, one day of coming. Its state is the fold of its answers."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()

    answers = StreamHead()
    answers_n: int
    answers_head: bytes

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "patient", "day"], name="arrival_check_of_day")
        ]
        indexes = [models.Index(fields=["clinic", "day"], name="arrival_check_by_day")]


class DayAnswer(StreamRow):
    """The five cards as they were answered, wishes for the session, or what a call came to. Newest counts."""

    class Kind(models.TextChoices):
        TOLD = "told", "the five cards"
        COMFORT = "comfort", "wishes for the session"
        CALLED = "called", "called by the clinic"

    class Outcome(models.TextChoices):
        COME_IN = "come-in", "come in"
        CALL = "call", "we call you"

    stream: ClassVar = ("day_check", "answers")

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    day_check = models.ForeignKey(DayCheck, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    language = models.CharField(max_length=8, default="en")
    value = models.JSONField()
    outcome = models.CharField(max_length=10, blank=True, choices=Outcome)
    reasons = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day_check", "n"], name="arrival_answer_numbered"),
            models.UniqueConstraint(fields=["day_check", "client_id"], name="arrival_answer_once"),
        ]


class Identity(AppendOnly):
    """How somebody was recognised when they came: by two identifiers at least, by whom, where."""

    class How(models.TextChoices):
        DESK = "desk", "at the desk"
        KIOSK = "kiosk", "at the kiosk"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    how = models.CharField(max_length=10, choices=How)
    identifiers = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "client_id"], name="arrival_identity_once")]
        indexes = [models.Index(fields=["clinic", "visit"], name="arrival_identity_of_visit")]


class Kiosk(Row):
    """A screen in the waiting room, opened by staff until the evening. Its address is the only key it has."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=32)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=200)
    until = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["digest"], name="arrival_kiosk_by_key")]
