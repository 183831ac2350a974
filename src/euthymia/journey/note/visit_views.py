"""Around the note: the visit's own rows, the patient's summary as staff see it, when it is released."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.figures import signed_settings
from euthymia.clinic.people.pages import page
from euthymia.clinic.visits import queries as visits
from euthymia.domain.notes import ENGLISH
from euthymia.domain.notes.sections import arrival as arrivals
from euthymia.domain.quantities import Unusable
from euthymia.journey.recovery import instructions
from euthymia.kit import units
from euthymia.kit.forms import OnceForm, add_faults

from . import actions, queries, summaries
from .forms import SettingsForm
from .gathering import before
from .views import head, seen, standing_or_404, visit_or_404


@staff(Permission.SEE_CHART, or_glass=True)
@require_GET
def visit(request: StaffRequest, visit_id: UUID) -> HttpResponse:
    """The rows of a visit that no other page shows once its day is over: its steps, what was told, who was recognised."""
    found = visit_or_404(request, visit_id)
    now = standing_or_404(found)
    auditing.record(
        verb="visit.seen",
        says="looked at the rows of a visit",
        subject=str(found.pk),
        patient=found.patient_id,
    )
    told, called = before.told(found)
    sentences = [ENGLISH.say(one, found.clinic.zone) for one in arrivals.compose(now.facts)]
    context = {
        **head(found), "trail": visits.trail(found), "told": told, "called": called, "recognised": now.facts.recognised,
        "sentences": sentences,
    }  # fmt: skip
    return page(request, "note/visit.html", context)


@staff(Permission.SEE_CHART, or_glass=True)
@require_http_methods(["GET", "POST"])
def summary(request: StaffRequest, visit_id: UUID) -> HttpResponse:
    """What the patient reads, in either language; and releasing it by hand."""
    found = visit_or_404(request, visit_id)
    standing_or_404(found)
    form = OnceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with units.all_or_nothing():
                actions.release(by=request.member, visit=found, client_id=form.cleaned_data["client_id"])
        except Unusable as refusal:
            add_faults(form, refusal)
        else:
            messages.success(
                request, "The patient can see it now.", extra_tags=str(form.cleaned_data["client_id"])
            )
            return HttpResponseRedirect(reverse("note-summary", args=[found.pk]))
    seen(found)
    language = request.GET.get("language", "en")
    context = {
        **head(found), "summary": summaries.summary(found, language), "languages": instructions.LANGUAGES, "form": form,
        "released_at": summaries.released_at(found), "rule": queries.release_in_force(found.clinic),
        "may_release": request.member.may(Permission.WRITE_NOTE),
    }  # fmt: skip
    return page(request, "note/summary.html", context, status=422 if request.method == "POST" else 200)


@staff(Permission.SET_POLICY)
@require_http_methods(["GET", "POST"])
def settings(request: StaffRequest) -> HttpResponse:
    """When patients see their summary; the medical director signs."""
    clinic = request.member.clinic
    form = SettingsForm(request.POST or None, initial={"release": queries.release_in_force(clinic)})
    return signed_settings(
        request, "note/settings.html", form, lambda: actions.adopt(by=request.member, **form.cleaned_data),
        queries.settings_adopted(clinic), seen=("note.settings-seen", "looked at when summaries are released"),
        done="This is in force from now on.",
    )  # fmt: skip
