"""A consultation that a visitor booked, the questions that travel with it, and what the visitor keeps of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from euthymia.clinic.people.models import Clinic, Staff
from euthymia.kit.models import AppendOnly, Row


class ConsultationSettings(AppendOnly):
    """Whether and how the clinic lets visitors book a talk; the newest counts. P: site settings."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    is_open = models.BooleanField(default=False)
    online = models.BooleanField(
        default=False, help_text="also by video, where a licence covers the visitor's state"
    )
    minutes = models.PositiveSmallIntegerField(default=50)
    notice_h = models.PositiveSmallIntegerField(
        default=24, help_text="not sooner than so many hours from now"
    )
    days_ahead = models.PositiveSmallIntegerField(default=14)
    chairs = models.JSONField(
        default=list, help_text="ids of the rooms in which talks are held; none: every one"
    )
    owner = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    answer_h = models.PositiveSmallIntegerField(
        default=24, help_text="within so many hours a question is answered"
    )

    complaint_owner = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    complaint_h = models.PositiveSmallIntegerField(
        default=120, help_text="within so many hours a complaint is answered"
    )
    publish_answer_time = models.BooleanField(
        default=False, help_text="the median answer time stands on the public site"
    )
    publish_question_time = models.BooleanField(
        default=False, help_text="the same of questions: a consent of its own"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "client_id"], name="intake_consultation_settings_once")
        ]
        indexes = [models.Index(fields=["clinic", "-at"], name="intake_settings_newest")]


class Consultation(Row):
    """A booking from the public site. The key of its page is the visitor's: taken back, it opens nothing any more.

    `fit` is the visitor's own yes, no or unsure to each criterion: no page of the clinic shows it, and it is gone when
    the key is taken back.
    """

    class Way(models.TextChoices):
        HERE = "here", "at the clinic"
        ONLINE = "online", "by video"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    booking = models.OneToOneField("visits.Booking", on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=8, choices=Way)
    state = models.CharField(max_length=2, blank=True, help_text="where the visitor is, for a talk by video")
    language = models.CharField(max_length=8)
    questions = models.JSONField(default=list, help_text="codes of the questions that the visitor ticked")
    own_question = models.TextField(blank=True)
    made_at = models.DateTimeField()
    secret_hash = models.CharField(max_length=64, unique=True)
    revoked_at = models.DateTimeField(null=True)
    fit = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "client_id"], name="intake_consultation_once"),
            models.CheckConstraint(
                condition=Q(way="here") | ~Q(state=""), name="intake_consultation_online_says_where"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | Q(fit={}), name="intake_consultation_revoked_keeps_nothing"
            ),
        ]
        indexes = [models.Index(fields=["clinic", "-made_at"], name="intake_consultation_newest")]
