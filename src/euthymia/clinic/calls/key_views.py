"""The big button behind a key: on the patient's own phone, or on a tablet beside a chair.

The page names no patient and no treatment. The key in the address is the only authority and no cookie is read, so
a page of another site could do nothing with it that its holder could not.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language_from_request
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from euthymia.clinic.people.doors import public
from euthymia.kit import units

from . import asking, queries
from .models import CallKey

LONGEST = 100  # signs; a key has 43


@csrf_exempt
@public
@require_http_methods(["GET", "POST"])
def call(request: HttpRequest, token: str) -> HttpResponse:
    """Press to call; what became of it."""
    with translation.override(get_language_from_request(request)):
        found = _key(token)
        if found is None:
            return _private(render(request, "calls/press.html", {"ended": True}, status=404))
        with units.unit(tenant=found.clinic_id, actor="call button"):
            return _private(_answer(request, token, found))


def _key(token: str) -> CallKey | None:
    """Looked for in every clinic, since the key alone says whose it is; nothing else is read so."""
    if len(token) > LONGEST:
        return None
    with units.unit(tenant=units.EVERY_TENANT, actor="call button"):
        return queries.key(token)


def _answer(request: HttpRequest, token: str, key: CallKey) -> HttpResponse:
    visit, here = queries.visit_of(key), reverse("call", args=[token])
    if request.method == "POST":
        by = f"patient, tablet at {key.room}" if key.room is not None else "patient, own phone"
        return asking.pressed(request, visit, here, by)
    if "state" in request.GET:
        return JsonResponse(asking.state(visit))
    return render(request, "calls/press.html", asking.shown(visit, here))


def _private(answer: HttpResponse) -> HttpResponse:
    """Kept by nobody on the way, found by no search, told to no other site."""
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
