"""Who reviewed which text of an article, and which patient has seen which."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.kit.models import AppendOnly


class ArticleReview(AppendOnly):
    """A named clinician has read this very text, by its digest, and stands for it until the next review is due."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    article = models.SlugField(max_length=40)
    language = models.CharField(max_length=8)
    digest = models.CharField(max_length=64)
    reviewer = models.CharField(max_length=120)
    credential = models.CharField(max_length=200)
    reviewed_on = models.DateField()
    next_due = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "client_id"], name="learning_review_once"),
            models.CheckConstraint(
                condition=Q(next_due__gt=F("reviewed_on")), name="learning_review_in_order"
            ),
        ]
        indexes = [models.Index(fields=["article", "language", "-at"], name="learning_review_newest")]


class ArticleSeen(AppendOnly):
    """The first time that a signed-in patient had this text of an article before them."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    article = models.SlugField(max_length=40)
    language = models.CharField(max_length=8)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "patient", "article", "digest"], name="learning_seen_once"
            )
        ]
