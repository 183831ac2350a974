"""What a patient told from home with everything that came of it; and what they log of their days."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.domain.rules.from_home import Level
from euthymia.kit.models import Row, StreamHead, StreamRow


class HomeReport(Row):
    """One side effect or worry as it was told. The columns after `told_at` are the fold of its events."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    told_at = models.DateTimeField()
    felt = models.CharField(max_length=40)
    level = models.CharField(max_length=5, choices=[(one.value, one.value) for one in Level])
    due_at = models.DateTimeField(help_text="until when somebody has answered")
    taken_at = models.DateTimeField(null=True)
    taken_by = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True)

    events = StreamHead()
    events_n: int
    events_head: bytes

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "client_id"], name="followup_report_once")]
        indexes = [
            models.Index(fields=["clinic", "due_at"], condition=Q(answered_at=None), name="followup_waiting"),
            models.Index(fields=["clinic", "patient", "-told_at"], name="followup_of_patient"),
        ]


class ReportEvent(StreamRow):
    """What was told, and what was done about it: when, by whom. `detail` of the first holds all that was told."""

    class Kind(models.TextChoices):
        TOLD = "told", "told"
        TAKEN = "taken", "somebody has it"
        ANSWERED = "answered", "answered"
        LINKED = "linked", "the plan was changed for it"

    stream: ClassVar = ("report", "events")

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(HomeReport, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    says = models.TextField(blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "n"], name="followup_event_numbered"),
            models.UniqueConstraint(fields=["report", "client_id"], name="followup_event_once"),
        ]


class Diary(Row):
    """One patient's goals and logs of sleep, food and movement: the owner of their stream."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.OneToOneField(Patient, on_delete=models.PROTECT, related_name="+")

    lines = StreamHead()
    lines_n: int
    lines_head: bytes


class DiaryLine(StreamRow):
    """A goal, or one day's log. Of one day and topic the newest counts."""

    class Kind(models.TextChoices):
        GOAL = "goal", "goal"
        LOG = "log", "log"

    class Topic(models.TextChoices):
        SLEEP = "sleep", "sleep"
        FOOD = "food", "food"
        MOVEMENT = "movement", "movement"

    stream: ClassVar = ("diary", "lines")

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    diary = models.ForeignKey(Diary, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    kind = models.CharField(max_length=4, choices=Kind)
    topic = models.CharField(max_length=8, choices=Topic)
    day = models.DateField()
    amount = models.FloatField(
        null=True, help_text="hours of sleep, regular meals, minutes of movement; null: not said"
    )
    words = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["diary", "n"], name="followup_diary_numbered"),
            models.UniqueConstraint(fields=["diary", "client_id", "topic"], name="followup_diary_once"),
        ]
