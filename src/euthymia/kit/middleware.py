"""What every answer goes through: unusable addresses are refused, a lost database is said, private pages are
not kept by browsers."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError, connections
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

log = logging.getLogger(__name__)
Answer = Callable[[HttpRequest], HttpResponse]


def database_lost(get_response: Answer) -> Answer:
    """A page that cannot reach the database says so, with status 503, and what was typed stays typed.

    Django's handler turns exceptions into answers inside the chain, so the exception is caught by a
    `process_exception` hook rather than by a try around the call.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            return get_response(request)
        except (OperationalError, InterfaceError) as error:
            return _lost(request, error)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return _lost(request, exception) if isinstance(exception, OperationalError | InterfaceError) else None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def _lost(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("database lost at %s: %s", request.path, error)
    for connection in connections.all(initialized_only=True):
        connection.close()
    response = render(None, "kit/database_lost.html", status=503)
    response["Retry-After"] = "2"
    return response


def readable_address(get_response: Answer) -> Answer:
    """No text that the database keeps may hold a NUL, and addresses are searched for and noted."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return HttpResponse(
                "this address holds a sign that is none", status=400, content_type="text/plain"
            )
        return get_response(request)

    return middleware


def private_pages(get_response: Answer) -> Answer:
    """What a signed-in person saw is not left in a shared tablet's cache.

    Judged by the cookie: who it belongs to would be asked of the database, which may just have been lost.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    return middleware
