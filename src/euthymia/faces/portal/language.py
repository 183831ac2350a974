"""The patient's pages in the patient's language: what their account keeps, else what was chosen on this device, else
what the browser asks for."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language_from_request
from django.views.decorators.http import require_POST

from euthymia.clinic.people import entering
from euthymia.clinic.people.doors import public
from euthymia.kit import units
from euthymia.kit.language import keep
from euthymia.kit.pages import way_back

View = Callable[..., HttpResponse]


def language_of(request: HttpRequest) -> str:
    """The language that this request is answered in."""
    return str(getattr(request.user, "language", "")) or get_language_from_request(request)


def spoken(view: View) -> View:
    """Say this page in the patient's language. Put it outside the door, so that refusals are said in it too."""

    @functools.wraps(view)
    def said(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        language = language_of(request)
        with translation.override(language):
            answer = view(request, *args, **kwargs)
        answer.headers.setdefault("Content-Language", language)
        return answer

    return said


@public
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """The other language, from any page on; who is signed in keeps it with their account."""
    back, chosen = (
        HttpResponseRedirect(way_back(request, reverse("portal"))),
        request.POST.get("language", ""),
    )
    user: Any = request.user
    if chosen in dict(settings.LANGUAGES) and user.is_authenticated and user.language != chosen:
        with units.unit(tenant=None, actor=f"{user.name} <{user.email}>", user=user.pk):
            entering.speak(user=user, language=chosen)
    return keep(back, request, chosen)
