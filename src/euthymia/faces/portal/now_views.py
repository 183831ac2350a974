"""Your visit now: the big button for who sits in the chair, on their own phone."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.calls import asking
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.doors import patient
from euthymia.clinic.people.pages import page_of
from euthymia.clinic.visits import queries as visits

from .language import spoken
from .views import left_locked, to_unlock


@spoken
@patient
@require_http_methods(["GET", "POST"])
def now(request: Any) -> HttpResponse:
    """Press to call while the visit lasts; before and after it says so."""
    if left_locked(request):
        return to_unlock(request)
    record = people.patient(request.record.clinic, request.record.pk)
    record.clinic = request.record.clinic
    visit, here = visits.here_today(record, request.unit.now), reverse("portal-now")
    if request.method == "POST":
        return asking.pressed(request, visit, here, "patient, signed in")
    if "state" in request.GET:
        return JsonResponse(asking.state(visit))
    auditing.record(
        verb="patient.seen", says=f"patient {record.number} looked at their visit now", patient=record.pk,
        role="patient",
    )  # fmt: skip
    return page_of(record.clinic, request, "portal/now.html", asking.shown(visit, here))
