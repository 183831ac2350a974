"""The rota: who is on, when, as what."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from euthymia.clinic.people.models import Clinic, Staff
from euthymia.kit.models import Row


class ShiftRole(models.TextChoices):
    NURSE = "nurse", "nurse"
    PRESCRIBER = "prescriber", "prescriber"
    TECHNICIAN = "technician", "technician"
    THERAPIST = "therapist", "therapist"
    DESK = "desk", "front desk"


class Shift(Row):
    """One person's hours on one day. A draft until its day is published; taken off, it stays as it was."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=ShiftRole)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    entered_by = models.CharField(max_length=200)
    client_id = models.UUIDField()
    published_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=200, blank=True)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "client_id"], name="visits_shift_once"),
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="visits_shift_in_order"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published_by="")
                | (Q(published_at__isnull=False) & ~Q(published_by="")),
                name="visits_shift_published_by",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by="")
                | (Q(removed_at__isnull=False) & ~Q(removed_by="")),
                name="visits_shift_removed_by",
            ),
        ]
        indexes = [models.Index(fields=["clinic", "starts_at"], name="visits_shift_when")]
