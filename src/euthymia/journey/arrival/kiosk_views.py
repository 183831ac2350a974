"""The kiosk: a patient in the waiting room says who they are; the screen forgets them within half a minute.

It tells nobody anything: a name that fits nobody and a birth date that does not fit are answered alike.
"""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import get_language_from_request
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.audit.models import Event
from euthymia.clinic.people.doors import public
from euthymia.kit import clock, units

from . import actions, queries
from .forms import FindForm
from .models import Kiosk

CLEARS_S = 30  # screens.md 3.7
TRIES_A_MINUTE = 12  # P: a site setting; people who really arrive are fewer
LONGEST = 100  # signs; a key has 43


# The key is all that lets anybody in, and a page that tells no referrer names no origin that could be compared.
@csrf_exempt
@public
@require_http_methods(["GET", "POST"])
def kiosk(request: HttpRequest, token: str) -> HttpResponse:
    """Two identifiers, and "please sit down"; or "please ask at the desk"."""
    with translation.override(get_language_from_request(request)):
        found = _kiosk(token)
        if found is None:
            return _cleared(render(request, "arrival/kiosk.html", {"ended": True}, status=404))
        with units.unit(tenant=found.clinic_id, actor="kiosk"):
            form = FindForm(request.POST or None)
            context = {"form": form, "clears_s": CLEARS_S, "address": request.path}
            if request.method == "POST" and form.is_valid():
                context["state"] = _come(found, form)
                return _cleared(render(request, "arrival/kiosk.html", context))
            return _cleared(
                render(request, "arrival/kiosk.html", context, status=422 if form.errors else 200)
            )


def _kiosk(token: str) -> Kiosk | None:
    """Looked for in every clinic, since the key alone says whose it is; nothing else is read so."""
    if len(token) > LONGEST:
        return None
    with units.unit(tenant=units.EVERY_TENANT, actor="kiosk") as unit:
        return queries.kiosk(token, unit.now)


def _come(kiosk: Kiosk, form: FindForm) -> str:
    """ "in" when exactly one of the clinic's patients fits; else "ask", whatever did not fit."""
    if _too_often(kiosk):
        return "ask"
    data = form.cleaned_data
    fits = queries.fitting(kiosk, data["family_name"], data["born"])
    if len(fits) != 1:
        auditing.record(verb="kiosk.refused", says="somebody at the kiosk was sent to the desk", subject=str(kiosk.pk),
                        outcome=Event.Outcome.REFUSED, clinic=kiosk.clinic_id)  # fmt: skip
        return "ask"
    fits[0].clinic = kiosk.clinic
    with units.all_or_nothing():
        actions.check_in(by=kiosk, patient=fits[0], client_id=data["client_id"], identifiers=["name", "born"])
    return "in"


def _too_often(kiosk: Kiosk) -> bool:
    """Nobody guesses birth dates here: after so many tries in a minute the screen sends everybody to the desk."""
    minute = f"kiosk-{kiosk.pk}-{clock.wall():%Y%m%d%H%M}"
    tries = int(cache.get(minute, 0)) + 1
    cache.set(minute, tries, 120)
    return tries > TRIES_A_MINUTE


def _cleared(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
