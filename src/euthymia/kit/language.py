"""A chosen language, remembered on this device; it says nothing about who uses it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

A_YEAR_S = 365 * 24 * 3600


def keep(answer: HttpResponse, request: HttpRequest, language: str) -> HttpResponse:
    """Remember the chosen language on this device, if there is such a one; it says nothing about who uses it."""
    if language in dict(settings.LANGUAGES):
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=A_YEAR_S, samesite="Lax", httponly=True,
            secure=request.is_secure(),
        )  # fmt: skip
    return answer
