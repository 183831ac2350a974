"""Where care happens, and each time a patient comes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.kit.models import Row, StreamHead, StreamRow


class Room(Row):
    """A chair in a room: what a device stands at and a patient sits in."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "name"], name="visits_room_name")]

    def __str__(self) -> str:
        return self.name


class Visit(Row):
    """One coming of one patient. Its state is the fold of its events."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    room = models.ForeignKey(Room, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    # When the patient left, so that who is here can be asked without folding every visit ever made.
    left_at = models.DateTimeField(null=True)

    events = StreamHead()
    events_n: int
    events_head: bytes

    class Meta:
        indexes = [
            models.Index(fields=["clinic", "patient", "-opened_at"], name="visits_visit_of_patient"),
            models.Index(fields=["clinic", "opened_at"], name="visits_visit_of_day"),
        ]


class VisitEvent(StreamRow):
    """A step of a visit: who took it and when."""

    class Step(models.TextChoices):
        ARRIVED = "arrived", "arrived"
        ROOMED = "roomed", "in the chair"
        READY = "ready", "ready to start"
        STARTED = "started", "infusion started"
        FINISHED = "finished", "infusion finished"
        RECOVERY = "recovery", "in recovery"
        DISCHARGED = "discharged", "discharged"
        LEFT = "left", "left"

    stream: ClassVar = ("visit", "events")

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    step = models.CharField(max_length=20, choices=Step)
    room_name = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "n"], name="visits_event_numbered")]
