"""The frame of the public site: its sections, its language, and what every page of it is given.

A room that adds a page adds its line to `SECTIONS`, opens its views with `open_page` and answers with `show`. Such a
page reads nothing of a clinic but what `public_queries` gives.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, get_language_from_request
from django.utils.translation import gettext_lazy as _

from euthymia.clinic.learning.words import LEARN
from euthymia.clinic.people.doors import public
from euthymia.kit.language import keep

View = Callable[..., HttpResponse]

# What stands in the bar of every public page, in this order: words, name of the address.
SECTIONS: tuple[tuple[Any, str], ...] = (
    (_("Find a clinic"), "find"),
    (_("Compare"), "compare"),
    (LEARN, "learn"),
    (_("For clinics"), "for-clinics"),
    (_("About the data"), "about-the-data"),
)


def open_page(view: View) -> View:
    """A public page in the visitor's language: `?language=es` in the address, else chosen before, else the browser's."""

    @functools.wraps(view)
    def said(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.GET.get("language", "")
        chosen = asked in dict(settings.LANGUAGES)
        language = asked if chosen else get_language_from_request(request)
        with translation.override(language):
            answer = view(request, *args, **kwargs)
        answer.headers.setdefault("Content-Language", language)
        return keep(answer, request, asked) if chosen else answer

    return public(said)


def show(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Answer with a page that extends `directory/public.html`."""
    return render(request, template, {**frame(request), **(context or {})}, status=status)


def frame(request: HttpRequest) -> dict[str, Any]:
    """What the frame of every public page needs."""
    return {
        "site_sections": [
            {"title": title, "url": reverse(name), "here": request.path.startswith(reverse(name))}
            for title, name in SECTIONS
        ],
        "site_languages": [
            {"code": code, "name": name, "url": in_language(request, code), "here": code == get_language()}
            for code, name in settings.LANGUAGES
        ],
        "site_address": request.build_absolute_uri(request.path),
    }


def in_language(request: HttpRequest, code: str) -> str:
    """This address, said in another language."""
    asked = request.GET.copy()
    asked["language"] = code
    return f"{request.path}?{asked.urlencode()}"
