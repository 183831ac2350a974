"""Patients who want an earlier slot, what they can do, and what they were offered."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.domain.scheduling.blocks import Phases
from euthymia.kit.models import Row, StreamHead, StreamRow

from .booking import Booking, Purpose
from .visit import Room


class Waiting(Row):
    """One patient's wish for a slot. With a `booking` it is for an earlier one than that; its columns after
    `asked_at` are the fold of its facts."""

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        OFFERED = "offered", "offered a slot"
        FILLED = "filled", "has a slot"
        WITHDRAWN = "withdrawn", "no longer waits"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    booking = models.ForeignKey(Booking, null=True, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=20, choices=Purpose)
    prep_min = models.PositiveSmallIntegerField()
    session_min = models.PositiveSmallIntegerField()
    recovery_min = models.PositiveSmallIntegerField()
    turnover_min = models.PositiveSmallIntegerField()
    from_day = models.DateField()
    until_day = models.DateField()
    weekdays = models.JSONField(help_text="days of the week that suit, 0 is Monday")
    earliest = models.TimeField(help_text="not before, by the clinic's clock")
    latest = models.TimeField(help_text="away by, by the clinic's clock")
    notice_h = models.PositiveSmallIntegerField(help_text="hours of notice the patient needs")
    urgent = models.BooleanField(default=False, help_text="a clinician asks for the next slot")
    note = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State)
    declined = models.PositiveSmallIntegerField(default=0)
    offered_chair = models.ForeignKey(Room, null=True, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField(null=True, help_text="the start of the slot that is offered")

    facts = StreamHead()
    facts_n: int
    facts_head: bytes

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(offered_at__isnull=True, offered_chair__isnull=True)
                | models.Q(offered_at__isnull=False, offered_chair__isnull=False, state="offered"),
                name="visits_waiting_offered",
            )
        ]
        indexes = [
            models.Index(
                fields=["clinic", "asked_at"], name="visits_waiting_open",
                condition=models.Q(state__in=["waiting", "offered"]),
            )
        ]  # fmt: skip

    @property
    def phases(self) -> Phases:
        return Phases(self.prep_min, self.session_min, self.recovery_min, self.turnover_min)


class WaitingFact(StreamRow):
    """What happened to a wish: asked, offered, accepted, declined, withdrawn."""

    class Kind(models.TextChoices):
        ASKED = "asked", "asked"
        OFFERED = "offered", "offered"
        ACCEPTED = "accepted", "accepted"
        DECLINED = "declined", "declined"
        WITHDRAWN = "withdrawn", "withdrawn"

    stream: ClassVar = ("waiting", "facts")

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    waiting = models.ForeignKey(Waiting, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    chair = models.ForeignKey(Room, null=True, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField(null=True)
    booking = models.ForeignKey(Booking, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["waiting", "n"], name="visits_waiting_fact_numbered"),
            models.UniqueConstraint(fields=["clinic", "client_id"], name="visits_waiting_fact_once"),
        ]
