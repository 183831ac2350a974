"""Step-up: the person proves again who they are, for one act that needs a signature."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django import forms
from django.http import HttpRequest

from euthymia.kit import clock, units

from . import queries
from .models import User
from .proofs import OneAct

_RECENT_S = 300


class SignatureForm(forms.Form):
    """Add to an act's form: asks for the person's password (and code, where they have one) for this act only.

    Construct with `request`. A passkey used within the last five minutes at the account's own
    re-authentication page stands for both.
    """

    password = forms.CharField(
        label="Your password, as your signature",
        widget=forms.PasswordInput(
            attrs={"autocomplete": "current-password", "data-test": "signature-password"}
        ),
        required=False,
        strip=False,
    )
    code = forms.CharField(
        label="Code from your authenticator",
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "data-test": "signature-code"}
        ),
        required=False,
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.totp = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP).first()
        if self.totp is None:
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors or _recent_passkey(self.request):
            return cleaned
        user = self.request.user
        assert isinstance(user, User)
        if not ratelimit.consume(self.request, action="reauthenticate", user=user):
            raise forms.ValidationError("Too many attempts: wait a few minutes.", code="too-many")
        if not user.check_password(cleaned.get("password", "")):
            self.add_error(
                "password", forms.ValidationError("This is not your password.", code="wrong-password")
            )
        elif self.totp is not None and not TOTP(self.totp).validate_code(cleaned.get("code", "")):
            self.add_error("code", forms.ValidationError("This code does not fit now.", code="wrong-code"))
        return cleaned


class SecondPersonForm(forms.Form):
    """A second person proves who they are, on the same screen, for one act; then they are gone again.

    Construct with `request`. `second` is who it was: a member of the same clinic's staff, and never the
    person who is signed in. Their roles are for the act to judge.
    """

    second_email = forms.EmailField(
        label="Second person's email",
        widget=forms.EmailInput(attrs={"autocomplete": "off", "data-test": "second-email"}),
    )
    second_password = forms.CharField(
        label="Second person's password",
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "data-test": "second-password"}),
        strip=False,
    )
    second_code = forms.CharField(
        label="Second person's code",
        help_text="From their authenticator, if they have one.",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "inputmode": "numeric", "data-test": "second-code"}
        ),
        required=False,
    )

    use_required_attribute = False

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.request = request
        self.second: queries.Member | None = None

    @property
    def proof(self) -> OneAct | None:
        """What an act binds to the record that the second person signs with it; None before they are known."""
        return None if self.second is None else OneAct(self.second, units.current().now)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        by = self.request.member  # type: ignore[attr-defined]
        found = queries.user_of_staff(by.clinic, cleaned["second_email"])
        if not ratelimit.consume(self.request, action="reauthenticate", user=found or self.request.user):
            raise forms.ValidationError("Too many attempts: wait a few minutes.", code="too-many")
        if found is None or not _proves(found, cleaned["second_password"], cleaned["second_code"]):
            # Which of the two was wrong is nobody's business.
            self.add_error(
                "second_password", forms.ValidationError("This person and password do not fit.", code="wrong")
            )
        elif found.pk == by.staff.user_id:
            self.add_error(
                "second_email", forms.ValidationError("The second person is somebody else.", code="same")
            )
        else:
            self.second = queries.member(found, by.clinic.pk, units.current().now)
        return cleaned


def _proves(user: User, password: str, code: str) -> bool:
    if not user.is_active or not user.check_password(password):
        return False
    totp = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    return totp is None or bool(TOTP(totp).validate_code(code))


def _recent_passkey(request: HttpRequest) -> bool:
    latest = clock.wall().timestamp() - _RECENT_S
    return did_recently_reauthenticate(request) and any(
        method.get("method") == "mfa"
        and method.get("type") == "webauthn"
        and method.get("reauthenticated")
        and method.get("at", 0) > latest
        for method in request.session.get("account_authentication_methods", [])
    )
