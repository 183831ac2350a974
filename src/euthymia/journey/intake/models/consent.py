"""Consents as they were signed, and their withdrawals."""

from __future__ import annotations

from django.db import models

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.kit.models import AppendOnly


class Consent(AppendOnly):
    """A signature under one version of a consent document, bound to it by its hash (compliance 3.5, 4.1)."""

    class Signer(models.TextChoices):
        PATIENT = "patient", "the patient"
        SURROGATE = "surrogate", "a lawful surrogate"

    class Method(models.TextChoices):
        PORTAL = "portal", "signed in to the portal, password given again"
        IN_PERSON = "in-person", "in the clinic, identity checked by the staff named"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    course = models.CharField(max_length=40)
    document = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    language = models.CharField(max_length=8)
    document_digest = models.CharField(max_length=64)
    signer = models.CharField(max_length=10, choices=Signer)
    signed_name = models.CharField(max_length=200)
    relation = models.CharField(max_length=200, blank=True)
    method = models.CharField(max_length=10, choices=Method)
    meaning = models.CharField(max_length=300)
    teach_back = models.JSONField(
        help_text="each question with the answers that were tried, the right one last"
    )
    interpreter = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "client_id"], name="intake_consent_once"),
            models.CheckConstraint(
                condition=models.Q(signer="patient", relation="")
                | (models.Q(signer="surrogate") & ~models.Q(relation="")),
                name="intake_surrogate_says_who",
            ),
        ]
        indexes = [models.Index(fields=["clinic", "patient", "-at"], name="intake_consent_of_patient")]


class ConsentWithdrawal(AppendOnly):
    """A consent is taken back: no reason is asked for, and none is needed."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    consent = models.OneToOneField(Consent, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    words = models.TextField(blank=True)
