"""Whether one's results may help a registry: asked, never assumed, and taken back as easily."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from euthymia.clinic.people.doors import patient
from euthymia.clinic.people.pages import page_of
from euthymia.domain.quantities import Unusable
from euthymia.journey.outcomes import registry as registries
from euthymia.kit import units
from euthymia.kit.forms import OnceForm, add_faults

from .language import spoken
from .report_views import own, seen
from .views import left_locked, to_unlock


@spoken
@patient
@require_http_methods(["GET", "POST"])
def registry(request: Any) -> HttpResponse:
    """How it stands, what would be handed on, and the one button that changes it."""
    if left_locked(request):
        return to_unlock(request)
    record = own(request)
    form = OnceForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            with units.all_or_nothing():
                registries.choose(
                    record=record, client_id=form.cleaned_data["client_id"], joined=request.POST.get("act") == "join"
                )  # fmt: skip
        except Unusable as refused:
            add_faults(form, refused)
        else:
            return HttpResponseRedirect(request.path)
    seen(record, "looked at whether their results may help a registry")
    context = {"form": form, "choice": registries.choice(record)}
    return page_of(record.clinic, request, "portal/registry.html", context, 422 if form.errors else 200)
