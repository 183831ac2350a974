"""An appointment: what was booked, moved, cancelled, and the state these facts come to."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.domain.scheduling.blocks import Phases
from euthymia.kit.models import Row, StreamHead, StreamRow

from .visit import Room


class Purpose(models.TextChoices):
    INFUSION = "infusion", "infusion"
    CONSULTATION = "consultation", "consultation"
    FOLLOW_UP = "follow-up", "follow-up"
    PSYCHOTHERAPY = "psychotherapy", "psychotherapy"
    TMS = "tms", "TMS"
    INTEGRATION = "integration", "integration"


# What a nurse watches and a prescriber is there for.
PURPOSES_INFUSED = (Purpose.INFUSION,)


class State(models.TextChoices):
    """What a booking has come to. The first two hold their chair and their patient's time; the others free both."""

    BOOKED = "booked", "booked"
    ARRIVED = "arrived", "arrived"
    CANCELLED = "cancelled", "cancelled"
    NO_SHOW = "no-show", "did not come"


HOLDING = (State.BOOKED, State.ARRIVED)


class Booking(Row):
    """A patient's time at a chair. Every column but the first four is the fold of its facts.

    `leaves_at` is when the patient leaves, `ends_at` when the chair is ready again. The database refuses two
    that hold the same chair, or the same patient, at one time (migration `bookings`).
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=20, choices=Purpose)
    one_to_one = models.BooleanField(default=False, help_text="needs a nurse of their own")
    chair = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    leaves_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    prep_min = models.PositiveSmallIntegerField()
    session_min = models.PositiveSmallIntegerField()
    recovery_min = models.PositiveSmallIntegerField()
    turnover_min = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State)
    reason = models.CharField(max_length=300, blank=True, help_text="why it was cancelled")
    changed_at = models.DateTimeField()

    facts = StreamHead()
    facts_n: int
    facts_head: bytes

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("leaves_at")) & Q(leaves_at__lte=F("ends_at")),
                name="visits_booking_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(reason=""), name="visits_booking_cancelled_why"
            ),
        ]
        indexes = [
            # the day and the week; a patient's own
            models.Index(fields=["clinic", "starts_at"], name="visits_booking_when"),
            models.Index(fields=["clinic", "patient", "starts_at"], name="visits_booking_of_patient"),
        ]

    @property
    def phases(self) -> Phases:
        return Phases(self.prep_min, self.session_min, self.recovery_min, self.turnover_min)

    def place(self, chair: Room, starts_at: datetime, phases: Phases) -> None:
        """Set where and when it is, in memory."""
        self.chair, self.starts_at = chair, starts_at
        self.prep_min, self.session_min = phases.prep_min, phases.session_min
        self.recovery_min, self.turnover_min = phases.recovery_min, phases.turnover_min
        self.leaves_at = starts_at + timedelta(minutes=phases.patient_min)
        self.ends_at = starts_at + timedelta(minutes=phases.chair_min)

    @property
    def infused(self) -> bool:
        return self.purpose in PURPOSES_INFUSED

    @property
    def holds(self) -> bool:
        return self.state in HOLDING

    @property
    def sequence(self) -> int:
        """How often it was changed, as calendars count it."""
        return self.facts_n - 1


class BookingFact(StreamRow):
    """What happened to a booking. Where it then is stands in `chair`, `starts_at` and the minutes of its parts.

    `because` holds the reason given for each soft limit that it broke, by the limit's code.
    """

    class Kind(models.TextChoices):
        BOOKED = "booked", "booked"
        MOVED = "moved", "moved"
        CANCELLED = "cancelled", "cancelled"
        ARRIVED = "arrived", "arrived"
        NO_SHOW = "no-show", "did not come"

    stream: ClassVar = ("booking", "facts")

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    chair = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+")
    chair_name = models.CharField(max_length=60)
    starts_at = models.DateTimeField()
    minutes = models.JSONField(help_text="prep, session, recovery, turnover")
    reason = models.CharField(max_length=300, blank=True)
    because = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["booking", "n"], name="visits_fact_numbered"),
            models.UniqueConstraint(fields=["clinic", "client_id"], name="visits_fact_once"),
        ]
