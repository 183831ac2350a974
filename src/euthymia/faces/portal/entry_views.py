"""The first link: who has it and was born on the right day is in, with nothing to remember; it opens once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from euthymia.clinic.people import entering
from euthymia.clinic.people.doors import RECORD_KEY, public
from euthymia.clinic.people.models import PortalLink
from euthymia.kit import units
from euthymia.kit.forms import Form

from .language import spoken

BY = "a patient's link"
LONGEST = 60  # signs; a key has 43


class BornForm(Form):
    born = forms.DateField(
        label=_("The day you were born"),
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "bday"}),
        error_messages={"required": _("Choose the day."), "invalid": _("Choose a day of the calendar.")},
    )


@spoken
@public
@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, entry_key: str) -> HttpResponse:
    """The birth date, and in; programs that open links press nothing and use nothing up."""
    if _of_key(entry_key) is None:
        return _private(render(request, "portal/entry_none.html", status=404))
    form = BornForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        # Of every clinic: whether the account is also one of staff is asked of all of them.
        with units.unit(tenant=units.EVERY_TENANT, actor=BY) as unit:
            link = entering.link_of(entry_key, unit.now)
            user = link and entering.come_in(link=link, key=entry_key, born=form.cleaned_data["born"])
        if link is not None and user is not None:
            return _private(_inside(request, link, user))
        if _of_key(entry_key) is None:
            return _private(render(request, "portal/entry_none.html", status=404))
        form.add_error(
            "born", _("This is not the day we have. After five wrong ones the link opens nothing any more.")
        )
    return _private(render(request, "portal/entry.html", {"form": form}, status=422 if form.errors else 200))


def _of_key(key: str) -> PortalLink | None:
    """Looked for in every clinic, since the key alone says whose it is; nothing else is read so."""
    if len(key) > LONGEST:
        return None
    with units.unit(tenant=units.EVERY_TENANT, actor=BY) as unit:
        return entering.link_of(key, unit.now)


def _inside(request: HttpRequest, link: PortalLink, user: Any) -> HttpResponse:
    """Signed in, in a session of its own, at the clinic that made the link."""
    request.session.flush()
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[RECORD_KEY] = str(link.clinic_id)
    return HttpResponseRedirect(reverse("portal"))


def _private(answer: HttpResponse) -> HttpResponse:
    """Kept by nobody on the way, found by no search, told to no other site."""
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = (
        "same-origin"  # a form that tells no origin cannot be told from another site's
    )
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
