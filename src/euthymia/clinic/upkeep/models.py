"""Signed checks, what has a date, drills, and the clinic's own emergency plan. Nothing is changed: the newest row counts."""

from __future__ import annotations

from django.db import models

from euthymia.clinic.people.models import Clinic
from euthymia.clinic.visits.models import Room
from euthymia.kit.models import AppendOnly


class Check(AppendOnly):
    """One sheet of a list, signed. `answers` holds for each item "" (fine) or the fault in words."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    list = models.CharField(max_length=20)
    room = models.ForeignKey(Room, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    answers = models.JSONField()
    lots = models.CharField(max_length=200, blank=True, help_text="lots of the kit that was laid out")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "client_id"], name="upkeep_check_once")]
        indexes = [models.Index(fields=["clinic", "list", "room", "-at"], name="upkeep_check_newest")]


class Dated(AppendOnly):
    """Something that is good until a day: a scale's calibration, an emergency drug. The newest row of a code counts."""

    class Kind(models.TextChoices):
        SCALE = "scale", "scale, calibrated"
        DRUG = "drug", "emergency drug"
        DEVICE = "device", "emergency device, serviced"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=Kind)
    code = models.CharField(max_length=30)
    title = models.CharField(max_length=120)
    lot = models.CharField(max_length=60, blank=True)
    until = models.DateField()
    removed = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "client_id"], name="upkeep_dated_once")]
        indexes = [models.Index(fields=["clinic", "kind", "code", "-at"], name="upkeep_dated_newest")]


class Drill(AppendOnly):
    """An emergency that was practised: which, who took part, what was learnt."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    on = models.DateField()
    scenario = models.CharField(max_length=200)
    present = models.CharField(max_length=400)
    learnt = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "client_id"], name="upkeep_drill_once")]


class EmergencyPlan(AppendOnly):
    """What everybody must know in an emergency, and what a missed check does to a start. The newest row is in force."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    number = models.CharField(max_length=40, help_text="what is dialled for an ambulance")
    address = models.CharField(max_length=200, help_text="what the caller says: where the clinic is")
    entrance = models.CharField(max_length=200, blank=True)
    hospital = models.CharField(max_length=200)
    hospital_phone = models.CharField(max_length=40, blank=True)
    agreement_until = models.DateField(null=True)
    kit_at = models.CharField(max_length=200)
    words = models.TextField(blank=True)
    says = models.CharField(max_length=10, help_text="what a missed or failed check does to a start")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "client_id"], name="upkeep_plan_once")]
        indexes = [models.Index(fields=["clinic", "-at"], name="upkeep_plan_newest")]
