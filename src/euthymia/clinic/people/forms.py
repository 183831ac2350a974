"""What the people pages ask."""

from __future__ import annotations

import zoneinfo
from datetime import datetime, time, timedelta
from typing import Any

from allauth.core import ratelimit
from django import forms
from django.http import HttpRequest

from euthymia.kit.forms import Form, LastDayField

from .access import ROLES
from .models import Credential, User


class UnlockForm(Form):
    """The password again, for a session that is locked. The second factor was shown when it began."""

    password = forms.CharField(
        label="Your password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_password(self) -> str:
        user, password = self.request.user, str(self.cleaned_data["password"])
        assert isinstance(user, User)
        if not ratelimit.consume(self.request, action="reauthenticate", user=user):
            raise forms.ValidationError("Too many attempts: wait a few minutes.", code="too-many")
        if not user.check_password(password):
            raise forms.ValidationError("This is not your password.", code="wrong-password")
        return password


class GiveRoleForm(Form):
    role = forms.ChoiceField(label="Role")
    until = LastDayField(
        label="Last day",
        required=False,
        help_text="Empty: until somebody ends it. An inspector's role always has a last day.",
    )
    reason = forms.CharField(label="Why", required=False, max_length=500)

    def __init__(self, *args: Any, held: set[str], zone: zoneinfo.ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        # A patient is no role of staff: patients are linked to their record, not granted.
        open_roles = [role for role in ROLES if role.code not in held and role.code != "patient"]
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            ("", "Choose a role"), *((role.code, f"{role.name}: {role.description}") for role in open_roles)
        ]  # fmt: skip

    def clean_until(self) -> datetime | None:
        """The moment the last day is over where the clinic stands."""
        day = self.cleaned_data["until"]
        return None if day is None else datetime.combine(day + timedelta(days=1), time(), self.zone)


class EndRoleForm(Form):
    role = forms.ChoiceField(label="Role")
    reason = forms.CharField(label="Why it ends", max_length=500)

    def __init__(self, *args: Any, held: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.code, role.name) for role in ROLES if role.code in held]  # type: ignore[attr-defined]


class CredentialForm(Form):
    """What was verified of a colleague, and where: a tick without a source is worth nothing."""

    ATTESTED = (
        "An attestation says: never convicted of a felony relating to controlled substances, never an application for a "
        "DEA registration denied, never one revoked or surrendered for cause. Without it nobody draws or keeps stock."
    )

    kind = forms.ChoiceField(label="What", choices=Credential.Kind.choices, help_text=ATTESTED)
    number = forms.CharField(
        label="Number", max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    issuer = forms.CharField(label="Issued by", max_length=120)
    valid_until = LastDayField(label="Valid until", help_text="The last day it is valid.")
    source = forms.CharField(
        label="Verified at", max_length=200, help_text="Such as the board's own register, looked up today."
    )


class ReviewForm(Form):
    opening = forms.UUIDField(widget=forms.HiddenInput)
    finding = forms.CharField(
        label="What you found",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Was the opening justified?",
    )
