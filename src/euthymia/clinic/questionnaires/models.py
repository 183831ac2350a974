"""What a patient is asked to fill in, and what was answered."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.visits.models import Visit
from euthymia.kit.models import Row, StreamHead, StreamRow


class Folder(Row):
    """One patient's answers: the owner of their stream."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.OneToOneField(Patient, on_delete=models.PROTECT, related_name="+")

    responses = StreamHead()
    responses_n: int
    responses_head: bytes


class Assignment(Row):
    """A questionnaire that somebody is to answer within a window.

    The draft is what was chosen so far. It is no fact: it may be changed, and goes when the form is sent.
    A crisis flag that it raised on the way is kept in `draft_flags`, whatever is chosen afterwards.
    """

    class Why(models.TextChoices):
        PROTOCOL = "protocol", "asked by the plan"
        VISIT = "visit", "asked for a visit"
        EVALUATION = "evaluation", "asked by the evaluation"
        STAFF = "staff", "asked by staff"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, null=True, on_delete=models.PROTECT, related_name="+")
    instrument = models.CharField(max_length=40)
    why = models.CharField(max_length=10, choices=Why)
    reason = models.CharField(max_length=200, blank=True)
    asked_by = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    opens_at = models.DateTimeField()
    due_at = models.DateTimeField()
    closes_at = models.DateTimeField(
        null=True, help_text="after this it counts as missed; absent: stays open"
    )
    draft = models.JSONField(null=True, help_text="answers so far, null for each that is missing")
    draft_version = models.CharField(max_length=20, blank=True)
    draft_language = models.CharField(max_length=8, blank=True)
    draft_at = models.DateTimeField(null=True)
    draft_flags = models.JSONField(default=list)
    answered_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=200, blank=True)
    withdrawn_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(due_at__gte=F("opens_at")) & (Q(closes_at=None) | Q(closes_at__gte=F("due_at"))),
                name="questionnaires_window_in_order",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(withdrawn_at=None),
                name="questionnaires_answered_or_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by="", withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="") & ~Q(withdrawn_reason="")),
                name="questionnaires_withdrawn_by_whom_and_why",
            ),
            # asked twice at once is asked once
            models.UniqueConstraint(
                fields=["patient", "instrument", "due_at"],
                condition=Q(answered_at=None, withdrawn_at=None),
                name="questionnaires_asked_once",
            ),
        ]
        indexes = [
            # what a patient has to do, and what the clinic still waits for
            models.Index(
                fields=["clinic", "patient", "due_at"],
                condition=Q(answered_at=None, withdrawn_at=None),
                name="questionnaires_open",
            ),
            models.Index(
                fields=["clinic", "due_at"],
                condition=Q(answered_at=None, withdrawn_at=None),
                name="questionnaires_waiting",
            ),
        ]


class Response(StreamRow):
    """One form as it was sent, with the score its version gave. A correction is a new row that names this one."""

    stream: ClassVar = ("folder", "responses")

    class Entry(models.TextChoices):
        ITEMS = "items", "answers one by one"
        TOTAL = "total", "a total taken over from paper"

    class Source(models.TextChoices):
        PATIENT = "patient", "the patient"
        STAFF = "staff", "a member of staff"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    folder = models.ForeignKey(Folder, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    assignment = models.ForeignKey(Assignment, null=True, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    instrument = models.CharField(max_length=40)
    instrument_version = models.CharField(max_length=20)
    language = models.CharField(
        max_length=8, blank=True, help_text="of the words that were shown; empty: numbers only"
    )
    entry = models.CharField(max_length=10, choices=Entry)
    source = models.CharField(max_length=10, choices=Source)
    answers = models.JSONField(help_text="null for each answer that is missing")
    total = models.FloatField(null=True)
    band = models.CharField(max_length=60, blank=True)
    subscales = models.JSONField(default=dict)
    flags = models.JSONField(default=list)
    draft_flags = models.JSONField(
        default=list, help_text="crisis flags raised before it was sent, and gone in it"
    )
    complete = models.BooleanField()
    prorated = models.BooleanField()
    at = models.DateTimeField(help_text="when it was answered")
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=200)
    corrects = models.BigIntegerField(
        null=True, help_text="the number of the row that this one takes the place of"
    )
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["folder", "n"], name="questionnaires_response_numbered"),
            # the same form sent twice is one response
            models.UniqueConstraint(fields=["folder", "client_id"], name="questionnaires_response_once"),
            # of two corrections of one row the second corrects the first
            models.UniqueConstraint(fields=["folder", "corrects"], name="questionnaires_corrected_once"),
            models.CheckConstraint(
                condition=Q(corrects=None, reason="") | (Q(corrects__isnull=False) & ~Q(reason="")),
                name="questionnaires_correction_says_why",
            ),
        ]
        indexes = [
            # one measure of one patient over time
            models.Index(fields=["clinic", "patient", "instrument", "at"], name="questionnaires_over_time")
        ]
