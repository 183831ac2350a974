"""A task and what became of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.kit.models import Row, StreamHead, StreamRow


class Task(Row):
    """Something to be done for a patient, with its clock. `subject` is the row it came from, such as a discharge."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    kind = models.CharField(max_length=30)
    owner = models.CharField(max_length=20, help_text="the role that does it")
    says = models.CharField(max_length=300)
    source = models.CharField(max_length=200, help_text="whose rule it is, with its mark")
    subject = models.CharField(max_length=60, blank=True)
    opens_at = models.DateTimeField(help_text="it is not done before")
    due_at = models.DateTimeField(help_text="after this it is overdue")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    # When it ended, so that the list of open ones need not fold every task there ever was.
    closed_at = models.DateTimeField(null=True)

    events = StreamHead()
    events_n: int
    events_head: bytes

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "client_id"], name="tasks_task_once")]
        indexes = [
            models.Index(fields=["clinic", "due_at"], condition=models.Q(closed_at=None), name="tasks_open"),
            models.Index(fields=["clinic", "patient", "-made_at"], name="tasks_of_patient"),
        ]


class TaskEvent(StreamRow):
    """What was done about a task: when, by whom, and what came of it."""

    class Kind(models.TextChoices):
        TRIED = "tried", "tried, not done yet"
        DONE = "done", "done"
        DROPPED = "dropped", "not needed any more"

    stream: ClassVar = ("task", "events")

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    says = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "n"], name="tasks_event_numbered"),
            models.UniqueConstraint(fields=["task", "client_id"], name="tasks_event_once"),
        ]
