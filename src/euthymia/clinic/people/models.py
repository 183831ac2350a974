"""Clinics, users, staff with role grants over time, patients, emergency openings of charts."""

from __future__ import annotations

import zoneinfo
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models

from euthymia.kit.ids import uuid7
from euthymia.kit.models import AppendOnly, Row

from .access import ROLES


def known_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError(f"{name} is not a time zone; accepted: names such as America/Los_Angeles")


# The rows of whoever is signed in, found by the index on `user_id`: a comparison of texts would read every patient.
_MINE = "user_id = nullif(current_setting('euthymia.user', true), '')::uuid"


class Clinic(Row):
    tenant_column = "id"
    visible_also = " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} WHERE {table}.clinic_id = people_clinic.id AND {table}.{_MINE})"  # noqa: S608 - ours
        for table in ("people_staff", "people_patient")
    )

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    timezone = models.CharField(max_length=60, validators=[known_zone])
    phone = models.CharField(max_length=40, blank=True)
    alarm_profile = models.CharField(max_length=40, default="label-conservative")
    medical_director = models.ForeignKey(
        "people.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.timezone)


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = User(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save()
        return user


class TextSize(models.TextChoices):
    LARGER = "larger", "larger"
    LARGEST = "largest", "largest"


class Theme(models.TextChoices):
    LIGHT = "light", "light"
    DARK = "dark", "dark"
    DIM = "dim", "dim room"


class User(AbstractBaseUser):
    """Who signs in. What they may do is on their Staff rows, or that they are a patient."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(
        default=False, help_text="made by the demo; production refuses to start with one"
    )
    language = models.CharField(
        max_length=5, choices=settings.LANGUAGES, blank=True, help_text="empty: as the browser asks"
    )
    text_size = models.CharField(max_length=7, choices=TextSize, blank=True)
    theme = models.CharField(max_length=5, choices=Theme, blank=True, help_text="empty: as the device is set")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    def __str__(self) -> str:
        return self.name


class Staff(Row):
    """A person's place in one clinic."""

    visible_also = _MINE

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "user"], name="people_staff_once")]

    def __str__(self) -> str:
        return self.name


class RoleGrant(AppendOnly):
    """A role given to, or ended for, a member of staff. The newest row of a role counts."""

    class Change(models.TextChoices):
        GIVEN = "given", "given"
        ENDED = "ended", "ended"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=[(role.code, role.name) for role in ROLES])
    change = models.CharField(max_length=10, choices=Change)
    at = models.DateTimeField()
    until = models.DateTimeField(null=True, help_text="after this the role is over by itself")
    by = models.CharField(max_length=200)
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["staff", "at"], name="people_grant_of_staff")
        ]  # every request folds these


class Credential(AppendOnly):
    """What lets a member of staff act: a licence, a registration, a training, an attestation. The newest row of a number
    counts.

    Who attests states that they were never convicted of a felony relating to controlled substances, and never had an
    application for a DEA registration denied, or a registration revoked or surrendered for cause (compliance.md 1.2
    row 3). Until the day that the owner sets they are not asked again.
    """

    class Kind(models.TextChoices):
        LICENCE = "licence", "licence"
        REGISTRATION = "registration", "controlled-substance registration"
        TRAINING = "training", "training"
        ATTESTATION = "attestation", "attestation for controlled substances (21 CFR 1301.76(a))"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    number = models.CharField(max_length=60)
    issuer = models.CharField(max_length=120)
    valid_until = models.DateField(help_text="the last day it is valid")
    verified_at = models.DateTimeField()
    verified_by = models.CharField(max_length=200)
    source = models.CharField(
        max_length=200, help_text="where it was verified, such as the board's own register"
    )

    class Meta:
        indexes = [
            models.Index(fields=["clinic", "staff", "-verified_at"], name="people_credential_of_staff")
        ]


class Patient(Row):
    class Sex(models.TextChoices):
        FEMALE = "female", "female"
        MALE = "male", "male"
        OTHER = "other", "other"
        UNKNOWN = "unknown", "not known"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=20, help_text="the clinic's own record number")
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80)
    born = models.DateField()
    sex = models.CharField(max_length=10, choices=Sex, default=Sex.UNKNOWN)
    height_cm = models.PositiveSmallIntegerField(null=True, blank=True)
    allergies = models.JSONField(null=True, blank=True, help_text="null: not asked; []: asked, none")
    monitoring_risks = models.JSONField(default=list, blank=True, help_text="what asks for tighter watching")
    phone = models.CharField(max_length=40, blank=True)
    address = models.CharField(
        max_length=200,
        blank=True,
        help_text="where the patient lives: the controlled-substance record needs it",
    )
    emergency_contact = models.CharField(max_length=200, blank=True)
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    visible_also = _MINE

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "number"], name="people_patient_number"),
            # an account is one person's: never two patients of the same clinic
            models.UniqueConstraint(fields=["clinic", "user"], name="people_patient_account"),
        ]
        indexes = [
            # the patient list and search: by family name within the clinic
            models.Index(fields=["clinic", "family_name", "given_name", "id"], name="people_patient_by_name"),
        ]

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def initials(self) -> str:
        return f"{self.given_name[:1]}. {self.family_name[:1]}."


class PortalLink(Row):
    """A link that lets one patient in, once, after their birth date. Of the key only its SHA-256 is kept."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    email = models.EmailField(help_text="what the account is made for, where the patient has none")
    key_digest = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    until = models.DateTimeField()
    wrong = models.PositiveSmallIntegerField(default=0, help_text="birth dates that were not the patient's")
    ended_at = models.DateTimeField(
        null=True, help_text="used, closed by wrong answers, or a newer one was made"
    )

    class Meta:
        indexes = [models.Index(fields=["clinic", "patient", "-made_at"], name="people_link_of_patient")]


class GlassBreak(AppendOnly):
    """An emergency opening of one patient's chart: for an hour at most, with a reason, reviewed afterwards."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    until = models.DateTimeField()
    code = models.CharField(max_length=20)
    reason = models.TextField()


class GlassReview(AppendOnly):
    """A second person's look at an emergency opening."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    opening = models.OneToOneField(GlassBreak, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    finding = models.TextField()
