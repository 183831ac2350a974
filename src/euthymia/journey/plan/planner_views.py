"""The course planner: dates asked for, how the planner is getting on, the proposal, and booking all of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.pages import page
from euthymia.domain.quantities import Unusable
from euthymia.kit import clock, units
from euthymia.kit.forms import OnceForm, add_faults
from euthymia.kit.pages import missing_is_not_found

from . import actions, pages, proposal, queries, request, runs
from .forms import DatesForm
from .models import Plan, PlannerRun


@staff(Permission.BOOK)
@require_http_methods(["GET", "POST"])
def dates(request_: StaffRequest, plan_id: UUID) -> HttpResponse:
    """The dates of one course as they are booked, and asking the planner for others."""
    plan = pages.plan_or_404(request_, plan_id, chart=False)
    clinic, now = request_.member.clinic, clock.now()
    today = now.astimezone(clinic.zone).date()
    form = DatesForm(request_.POST or None, initial={"start": today + timedelta(days=1)}, today=today)
    if request_.method == "POST" and form.is_valid():
        run = _asked(request_, [plan], {plan.pk: form.wishes()}, form, plan)
        if run is not None:
            return HttpResponseRedirect(reverse("planner-run", args=[run.pk]))
    rows = queries.sessions(plan)
    last = runs.newest(clinic, plan)
    auditing.record(
        verb="plan.dates-seen",
        says="saw the dates of a course",
        subject=str(plan.pk),
        patient=plan.patient_id,
    )
    context = {
        "patient": plan.patient, "form": form, "last": last, **pages.summary(plan, rows, clinic, now),
        "weeks": proposal.weeks(proposal.booked(plan, rows, clinic), clinic, today), "missed": proposal.missed(rows, now),
        "settled": 0 < len(request.to_come(rows, now)) == sum(row.given_at is None for row in rows),
        "waiting": last is not None and last.state == PlannerRun.State.PLANNED,
        "reads": request_.member.may(Permission.SEE_CHART),
    }  # fmt: skip
    return page(request_, "plan/dates.html", context, status=422 if form.errors else 200)


@staff(Permission.BOOK)
@require_http_methods(["GET", "POST"])
def repair(request_: StaffRequest) -> HttpResponse:
    """After a lost day: the appointments of every course that do not fit any more, planned anew round the others."""
    clinic, now = request_.member.clinic, clock.now()
    found = proposal.disturbed(clinic, now)
    form = OnceForm(request_.POST or None)
    if request_.method == "POST" and form.is_valid():
        tomorrow = now.astimezone(clinic.zone).date() + timedelta(days=1)
        plans = [one.plan for one in found.courses]
        run = _asked(request_, plans, {one.pk: request.Wishes(start=tomorrow) for one in plans}, form, None)
        if run is not None:
            return HttpResponseRedirect(reverse("planner-run", args=[run.pk]))
    auditing.record(
        verb="plan.disturbed-seen", says=f"saw {len(found.broken)} appointments that do not fit any more"
    )
    context = {"form": form, "found": found, "last": runs.newest(clinic, None)}
    return page(request_, "plan/repair.html", context, status=422 if form.errors else 200)


def _asked(
    request_: StaffRequest,
    plans: list[Plan],
    wishes: dict[Any, request.Wishes],
    form: OnceForm,
    plan: Plan | None,
) -> PlannerRun | None:
    try:
        with units.all_or_nothing():
            run = runs.ask(
                by=request_.member,
                plans=plans,
                wishes=wishes,
                client_id=form.cleaned_data["client_id"],
                plan=plan,
            )
    except Unusable as refused:
        add_faults(form, refused)
        return None
    runs.begin(run)
    return run


@staff(Permission.BOOK)
@require_http_methods(["GET", "POST"])
def run(request_: StaffRequest, run_id: UUID) -> HttpResponse:
    """How one run is getting on, and what it proposes; booking all of it."""
    with missing_is_not_found():
        found = runs.run_of(request_.member.clinic, run_id)
    form = OnceForm(request_.POST or None)
    if request_.method == "POST" and form.is_valid() and _booked(request_, found, form):
        return HttpResponseRedirect(_after(found))
    auditing.record(
        verb="plan.proposal-seen", says="saw a proposal of the planner", subject=str(found.pk),
        patient=found.plan.patient_id if found.plan else None,
    )  # fmt: skip
    return page(request_, "plan/run.html", _shown(request_, found, form), status=422 if form.errors else 200)


@staff(Permission.BOOK)
@require_GET
def run_state(request_: StaffRequest, run_id: UUID) -> HttpResponse:
    """The part of a run's page that changes while the planner works; once it has ended the page is asked for anew."""
    with missing_is_not_found():
        found = runs.run_of(request_.member.clinic, run_id)
    shown = _shown(request_, found, OnceForm())
    answer = page(request_, "plan/run_state.html", shown)
    if not shown["under_way"]:
        answer["HX-Refresh"] = "true"
    return answer


def _booked(request_: StaffRequest, found: PlannerRun, form: OnceForm) -> bool:
    try:
        with units.all_or_nothing():
            made = actions.book_all(by=request_.member, run=found, client_id=form.cleaned_data["client_id"])
    except Unusable as refused:
        add_faults(form, refused)
        return False
    says = "1 session is booked." if len(made) == 1 else f"{len(made)} sessions are booked."
    messages.success(request_, says, extra_tags=str(form.cleaned_data["client_id"]))
    return True


def _after(found: PlannerRun) -> str:
    return reverse("plan-dates", args=[found.plan_id]) if found.plan_id else reverse("plan-repair")


def _shown(request_: StaffRequest, found: PlannerRun, form: OnceForm) -> dict[str, Any]:
    clinic, wall = request_.member.clinic, clock.wall()
    lost = runs.is_lost(found, wall)
    waits = found.state == PlannerRun.State.PLANNED
    started = found.beat_at if found.state == PlannerRun.State.WAITING else None
    return {
        "run": found, "asked_by": found.asked_by.partition(" <")[0], "form": form, "plan": found.plan, "patient": found.plan.patient if found.plan else None, "lost": lost,
        "under_way": found.state in runs.UNDER_WAY and not lost, "started": started, "limit_s": int(request.LIMIT_S),
        "proposed": proposal.of_run(found, clinic), "back": _after(found), "unknown": found.keys.get("unknown", ()),
        "estimates": proposal.estimates_needed(found, clinic, clock.now()) if waits else (),
        "may_estimate": request_.member.may(Permission.KEEP_MONEY),
    }  # fmt: skip
