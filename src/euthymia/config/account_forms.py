"""The account forms of allauth, in this house's manner: named for tests, labels instead of placeholders."""

from __future__ import annotations

from typing import Any, TypeVar

from allauth.account.forms import LoginForm, ResetPasswordForm
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from euthymia.kit.forms import name_for_tests

AnyForm = TypeVar("AnyForm", bound=forms.BaseForm)


class _Manner:
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        fields: dict[str, forms.Field] = self.fields  # type: ignore[attr-defined]
        for name, field in fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = _LABELS.get(name, field.label)
        name_for_tests(fields.items())


_LABELS = {
    "login": _("Email"),
    "email": _("Email"),
    "oldpassword": _("Your password now"),
    "password": _("Password"),
    "password1": _("New password"),
    "password2": _("New password, again"),
    "code": _("Code"),
    "name": _("Name of this key"),
    "passwordless": _("Sign in with this key alone (the key asks for a fingerprint, a face or its PIN)"),
}


def mannered(form: type[AnyForm]) -> type[AnyForm]:
    """The same form with the house's labels and test names."""
    return type(form.__name__, (_Manner, form), {})


class SignIn(_Manner, LoginForm):  # type: ignore[misc]
    """Email and password. A sign-in that fails says the same whether or not the address is known."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""  # the page has its own link to a new password


class AskForReset(_Manner, ResetPasswordForm):  # type: ignore[misc]
    """Asks for a new password. To an address that nobody signs in with, nothing is sent: nobody signs up here."""

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        if not self.users:
            return str(self.cleaned_data["email"])
        return str(super().save(request, **kwargs))
