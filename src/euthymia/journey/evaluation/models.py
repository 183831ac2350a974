"""An evaluation and what was learned in its five parts: each fact in versions, the newest of an item counts."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.kit.models import Row, StreamHead, StreamRow


class Evaluation(Row):
    """One walk through the five parts for one patient; a new course may open another."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=200)

    history = StreamHead()
    history_n: int
    history_head: bytes
    assessments = StreamHead()
    assessments_n: int
    assessments_head: bytes
    medications = StreamHead()
    medications_n: int
    medications_head: bytes
    objectives = StreamHead()
    objectives_n: int
    objectives_head: bytes
    screenings = StreamHead()
    screenings_n: int
    screenings_head: bytes

    class Meta:
        indexes = [models.Index(fields=["clinic", "patient", "-opened_at"], name="evaluation_of_patient")]


class Fact(StreamRow):
    """One version of one fact. `item` is the thing it is a version of; `kind` says which form it came through.

    What a patient entered keeps `origin` patient until a member of staff confirms it: that is a new row, of
    origin staff, and the patient's words stay. `gone` ends an item: it does not hold any more, or never did.
    """

    class Origin(models.TextChoices):
        PATIENT = "patient", "as the patient told it"
        STAFF = "staff", "recorded by staff"
        IMPORT = "import", "from another system"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    kind = models.CharField(max_length=24)
    item = models.CharField(max_length=80)
    at = models.DateTimeField(help_text="when it was entered")
    by = models.CharField(max_length=200)
    origin = models.CharField(max_length=10, choices=Origin)
    gone = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    code = models.CharField(max_length=40, blank=True)
    detail = models.JSONField(default=dict)
    reason = models.TextField(blank=True)

    class Meta:
        abstract = True


def _numbered(name: str) -> list[models.BaseConstraint]:
    return [
        models.UniqueConstraint(fields=["evaluation", "n"], name=f"evaluation_{name}_numbered"),
        # a second click, a reload, a retry is the same row
        models.UniqueConstraint(fields=["evaluation", "client_id"], name=f"evaluation_{name}_once"),
    ]


class HistoryItem(Fact):
    """Medical history: conditions, symptoms, allergies, surgery, family, and the person's own circumstances."""

    stream: ClassVar = ("evaluation", "history")

    class Meta:
        constraints = _numbered("history")


class PsychiatricAssessment(Fact):
    """Diagnosis, scores, earlier trials, capacity."""

    stream: ClassVar = ("evaluation", "assessments")

    class Meta:
        constraints = _numbered("psychiatric")


class MedicationItem(Fact):
    """Medicines as told, what they were recognised as by a person's choice, reconciliation and register queries."""

    stream: ClassVar = ("evaluation", "medications")

    class Meta:
        constraints = _numbered("medication")


class Objective(Fact):
    """What treatment is for: indication, goals, escort, alternatives discussed, continuing care."""

    stream: ClassVar = ("evaluation", "objectives")

    class Meta:
        constraints = _numbered("objective")


class ScreeningResult(Fact):
    """Vital signs, body measures and test results, each with the day it was taken."""

    stream: ClassVar = ("evaluation", "screenings")

    class Meta:
        constraints = _numbered("screening")


class Telling(Row):
    """What a patient tells of themselves for one evaluation, from their own phone, over days if need be."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    evaluation = models.OneToOneField(Evaluation, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    answers = StreamHead()
    answers_n: int
    answers_head: bytes


class Answer(StreamRow):
    """One answer as it was given; a changed mind is a new row. `SENT` is the row by which all of them were sent."""

    SENT = "sent"
    stream: ClassVar = ("telling", "answers")

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    telling = models.ForeignKey(Telling, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    language = models.CharField(max_length=8)
    question = models.CharField(max_length=40)
    value = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["telling", "n"], name="evaluation_answer_numbered"),
            models.UniqueConstraint(fields=["telling", "client_id"], name="evaluation_answer_once"),
        ]
