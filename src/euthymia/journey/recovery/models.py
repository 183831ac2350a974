"""A patient's recovery, everything that was seen and done in it, the link for the ride, the discharge."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from euthymia.clinic.monitoring.models import Watch
from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.visits.models import Visit
from euthymia.journey.infusion.models import Session
from euthymia.kit.models import AppendOnly, Row, StreamHead, StreamRow


class Recovery(Row):
    """From the end of the dose to the door. Its state is the fold of its events.

    After an infusion the times and the baseline are those of its session, as last corrected; after a nasal spray
    they are its own. `settings` are the clinic's figures as they stood when it began.
    """

    class Route(models.TextChoices):
        IV = "iv", "IV ketamine"
        NASAL = "nasal", "esketamine nasal spray"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="+")
    session = models.OneToOneField(Session, null=True, on_delete=models.PROTECT, related_name="+")
    watch = models.OneToOneField(Watch, on_delete=models.PROTECT, related_name="+")
    route = models.CharField(max_length=8, choices=Route)
    client_id = models.UUIDField()
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=200)
    settings = models.JSONField()
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    baseline = models.JSONField(default=dict)
    dose = models.JSONField(
        default=dict, help_text="of a nasal spray: mg, lots, prescriber, what the programme asks"
    )
    closed_at = models.DateTimeField(null=True)

    events = StreamHead()
    events_n: int
    events_head: bytes

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "client_id"], name="recovery_recovery_once"),
            models.CheckConstraint(
                condition=models.Q(route="iv", session__isnull=False)
                | models.Q(route="nasal", session=None, began_at__isnull=False, ended_at__isnull=False),
                name="recovery_of_a_dose",
            ),
        ]
        indexes = [
            models.Index(fields=["clinic"], condition=models.Q(closed_at=None), name="recovery_open"),
            models.Index(fields=["clinic", "patient", "-opened_at"], name="recovery_of_patient"),
        ]


class RecoveryEvent(StreamRow):
    """Something that was seen or done in recovery: observed `at`, entered `entered_at`, by whom."""

    class Kind(models.TextChoices):
        CHECK = "check", "check"
        ESCORT = "escort", "escort named"
        LINK = "link", "link for the ride"
        COMING = "coming", "the escort says they come"
        MET = "met", "escort met at the door"
        TOLD = "told", "instructions given"
        OVERDUE = "overdue", "check overdue"
        DEVICE = "device", "device of the dose corrected"

    stream: ClassVar = ("recovery", "events")

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    recovery = models.ForeignKey(Recovery, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    entered_at = models.DateTimeField()
    by = models.CharField(max_length=200)
    says = models.TextField()
    reason = models.TextField(blank=True)
    detail = models.JSONField(default=dict)
    corrects = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recovery", "n"], name="recovery_event_numbered"),
            models.UniqueConstraint(fields=["recovery", "client_id"], name="recovery_event_once"),
        ]


class EscortLink(AppendOnly):
    """The key of one address for who takes the patient home. It is told once and kept as a digest only."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    recovery = models.ForeignKey(Recovery, on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["digest"], name="recovery_link_by_key")]


class Discharge(AppendOnly):
    """The signed end of a recovery: the gate as it stood, what was overridden, by whom, and how the patient left."""

    class Manner(models.TextChoices):
        HOME = "home", "home with the escort"
        TRANSFER = "transfer", "to a hospital"
        AGAINST_ADVICE = "against-advice", "left against advice"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    recovery = models.OneToOneField(Recovery, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    manner = models.CharField(max_length=16, choices=Manner)
    meaning = models.CharField(max_length=300, help_text="what the signature says")
    findings = models.JSONField()
    overridden = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    second = models.CharField(max_length=200, blank=True)
    escort = models.CharField(max_length=200, blank=True)
    instructions = models.CharField(max_length=80, blank=True)
    document = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "client_id"], name="recovery_discharge_once"),
            models.CheckConstraint(
                condition=models.Q(overridden=[], manner="home") | ~models.Q(reason=""),
                name="recovery_discharge_has_its_reason",
            ),
        ]
        indexes = [models.Index(fields=["clinic", "patient", "-at"], name="recovery_discharge_of_patient")]


class RecoverySettings(AppendOnly):
    """The clinic's figures of recovery, by signature of its medical director. The newest row is in force."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    values = models.JSONField()
    reason = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "client_id"], name="recovery_settings_once")]
        indexes = [models.Index(fields=["clinic", "-at"], name="recovery_settings_newest")]


class RemsEnrolment(AppendOnly):
    """Whether a patient is enrolled in the REMS of esketamine: signed by patient and prescriber. The newest row counts."""

    class State(models.TextChoices):
        ENROLLED = "enrolled", "enrolled"
        ENDED = "ended", "enrolment ended"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    state = models.CharField(max_length=10, choices=State)
    confirmation = models.CharField(max_length=60, help_text="the number under which the REMS confirmed it")
    patient_signed_on = models.DateField()
    prescriber = models.CharField(max_length=120)
    form_version = models.CharField(max_length=40)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "client_id"], name="recovery_enrolment_once")
        ]
        indexes = [models.Index(fields=["clinic", "patient", "-at"], name="recovery_enrolment_newest")]


class OtherDose(AppendOnly):
    """A dose by another route than the drip or the spray, as a record: here, with its line of the drug book, or elsewhere.

    Masses µg, weight g. Nothing is ordered or watched by it.
    """

    class Place(models.TextChoices):
        HERE = "here", "in this clinic"
        ELSEWHERE = "elsewhere", "elsewhere, as told"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    route = models.CharField(max_length=20)
    dose_ug = models.PositiveIntegerField()
    weight_g = models.PositiveIntegerField(null=True)
    place = models.CharField(max_length=10, choices=Place)
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=200)
    entry_n = models.BigIntegerField(null=True, help_text="the line of the drug book that says it was given")
    words = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "client_id"], name="recovery_other_dose_once")
        ]
        indexes = [
            models.Index(fields=["clinic", "patient", "-given_at"], name="recovery_other_dose_of_patient")
        ]
