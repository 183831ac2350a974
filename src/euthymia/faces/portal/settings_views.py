"""Settings: the language, the size of the text and the theme of every page, how the clinic writes, and how one signs in."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings as configured
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from euthymia.clinic.messages import queries as messages
from euthymia.clinic.people import entering
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.doors import patient
from euthymia.clinic.people.models import TextSize, Theme, User
from euthymia.clinic.people.pages import page_of
from euthymia.kit.forms import Form
from euthymia.kit.language import keep

from .language import language_of, spoken
from .report_views import own, seen
from .views import left_locked, to_unlock

_TEXT = (("", _("Usual")), (TextSize.LARGER, _("Larger")), (TextSize.LARGEST, _("Largest")))
_THEMES = (
    ("", _("As the device is set")), (Theme.LIGHT, _("Light")), (Theme.DARK, _("Dark")), (Theme.DIM, _("Dim room")),
)  # fmt: skip


class ScreenForm(Form):
    language = forms.ChoiceField(label=_("Language"), choices=configured.LANGUAGES, widget=forms.RadioSelect)
    text_size = forms.ChoiceField(
        label=_("Size of the text"), choices=_TEXT, required=False, widget=forms.RadioSelect
    )
    theme = forms.ChoiceField(
        label=_("Light or dark"), choices=_THEMES, required=False, widget=forms.RadioSelect,
        help_text=_("The moon in the bar above changes it on this device alone."),
    )  # fmt: skip


@spoken
@patient
@require_http_methods(["GET", "POST"])
def settings(request: Any) -> HttpResponse:
    """One form for the screen, kept with the account; what is reached from here has pages of its own."""
    if left_locked(request):
        return to_unlock(request)
    record, user = own(request), request.user
    now = {
        "language": language_of(request).partition("-")[0],
        "text_size": user.text_size,
        "theme": user.theme,
    }
    form = ScreenForm(request.POST if request.method == "POST" else None, initial=now)
    if form.is_bound and form.is_valid():
        entering.choose_screen(patient=record, user=user, **form.cleaned_data)
        back = HttpResponseRedirect(f"{reverse('portal-settings')}?kept")
        return keep(back, request, form.cleaned_data["language"])
    seen(record, "looked at their settings")
    context = {
        "record": record, "form": form, "kept": "kept" in request.GET, "contact": messages.contact(record), **_ways_in(user),
    }  # fmt: skip
    return page_of(record.clinic, request, "portal/settings.html", context, 422 if form.errors else 200)


def _ways_in(user: User) -> dict[str, Any]:
    """What this account can be opened with."""
    kinds = people.second_factors(user)
    return {
        "has_password": user.has_usable_password(), "passkeys": kinds.count(Authenticator.Type.WEBAUTHN),
        "has_codes": Authenticator.Type.RECOVERY_CODES in kinds,
    }  # fmt: skip
