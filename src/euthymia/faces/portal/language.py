"""The patient's pages in the patient's language: chosen on the page, else what the browser asks for."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language_from_request
from django.views.decorators.http import require_POST

from euthymia.clinic.people.doors import public
from euthymia.kit.language import keep
from euthymia.kit.pages import way_back

View = Callable[..., HttpResponse]


def spoken(view: View) -> View:
    """Say this page in the patient's language. Put it outside the door, so that refusals are said in it too."""

    @functools.wraps(view)
    def said(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with translation.override(get_language_from_request(request)):
            answer = view(request, *args, **kwargs)
        answer.headers.setdefault("Content-Language", get_language_from_request(request))
        return answer

    return said


@public
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """The other language, from any page on."""
    back = HttpResponseRedirect(way_back(request, reverse("portal")))
    return keep(back, request, request.POST.get("language", ""))
