"""What the clinic charges and what became of it. Nothing is changed: the newest version counts, and an account is a fold."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from euthymia.clinic.people.models import Clinic, Patient, Staff
from euthymia.kit.models import AppendOnly, Row, StreamHead, StreamRow


class PriceVersion(AppendOnly):
    """A signed price list, in force from a day on until a later one is. `document` is read by `domain.billing.prices`."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    n = models.PositiveIntegerField()
    from_day = models.DateField()
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "client_id"], name="billing_prices_once"),
            models.UniqueConstraint(fields=["clinic", "n"], name="billing_prices_numbered"),
        ]
        indexes = [models.Index(fields=["clinic", "-from_day", "-n"], name="billing_prices_newest")]


class PracticeVersion(AppendOnly):
    """Who bills: the clinic's legal name, address, tax number and NPI. The newest row counts."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    document = models.JSONField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "client_id"], name="billing_practice_once")]


class ProviderVersion(AppendOnly):
    """Under which numbers a member of staff is named on bills. The newest row of a person counts."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    document = models.JSONField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "client_id"], name="billing_provider_once")]


class CodeList(AppendOnly):
    """Codes that the clinic loaded beside the shipped ones, as they came (CSV); `source` is its right to their words."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    content = models.TextField()
    source = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "client_id"], name="billing_codes_once")]


class CoverageVersion(AppendOnly):
    """A patient's insurance, and whether they want it asked to pay. The newest row counts; `document` null: none."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    document = models.JSONField(null=True)
    claims = models.BooleanField(help_text="the insurer is asked to pay; otherwise the patient pays")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "client_id"], name="billing_coverage_once")]
        indexes = [models.Index(fields=["clinic", "patient", "-at"], name="billing_coverage_newest")]


class Eligibility(AppendOnly):
    """What an insurer answered when asked about a patient, on which day and how."""

    class Answer(models.TextChoices):
        COVERED = "covered", "covered"
        NOT_COVERED = "not-covered", "not covered"
        NOT_KNOWN = "not-known", "no answer, or an unclear one"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    payer = models.CharField(max_length=80)
    asked_on = models.DateField()
    how = models.CharField(max_length=120)
    service = models.CharField(max_length=120)
    answer = models.CharField(max_length=12, choices=Answer)
    says = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "client_id"], name="billing_eligibility_once")
        ]
        indexes = [models.Index(fields=["clinic", "patient", "-asked_on"], name="billing_eligibility_newest")]


class Estimate(AppendOnly):
    """A Good Faith Estimate that was given: why, by when it had to be, and every word of it. A new one replaces it."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=20)
    reason = models.CharField(max_length=10)
    asked_on = models.DateField(help_text="the day of scheduling, asking or change")
    due_on = models.DateField(null=True, help_text="the last day on which it may be given; null: no duty")
    first_day = models.DateField()
    last_day = models.DateField()
    document = models.JSONField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "client_id"], name="billing_estimate_once"),
            models.UniqueConstraint(fields=["clinic", "number"], name="billing_estimate_number"),
            models.CheckConstraint(
                condition=models.Q(first_day__lte=models.F("last_day")), name="billing_estimate_in_order"
            ),
        ]
        indexes = [models.Index(fields=["clinic", "patient", "-at"], name="billing_estimate_newest")]


class Account(Row):
    """A patient's money at this clinic. What it comes to is the fold of its entries."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.OneToOneField(Patient, on_delete=models.PROTECT, related_name="+")

    entries = StreamHead()
    entries_n: int
    entries_head: bytes


class AccountEntry(StreamRow):
    """Money in or out, a sale, something given, or what takes one of these back. `detail` holds what is told of it."""

    class Kind(models.TextChoices):
        PAID = "paid", "paid"
        SOLD = "sold", "package sold"
        CHARGED = "charged", "given"
        ENDED = "ended", "package ended"
        REFUNDED = "refunded", "paid back"
        REVERSED = "reversed", "reversed"
        RESTRICTED = "restricted", "kept from health plans"

    stream: ClassVar = ("account", "entries")

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=Kind)
    cents = models.BigIntegerField(null=True)
    of = models.BigIntegerField(null=True, help_text="the number of the entry it is about")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    says = models.CharField(max_length=300, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "n"], name="billing_entry_numbered"),
            models.UniqueConstraint(fields=["clinic", "client_id"], name="billing_entry_once"),
        ]


class Superbill(AppendOnly):
    """A bill for a patient's insurer, as it was made of the account. `document` is read by `domain.billing.superbill`."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=20)
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "client_id"], name="billing_superbill_once"),
            models.UniqueConstraint(fields=["clinic", "number"], name="billing_superbill_number"),
        ]
        indexes = [models.Index(fields=["clinic", "patient", "-at"], name="billing_superbill_newest")]


class ClaimFile(AppendOnly):
    """An 837P file as it was written, with its control number."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    superbill = models.ForeignKey(Superbill, on_delete=models.PROTECT, related_name="+")
    control = models.PositiveIntegerField()
    content = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "client_id"], name="billing_claim_once"),
            models.UniqueConstraint(fields=["clinic", "control"], name="billing_claim_control"),
        ]
