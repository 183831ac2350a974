"""Calls from the chairs of a clinic as one stream, the keys that may call, and when a second person is told."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.visits.models import Room, Visit
from euthymia.kit.models import AppendOnly, Row, StreamHead, StreamRow


class CallBook(Row):
    """All calls of a clinic in the order in which they were heard: one number says what is new for every screen."""

    clinic = models.OneToOneField(Clinic, on_delete=models.PROTECT, related_name="+")

    events = StreamHead()
    events_n: int
    events_head: bytes


class CallEvent(StreamRow):
    """A press, an answer, or that a second person was told. `call` is the id that the first press gave the call.

    `at` is when it was pressed or answered, by the clock of the server less what the device says has passed since;
    `entered_at` is when it arrived.
    """

    class Kind(models.TextChoices):
        PRESSED = "pressed", "pressed"
        ANSWERED = "answered", "answered"
        TOLD = "told", "second person told"

    stream: ClassVar = ("book", "events")

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    book = models.ForeignKey(CallBook, on_delete=models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    room = models.ForeignKey(Room, null=True, on_delete=models.PROTECT, related_name="+")
    call = models.UUIDField()
    client_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    entered_at = models.DateTimeField()
    by = models.CharField(max_length=200)
    wish = models.CharField(max_length=12, blank=True)
    done = models.CharField(max_length=16, blank=True)
    words = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "n"], name="calls_event_numbered"),
            # a lost receipt, a retry, a reload is the same press
            models.UniqueConstraint(fields=["book", "client_id"], name="calls_event_once"),
        ]
        indexes = [
            models.Index(fields=["clinic", "-entered_at"], name="calls_event_newest"),
            models.Index(fields=["clinic", "visit", "n"], name="calls_event_of_visit"),
        ]


class CallKey(Row):
    """An address that may call: for one visit, on the patient's own phone, or for one chair, on a tablet beside it.

    Its key is told once and kept as a digest only.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, null=True, on_delete=models.PROTECT, related_name="+")
    room = models.ForeignKey(Room, null=True, on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=32)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=200)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(visit__isnull=False, room=None) | models.Q(visit=None, room__isnull=False),
                name="calls_key_of_one",
            )
        ]
        indexes = [models.Index(fields=["digest"], name="calls_key_by_digest")]


class CallSettings(AppendOnly):
    """After how long a second person is told. The newest row is in force."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    second_person_s = models.PositiveSmallIntegerField()
    reason = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "client_id"], name="calls_settings_once")]
        indexes = [models.Index(fields=["clinic", "-at"], name="calls_settings_newest")]
