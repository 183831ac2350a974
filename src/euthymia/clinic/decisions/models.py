"""Signed decisions of a patient, one after another; and the policies a clinic has adopted."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.kit.models import AppendOnly, Row, StreamHead, StreamRow


class Docket(Row):
    """The decisions about one patient, in the order they were signed."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")

    decisions = StreamHead()
    decisions_n: int
    decisions_head: bytes

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "patient"], name="decisions_docket_of_patient")
        ]


class Decision(StreamRow):
    """What was known, what the rules found with it, and what a person decided and signed.

    `document` is the SHA-256 of facts, findings, outcome, policy and rules together: the signature is of that
    document and of no other. A second person is named where there was an override, and only there.
    """

    class Verdict(models.TextChoices):
        TREAT = "treat", "treatment may be planned and started"
        NOT_NOW = "not-now", "not now"
        DECLINE = "decline", "no ketamine treatment"

    stream: ClassVar = ("docket", "decisions")

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    docket = models.ForeignKey(Docket, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    gate = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    meaning = models.CharField(max_length=200, help_text="what the signature says")
    facts = models.JSONField()
    rules_version = models.CharField(max_length=120)
    policy = models.CharField(max_length=60)
    policy_digest = models.CharField(max_length=64)
    findings = models.JSONField()
    outcome = models.CharField(max_length=20)
    verdict = models.CharField(max_length=10, choices=Verdict)
    reason = models.TextField(blank=True)
    override_reason = models.TextField(blank=True)
    second = models.CharField(max_length=200, blank=True)
    document = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["docket", "n"], name="decisions_decision_numbered"),
            models.UniqueConstraint(fields=["docket", "client_id"], name="decisions_decision_once"),
            models.CheckConstraint(
                condition=models.Q(override_reason="", second="")
                | (~models.Q(override_reason="") & ~models.Q(second="")),
                name="decisions_override_by_two",
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome="contraindicated", verdict="treat"),
                name="decisions_contraindicated_is_not_treated",
            ),
        ]
        indexes = [models.Index(fields=["clinic", "patient", "gate", "-n"], name="decisions_of_patient")]


class PolicyVersion(AppendOnly):
    """A policy as a clinic's medical director adopted it. The newest row is the one in force."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    name = models.CharField(max_length=60)
    text = models.TextField(help_text="the policy as TOML, whole")
    digest = models.CharField(max_length=64)
    reason = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "client_id"], name="decisions_policy_once")]
        indexes = [models.Index(fields=["clinic", "-at"], name="decisions_policy_newest")]
