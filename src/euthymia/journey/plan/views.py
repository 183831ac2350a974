"""A patient's plans, one of them with its acts, and a proposal of a new one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.pages import page
from euthymia.domain import protocols
from euthymia.domain.quantities import Unusable
from euthymia.kit import clock, units
from euthymia.kit.forms import add_faults

from . import actions, facts, pages, queries
from .forms import ProposeForm
from .models import Plan


@staff(Permission.SEE_CHART, or_glass=True)
@require_GET
def of_patient(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """Every plan of a patient, and the adopted programmes that a new one can come from."""
    patient = pages.patient_or_404(request, patient_id)
    clinic, now = request.member.clinic, clock.now()
    found = queries.plans(patient)
    rows = queries.sessions_of(clinic.pk, [plan.pk for plan in found])
    adopted = queries.in_force(clinic)
    taken = {plan.programme for plan in found if plan.state != Plan.State.ENDED}
    auditing.record(
        verb="plans.seen", says=f"saw {len(found)} plans", subject=str(patient.pk), patient=patient.pk
    )
    context = {
        "patient": patient, "plans": [pages.summary(plan, rows[plan.pk], clinic, now) for plan in found],
        "programmes": [one for one in protocols.PROGRAMMES if one.id in adopted and one.id not in taken],
        "none_adopted": not adopted, "may_plan": request.member.may(Permission.PLAN_COURSE),
        "may_adopt": request.member.may(Permission.SET_POLICY),
    }  # fmt: skip
    return page(request, "plan/of_patient.html", context)


@staff(Permission.PLAN_COURSE)
@require_http_methods(["GET", "POST"])
def propose(request: StaffRequest, patient_id: UUID, programme: str) -> HttpResponse:
    """A course for this patient from an adopted programme; what stands against it is said before anything is typed."""
    patient = pages.patient_or_404(request, patient_id)
    adopted = queries.adopted(request.member.clinic, programme)
    if adopted is None:
        raise Http404(f"{programme} is not adopted here")
    found = protocols.programme_named(programme)
    form = ProposeForm(
        request.POST or None, programme=found, adopted=adopted, initial=facts.first_goal(patient)
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            with units.all_or_nothing():
                plan = actions.propose(
                    by=request.member, patient=patient, client_id=data["client_id"], programme_id=found.id,
                    spacing=data["spacing"], dose_ug_per_kg=form.dose_ug_per_kg(), goals=form.goals(),
                    confirmed=form.confirmed(), why=data["why"],
                )  # fmt: skip
        except Unusable as refused:
            add_faults(form, refused)
        else:
            messages.success(request, "The course is proposed.", extra_tags=str(data["client_id"]))
            return HttpResponseRedirect(reverse("plan", args=[plan.pk]))
    auditing.record(
        verb="plan.considered",
        says=f"considered a plan of {found.name}",
        subject=str(patient.pk),
        patient=patient.pk,
    )
    context = {
        "patient": patient, "programme": found, "adopted": adopted, "form": form, "ground": facts.standing(patient, found),
    }  # fmt: skip
    return page(request, "plan/propose.html", context, status=422 if form.errors else 200)


@staff(Permission.SEE_CHART, or_glass=True)
@require_http_methods(["GET", "POST"])
def plan(request: StaffRequest, plan_id: UUID) -> HttpResponse:
    """One plan: its dots, terms, goals, what can be done, and every revision."""
    found = pages.plan_or_404(request, plan_id)
    act = request.POST.get("act", "")
    offered = pages.acts(found) if request.member.may(Permission.PLAN_COURSE) else ()
    forms = {one: pages.form_of(one, found) for one in offered}
    if request.method == "POST":
        if act not in pages.TITLES:
            raise Http404(f"{act!r} is no act of a plan")
        forms[act] = pages.form_of(act, found, request.POST)
        if forms[act].is_valid() and _done(request, found, act, forms[act]):
            return HttpResponseRedirect(reverse("plan", args=[found.pk]))
    clinic, now = request.member.clinic, clock.now()
    rows = queries.sessions(found)
    auditing.record(
        verb="plan.seen", says="looked at a plan", subject=str(found.pk), patient=found.patient_id
    )
    context = {
        "patient": found.patient, **pages.summary(found, rows, clinic, now),
        "acts": [(one, pages.TITLES[one], form) for one, form in forms.items()], "failed": act,
        "revisions": queries.revisions(found), "ground": facts.standing(found.patient, queries.programme_of(found)),
        "may_book": request.member.may(Permission.BOOK),
    }  # fmt: skip
    return page(request, "plan/plan.html", context, status=422 if request.method == "POST" else 200)


def _done(request: StaffRequest, found: Plan, act: str, form: Any) -> bool:
    data = form.cleaned_data
    common = {"by": request.member, "plan": found, "client_id": data["client_id"]}
    try:
        with units.all_or_nothing():
            match act:
                case "agree":
                    actions.agree(**common, seen=data["seen"], goals=form.goals())
                case "revise":
                    terms = replace(queries.terms(found), **form.changes())
                    scores = facts.scores(found)
                    actions.revise(**common, seen=data["seen"], terms=terms, why=data["why"], scores=scores)
                case "pause":
                    actions.pause(**common, why=data["why"], scores=facts.scores(found))
                case "resume":
                    actions.resume(**common, why=data["why"])
                case "carry-over":
                    actions.carry_over(**common, days=data["days"], why=data["why"])
                case "maintain":
                    actions.maintain(
                        **common, scheme=data["scheme"], interval_days=data["interval_days"], why=data["why"],
                        scores=facts.scores(found),
                    )  # fmt: skip
                case _:
                    actions.end(**common, why=data["why"], scores=facts.scores(found))
    except Unusable as refused:
        add_faults(form, refused)
        return False
    messages.success(request, f"{pages.TITLES[act]}: kept.", extra_tags=str(data["client_id"]))
    return True
