"""The account's addresses: those of allauth that this house uses, each behind a door and in the language of who comes.

Nobody signs themselves up, and an email is changed by the clinic, so those routes do not exist.
"""

from __future__ import annotations

import functools
from typing import Any, cast

from allauth.account import views as sign
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkey
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import path, re_path, reverse

from euthymia.clinic.people.doors import (
    CLINIC_KEY,
    Door,
    came_with_second_factor,
    has_second_factor,
    is_locked,
    public,
    to_second_factor,
)
from euthymia.clinic.people.lookups import demo_people
from euthymia.faces.portal.language import spoken

from . import account_events  # noqa: F401 - from now on, changes of passwords and factors are audited
from .account_forms import AskForReset, SignIn, mannered


def account(view: Any, *, while_locked: bool = False) -> Any:
    """A door for any signed-in person. No unit of work is opened: allauth commits by itself, and what it
    signals after its commit is audited in a unit of its own (account_events).

    On a screen that staff left locked only the way to unlock it is open: whoever could add a key of their
    own there would open the screen with it.
    """

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not while_locked and request.session.get(CLINIC_KEY) and is_locked(request):
            return HttpResponseRedirect(reverse("unlock"))
        return cast(HttpResponseBase, view(request, *args, **kwargs))

    guarded.door = Door("account")  # type: ignore[attr-defined]
    return guarded


def factors(view: Any) -> Any:
    """`account`, for the pages where second factors are seen and changed.

    Who has one shows it first: a session opened by password alone, before the first was added or by
    somebody who knows only the password, must not add another and so come in.
    """

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = cast(Any, request.user)
        if has_second_factor(user) and not came_with_second_factor(request, user):
            return to_second_factor(request)
        return cast(HttpResponseBase, view(request, *args, **kwargs))

    return account(guarded)


class SignInView(sign.LoginView):  # type: ignore[misc]
    def get_initial(self) -> dict[str, str]:
        return {"login": self.request.GET.get("login", "")}


def _view(view: Any) -> Any:
    """allauth's own view, with its form in the house's manner."""
    return view.as_view(form_class=mannered(view.form_class))


_SIGN_IN = SignInView.as_view(form_class=SignIn, extra_context={"demo_people": demo_people})
_RESET = sign.PasswordResetView.as_view(form_class=AskForReset)

_PAGES = [
    path("login/", public(_SIGN_IN), name="account_login"),
    path("login/2fa/", public(_view(factor.AuthenticateView)), name="mfa_authenticate"),
    path("login/passkey/", public(passkey.login_webauthn), name="mfa_login_webauthn"),
    path("inactive/", public(sign.account_inactive), name="account_inactive"),
    path("logout/", public(sign.logout), name="account_logout"),
    path("password/reset/", public(_RESET), name="account_reset_password"),
    path("password/reset/done/", public(sign.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        public(_view(sign.PasswordResetFromKeyView)),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        public(sign.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("password/change/", account(_view(sign.PasswordChangeView)), name="account_change_password"),
    path("password/set/", account(_view(sign.PasswordSetView)), name="account_set_password"),
    path("reauthenticate/", account(_view(sign.ReauthenticateView)), name="account_reauthenticate"),
    path("2fa/", factors(factor.index), name="mfa_index"),
    path("2fa/reauthenticate/", account(_view(factor.ReauthenticateView)), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", factors(_view(totp.ActivateTOTPView)), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", factors(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", factors(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/generate/",
        factors(codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/download/",
        factors(codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("2fa/passkeys/", factors(passkey.list_webauthn), name="mfa_list_webauthn"),
    path("2fa/passkeys/add/", factors(_view(passkey.AddWebAuthnView)), name="mfa_add_webauthn"),
    path(
        "2fa/passkeys/reauthenticate/",
        account(passkey.reauthenticate_webauthn, while_locked=True),
        name="mfa_reauthenticate_webauthn",
    ),
    path("2fa/passkeys/<int:pk>/remove/", factors(passkey.remove_webauthn), name="mfa_remove_webauthn"),
    path("2fa/passkeys/<int:pk>/edit/", factors(_view(passkey.EditWebAuthnView)), name="mfa_edit_webauthn"),
]

for _page in _PAGES:
    _page.callback = spoken(_page.callback)
urlpatterns = _PAGES
