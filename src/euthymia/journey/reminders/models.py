"""What a patient knows of each booking, what they answered, the links they answer by, and the clinic's own words."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from euthymia.clinic.messages.models import Channel
from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.visits.models import Booking, Purpose
from euthymia.kit.models import AppendOnly, Row


class MessageKind(models.TextChoices):
    DATES = "dates", "dates and changes"
    REMINDER = "reminder", "reminder"
    NUDGE = "nudge", "nudge"


class Notice(Row):
    """One booking as its patient knows it. `handled_n` is the booking's newest fact that the outbox knows of, and
    `consents_n` the patient's consents then: who consents again after nothing went is told again what is to come.

    `told_starts_at` is the time that the patient was told, None while they were told none or that it is cancelled.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    booking = models.OneToOneField(Booking, on_delete=models.PROTECT, related_name="+")
    handled_n = models.PositiveIntegerField(default=0)
    consents_n = models.PositiveIntegerField(default=0)
    told_starts_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["clinic", "patient"], name="reminders_notice_of_patient")]


class VisitLink(AppendOnly):
    """The key of a link that shows when and where one visit is. Only its SHA-256 is kept.

    It is of one booking at one time: when the visit is moved the link says so, and confirms nothing.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    channel = models.CharField(max_length=5, choices=Channel)
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()


class VisitAnswer(AppendOnly):
    """What was said about a visit at the time it then had; the newest counts, as long as that is its time."""

    class Kind(models.TextChoices):
        CONFIRMED = "confirmed", "confirmed"
        MOVE_ASKED = "move-asked", "asked for another time"
        SEEN_TO = "seen-to", "seen to"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    starts_at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    says = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "client_id"], name="reminders_answer_once")]
        indexes = [models.Index(fields=["clinic", "booking", "-at"], name="reminders_answer_newest")]


class TemplateVersion(AppendOnly):
    """The clinic's own words of a message; the newest of each counts. With `withdrawn` the program's are back."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=MessageKind)
    purpose = models.CharField(max_length=20, choices=Purpose, blank=True, help_text="empty: every visit")
    channel = models.CharField(max_length=5, choices=Channel)
    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    subject = models.CharField(max_length=120, blank=True)
    text = models.TextField(blank=True)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "client_id"], name="reminders_template_once"),
            models.CheckConstraint(
                condition=Q(withdrawn=True) | ~Q(text=""), name="reminders_template_says_something"
            ),
        ]
        indexes = [models.Index(fields=["clinic", "-at"], name="reminders_template_newest")]
