"""What people wrote beside the facts of a visit, what they signed, and the letters that left.

The composed sentences themselves are kept nowhere until somebody reads or signs them: then as they stood.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.visits.models import Visit
from euthymia.kit.models import AppendOnly, Row, StreamHead, StreamRow


class Note(Row):
    """The note of one visit. Its state is the fold of its events."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    # When it was signed, so that lists need not fold every note ever written.
    signed_at = models.DateTimeField(null=True)

    events = StreamHead()
    events_n: int
    events_head: bytes

    class Meta:
        indexes = [models.Index(fields=["clinic", "patient", "-made_at"], name="note_of_patient")]


class NoteEvent(StreamRow):
    """Something that somebody did to a note.

    `section` is where own words stand, `mark` which sentence in which words was struck or put back. `detail` holds
    the composed sentences as that person saw them; of a signature the whole document and its digest.
    """

    class Kind(models.TextChoices):
        WRITTEN = "written", "own words"
        STRUCK = "struck", "sentence taken out"
        RESTORED = "restored", "sentence put back"
        READ = "read", "changes read"
        SIGNED = "signed", "signed"
        ADDENDUM = "addendum", "addendum, signed"
        RELEASED = "released", "summary released to the patient"

    stream: ClassVar = ("note", "events")

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    section = models.CharField(max_length=20, blank=True)
    mark = models.CharField(max_length=24, blank=True)
    says = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    detail = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the document that was signed")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["note", "n"], name="note_event_numbered"),
            models.UniqueConstraint(fields=["note", "client_id"], name="note_event_once"),
            models.CheckConstraint(
                condition=~models.Q(kind="struck") | ~models.Q(reason=""), name="note_struck_has_its_reason"
            ),
            models.CheckConstraint(
                condition=~models.Q(kind__in=["signed", "addendum"]) | ~models.Q(digest=""),
                name="note_signed_has_its_digest",
            ),
        ]


class Letter(Row):
    """A letter about one visit to one clinician. Its state is the fold of its events."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    made_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)

    events = StreamHead()
    events_n: int
    events_head: bytes

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "client_id"], name="note_letter_once")]
        indexes = [models.Index(fields=["clinic", "visit"], name="note_letter_of_visit")]


class LetterEvent(StreamRow):
    """Who it is to, own words, the signature with its document, and each time it was sent or handed over."""

    class Kind(models.TextChoices):
        WRITTEN = "written", "written"
        SIGNED = "signed", "signed"
        SENT = "sent", "sent"

    class How(models.TextChoices):
        POST = "post", "by post"
        FAX = "fax", "by fax"
        SECURE = "secure", "by secure message"
        PATIENT = "patient", "handed to the patient"
        PRINTED = "printed", "printed for the chart"

    stream: ClassVar = ("letter", "events")

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    to = models.CharField(max_length=400, help_text="name and address of whom it is to")
    how = models.CharField(max_length=10, blank=True, choices=How)
    says = models.TextField(blank=True)
    detail = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["letter", "n"], name="note_letter_event_numbered"),
            models.UniqueConstraint(fields=["letter", "client_id"], name="note_letter_event_once"),
            models.CheckConstraint(
                condition=~models.Q(kind="signed") | ~models.Q(digest=""),
                name="note_letter_signed_has_its_digest",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="sent") | ~models.Q(how=""), name="note_letter_sent_says_how"
            ),
        ]


class NoteSettings(AppendOnly):
    """When a patient sees the summary of a session: the clinic's word. The newest row is in force."""

    class Release(models.TextChoices):
        SIGNED = "signed", "when the note is signed"
        DISCHARGED = "discharged", "when the patient is discharged"
        BY_HAND = "by-hand", "when somebody releases it"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    release = models.CharField(max_length=12, choices=Release)
    reason = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "client_id"], name="note_settings_once")]
        indexes = [models.Index(fields=["clinic", "-at"], name="note_settings_newest")]
