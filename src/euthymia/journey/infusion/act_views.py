"""The addresses of the acts: each shows its form to GET and does the act for POST."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.queries import Member
from euthymia.clinic.pharmacy import actions as pharmacy
from euthymia.domain import protocols
from euthymia.domain.quantities import RATE_ML_PER_H, Unusable
from euthymia.kit import clock
from euthymia.kit.forms import add_faults, new_id

from . import live, queries
from .acts import ACTS, Act, offered
from .fold import Course
from .forms import in_form_words
from .models import Session
from .page import course_now, moved, prediction_for, session_or_404, signed_by_two, whole
from .picture import ghost
from .traces import traces
from .what_if import comes_to


def act(name: str) -> Callable[..., HttpResponse]:
    """The view of one act. GET shows the page with its form open: the way of a page without scripts."""
    chosen = ACTS[name]

    @staff(chosen.permission)
    @require_http_methods(["GET", "POST"])
    def view(request: StaffRequest, session_id: UUID) -> HttpResponse:
        session = session_or_404(request, session_id)
        bound = request.POST if request.method == "POST" else None
        form = chosen.form(session, bound, request.GET)
        if chosen.by_two:
            signed_by_two(request, chosen, form, bound)
        if request.method == "POST" and _all_valid(chosen, form):
            said = _done(request.member, session, chosen, form)
            if said is not None:
                messages.success(request, said, extra_tags=str(form.cleaned_data["client_id"]))
                return answered(request, session, chosen.then)
        context = whole(request, session, (chosen, form))
        return render(request, "infusion/chairside.html", context, status=422 if bound is not None else 200)

    return view


def _all_valid(chosen: Act, form: Any) -> bool:
    """All are asked, so that everything that is wrong is said at once."""
    every = (form, form.signature, form.second) if chosen.by_two else (form,)
    return all([each.is_valid() for each in every])


def _done(by: Member, session: Session, chosen: Act, form: Any) -> str | None:
    """What was done, in words; None when it was refused, which then stands on the form."""
    try:
        with pharmacy.acting():
            return chosen.do(by, session, form)
    except pharmacy.NotPosted as refused:
        form.add_error(None, refused.says)
        new_id(form)
    except NotAllowed as refused:
        if not chosen.by_two:
            raise
        form.add_error(None, f"The second person cannot sign this: {refused}.")
    except Unusable as refusal:
        add_faults(form, in_form_words(refusal))
    return None


def answered(request: StaffRequest, session: Session, then: str = "") -> HttpResponse:
    """The answer to something done at the chair; `then` is the act that is opened next, where it is offered.

    To the page's script it is what changed, in the templates of the first paint. Without scripts the page comes
    anew, and so it does when the session is over: little of it stays.
    """
    by_script = bool(request.headers.get("HX-Request"))
    session = queries.session(
        request.member.clinic, session.pk
    )  # courses are kept by how many entries it has
    if then not in offered(course_now(session, clock.now()), request.member):
        then = ""
    if by_script and session.finished_at is None:
        context = moved(request, session, clock.now(), _opened(request, session, then))
        context["message"] = live.answer(session, context["course"], clock.now())
        return render(request, "infusion/answer.html", context)
    address = reverse(f"infusion-{then}" if then else "infusion", args=[session.pk])
    if by_script:  # a redirect would be followed by the script, and its page never shown
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _opened(request: StaffRequest, session: Session, name: str) -> tuple[Act, Any] | None:
    """The act that is opened next with its empty form; None where there is none."""
    if not name:
        return None
    chosen = ACTS[name]
    form = chosen.form(session, None, request.GET)
    if chosen.by_two:
        signed_by_two(request, chosen, form, None)
    return chosen, form


@staff(Permission.RUN_INFUSION)
@require_GET
def preview(request: StaffRequest, session_id: UUID) -> HttpResponse:
    """What a new rate would come to, before it is applied: figures and the ghost curve. Writes nothing."""
    session = session_or_404(request, session_id)
    try:
        rate = RATE_ML_PER_H.parse(request.GET.get("rate_ml_per_h", ""), "rate_ml_per_h")
        context = _compared(request, session, rate)
    except Unusable as refusal:
        context = {"refused": refusal.faults}
    return render(request, "infusion/part_preview.html", context)


def _compared(request: StaffRequest, session: Session, rate_ul_per_h: int) -> dict[str, Any]:
    """The rate that runs beside the one that was asked about. Raises Unusable."""
    now, figures = clock.now(), session.order.figures
    course: Course = course_now(session, now)
    change = comes_to(figures, course, rate_ul_per_h, now)
    rate_ug_per_h = protocols.to_ug_per_h(figures, rate_ul_per_h)
    guardrails = protocols.protocol_named(session.order.protocol).guardrails
    prediction = prediction_for(
        request.member.clinic, session, course, now, traces(session.watch).last_received, rate_ug_per_h
    )
    drawn = prediction is not None and prediction.forecast is not None
    return {
        "session": session, "change": change, "new_rate_ug_per_h": rate_ug_per_h, "prediction": prediction,
        "findings": protocols.judge_rate(figures, rate_ul_per_h, guardrails),
        "svg": ghost(session, course, prediction, now).svg() if prediction is not None and drawn else "",
    }  # fmt: skip
