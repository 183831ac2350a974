"""Orders, sessions and everything that happened in them."""

from __future__ import annotations

from dataclasses import fields
from typing import ClassVar

from django.db import models

from euthymia.clinic.decisions.models import Decision
from euthymia.clinic.monitoring.models import Watch
from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.visits.models import Room, Visit
from euthymia.domain import protocols
from euthymia.kit.models import AppendOnly, Row, StreamHead, StreamRow


class Order(AppendOnly):
    """A signed order whose figures agree to the unit. Masses µg, weight g, volumes µL, rates per hour."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    protocol = models.CharField(max_length=60)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    weight_g = models.PositiveIntegerField()
    weight_basis = models.CharField(max_length=10, default="actual")
    actual_weight_g = models.PositiveIntegerField()
    dose_ug_per_kg = models.PositiveIntegerField()
    dose_ug = models.PositiveIntegerField()
    dose_step_ug = models.PositiveIntegerField()
    stock_ug_per_ml = models.PositiveIntegerField()
    drug_volume_ul = models.PositiveIntegerField()
    diluent_volume_ul = models.PositiveIntegerField()
    final_volume_ul = models.PositiveIntegerField()
    volume_convention = models.CharField(max_length=20)
    concentration_ng_per_ml = models.PositiveIntegerField()
    duration_min = models.PositiveIntegerField()
    rate_ul_per_h = models.PositiveIntegerField()
    rate_ug_per_h = models.PositiveIntegerField()
    reasons = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    decision = models.ForeignKey(
        Decision, null=True, on_delete=models.PROTECT, related_name="+",
        help_text="the signed decision that this order rests on",
    )  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "client_id"], name="infusion_order_once")]
        indexes = [models.Index(fields=["clinic", "patient", "-at"], name="infusion_order_of_patient")]

    @property
    def figures(self) -> protocols.Order:
        """The same figures as the domain's order, for its arithmetic."""
        names = (field.name for field in fields(protocols.Order))
        return protocols.Order(**{name: getattr(self, name) for name in names})


class Session(Row):
    """One infusion session. Its state is the fold of its events."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="+")
    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="+")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+")
    watch = models.OneToOneField(Watch, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    # When it ended, so that the board and the lists need not fold every session ever run.
    finished_at = models.DateTimeField(null=True)

    events = StreamHead()
    events_n: int
    events_head: bytes

    class Meta:
        indexes = [
            models.Index(
                fields=["clinic"], condition=models.Q(finished_at=None), name="infusion_session_open"
            ),
            models.Index(fields=["clinic", "patient", "-made_at"], name="infusion_session_of_patient"),
        ]


class SessionEvent(StreamRow):
    """Something that happened in a session: observed `at`, entered `entered_at`, by whom."""

    class Kind(models.TextChoices):
        STARTED = "started", "started"
        RATE = "rate", "rate changed"
        PAUSED = "paused", "paused"
        RESUMED = "resumed", "resumed"
        FINISHED = "finished", "finished"
        GIVEN = "given", "drug given"
        VITALS = "vitals", "vital signs"
        CONFIRMED = "confirmed", "vital signs confirmed"
        SYMPTOM = "symptom", "symptom"
        SCORE = "score", "score"
        NOTE = "note", "note"
        ORDERS = "orders", "orders signed"
        OUTCOME = "outcome", "asked after"
        MONITOR = "monitor", "monitor"
        PRESENT = "present", "staff present"
        OVERDUE = "overdue", "overdue"
        LIMITS = "limits", "alarm limits"
        ADDENDUM = "addendum", "addendum"
        READY = "ready", "asked before the start"
        OVERRIDE = "override", "override by two"
        DRAWN = "drawn", "drawn and checked"
        WASTED = "wasted", "waste"

    stream: ClassVar = ("session", "events")

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+", db_index=False)
    client_id = models.UUIDField()
    kind = models.CharField(max_length=12, choices=Kind)
    at = models.DateTimeField()
    entered_at = models.DateTimeField()
    by = models.CharField(max_length=200)
    rate_ul_per_h = models.PositiveIntegerField(null=True)
    rate_ug_per_h = models.PositiveIntegerField(null=True)
    says = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    detail = models.JSONField(default=dict)
    corrects = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "n"], name="infusion_event_numbered"),
            # a second click, a reload, a retry is the same event
            models.UniqueConstraint(fields=["session", "client_id"], name="infusion_event_once"),
        ]


class Preparation(AppendOnly):
    """A syringe, drawn up for one session and checked by a second person, as both signed it.

    `number` is on its label; `vials` says for each vial its number, NDC, lot, expiry and what came out of it;
    `digest` is the SHA-256 of all of it, which stands in the signed entries of the drug book. Masses µg, volumes
    µL, weight g.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    book = models.ForeignKey("pharmacy.Book", on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    number = models.CharField(max_length=40)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    second = models.CharField(max_length=200)
    begun_at = models.DateTimeField(help_text="when preparation began: the four hours run from here")
    use_by = models.DateTimeField()
    weight_g = models.PositiveIntegerField()
    stock_ug_per_ml = models.PositiveIntegerField()
    mass_ug = models.PositiveIntegerField()
    drug_volume_ul = models.PositiveIntegerField()
    diluent_volume_ul = models.PositiveIntegerField()
    final_volume_ul = models.PositiveIntegerField()
    rate_ul_per_h = models.PositiveIntegerField()
    vials = models.JSONField()
    diluent = models.CharField(max_length=80, blank=True)
    diluent_lot = models.CharField(max_length=60, blank=True)
    diluent_expires = models.DateField(null=True)
    pump = models.CharField(max_length=20, blank=True)
    pump_calibrated_until = models.DateField(null=True)
    checklist = models.JSONField()
    reasons = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "client_id"], name="infusion_preparation_once"),
            models.UniqueConstraint(fields=["book", "number"], name="infusion_preparation_number"),
            models.CheckConstraint(
                condition=~models.Q(second=models.F("by")), name="infusion_second_is_another_person"
            ),
        ]
        indexes = [models.Index(fields=["session"], name="infusion_preparation_session")]


class Dose(AppendOnly):
    """The dose history: what was drawn for a patient, and what became of it, one row for each line of the book.

    `entry_n` is the line of the drug book, `event_n` the entry of the session that it belongs to. A row that undoes
    another one names the line of the book that its own line reverses; neither of the two counts.
    """

    class Kind(models.TextChoices):
        DRAWN = "drawn", "drawn"
        GIVEN = "given", "given"
        WASTED = "wasted", "wasted"
        BROKEN = "broken", "spilt or broken"
        REST = "rest", "rest of a single-dose vial, wasted"
        UNDONE = "undone", "entered wrongly, reversed"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+", db_index=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+", db_index=False)
    preparation = models.ForeignKey(Preparation, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind)
    vial = models.CharField(max_length=200, blank=True)
    volume_ul = models.PositiveIntegerField()
    mass_ug = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    second = models.CharField(max_length=200, blank=True)
    entry_n = models.BigIntegerField()
    event_n = models.BigIntegerField()
    undoes = models.BigIntegerField(null=True, help_text="the line of the book that is reversed")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["preparation", "entry_n"], name="infusion_dose_once")]
        indexes = [
            models.Index(fields=["session", "event_n"], name="infusion_dose_of_session"),
            models.Index(fields=["clinic", "patient", "-at"], name="infusion_dose_of_patient"),
        ]


class NoteSource(AppendOnly):
    """A sentence for the session's note, written from a fact in the same breath as the fact; `event_n` is its source."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    event_n = models.BigIntegerField()
    at = models.DateTimeField()
    says = models.TextField()
    figures = models.JSONField(help_text="what the sentence says in numbers, micrograms")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "event_n"], name="infusion_note_source_once")
        ]


class ForecastStatement(AppendOnly):
    """The medical director's signed word on the live predicted concentration. The newest row counts."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    on = models.BooleanField()
    statement = models.TextField()


# Acts of a tablet that move the pump.
OF_THE_PUMP = ("rate", "pause", "resume", "finish")


class OfflineEntry(AppendOnly):
    """An entry that a tablet took without the network, as it came: what was typed, when by which clock, what became of it.

    `measured_at` is the tablet's clock set right by `offset_ms`, which it measured when it last heard the server;
    `device_at` is what its own clock showed. `seen_n` is the newest entry of the record that the tablet had shown.
    An entry that is not entered waits for a person (`OfflineAnswer`).
    """

    class Outcome(models.TextChoices):
        ENTERED = "entered", "entered"
        PROVISIONAL = "provisional", "entered, to be matched"
        CONFLICT = "conflict", "somebody else changed it meanwhile"
        REFUSED = "refused", "refused"
        TWO_SIGN = "two-sign", "two have to sign"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    device = models.CharField(max_length=40)
    act = models.CharField(max_length=12)
    fields = models.JSONField()
    measured_at = models.DateTimeField()
    device_at = models.DateTimeField()
    offset_ms = models.BigIntegerField()
    received_at = models.DateTimeField()
    by = models.CharField(max_length=200)
    seen_n = models.BigIntegerField()
    outcome = models.CharField(max_length=12, choices=Outcome)
    says = models.TextField(blank=True)
    event_n = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "client_id"], name="infusion_offline_once")]
        indexes = [models.Index(fields=["session", "measured_at"], name="infusion_offline_of_session")]

    @property
    def waits(self) -> bool:
        """Whether it needs a person's answer."""
        return self.outcome != self.Outcome.ENTERED


class OfflineAnswer(AppendOnly):
    """What a person decided about an entry that could not simply be entered. Both stay readable."""

    class Decision(models.TextChoices):
        ENTERED = "entered", "entered as it was"
        MATCHED = "matched", "matched"
        SET_ASIDE = "set-aside", "set aside"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    entry = models.OneToOneField(OfflineEntry, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    decision = models.CharField(max_length=10, choices=Decision)
    reason = models.TextField()
    event_n = models.BigIntegerField(null=True)
