"""One session in plain words, for who had it: what was given, how it went, what to do until tomorrow."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.doors import patient
from euthymia.clinic.people.pages import page_of
from euthymia.clinic.visits import queries as visits
from euthymia.journey.note import summaries
from euthymia.kit.pages import missing_is_not_found

from .language import spoken
from .views import left_locked, to_unlock


@spoken
@patient
@require_GET
def summary(request: Any, own_visit_id: UUID) -> HttpResponse:
    """The summary, once it is released; before that, and of somebody else's visit, there is no such page."""
    if left_locked(request):
        return to_unlock(request)
    record = people.patient(request.record.clinic, request.record.pk)
    with missing_is_not_found():
        visit = visits.visit(record.clinic, own_visit_id)
    if visit.patient_id != record.pk or summaries.released_at(visit) is None:
        raise Http404("no summary of this visit is released")
    auditing.record(
        verb="summary.read", says=f"patient {record.number} read the summary of their own session", subject=str(visit.pk),
        patient=record.pk, role="patient",
    )  # fmt: skip
    found = summaries.summary(visit, (get_language() or "en").partition("-")[0])
    return page_of(record.clinic, request, "portal/summary.html", {"visit": visit, "summary": found})
