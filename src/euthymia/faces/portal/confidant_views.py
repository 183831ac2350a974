"""The care circle's own door: in by a link that opens once and a code, then what was granted and nothing else.

Every page here asks anew what is granted now, and leaves a look that the patient can see.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from euthymia.clinic.circle import actions, queries
from euthymia.clinic.circle.models import CircleEvent, Confidant
from euthymia.clinic.people.doors import public
from euthymia.clinic.people.pages import page_of
from euthymia.clinic.visits import queries as visits
from euthymia.journey.note import summaries
from euthymia.kit import units
from euthymia.kit.pages import missing_is_not_found

from . import progress_views
from .language import spoken

SESSION_KEY, BY = "confidant", "the care circle's link"
LONGEST = 60  # signs; a key has 43
Scope = CircleEvent.Scope


@spoken
@public
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, circle_key: str) -> HttpResponse:
    """The code that the patient has told them; programs that open links press nothing and use nothing up."""
    found = _of_key(circle_key)
    if found is None:
        return _private(render(request, "portal/confidant_none.html", status=404))
    if request.method == "POST":
        with units.unit(tenant=found.clinic_id, actor=BY):
            came = actions.come_in(confidant=found, key=circle_key, code=request.POST.get("code", "")[:20])
        if came is not None:
            request.session.cycle_key()
            request.session[SESSION_KEY] = str(came.pk)
            return _private(HttpResponseRedirect(reverse("circle")))
        gone = _of_key(circle_key) is None
        template = "portal/confidant_none.html" if gone else "portal/confidant_code.html"
        return _private(render(request, template, {"wrong": True}, status=404 if gone else 422))
    return _private(render(request, "portal/confidant_code.html"))


def _of_key(key: str) -> Confidant | None:
    """Looked for in every clinic, since the key alone says whose it is; nothing else is read so."""
    if len(key) > LONGEST:
        return None
    with units.unit(tenant=units.EVERY_TENANT, actor=BY) as unit:
        found = queries.of_key(key)
        open_still = found is not None and found.key_until is not None and unit.now < found.key_until
        return found if open_still and found is not None and queries.stands(found, unit.now) else None


def _inside(request: HttpRequest, view: Callable[[Confidant, units.Unit], HttpResponse]) -> HttpResponse:
    """The page for who came in and still may; for everybody else the same page that says what to do."""
    kept = request.session.get(SESSION_KEY, "")
    with units.unit(tenant=units.EVERY_TENANT, actor=BY) as unit:
        found = queries.confidant(UUID(kept)) if kept else None
        known = found is not None and queries.stands(found, unit.now)
    if found is None or not known:
        request.session.pop(SESSION_KEY, None)
        return _private(render(request, "portal/confidant_none.html", status=404))
    with units.unit(tenant=found.clinic_id, actor=found.name) as unit, timezone.override(found.clinic.zone):
        found.patient.clinic = found.clinic
        try:
            return _private(view(found, unit))
        except Http404:
            return _private(render(request, "portal/confidant_none.html", status=404))


@spoken
@public
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What was granted: the dates, the summaries, the measures."""

    def shown(found: Confidant, unit: units.Unit) -> HttpResponse:
        patient = found.patient
        context: dict[str, Any] = {"found": found, "patient": patient}
        if Scope.DATES in found.grants:
            actions.look(confidant=found, scope=Scope.DATES)
            context["dates"] = [one for one in visits.of_patient(patient, unit.now) if one.holds]
        if Scope.SUMMARY in found.grants:
            released = sorted(summaries.released(patient), reverse=True)
            context["summaries"] = [visits.visit(found.clinic, one) for one in released]
        if Scope.MEASURES in found.grants:
            context["measures"] = [
                (one.instrument, one.instrument.measures.said(_language())[0])
                for one in progress_views.measures(patient)
            ]
        return page_of(found.clinic, request, "portal/confidant.html", context)

    return _inside(request, shown)


@spoken
@public
@require_GET
def summary(request: HttpRequest, circle_visit_id: UUID) -> HttpResponse:
    """One session's summary, as its patient reads it."""

    def shown(found: Confidant, unit: units.Unit) -> HttpResponse:
        _granted(found, Scope.SUMMARY)
        with missing_is_not_found():
            visit = visits.visit(found.clinic, circle_visit_id)
        if visit.patient_id != found.patient_id or summaries.released_at(visit) is None:
            raise Http404("no summary of this visit is released")
        actions.look(confidant=found, scope=Scope.SUMMARY, says=f"{visit.opened_at:%Y-%m-%d}")
        context = {"visit": visit, "summary": summaries.summary(visit, _language()), "found": found}
        return page_of(found.clinic, request, "portal/confidant_summary.html", context)

    return _inside(request, shown)


@spoken
@public
@require_GET
def measure(request: HttpRequest, instrument: str) -> HttpResponse:
    """One measure over time, as its patient reads it."""

    def shown(found: Confidant, unit: units.Unit) -> HttpResponse:
        _granted(found, Scope.MEASURES)
        context = progress_views.shown(found.patient, instrument, unit.now)
        actions.look(confidant=found, scope=Scope.MEASURES, says=context["instrument"].title)
        return page_of(found.clinic, request, "portal/confidant_measure.html", {**context, "found": found})

    return _inside(request, shown)


def _granted(found: Confidant, scope: str) -> None:
    """What is not granted looks like what is not there."""
    if scope not in found.grants:
        raise Http404("this is not granted")


def _language() -> str:
    return (get_language() or "en").partition("-")[0]


def _private(answer: HttpResponse) -> HttpResponse:
    """Kept by nobody on the way, found by no search, told to no other site."""
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
