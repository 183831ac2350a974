"""What a clinic has adopted, the plans made from it, each revision of them, and their sessions with dates."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from euthymia.clinic.decisions.models import Decision
from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.visits.models import Booking, Visit
from euthymia.kit.models import AppendOnly, Row, StreamHead, StreamRow

# How the planner's request calls a nurse of a day whose rota is not published yet.
UNNAMED = "rota to come"


class ProtocolVersion(AppendOnly):
    """A programme as the medical director adopted it, whole, sources included. The newest of each is in force.

    `document` is what was signed, and `digest` its SHA-256: a later version of the program changes neither.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    programme = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    spacing = models.CharField(max_length=40, help_text="the usual one at this clinic")
    preparation_min = models.PositiveSmallIntegerField()
    treatment_min = models.PositiveSmallIntegerField()
    recovery_min = models.PositiveSmallIntegerField()
    review_by = models.DateField(help_text="by when the clinic looks at it again")
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    reason = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "client_id"], name="plan_protocol_once")]
        indexes = [models.Index(fields=["clinic", "programme", "-at"], name="plan_protocol_newest")]


class Plan(Row):
    """One course of one patient. State and terms are those of its newest revision, kept here for lists."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "proposed"
        AGREED = "agreed", "agreed"
        PAUSED = "paused", "paused"
        ENDED = "ended", "ended"

    class Phase(models.TextChoices):
        COURSE = "course", "course"
        MAINTENANCE = "maintenance", "maintenance"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    adopted = models.ForeignKey(ProtocolVersion, on_delete=models.PROTECT, related_name="+")
    programme = models.CharField(max_length=40)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State)
    phase = models.CharField(max_length=12, choices=Phase, default=Phase.COURSE)
    terms = models.JSONField()

    revisions = StreamHead()
    revisions_n: int
    revisions_head: bytes

    class Meta:
        constraints = [
            # two courses of one treatment never run beside each other
            models.UniqueConstraint(
                fields=["clinic", "patient", "programme"],
                condition=~models.Q(state="ended"),
                name="plan_one_open",
            )
        ]
        indexes = [
            models.Index(fields=["clinic", "patient", "-made_at"], name="plan_of_patient"),
            models.Index(fields=["clinic", "phase"], condition=~models.Q(state="ended"), name="plan_open"),
        ]


class PlanRevision(StreamRow):
    """One change of a plan: what changed, why, by whom, and the scores that led to it. Never altered."""

    class Kind(models.TextChoices):
        PROPOSED = "proposed", "proposed"
        AGREED = "agreed", "agreed with the patient"
        REVISED = "revised", "revised"
        PAUSED = "paused", "paused"
        RESUMED = "resumed", "resumed"
        MAINTAINED = "maintained", "maintenance begun"
        ENDED = "ended", "ended"

    stream: ClassVar = ("plan", "revisions")

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind)
    says = models.TextField(help_text="what changed, in a sentence")
    why = models.TextField(blank=True)
    terms = models.JSONField()
    scores = models.JSONField(default=list, help_text="the scores that led to it, as they stood")
    decision = models.ForeignKey(
        Decision, null=True, on_delete=models.PROTECT, related_name="+",
        help_text="the signed decision that the plan rests on",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "n"], name="plan_revision_numbered"),
            models.UniqueConstraint(fields=["plan", "client_id"], name="plan_revision_once"),
        ]


class PlannedSession(Row):
    """Session `n` of a plan: its appointment while there is one, its visit once the patient came, and when it was
    given. It is completed when it was given, and in no other way."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    n = models.PositiveSmallIntegerField()
    phase = models.CharField(max_length=12, choices=Plan.Phase)
    booking = models.OneToOneField(Booking, null=True, on_delete=models.PROTECT, related_name="+")
    visit = models.OneToOneField(Visit, null=True, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(null=True)
    nurse = models.CharField(max_length=120, blank=True, help_text="whom the planner had in mind")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "n"], name="plan_session_numbered")]
        indexes = [models.Index(fields=["clinic", "patient", "given_at"], name="plan_session_of_patient")]

    @property
    def nurse_known(self) -> str:
        """Whom the planner had in mind, where the rota already named somebody."""
        return "" if self.nurse.startswith(UNNAMED) else self.nurse


class PlannerRun(Row):
    """One question to the planner, asked in the background: what was asked, how it goes, what came of it.

    `beat_at` is the wall's clock: a run that says it is running and has not been heard of is lost, and says so.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        RUNNING = "running", "planning"
        PLANNED = "planned", "planned"
        IMPOSSIBLE = "impossible", "no plan exists"
        UNDECIDED = "undecided", "no answer in the time"
        FAILED = "failed", "failed"
        BOOKED = "booked", "booked"
        DROPPED = "dropped", "put aside"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, null=True, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=200)
    request = models.JSONField()
    keys = models.JSONField(
        help_text="the chairs and plans that the numbers and names of the request stand for"
    )
    state = models.CharField(max_length=12, choices=State)
    says = models.TextField(blank=True)
    answer = models.JSONField(null=True)
    beat_at = models.DateTimeField(null=True)
    took_s = models.FloatField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "client_id"], name="plan_run_once")]
        indexes = [models.Index(fields=["clinic", "plan", "-asked_at"], name="plan_run_of_plan")]
