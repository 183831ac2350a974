"""What is watched over months: results of long-term checks, reports from home, the clinic's figures."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.domain.rules import long_term
from euthymia.kit.models import AppendOnly, Row, StreamHead, StreamRow


class SafetyFile(Row):
    """One patient's long-term safety: the owner of its stream."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.OneToOneField(Patient, on_delete=models.PROTECT, related_name="+")

    facts = StreamHead()
    facts_n: int
    facts_head: bytes


class SafetyFact(StreamRow):
    """One result of a check, or one side effect reported from home: when it was so, when entered, by whom.

    A correction is a new row that names the one it stands for.
    """

    class Kind(models.TextChoices):
        RESULT = "result", "result of a check"
        REPORT = "report", "reported from home"

    stream: ClassVar = ("file", "facts")

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(SafetyFile, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    kind = models.CharField(max_length=8, choices=Kind)
    code = models.CharField(max_length=40, help_text="the check, or what was felt")
    at = models.DateTimeField(help_text="when it was taken or felt; a day alone is its midnight")
    entered_at = models.DateTimeField()
    by = models.CharField(max_length=200)
    done = models.BooleanField(default=True, help_text="false: tried, and it could not be done")
    detail = models.JSONField(default=dict)
    says = models.TextField()
    reason = models.TextField(blank=True)
    corrects = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "n"], name="surveillance_fact_numbered"),
            models.UniqueConstraint(fields=["file", "client_id"], name="surveillance_fact_once"),
            # of two corrections of one row the second corrects the first
            models.UniqueConstraint(fields=["file", "corrects"], name="surveillance_corrected_once"),
            models.CheckConstraint(
                condition=models.Q(corrects=None) | ~models.Q(reason=""),
                name="surveillance_correction_says_why",
            ),
        ]

    @property
    def title(self) -> str:
        """The check in words; of a report from home what was felt."""
        check = long_term.BY_CODE.get(self.code)
        return self.code if check is None else check.title


class SurveillanceSettings(AppendOnly):
    """The clinic's figures of the long-term checks, by signature of its medical director. The newest row is in force."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    values = models.JSONField()
    reason = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "client_id"], name="surveillance_settings_once")
        ]
        indexes = [models.Index(fields=["clinic", "-at"], name="surveillance_settings_newest")]
