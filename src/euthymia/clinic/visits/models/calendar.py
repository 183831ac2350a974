"""Secret addresses under which a person's own calendar program reads their appointments."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from euthymia.clinic.people.models import Clinic, Patient, Staff
from euthymia.kit.models import Row


class CalendarFeed(Row):
    """One address of one person: a patient's own visits, or a member of staff's own shifts.

    Only the SHA-256 of the address's secret is kept: who reads the database cannot read the calendar by it.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, null=True, on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(patient__isnull=True, staff__isnull=False)
                | Q(patient__isnull=False, staff__isnull=True),
                name="visits_feed_of_one",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by="")
                | (Q(revoked_at__isnull=False) & ~Q(revoked_by="")),
                name="visits_feed_revoked_by",
            ),
        ]
