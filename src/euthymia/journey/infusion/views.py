"""The chairside pages: order, run, read. Views gather and show; actions decide and write."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.monitoring import actions as watching
from euthymia.clinic.monitoring import queries as monitoring
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.stepup import SignatureForm
from euthymia.clinic.visits import queries as visits
from euthymia.domain import monitoring as alarms
from euthymia.domain import protocols
from euthymia.domain.quantities import VOLUME_ML, Unusable
from euthymia.journey.evaluation import queries as evaluation
from euthymia.kit import clock, units
from euthymia.kit.forms import add_faults
from euthymia.kit.pages import missing_is_not_found

from . import forms, live, page, prescribing, queries, rooms
from .act_views import answered
from .forms import in_form_words
from .page import session_or_404
from .seats import seated


@staff(Permission.SEE_CHART)
@require_GET
def index(request: StaffRequest) -> HttpResponse:
    """What is running, and what ran lately."""
    now = clock.now()
    running = seated(request.member.clinic)
    courses = queries.courses(running, now)
    auditing.record(verb="sessions.listed", says="looked at the list of sessions")
    context = {
        "running": [(session, courses[session.pk]) for session in running],
        "recent": queries.recent(request.member.clinic),
    }
    return render(request, "infusion/index.html", context)


@staff(Permission.PRESCRIBE)
@require_http_methods(["GET", "POST"])
def order(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """The order form: figures computed and shown, fences asked, then signed."""
    clinic = request.member.clinic
    with missing_is_not_found():
        patient = people.patient(clinic, patient_id)
    protocol = _protocol(request)
    bound = request.POST if request.method == "POST" else None
    form = forms.OrderForm(bound, rooms=visits.rooms(clinic), protocol=protocol)
    signature = SignatureForm(bound if bound and "sign" in bound else None, request=request)
    figures: protocols.Order | None = None
    findings: list[protocols.Finding] = []
    if form.is_bound and form.is_valid():
        try:
            figures = form.figures()
            findings = prescribing.findings_for(
                patient, protocols.protocol_named(form.cleaned_data["protocol"]), figures
            )
            if "sign" in request.POST and signature.is_valid():
                with units.all_or_nothing():
                    session = prescribing.prescribe(
                        by=request.member, patient=patient, room=visits.room(clinic, UUID(form.cleaned_data["room"])),
                        protocol_id=form.cleaned_data["protocol"], figures=figures, reasons=_reasons(request),
                        client_id=form.cleaned_data["client_id"],
                    )  # fmt: skip
                messages.success(
                    request, "The order is signed.", extra_tags=str(form.cleaned_data["client_id"])
                )
                return HttpResponseRedirect(reverse("infusion", args=[session.pk]))
        except Unusable as refusal:
            add_faults(form, in_form_words(refusal))
    last = queries.last_order(patient)
    patient.clinic = clinic
    decided = evaluation.standing(patient, begun_at=queries.last_begun(patient))
    auditing.record(
        verb="order.form", says="looked at an order form", patient=patient.pk, subject=str(patient.pk)
    )
    context = {
        "patient": patient, "age_y": people.age_y(patient.born, clock.now().astimezone(clinic.zone).date()),
        "form": form, "signature": signature, "figures": figures, "protocol": protocol, "last": last, "decided": decided,
        "findings": _asked_once(findings, request),
        "guardrails": protocol.guardrails.each(),
        "scale": rooms.scale(clinic, clock.now()),
        "concentration": None if figures is None else VOLUME_ML.format(figures.concentration_ng_per_ml // 1_000),
    }  # fmt: skip
    return render(
        request, "infusion/order.html", context, status=422 if form.errors or signature.errors else 200
    )


@staff(Permission.SEE_CHART, while_locked=True, or_glass=True)
@require_GET
def chairside(request: StaffRequest, session_id: UUID) -> HttpResponse:
    """The resting screen of a session."""
    session = session_or_404(request, session_id)
    page.seen(session)
    return render(request, "infusion/chairside.html", page.whole(request, session))


@staff(Permission.SEE_CHART, while_locked=True, or_glass=True)
@require_GET
def fragment(request: StaffRequest, session_id: UUID, part: str) -> HttpResponse:
    """A part of the page: a moving one, from the same template as its first paint, or the acts' dialogs."""
    if part not in ("alarms", "chart", "log", "acts"):
        raise Http404
    session = session_or_404(request, session_id)
    if part == "alarms":
        context = page.alarms(request, session)
    elif part == "log":
        context = page.moved(request, session, clock.now())
    else:
        now = clock.now()
        course = page.course_now(session, now)
        if part == "chart":
            context = {**page.picture(request, session, course, now), "fragment_only": True}
        else:
            context = page.dialogs(request, session, course, without=request.GET.get("without", ""))
    return render(request, f"infusion/part_{part}.html", context)


@staff(Permission.SEE_CHART, while_locked=True, or_glass=True)
@require_GET
def poll(request: StaffRequest, session_id: UUID) -> HttpResponse:
    """What the stream would have said, for when there is no stream."""
    session = session_or_404(request, session_id)
    after = request.GET.get("cursor", "0")
    found = live.message(session, page.whole_number(after) or 0)
    return JsonResponse({"now": clock.now().isoformat(), "messages": [found] if found else []})


@staff(Permission.ANSWER_ALARMS)
@require_POST
def alarm(request: StaffRequest, session_id: UUID) -> HttpResponse:
    """Acknowledge an alarm, or pause its call for two minutes."""
    session = session_or_404(request, session_id)
    form = forms.AlarmForm(request.POST)
    if form.is_valid():
        name, reason = form.cleaned_data["alarm"], form.cleaned_data["reason"]
        try:
            with units.all_or_nothing():
                if "pause" in request.POST:
                    watching.pause(
                        by=request.member, watch=session.watch, alarm=name, seconds=120, reason=reason
                    )
                else:
                    watching.acknowledge(by=request.member, watch=session.watch, alarm=name, reason=reason)
        except Unusable as refusal:
            messages.error(request, str(refusal))
    else:
        messages.error(request, "Say what you saw or did; the alarm was not answered.")
    return answered(request, session)


@staff(Permission.SET_LIMITS)
@require_http_methods(["GET", "POST"])
def limits(request: StaffRequest, session_id: UUID) -> HttpResponse:
    """This patient's alarm limits, each beside its source."""
    session = session_or_404(request, session_id)
    changes = monitoring.limit_changes(session.watch)
    bound = request.POST if request.method == "POST" else None
    form = forms.LimitForm(bound, limits=session.watch.limits, initial={"seen": len(changes)})
    if form.is_bound and form.is_valid():
        seen = form.cleaned_data["seen"]
        if seen is not None and seen != len(changes):
            form.add_error(None, "Somebody has changed the limits meanwhile: open this page again.")
    if form.is_bound and not form.errors:
        wanted = {channel: dict(limit) for channel, limit in session.watch.limits.items()}
        for name, value in form.cleaned_data.items():
            channel, _, side = name.partition("-")
            if channel in wanted and side in ("low", "high"):
                wanted[channel][side] = float(value)
        try:
            with units.all_or_nothing():
                watching.change_limits(
                    by=request.member,
                    watch=session.watch,
                    limits=alarms.Limits.from_json(wanted),
                    reason=form.cleaned_data["reason"],
                )
        except Unusable as refusal:
            add_faults(form, refusal)
        else:
            messages.success(request, "Limits changed for this patient.")
            return HttpResponseRedirect(reverse("infusion", args=[session.pk]))
    profile = alarms.PROFILES[session.watch.profile]
    page.seen(session)
    context = {
        "session": session,
        "form": form,
        "profile": profile,
        "changes": changes,
    }
    return render(request, "infusion/limits.html", context, status=422 if form.errors else 200)


def _protocol(request: StaffRequest) -> protocols.Protocol:
    wanted = request.POST.get("protocol") or request.GET.get("protocol") or protocols.PROTOCOLS[0].id
    try:
        return protocols.protocol_named(wanted)
    except KeyError:
        return protocols.PROTOCOLS[0]


def _asked_once(
    findings: list[protocols.Finding], request: StaffRequest
) -> list[tuple[protocols.Finding, str, bool]]:
    """Each finding with the reason given, and whether it asks for one: findings of one code share a reason."""
    codes: set[str] = set()
    shown = []
    for finding in findings:
        asks = finding.severity is protocols.Severity.ASK and finding.code not in codes
        codes |= {finding.code} if asks else set()
        shown.append((finding, request.POST.get(f"reason-{finding.code}", ""), asks))
    return shown


def _reasons(request: StaffRequest) -> dict[str, str]:
    return {
        name.removeprefix("reason-"): str(words)
        for name, words in request.POST.items()
        if name.startswith("reason-")
    }
