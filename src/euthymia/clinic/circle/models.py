"""Somebody in a patient's care circle, with every grant, its end, and every look."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.kit.models import Row, StreamHead, StreamRow


class Confidant(Row):
    """One person whom a patient lets see something. The columns after `invited_at` are the fold of their events.

    They sign in by a link that opens once, with a code that the patient tells them by another way. Both are kept as
    digests only.
    """

    class Relation(models.TextChoices):
        FAMILY = "family", "family or friend"
        THERAPIST = "therapist", "therapist"
        CAREGIVER = "caregiver", "caregiver"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    name = models.CharField(max_length=120)
    relation = models.CharField(max_length=10, choices=Relation)
    invited_at = models.DateTimeField()
    ends_at = models.DateTimeField(help_text="after this nothing can be seen any more")
    ended_at = models.DateTimeField(null=True, help_text="when the patient ended it before that")
    grants = models.JSONField(default=list, help_text="what may be seen now")
    key_digest = models.BinaryField(
        max_length=32, null=True, help_text="of the link that is open; null: none"
    )
    code_digest = models.BinaryField(max_length=32, null=True)
    key_until = models.DateTimeField(null=True)
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    entries = models.PositiveIntegerField(default=0, help_text="how often they came in by a link")

    events = StreamHead()
    events_n: int
    events_head: bytes

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "client_id"], name="circle_confidant_once"),
            models.CheckConstraint(
                condition=Q(key_digest=None, code_digest=None, key_until=None)
                | Q(key_digest__isnull=False, code_digest__isnull=False, key_until__isnull=False),
                name="circle_link_is_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["clinic", "patient", "-invited_at"], name="circle_of_patient"),
            models.Index(fields=["key_digest"], name="circle_by_key", condition=Q(key_digest__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name


class CircleEvent(StreamRow):
    """What the patient granted or took back, each link, each coming in, each look. `scope` is what it is about."""

    class Kind(models.TextChoices):
        INVITED = "invited", "invited"
        GRANTED = "granted", "may see"
        WITHDRAWN = "withdrawn", "may no longer see"
        LINKED = "linked", "a new link was made"
        CAME = "came", "came in by the link"
        REFUSED = "refused", "was not let in"
        LOOKED = "looked", "looked at"
        ENDED = "ended", "ended"

    class Scope(models.TextChoices):
        DATES = "dates", "dates of visits"
        SUMMARY = "summary", "summaries of sessions"
        MEASURES = "measures", "measures over time"

    stream: ClassVar = ("confidant", "events")

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    confidant = models.ForeignKey(Confidant, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=Kind)
    scope = models.CharField(max_length=8, choices=Scope, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    says = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["confidant", "n"], name="circle_event_numbered"),
            models.UniqueConstraint(fields=["confidant", "client_id"], name="circle_event_once"),
        ]
