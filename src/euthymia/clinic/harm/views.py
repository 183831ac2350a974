"""Adverse events: the list, the report, one event with its clocks, the clinic's duties."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, check_chart, staff
from euthymia.clinic.people.pages import page
from euthymia.clinic.people.stepup import SignatureForm
from euthymia.clinic.visits import queries as visits
from euthymia.domain.quantities import Unusable
from euthymia.domain.rules import harm as rules
from euthymia.kit import clock, units
from euthymia.kit.forms import OnceForm, add_faults
from euthymia.kit.pages import missing_is_not_found, slow

from . import actions, printed, queries
from .forms import CorrectForm, DutyForm, EventForm, NoteForm, ReviewForm, TellForm, initial_of
from .models import AdverseEvent


@staff(Permission.SEE_CHART)
@require_GET
def events(request: StaffRequest) -> HttpResponse:
    """Open events, the soonest notice first; then those that are closed."""
    clinic, now = request.member.clinic, clock.now()
    states = queries.open_states(clinic)
    auditing.record(verb="harm.listed", says=f"saw {len(states)} open adverse events")
    rows = [
        {
            "state": one,
            "overdue": one.overdue(now),
            "next": min(one.waiting, key=lambda told: told.due_at, default=None),
        }
        for one in states
    ]
    context = {
        "rows": rows, "closed": queries.closed_states(clinic),
        "may_set": request.member.may(Permission.SET_POLICY),
    }  # fmt: skip
    return page(request, "harm/events.html", context)


@staff(Permission.REPORT_HARM)
@require_http_methods(["GET", "POST"])
def report(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """Say that harm was done, or came near: what is known now is enough."""
    clinic = request.member.clinic
    with missing_is_not_found():
        patient = people.patient(clinic, patient_id)
    now = timezone.localtime(clock.now())
    initial = {"onset_at": now.replace(second=0, microsecond=0), "kind": request.GET.get("kind", "")}
    form = EventForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        made: list[AdverseEvent] = []

        def act(data: dict[str, Any]) -> None:
            visit = visits.here_today(patient, clock.now())
            made.append(
                actions.report(
                    by=request.member,
                    patient=patient,
                    client_id=data["client_id"],
                    facts=form.facts(),
                    visit=visit,
                )
            )

        if _done(form, act):
            said = f"{made[0]} is open: whoever has to be told stands below with the time."
            messages.success(request, said, extra_tags=str(form.cleaned_data["client_id"]))
            return HttpResponseRedirect(reverse("harm-event", args=[made[0].pk]))
    auditing.record(
        verb="harm.form",
        says="looked at the form of an adverse event",
        patient=patient.pk,
        subject=str(patient.pk),
    )
    context = {"patient": patient, "form": form, "source": rules.CRITERIA_SOURCE}
    return page(request, "harm/report.html", context, status=422 if form.errors else 200)


@staff(Permission.SEE_CHART, or_glass=True)
@require_http_methods(["GET", "POST"])
def event(request: StaffRequest, event_id: UUID) -> HttpResponse:
    """One event: its facts, who has to be told, its timeline, and the second person's review."""
    found = _event_or_404(request, event_id)
    state, member = queries.state(found), request.member
    act = request.POST.get("act", "")
    waiting = [(one.notice.code, one.notice.to) for one in state.waiting if one.notice.code != "judge"]

    def bound(name: str) -> Any:
        return request.POST if act == name else None

    tell = TellForm(
        bound("tell"), waiting=waiting, auto_id="tell_%s", initial={"code": request.GET.get("tell", "")}
    )
    note = NoteForm(bound("note"), auto_id="note_%s")
    review = ReviewForm(bound("review"), auto_id="review_%s")
    form = {"tell": tell, "note": note, "review": review}.get(act)
    if form is not None and form.is_valid() and _done(form, _verb(act, member, found)):
        messages.success(request, "Kept.", extra_tags=str(form.cleaned_data["client_id"]))
        return HttpResponseRedirect(reverse("harm-event", args=[found.pk]))
    auditing.record(
        verb="harm.seen", says="looked at an adverse event", subject=str(found.pk), patient=found.patient_id
    )
    now = clock.now()
    mine = member.words in state.reporters
    context = {
        "event": found, "patient": found.patient, "state": state, "facts": printed.rows(state), "tell": tell, "note": note,
        "review": review, "notices": [(one, one.is_overdue(now)) for one in state.notices], "mine": mine,
        "may_report": member.may(Permission.REPORT_HARM), "may_tell": member.may(Permission.NOTIFY_HARM) and waiting,
        "may_review": member.may(Permission.REVIEW_HARM) and state.review is None, "until": rules.CRITERIA_SOURCE,
    }  # fmt: skip
    return page(request, "harm/event.html", context, status=422 if request.method == "POST" else 200)


def _verb(act: str, by: Any, found: AdverseEvent) -> Any:
    verbs: dict[str, Callable[..., Any]] = {
        "tell": actions.tell,
        "note": actions.note,
        "review": actions.review,
    }
    verb = verbs[act]
    return lambda data: verb(by=by, event=found, **data)


@staff(Permission.REPORT_HARM)
@require_http_methods(["GET", "POST"])
def correct(request: StaffRequest, event_id: UUID) -> HttpResponse:
    """What is known now, beside what was said before."""
    found = _event_or_404(request, event_id)
    state = queries.state(found)
    form = CorrectForm(request.POST or None, initial=initial_of(state.facts))
    if request.method == "POST" and form.is_valid():

        def act(data: dict[str, Any]) -> None:
            actions.correct(
                by=request.member,
                event=found,
                client_id=data["client_id"],
                facts=form.facts(),
                reason=data["reason"],
            )

        if _done(form, act):
            said = "Corrected; what was said before stays in the record."
            messages.success(request, said, extra_tags=str(form.cleaned_data["client_id"]))
            return HttpResponseRedirect(reverse("harm-event", args=[found.pk]))
    auditing.record(
        verb="harm.seen", says="looked at an adverse event", subject=str(found.pk), patient=found.patient_id
    )
    context = {"event": found, "patient": found.patient, "form": form, "source": rules.CRITERIA_SOURCE}
    return page(request, "harm/correct.html", context, status=422 if form.errors else 200)


@slow
@staff(Permission.SEE_CHART, or_glass=True)
@require_GET
def form_pdf(request: StaffRequest, event_id: UUID) -> HttpResponse:
    """The event on paper."""
    found = _event_or_404(request, event_id)
    auditing.record(
        verb="harm.printed",
        says="made a PDF of an adverse event",
        subject=str(found.pk),
        patient=found.patient_id,
    )
    made = printed.pdf(queries.state(found), by=request.member.words, now=clock.now())
    headers = {"Content-Disposition": f'inline; filename="{found.number}.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


@staff(Permission.SET_POLICY)
@require_http_methods(["GET", "POST"])
def duties(request: StaffRequest) -> HttpResponse:
    """To whom this clinic reports: the rules that everybody has, and its own, signed by the medical director."""
    clinic = request.member.clinic
    bound = request.POST if request.method == "POST" else None
    form, signature = DutyForm(bound), SignatureForm(bound, request=request)
    if bound and form.is_valid() & signature.is_valid():

        def act(data: dict[str, Any]) -> None:
            said = {name: value for name, value in data.items() if name not in ("ended", "short_name")}
            actions.set_duty(by=request.member, code=data["short_name"], in_force=not data["ended"], **said)

        if _done(form, act):
            messages.success(
                request,
                "In force for every event from now on.",
                extra_tags=str(form.cleaned_data["client_id"]),
            )
            return HttpResponseRedirect(reverse("harm-duties"))
    auditing.record(verb="harm.duties-seen", says="looked at the duties to report")
    known = queries.known(clinic, spray=False)
    context = {
        "form": form, "signature": signature, "rules": rules.NOTICES, "own": queries.duties_in_force(clinic), "states": known.states,
        "unread": [one for one in known.states if one not in {duty.state for duty in known.duties}],
        "director": clinic.medical_director, "is_director": clinic.medical_director_id == request.member.staff.pk,
        "applies": {one.value: one.says for one in rules.Applies},
    }  # fmt: skip
    return page(request, "harm/duties.html", context, status=422 if bound else 200)


def _event_or_404(request: StaffRequest, event_id: UUID) -> AdverseEvent:
    with missing_is_not_found():
        found = queries.event(request.member.clinic, event_id)
    check_chart(request, found.patient)
    return found


def _done(form: OnceForm, act: Any) -> bool:
    """Whether the act was done; a refusal stands on the form."""
    try:
        with units.all_or_nothing():
            act(form.cleaned_data)
    except Unusable as refusal:
        add_faults(form, refusal)
        return False
    return True
