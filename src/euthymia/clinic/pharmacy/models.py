"""Registrations and places, the book of each registration with its entries, and what the entries come to."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.domain.ledger import KETAMINE, VIAL
from euthymia.kit.models import AppendOnly, Row, StreamHead, StreamRow

from .concern_models import Concern, ConcernAnswer
from .paper_models import Inventory, Packet, PacketFile, PacketSection, Registrant

__all__ = [
    "Book",
    "Case",
    "Concern",
    "ConcernAnswer",
    "CountMode",
    "Entry",
    "Inventory",
    "LossDecision",
    "Packet",
    "PacketFile",
    "PacketSection",
    "Place",
    "Refusal",
    "Registrant",
    "Registration",
    "ReportMade",
    "Sheet",
    "SignalReview",
    "SignalReviewers",
    "SiteRule",
    "Syringe",
    "Vial",
]


class Registration(Row):
    """A DEA registration of a legal entity at one principal place. Stock is never pooled across registrations."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    entity = models.CharField(max_length=160, help_text="the legal entity that holds it")
    number = models.CharField(max_length=9, help_text="DEA number, its check digit verified")
    address = models.CharField(max_length=200, help_text="the registered location")
    valid_until = models.DateField(help_text="the last day it is valid")
    state = models.CharField(
        max_length=2, blank=True, help_text="whose rules hold here, such as CA; empty: not said"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "number"], name="pharmacy_registration_once")
        ]

    def __str__(self) -> str:
        return f"{self.entity}, {self.number}"


class Place(Row):
    """A locked place of a registration where vials are kept; or, `treatment`, a room where patients are treated.

    A vial that is taken into such a room is one patient's from then on (compliance.md 1.9 row 2).
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    treatment = models.BooleanField(default=False, help_text="patients are treated there")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["registration", "name"], name="pharmacy_place_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def account(self) -> str:
        """How the ledger names it: `DEA-NUMBER/NAME`."""
        return f"{self.registration.number}/{self.name}"


class Book(Row):
    """The drug account of one registration. Its row is the lock that every writer takes.

    A book that `euthymia verify` found not as it was written is halted: nothing is posted in it until it is
    found whole again.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    registration = models.OneToOneField(Registration, on_delete=models.PROTECT, related_name="+")
    halted_at = models.DateTimeField(null=True, blank=True)
    halted_says = models.TextField(blank=True, help_text="the first thing that verify found wrong")

    entries = StreamHead()
    entries_n: int
    entries_head: bytes


class CountMode(models.TextChoices):
    """Whether the counters see what the book expects: surer blind, quicker with the book open."""

    BLIND = "blind", "blind: the book's figures are hidden until two have signed"
    VERIFY = "verify", "verify: the book's figures stand beside the fields"


class SiteRule(AppendOnly):
    """What a registered place has chosen for its stock. The newest row of a book counts; without one, the defaults."""

    class WhenClosed(models.TextChoices):
        REFUSE = "refuse", "refuse to draw until two have counted"
        ASK = "ask", "ask for a reason with each draw"
        LET = "let", "let it be drawn, and say that nobody has counted"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    count_mode = models.CharField(max_length=10, choices=CountMode, default=CountMode.BLIND)
    tolerance_ul = models.PositiveIntegerField(
        default=0, help_text="a difference of an open vial that may be measurement"
    )
    when_closed = models.CharField(max_length=10, choices=WhenClosed, default=WhenClosed.ASK)
    by_chance = models.FloatField(
        default=1.0, help_text="signals of pure chance that reviewers are willing to read in a period"
    )
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["book", "client_id"], name="pharmacy_site_rule_once")]
        indexes = [models.Index(fields=["book", "-at"], name="pharmacy_site_rule_newest")]


class Entry(StreamRow):
    """A posted event with its double-entry lines: what moved between which accounts, who did it, who saw it.

    `event` is the ledger's own document of it; `legs` are `[account, µL, µg]`, positive into the account; `more`
    is what a reversal needs to know, and under `left` the SHA-256 of what it left of each vial, syringe and case.
    `papers` are names and addresses as they were then, which the law wants kept with the act. `record` is the
    SHA-256 of what was signed: this event, or the whole count sheet that it belongs to. A witness signed that record
    and no other.
    """

    stream: ClassVar = ("book", "entries")

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="+", db_index=False)
    client_id = models.UUIDField()
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=200)
    witness = models.CharField(max_length=200, blank=True)
    record = models.CharField(max_length=64)
    vial = models.CharField(max_length=200, blank=True)
    patient = models.ForeignKey(Patient, null=True, on_delete=models.PROTECT, related_name="+")
    ref = models.CharField(max_length=200, blank=True)
    event = models.JSONField()
    legs = models.JSONField()
    more = models.JSONField()
    papers = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "n"], name="pharmacy_entry_numbered"),
            models.UniqueConstraint(fields=["book", "client_id"], name="pharmacy_entry_once"),
            models.CheckConstraint(
                condition=~models.Q(witness=models.F("by")), name="pharmacy_witness_is_another_person"
            ),
        ]
        indexes = [
            models.Index(fields=["book", "vial", "n"], name="pharmacy_entry_of_vial"),
            models.Index(fields=["book", "kind", "ref"], name="pharmacy_entry_about"),
        ]


class Refusal(AppendOnly):
    """An event that was refused. Its id stays refused, so that a retry never succeeds in silence."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    code = models.CharField(max_length=40)
    says = models.TextField()
    event = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["book", "client_id"], name="pharmacy_refusal_once")]
        indexes = [models.Index(fields=["book", "-at"], name="pharmacy_refusal_newest")]


class Sheet(AppendOnly):
    """A blind count of everything at once, signed by two: it opens or closes the day, or stands for itself."""

    class Purpose(models.TextChoices):
        OPEN = "open", "opening count"
        CLOSE = "close", "closing count"
        SPOT = "spot", "count in between"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    purpose = models.CharField(max_length=10, choices=Purpose)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    witness = models.CharField(max_length=200)
    record = models.CharField(max_length=64)
    vials = models.PositiveIntegerField()
    differences = models.PositiveIntegerField()
    mode = models.CharField(max_length=10, choices=CountMode, default=CountMode.BLIND)
    tolerance_ul = models.PositiveIntegerField(default=0, help_text="the site's own when it was counted")
    left_open = models.TextField(null=True, help_text="what a closed day leaves open, and why; null: nothing")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["book", "client_id"], name="pharmacy_sheet_once")]
        indexes = [models.Index(fields=["book", "-at"], name="pharmacy_sheet_newest")]


class Vial(Row):
    """What the entries say of one vial, or of one device: a projection, which `euthymia verify` recomputes."""

    projection = True

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+", db_index=False)
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=200, help_text="the vial's own number, as on its label")
    standing = models.CharField(max_length=20)
    place = models.CharField(max_length=200)
    ndc = models.CharField(max_length=20)
    lot = models.CharField(max_length=200)
    expires = models.DateField()
    form = models.CharField(
        max_length=10, default=VIAL, help_text="vial, or device: one sealed unit, counted each"
    )
    substance = models.CharField(
        max_length=20, default=KETAMINE, help_text="of the product; never added up across two"
    )
    book_ul = models.BigIntegerField(help_text="of a device whole devices, 1 or 0")
    state = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["book", "code"], name="pharmacy_vial_once")]
        indexes = [models.Index(fields=["clinic", "standing", "expires"], name="pharmacy_vial_standing")]


class Syringe(Row):
    """What is drawn up for one patient and order, not yet given and not yet wasted: a projection.

    `syringe` is its own number, as on its label; empty for an entry that names none. A device that was opened for
    somebody is one too, under the device's number: it has a mass, and no volume.
    """

    projection = True

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="+", db_index=False)
    patient = models.CharField(max_length=200, help_text="the patient's record number")
    order = models.CharField(max_length=200)
    syringe = models.CharField(max_length=200, default="")
    volume_ul = models.BigIntegerField()
    mass_ug = models.BigIntegerField()
    state = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["book", "patient", "order", "syringe"], name="pharmacy_syringe_once"
            )
        ]
        indexes = [
            models.Index(fields=["clinic"], condition=models.Q(mass_ug__gt=0), name="pharmacy_syringe_held")
        ]


class Case(Row):
    """A count of a vial and what of its difference is still in suspense: a projection."""

    projection = True

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=200, help_text="the id of the count")
    vial = models.CharField(max_length=200)
    at = models.DateTimeField()
    rest_ul = models.BigIntegerField(help_text="of a device whole devices")
    is_open = models.BooleanField()
    state = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["book", "code"], name="pharmacy_case_once")]
        indexes = [
            models.Index(fields=["clinic"], condition=models.Q(is_open=True), name="pharmacy_case_open")
        ]


class LossDecision(AppendOnly):
    """The decision sheet of a theft or loss: each factor answered, and what two people decided.

    `entry` is the client id of the entry that it posted, `digest` the SHA-256 of the sheet, which stands in that
    entry's reason: who signed the one signed the other.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    witness = models.CharField(max_length=200)
    entry = models.UUIDField()
    case = models.CharField(max_length=200, blank=True, help_text="the id of the count that found it")
    vial = models.CharField(max_length=200)
    volume_ul = models.BigIntegerField()
    discovered_at = models.DateTimeField()
    verdict = models.CharField(max_length=12)
    answers = models.JSONField()
    known = models.JSONField(help_text="the figures that stood on the sheet when it was signed")
    reason = models.TextField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "client_id"], name="pharmacy_loss_decision_once"),
            models.UniqueConstraint(fields=["book", "entry"], name="pharmacy_loss_decision_of_entry"),
        ]


class ReportMade(AppendOnly):
    """A notice or report about a loss that was sent: what, about which entry, on which day, and how to find it."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    ref = models.CharField(max_length=200, help_text="the entry that it is about")
    duty = models.CharField(max_length=20)
    done_on = models.DateField()
    reference = models.CharField(max_length=400, help_text="number, carrier, or where the copy is kept")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["book", "client_id"], name="pharmacy_report_once")]


class SignalReviewers(AppendOnly):
    """The two people who read the signals of a clinic's books. The newest row counts."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    first = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "client_id"], name="pharmacy_reviewers_once"),
            models.CheckConstraint(
                condition=~models.Q(first=models.F("second")), name="pharmacy_reviewers_are_two"
            ),
        ]


class SignalReview(AppendOnly):
    """What a reviewer concluded about a signal, as it stood then. A later word is another row."""

    class Outcome(models.TextChoices):
        EXPLAINED = "explained", "explained by the work itself"
        WATCH = "watch", "not explained; looked at again with the next events"
        ACTED = "acted", "worth it: something was found and is being followed"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    reviewer = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    signal = models.CharField(
        max_length=64, help_text="which signal: SHA-256 of pattern, people and evidence"
    )
    says = models.TextField(help_text="the signal as it was read")
    evidence = models.JSONField()
    outcome = models.CharField(max_length=12, choices=Outcome)
    words = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "client_id"], name="pharmacy_signal_review_once")
        ]
        indexes = [models.Index(fields=["book", "signal"], name="pharmacy_review_of_signal")]
