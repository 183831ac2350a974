"""Judging a course, the response clock of one person, and everybody who is due."""

from __future__ import annotations

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
from euthymia.clinic.people.stepup import SignatureForm
from euthymia.domain.quantities import Unusable
from euthymia.domain.scheduling.due import When
from euthymia.journey.plan import pages
from euthymia.journey.plan import queries as plans
from euthymia.journey.plan.models import Plan
from euthymia.kit import clock, units
from euthymia.kit.forms import add_faults

from . import actions, facts, queries
from .forms import DecideForm, IntervalForm, ReviewForm

TITLES = (
    (When.OVERDUE, "Overdue", "chip-overdue", "!"),
    (When.UNKNOWN, "Not known when due", "chip-technical", "?"),
    (When.DUE, "Due within a week", "chip-info", "i"),
    (When.LATER, "Later", "", ""),
    (When.PAUSED, "Paused", "", ""),
)


@staff(Permission.SEE_CHART, or_glass=True)
@require_http_methods(["GET", "POST"])
def judgement(request: StaffRequest, plan_id: UUID) -> HttpResponse:
    """What the rules propose for a course, the points of review, and what was decided."""
    plan = pages.plan_or_404(request, plan_id)
    plan.clinic = request.member.clinic
    now, rows = clock.now(), plans.sessions(plan)
    reviews = queries.reviews(plan)
    found = facts.judged(plan, now, next(iter(reviews), None))
    person = _person(plan, rows, [one.point for one in reviews], now)
    act = request.POST.get("act", "")
    review = ReviewForm(
        request.POST if act == "review" else None, auto_id="review_%s",
        points=[(one.point.code, one.point.label) for one in person.waiting],
    )  # fmt: skip
    decide = DecideForm(
        request.POST if act == "decide" else None, proposals=[one.says for one in found.proposals]
    )
    signature = SignatureForm(request.POST if act == "decide" else None, request=request)
    done = False
    if act == "review" and review.is_valid():
        done = _reviewed(request, plan, review)
    elif act == "decide" and decide.is_valid() & signature.is_valid():
        done = _decided(request, plan, decide)
    if done:
        return HttpResponseRedirect(reverse("plan-judgement", args=[plan.pk]))
    auditing.record(
        verb="outcomes.seen",
        says="looked at the judgement of a course",
        subject=str(plan.pk),
        patient=plan.patient_id,
    )
    context = {
        "patient": plan.patient, **pages.summary(plan, rows, request.member.clinic, now), "found": found, "points": person.points,
        "reviews": reviews, "recommendations": queries.recommendations(plan), "review": review, "decide": decide,
        "signature": signature, "may_review": request.member.may(Permission.PLAN_COURSE) and plan.state != Plan.State.ENDED,
        "may_decide": request.member.may(Permission.DECIDE) and plan.state != Plan.State.ENDED,
    }  # fmt: skip
    return page(request, "outcomes/judgement.html", context, status=422 if request.method == "POST" else 200)


def _person(plan: Plan, rows: Any, done: list[str], now: Any) -> queries.Person:
    clinic = plan.clinic
    begun = next((one.at for one in plans.revisions(plan) if one.kind == "maintained"), None)
    since = None if begun is None else begun.astimezone(clinic.zone).date()
    today = now.astimezone(clinic.zone).date()
    return queries.Person(plan, tuple(queries.points(plan, rows, done, since, clinic, today)), None)


def _reviewed(request: StaffRequest, plan: Plan, form: ReviewForm) -> bool:
    data = form.cleaned_data
    try:
        with units.all_or_nothing():
            actions.review(
                by=request.member, plan=plan, client_id=data["client_id"], point=data["point"],
                well_tolerated=form.well_tolerated, signals=data["signals"], says=data["says"],
            )  # fmt: skip
    except Unusable as refused:
        add_faults(form, refused)
        return False
    messages.success(request, "The review is kept.", extra_tags=str(data["client_id"]))
    return True


def _decided(request: StaffRequest, plan: Plan, form: DecideForm) -> bool:
    data = form.cleaned_data
    try:
        with units.all_or_nothing():
            actions.decide(
                by=request.member, plan=plan, client_id=data["client_id"], says=data["says"],
                accepted=data["verdict"] == "accept", reason=data["reason"],
            )  # fmt: skip
    except Unusable as refused:
        add_faults(form, refused)
        return False
    messages.success(request, "The decision is signed.", extra_tags=str(data["client_id"]))
    return True


@staff(Permission.SEE_CHART, or_glass=True)
@require_http_methods(["GET", "POST"])
def response_clock(request: StaffRequest, plan_id: UUID) -> HttpResponse:
    """How soon it helped, how long it holds, when to treat again; and deciding on the interval."""
    plan = pages.plan_or_404(request, plan_id)
    plan.clinic = request.member.clinic
    now = clock.now()
    found = facts.clock_of(plan, now)
    usual = found.next.days or plans.terms(plan).interval_days or found.estimate.proposed_days
    bound = request.POST if request.method == "POST" else None
    form = IntervalForm(bound, initial={"interval_days": usual})
    signature = SignatureForm(bound, request=request)
    if bound and form.is_valid() & signature.is_valid():
        data = form.cleaned_data
        try:
            with units.all_or_nothing():
                actions.decide_interval(
                    by=request.member, plan=plan, client_id=data["client_id"], interval_days=data["interval_days"],
                    reason=data["reason"],
                )  # fmt: skip
        except Unusable as refused:
            add_faults(form, refused)
        else:
            messages.success(request, "The interval is signed.", extra_tags=str(data["client_id"]))
            return HttpResponseRedirect(reverse("plan-clock", args=[plan.pk]))
    auditing.record(
        verb="outcomes.clock-seen",
        says="looked at a response clock",
        subject=str(plan.pk),
        patient=plan.patient_id,
    )
    context = {
        "patient": plan.patient, **pages.summary(plan, plans.sessions(plan), request.member.clinic, now), "clock": found,
        "form": form, "signature": signature,
        "may_decide": request.member.may(Permission.DECIDE) and plan.state == Plan.State.AGREED,
    }  # fmt: skip
    return page(request, "outcomes/clock.html", context, status=422 if bound else 200)


@staff(Permission.BOOK)
@require_GET
def following(request: StaffRequest) -> HttpResponse:
    """Everybody after the course, overdue first, and every review that is due. Nobody is left out."""
    clinic, now = request.member.clinic, clock.now()
    people = queries.people(clinic, now)
    lists = queries.lists(people, now.astimezone(clinic.zone).date())
    auditing.record(verb="following.listed", says=f"saw who is due, {len(people)} people")
    context = {
        "groups": [(title, chip, mark, lists[when]) for when, title, chip, mark in TITLES if lists[when]],
        "reviews": [one for one in people if one.waiting], "count": sum(len(some) for some in lists.values()),
        "reads": request.member.may(Permission.SEE_CHART),
    }  # fmt: skip
    return page(request, "outcomes/following.html", context)
