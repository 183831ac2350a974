"""Tell us: a side effect or a worry from home, what happens with it, and what was answered."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.doors import patient
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.pages import page_of
from euthymia.domain.quantities import Unusable
from euthymia.domain.rules.from_home import Level
from euthymia.journey.followup import actions, queries
from euthymia.journey.followup.forms import TellForm
from euthymia.journey.followup.models import ReportEvent
from euthymia.kit import units
from euthymia.kit.forms import add_faults
from euthymia.kit.pages import missing_is_not_found

from .language import spoken
from .views import left_locked, to_unlock


@spoken
@patient
@require_http_methods(["GET", "POST"])
def tell(request: Any) -> HttpResponse:
    """Six short questions; nothing has to be known. What was told before stands below."""
    if left_locked(request):
        return to_unlock(request)
    record, language = own(request), (get_language() or "en").partition("-")[0]
    form = TellForm(request.POST or None, language=language)
    if request.method == "POST" and form.is_valid():
        try:
            with units.all_or_nothing():
                made = actions.tell(
                    by=record, client_id=form.cleaned_data["client_id"], told=form.told(), language=language
                )
        except Unusable as refused:
            add_faults(form, refused)
        else:
            return HttpResponseRedirect(reverse("portal-report", args=[made.pk]))
    seen(record, "opened what they can tell from home")
    rows = [_row(one, language) for one in queries.of_patient(record)]
    context = {"record": record, "form": form, "rows": rows}
    return page_of(record.clinic, request, "portal/tell.html", context, 422 if form.errors else 200)


@spoken
@patient
@require_GET
def report(request: Any, own_report_id: UUID) -> HttpResponse:
    """What happens with it now, in plain words, with who helps at once; then what was answered."""
    if left_locked(request):
        return to_unlock(request)
    record, language = own(request), (get_language() or "en").partition("-")[0]
    with missing_is_not_found():
        found = queries.report_of(record, own_report_id)
    seen(record, "looked at what they told from home")
    row = _row(queries.state(found), language)
    return page_of(record.clinic, request, "portal/report.html", {"record": record, **row})


def _row(state: queries.State, language: str) -> dict[str, Any]:
    """A report as its patient reads it: no names of staff, no rule's words."""
    return {
        "report": state.report, "what": state.complaint.words.said(language)[0], "red": state.report.level == Level.RED,
        "emergency": state.emergency, "thoughts": state.told.thoughts in ("yes", "unsure"), "words": state.told.words,
        "answers": state.answers, "changed": any(one.kind == ReportEvent.Kind.LINKED for one in state.trail),
    }  # fmt: skip


def own(request: Any) -> Patient:
    """The record of who is signed in, with its clinic."""
    record = people.patient(request.record.clinic, request.record.pk)
    record.clinic = request.record.clinic
    return record


def seen(record: Patient, says: str) -> None:
    auditing.record(
        verb="patient.seen", says=f"patient {record.number} {says}", patient=record.pk, role="patient"
    )
