"""Keys given after a visit, reviews that lead back to nobody, what was hidden and why, and what the clinic replied."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from euthymia.clinic.people.models import Clinic
from euthymia.kit.models import AppendOnly, Row


class ReviewSettings(AppendOnly):
    """Whether the clinic asks for reviews; the newest counts. It asks everybody after a visit, or nobody."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    is_open = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "client_id"], name="reviews_settings_once")]
        indexes = [models.Index(fields=["clinic", "-at"], name="reviews_settings_newest")]


class ReviewKey(Row):
    """One review may be written of one completed visit. When it was used is not kept, only that it was."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    visit = models.OneToOneField("visits.Visit", on_delete=models.PROTECT, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True)
    useful_until = models.DateTimeField()
    used = models.BooleanField(default=False)


class Review(AppendOnly):
    """What somebody who was there says. No column leads back to a visit or a person, and none tells the day.

    `proof` follows from the key by the installation's own secret: who has that can show that every review comes from
    a key, and the database alone cannot tell from which. Its id is random, since an id by time would tell the hour.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    proof = models.CharField(max_length=64)
    month = models.DateField(help_text="the first day of the month in which it was written")
    rating = models.PositiveSmallIntegerField()
    aspects = models.JSONField(default=dict, help_text="heard, not rushed, kind, place: yes, partly or no")
    words = models.TextField(blank=True)
    insider = models.BooleanField(default=False, help_text="works here, or is close to somebody who does")
    language = models.CharField(max_length=8)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "proof"], name="reviews_one_of_a_key"),
            models.CheckConstraint(condition=Q(rating__gte=1, rating__lte=5), name="reviews_rating_range"),
            models.CheckConstraint(condition=Q(month__day=1), name="reviews_month_only"),
        ]
        indexes = [models.Index(fields=["clinic", "-month"], name="reviews_of_month")]


class Moderation(AppendOnly):
    """The words of a review were hidden for a coded reason, or are shown again. The newest row of a review counts."""

    class Change(models.TextChoices):
        HIDDEN = "hidden", "words hidden"
        SHOWN = "shown", "words shown again"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    change = models.CharField(max_length=6, choices=Change)
    code = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "client_id"], name="reviews_moderation_once")
        ]
        indexes = [models.Index(fields=["review", "-at"], name="reviews_moderation_newest")]


class Reply(AppendOnly):
    """What the clinic says to a review in public: one of the templates, and no word of its own."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    template = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review"], name="reviews_one_reply")]
