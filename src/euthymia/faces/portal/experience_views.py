"""How the visit was, in four questions: after the session, once, and nobody at the clinic reads it with a name."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from euthymia.clinic.people import queries as people
from euthymia.clinic.people.doors import patient
from euthymia.clinic.people.pages import page_of
from euthymia.clinic.visits import queries as visits
from euthymia.domain.quantities import Unusable
from euthymia.journey.note import summaries
from euthymia.journey.outcomes import experience as experiences
from euthymia.kit import units
from euthymia.kit.forms import OnceForm, add_faults
from euthymia.kit.pages import missing_is_not_found

from .language import spoken
from .report_views import seen
from .views import left_locked, to_unlock


class ExperienceForm(OnceForm):
    """Four questions; each may be skipped."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in experiences.QUESTIONS.items():
            self.fields[name] = forms.ChoiceField(
                label=words,
                choices=list(experiences.ANSWERS.items()),
                required=False,
                widget=forms.RadioSelect,
            )


@spoken
@patient
@require_http_methods(["GET", "POST"])
def experience(request: Any, own_visit_id: UUID) -> HttpResponse:
    """The four questions about a visit whose summary is released; answered, a word of thanks."""
    if left_locked(request):
        return to_unlock(request)
    record = people.patient(request.record.clinic, request.record.pk)
    with missing_is_not_found():
        visit = visits.visit(record.clinic, own_visit_id)
    if visit.patient_id != record.pk or summaries.released_at(visit) is None:
        raise Http404("no summary of this visit is released")
    form = ExperienceForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        answers = {name: form.cleaned_data[name] for name in experiences.QUESTIONS}
        try:
            with units.all_or_nothing():
                experiences.say(
                    record=record, visit=visit, client_id=form.cleaned_data["client_id"], answers=answers
                )
        except Unusable as refused:
            if experiences.said_of(visit) is None:
                form.add_error(None, _("Choose at least one answer."))
            else:
                add_faults(form, refused)
        else:
            return HttpResponseRedirect(request.path)
    seen(record, "looked at how a visit was")
    context = {"visit": visit, "form": form, "said": experiences.said_of(visit)}
    return page_of(record.clinic, request, "portal/experience.html", context, 422 if form.errors else 200)
