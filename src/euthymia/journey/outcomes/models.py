"""How a course was judged: reviews of the response, and what was proposed and decided by signature."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.visits.models import Visit
from euthymia.journey.plan.models import Plan
from euthymia.kit.models import AppendOnly, Row, StreamHead, StreamRow


class Judgement(Row):
    """Everything that was judged of one plan."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    plan = models.OneToOneField(Plan, on_delete=models.PROTECT, related_name="+")

    reviews = StreamHead()
    reviews_n: int
    reviews_head: bytes
    recommendations = StreamHead()
    recommendations_n: int
    recommendations_head: bytes


class Review(StreamRow):
    """The response as it stood on a day, by the measures that there were. None is not known, and no no."""

    stream: ClassVar = ("judgement", "reviews")

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    judgement = models.ForeignKey(Judgement, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    point = models.CharField(max_length=30, blank=True, help_text="of the programme; empty in between")
    given = models.PositiveSmallIntegerField()
    measures = models.JSONField()
    response = models.BooleanField(null=True)
    remission = models.BooleanField(null=True)
    well_tolerated = models.BooleanField(null=True)
    signals = models.JSONField(default=list)
    says = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["judgement", "n"], name="outcomes_review_numbered"),
            models.UniqueConstraint(fields=["judgement", "client_id"], name="outcomes_review_once"),
        ]


class Recommendation(StreamRow):
    """What a rule proposed, on which figures, and what a person decided on it by signature. Nothing else applies it."""

    stream: ClassVar = ("judgement", "recommendations")

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    judgement = models.ForeignKey(Judgement, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    step = models.CharField(max_length=12)
    says = models.TextField()
    because = models.TextField()
    sources = models.JSONField()
    figures = models.JSONField(help_text="what the rule was given")
    accepted = models.BooleanField()
    reason = models.TextField()
    interval_days = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["judgement", "n"], name="outcomes_recommendation_numbered"),
            models.UniqueConstraint(fields=["judgement", "client_id"], name="outcomes_recommendation_once"),
        ]


class Experience(AppendOnly):
    """What a patient says of one visit: heard, not rushed, kind, the place. Empty: skipped. Shown in sums only."""

    class Said(models.TextChoices):
        YES = "yes", "yes"
        MOSTLY = "mostly", "mostly"
        LITTLE = "little", "a little"
        NO = "no", "no"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    at = models.DateTimeField()
    heard = models.CharField(max_length=6, choices=Said, blank=True)
    unhurried = models.CharField(max_length=6, choices=Said, blank=True)
    kind = models.CharField(max_length=6, choices=Said, blank=True)
    place = models.CharField(max_length=6, choices=Said, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "client_id"], name="outcomes_experience_once")
        ]


class RegistryChoice(AppendOnly):
    """A patient's own word on being in the registry's file: in, or out again. The newest row counts; none is out."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    at = models.DateTimeField()
    joined = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "client_id"], name="outcomes_choice_once")]
        indexes = [models.Index(fields=["clinic", "patient", "-at"], name="outcomes_choice_newest")]


class OutcomeLimits(AppendOnly):
    """The clinic's limits of its outcomes, by signature of its medical director. The newest row is in force."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    values = models.JSONField()
    reason = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "client_id"], name="outcomes_limits_once")]
        indexes = [models.Index(fields=["clinic", "-at"], name="outcomes_limits_newest")]
