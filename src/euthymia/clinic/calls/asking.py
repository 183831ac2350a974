"""The patient's side of a call, whichever door it comes through: what is shown, and what a press answers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse

from euthymia.clinic.visits.models import Visit
from euthymia.domain.quantities import Unusable
from euthymia.kit import units
from euthymia.kit.ids import uuid7

from . import actions, queries
from .fold import WISHES, Call
from .forms import PressForm

SHOWN_ANSWERED_S = 600  # how long "answered" stays on the patient's screen


def newest(visit: Visit | None) -> Call | None:
    """The visit's newest call, for as long as its patient is shown it."""
    if visit is None:
        return None
    calls = queries.of_visits(visit.clinic_id, [visit.pk])
    now = units.current().now
    if not calls:
        return None
    answered = calls[-1].answered_at
    return None if answered and (now - answered).total_seconds() > SHOWN_ANSWERED_S else calls[-1]


def state(visit: Visit | None) -> dict[str, Any]:
    """What the patient's screen says of their call: waiting, told on, answered; no name and no other word."""
    call = newest(visit)
    if visit is None or call is None:
        return {"state": "none" if visit is not None else "nobody", "waited_s": 0, "call": ""}
    word = "answered" if not call.stands else "told" if call.told_at else "waiting"
    return {"state": word, "waited_s": call.waited_s(units.current().now), "call": str(call.id)}


def shown(visit: Visit | None, here: str) -> dict[str, Any]:
    """What the page of the big button is given."""
    return {
        "here": here,
        "call": state(visit),
        "wishes": WISHES,
        "fresh": uuid7(),
        "seated": visit is not None,
    }


def pressed(request: HttpRequest, visit: Visit | None, here: str, by: str) -> HttpResponse:
    """A press: the receipt as JSON for a script, else the page again.

    409 where nobody sits, 422 for what is no press; anything else that is not 200 is tried again by the device.
    """
    wants_json = "application/json" in request.headers.get("Accept", "")
    form = PressForm(request.POST)
    if visit is None:
        return JsonResponse(state(None), status=409) if wants_json else HttpResponseRedirect(here)
    if not form.is_valid():
        return JsonResponse({"state": "unusable"}, status=422) if wants_json else HttpResponseRedirect(here)
    data = form.cleaned_data
    try:
        with units.all_or_nothing():
            actions.press(
                visit=visit, by=by, client_id=data["client_id"], wish=data["wish"], ago_s=data["ago_s"]
            )
    except Unusable:
        return JsonResponse(state(None), status=409) if wants_json else HttpResponseRedirect(here)
    return JsonResponse(state(visit)) if wants_json else HttpResponseRedirect(here)
