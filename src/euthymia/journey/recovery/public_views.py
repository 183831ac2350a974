"""The ride home, on the phone of whoever holds its link: when to be at the door, and nothing else.

The page names no patient, no clinic and no treatment, and it looks the same to every link that has ended or never
was. It carries no brand and takes nothing from elsewhere, so that a glance at the phone tells a time of day.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language_from_request
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.doors import public
from euthymia.kit import clock, units

from . import actions, facts, queries
from .models import EscortLink

LONGEST = 100  # signs; a key has 43


# The key is all that lets anybody in, and a page that tells no referrer names no origin that could be compared.
@csrf_exempt
@public
@require_http_methods(["GET", "POST"])
def ride(request: HttpRequest, token: str) -> HttpResponse:
    """When to be at the door; and a button that says "I will be there"."""
    with translation.override(get_language_from_request(request)):
        link = _link(token)
        if link is None:
            return _private(render(request, "recovery/ride.html", status=404))
        with units.unit(tenant=link.clinic_id, actor="escort's link"):
            return _private(_answer(request, token, link))


def _link(token: str) -> EscortLink | None:
    """Looked for in every clinic, since the key alone says whose it is; nothing else is read so."""
    if len(token) > LONGEST:
        return None
    with units.unit(tenant=units.EVERY_TENANT, actor="escort's link") as unit:
        return queries.link(token, unit.now)


def _answer(request: HttpRequest, token: str, link: EscortLink) -> HttpResponse:
    if request.method == "POST":
        actions.confirm_by_link(link=link)
        return HttpResponseRedirect(reverse("ride", args=[token]))
    auditing.record(
        verb="ride.seen", says="the link for the ride was opened", subject=str(link.recovery_id),
        patient=link.recovery.patient_id, clinic=link.clinic_id,
    )  # fmt: skip
    visit, clinic = link.recovery.visit, link.recovery.clinic
    visit.clinic = clinic
    standing = facts.standing(visit, clock.now())
    now, ready_by = clock.now(), standing.ready_by
    context = {
        "ready_by": ready_by and max(ready_by, now),  # nobody can still be there at a time that is over
        "coming": standing.state.coming_at is not None,
        "now": now,
    }
    with timezone.override(clinic.zone):
        return render(request, "recovery/ride.html", context)


def _private(answer: HttpResponse) -> HttpResponse:
    """Kept by nobody on the way, found by no search, told to no other site."""
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
