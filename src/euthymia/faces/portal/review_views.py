"""The key for a review of one's last visit: everybody finds it here, or nobody, as the clinic has chosen for all."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from euthymia.clinic.people.doors import patient
from euthymia.clinic.people.pages import page_of
from euthymia.clinic.reviews import actions, queries
from euthymia.clinic.reviews.words import words

from .language import spoken
from .report_views import own, seen
from .views import left_locked, to_unlock


@spoken
@patient
@require_http_methods(["GET", "POST"])
def review(request: Any) -> HttpResponse:
    """The review itself is written on a page that knows nobody: the way there is a press."""
    if left_locked(request):
        return to_unlock(request)
    record = own(request)
    asks, visit = queries.settings(record.clinic).is_open, queries.last_completed(record)
    if request.method == "POST" and asks and visit is not None:
        visit.clinic = record.clinic
        secret = actions.give_key(visit, by=f"patient {record.number}")
        return HttpResponseRedirect(reverse("review-write", args=[secret]))
    seen(record, "looked at how to write a review")
    context = {"record": record, "say": words(get_language() or "en"), "asks": asks, "visit": visit}
    return page_of(record.clinic, request, "portal/review.html", context)
