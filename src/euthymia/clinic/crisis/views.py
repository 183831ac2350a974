"""Crises: what is open at this clinic, and one of them with everything that is due."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.duty import queries as duty
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, check_chart, staff
from euthymia.clinic.people.pages import page
from euthymia.domain.quantities import Unusable
from euthymia.domain.rules.crisis_path import BEFORE_CLOSING
from euthymia.kit import clock, units
from euthymia.kit.forms import add_faults
from euthymia.kit.pages import missing_is_not_found

from . import actions, queries
from .forms import CloseForm, StepForm
from .models import Crisis


@staff(Permission.ACT_IN_CRISIS)
@require_GET
def crises(request: StaffRequest) -> HttpResponse:
    """Every open crisis, gravest first."""
    now = clock.now()
    states = queries.open_states(request.member.clinic)
    auditing.record(verb="crises.listed", says=f"saw {len(states)} open crises")
    rows = [{"state": state, "next": state.next, "overdue": state.overdue(now)} for state in states]
    return page(request, "crisis/crises.html", {"rows": rows})


@staff(Permission.SEE_CHART, or_glass=True)
@require_http_methods(["GET", "POST"])
def crisis(request: StaffRequest, crisis_id: UUID) -> HttpResponse:
    """One crisis: its steps with owners and clocks, and its trail."""
    with missing_is_not_found():
        found = queries.crisis(request.member.clinic, crisis_id)
    check_chart(request, found.patient)
    closing = request.POST.get("act") == "close"
    step = StepForm(
        request.POST if request.method == "POST" and not closing else None, initial=_asked(request)
    )
    close = CloseForm(request.POST if closing else None, auto_id="close_%s")
    if request.POST.get("act") == "come":
        actions.come(by=request.member, crisis=found)
        return HttpResponseRedirect(reverse("crisis", args=[found.pk]))
    if request.method == "POST":
        form = close if closing else step
        if form.is_valid() and _done(request, found, form, closing):
            return HttpResponseRedirect(reverse("crisis", args=[found.pk]))
    now, state = clock.now(), queries.state(found)
    auditing.record(
        verb="crisis.seen", says="looked at a crisis", subject=str(found.pk), patient=found.patient_id
    )
    context = {
        "paged": duty.newest_of(found.clinic_id, actions.subject_of(found)),
        "crisis": found, "patient": found.patient, "state": state, "step": step, "close": close,
        "steps": [(one, one.is_overdue(now) and found.closed_at is None) for one in state.steps],
        "may_act": request.member.may(Permission.ACT_IN_CRISIS) and found.closed_at is None,
        "may_close": request.member.may(Permission.CLOSE_CRISIS) and found.closed_at is None,
        "undone": [one for one in state.steps if one.taken is None],
        "closable": not {one.step.code for one in state.steps if one.taken is None} & set(BEFORE_CLOSING),
    }  # fmt: skip
    return page(request, "crisis/crisis.html", context, status=422 if request.method == "POST" else 200)


def _asked(request: StaffRequest) -> dict[str, Any]:
    return {"step": request.GET.get("step", "")}


def _done(request: StaffRequest, found: Crisis, form: Any, closing: bool) -> bool:
    data = form.cleaned_data
    try:
        with units.all_or_nothing():
            if closing:
                actions.close(
                    by=request.member, crisis=found, client_id=data["client_id"], reason=data["reason"]
                )
            else:
                actions.take(
                    by=request.member, crisis=found, client_id=data["client_id"], step=data["step"], says=data["says"],
                    level=data["level"], disposition=data["disposition"],
                )  # fmt: skip
    except Unusable as refusal:
        add_faults(form, refusal)
        return False
    messages.success(request, "Closed." if closing else "Recorded.", extra_tags=str(data["client_id"]))
    return True
