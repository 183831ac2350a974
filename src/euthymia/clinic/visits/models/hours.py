"""When a clinic is open: its hours by weekday, and the days and hours it is closed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from euthymia.clinic.people.models import Clinic
from euthymia.kit.models import AppendOnly

from .visit import Room


class OpeningHours(AppendOnly):
    """The hours from a day on, and how many patients one nurse may have; the newest of a day counts.

    `week` holds pairs of wall-clock times by weekday: `{"mon": [["08:00", "17:00"]]}`; a day that is not in it
    is closed.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    from_day = models.DateField()
    week = models.JSONField()
    patients_per_nurse = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    client_id = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "client_id"], name="visits_hours_once"),
            models.CheckConstraint(condition=Q(patients_per_nurse__gte=1), name="visits_hours_ratio"),
        ]
        indexes = [models.Index(fields=["clinic", "-from_day", "-at"], name="visits_hours_newest")]


class Closure(AppendOnly):
    """Closed from one moment to another: a holiday, an afternoon, or one chair that is out of use."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", "holiday"
        CLOSED = "closed", "closed"
        CHAIR = "chair", "chair out of use"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    chair = models.ForeignKey(Room, null=True, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    client_id = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "client_id"], name="visits_closure_once"),
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="visits_closure_in_order"),
            models.CheckConstraint(
                condition=Q(kind="chair", chair__isnull=False) | (~Q(kind="chair") & Q(chair__isnull=True)),
                name="visits_closure_of_chair",
            ),
        ]
        indexes = [models.Index(fields=["clinic", "ends_at"], name="visits_closure_when")]


class ClosureEnd(AppendOnly):
    """A closure that was called off: open again."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    closure = models.OneToOneField(Closure, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
