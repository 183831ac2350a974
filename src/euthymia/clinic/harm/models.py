"""An adverse event with everything that was said and done about it, and the clinic's own duties to report."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.visits.models import Visit
from euthymia.kit.models import AppendOnly, Row, StreamHead, StreamRow


class AdverseEvent(Row):
    """One event of one patient. What it is stands in its entries: the newest report or correction counts.

    `subject` names the entry it was opened from, such as `session … #12`; `spray` says that the drug was esketamine.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, null=True, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=20)
    subject = models.CharField(max_length=80, blank=True)
    spray = models.BooleanField(default=False)
    known_at = models.DateTimeField(help_text="when the clinic knew of it: the clocks run from here")
    opened_by = models.CharField(max_length=200)
    # When it was reviewed and every notice done, so that lists need not fold every event there ever was.
    closed_at = models.DateTimeField(null=True)

    entries = StreamHead()
    entries_n: int
    entries_head: bytes

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "number"], name="harm_event_number")]
        indexes = [
            models.Index(fields=["clinic"], condition=models.Q(closed_at=None), name="harm_event_open"),
            models.Index(fields=["clinic", "patient", "-known_at"], name="harm_event_of_patient"),
        ]

    def __str__(self) -> str:
        return self.number


class HarmEntry(StreamRow):
    """What was said or done about an event: when, by whom. `detail` of a report or a correction holds all its facts."""

    class Kind(models.TextChoices):
        REPORTED = "reported", "reported"
        CORRECTED = "corrected", "corrected"
        NOTED = "noted", "noted"
        NOTICE = "notice", "told"
        REVIEWED = "reviewed", "reviewed"
        CLOSED = "closed", "closed"
        OVERDUE = "overdue", "overdue, second person told"

    stream: ClassVar = ("event", "entries")

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(AdverseEvent, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    entered_at = models.DateTimeField()
    by = models.CharField(max_length=200)
    says = models.TextField(blank=True)
    detail = models.JSONField(default=dict)
    corrects = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "n"], name="harm_entry_numbered"),
            # a second click on a form is the first one, also on the one that opens an event
            models.UniqueConstraint(fields=["clinic", "client_id"], name="harm_entry_once"),
            models.CheckConstraint(
                condition=models.Q(kind="corrected", corrects__isnull=False)
                | (~models.Q(kind="corrected") & models.Q(corrects__isnull=True)),
                name="harm_correction_names_what_it_corrects",
            ),
        ]


class HarmDuty(AppendOnly):
    """To whom this clinic reports by its state's rule, a contract or its own. The newest row of a code is in force."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    code = models.SlugField(max_length=30)
    state = models.CharField(max_length=2, blank=True)
    to = models.CharField(max_length=120)
    says = models.CharField(max_length=200)
    applies = models.CharField(max_length=20)
    within_h = models.PositiveIntegerField()
    source = models.CharField(max_length=120)
    in_force = models.BooleanField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "client_id"], name="harm_duty_once")]
        indexes = [models.Index(fields=["clinic", "code", "-at"], name="harm_duty_newest")]
