"""The chairside pages: order, run, read. Views gather and show; actions decide and write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.devices import queries as devices
from euthymia.clinic.monitoring import actions as watching
from euthymia.clinic.monitoring import queries as monitoring
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, check_chart, staff
from euthymia.clinic.people.models import Clinic
from euthymia.clinic.people.stepup import SignatureForm
from euthymia.clinic.visits import queries as visits
from euthymia.domain import monitoring as alarms
from euthymia.domain import protocols
from euthymia.domain.quantities import RATE_ML_PER_H, VOLUME_ML, Unusable
from euthymia.kit import clock, units
from euthymia.kit.forms import add_faults
from euthymia.kit.pages import missing_is_not_found

from . import forms, live, prescribing, queries
from .acts import ACTS, act_forms
from .fold import Course
from .forecast_switch import forecast_is_on
from .models import Session
from .picture import draw, flags, ghost
from .prediction import Prediction, predict, what_if_rate
from .traces import traces
from .what_if import comes_to


def session_or_404(request: StaffRequest, session_id: UUID) -> Session:
    with missing_is_not_found():
        session = queries.session(request.member.clinic, session_id)
    check_chart(request, session.patient)
    return session


@staff(Permission.SEE_CHART)
@require_GET
def index(request: StaffRequest) -> HttpResponse:
    """What is running, and what ran lately."""
    now = clock.now()
    running = list(queries.running(request.member.clinic))
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
            add_faults(form, _in_form_words(refusal))
    last = queries.last_order(patient)
    auditing.record(
        verb="order.form", says="looked at an order form", patient=patient.pk, subject=str(patient.pk)
    )
    context = {
        "patient": patient, "age_y": people.age_y(patient.born, clock.now().astimezone(clinic.zone).date()),
        "form": form, "signature": signature, "figures": figures, "protocol": protocol, "last": last,
        "findings": _asked_once(findings, request),
        "guardrails": protocol.guardrails.each(),
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
    _seen(session)
    return render(request, "infusion/chairside.html", _page(request, session))


@staff(Permission.SEE_CHART, while_locked=True, or_glass=True)
@require_GET
def fragment(request: StaffRequest, session_id: UUID, part: str) -> HttpResponse:
    """A moving part of the page, from the same template as its first paint."""
    if part not in ("alarms", "chart", "log"):
        raise Http404
    session = session_or_404(request, session_id)
    return render(request, f"infusion/part_{part}.html", _page(request, session, only=part))


@staff(Permission.SEE_CHART, while_locked=True, or_glass=True)
@require_GET
def poll(request: StaffRequest, session_id: UUID) -> HttpResponse:
    """What the stream would have said, for when there is no stream."""
    session = session_or_404(request, session_id)
    after = request.GET.get("cursor", "0")
    found = live.message(session, _whole(after) or 0)
    return JsonResponse({"now": clock.now().isoformat(), "messages": [found] if found else []})


@staff(Permission.RUN_INFUSION)
@require_GET
def preview(request: StaffRequest, session_id: UUID) -> HttpResponse:
    """What a new rate would come to, before it is applied: figures and the ghost curve. Writes nothing."""
    session = session_or_404(request, session_id)
    context = _page(request, session, only="preview")
    try:
        rate = RATE_ML_PER_H.parse(request.GET.get("rate_ml_per_h", ""), "rate_ml_per_h")
        course = context["course"]
        context["change"] = comes_to(session.order.figures, course, rate, clock.now())
        context["new_rate_ug_per_h"] = protocols.to_ug_per_h(session.order.figures, rate)
        protocol = protocols.protocol_named(session.order.protocol)
        context["findings"] = protocols.judge_rate(session.order.figures, rate, protocol.guardrails)
        now, seen = clock.now(), traces(session.watch)
        prediction = prediction_for(
            request.member.clinic, session, course, now, seen.last_received, context["new_rate_ug_per_h"]
        )
        context["prediction"] = prediction
        if prediction is not None and prediction.forecast is not None:
            context["svg"] = ghost(session, course, prediction, now).svg()
    except Unusable as refusal:
        context["refused"] = refusal.faults
    return render(request, "infusion/part_preview.html", context)


def act(name: str) -> Callable[..., HttpResponse]:
    """The view of one act: POST does it, GET shows its form alone (for a page without scripts)."""
    chosen = ACTS[name]

    @staff(chosen.permission)
    @require_http_methods(["GET", "POST"])
    def view(request: StaffRequest, session_id: UUID) -> HttpResponse:
        session = session_or_404(request, session_id)
        form = chosen.form(session, request.POST if request.method == "POST" else None, request.GET)
        if request.method == "POST" and form.is_valid():
            try:
                with units.all_or_nothing():
                    said = chosen.do(request.member, session, form)
            except Unusable as refusal:
                add_faults(form, _in_form_words(refusal))
            else:
                messages.success(request, said, extra_tags=str(form.cleaned_data["client_id"]))
                return HttpResponseRedirect(reverse("infusion", args=[session.pk]))
        context = _page(request, session)
        context["open_act"], context["acts"][name] = name, (chosen, form)
        return render(request, "infusion/chairside.html", context, status=422 if form.errors else 200)

    return view


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
    return HttpResponseRedirect(reverse("infusion", args=[session.pk]))


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
    _seen(session)
    context = {
        "session": session,
        "form": form,
        "profile": profile,
        "changes": changes,
    }
    return render(request, "infusion/limits.html", context, status=422 if form.errors else 200)


def _page(request: StaffRequest, session: Session, only: str = "") -> dict[str, Any]:
    """Everything the chairside page or one of its parts needs."""
    now = clock.now()
    found = live.state(session, now)
    context: dict[str, Any] = {
        "session": session, "patient": session.patient, "now": now, "zone": session.clinic.zone,
        "age_y": people.age_y(session.patient.born, now.date()), **found,
        "protocol": protocols.protocol_named(session.order.protocol),
        "fragment_only": only,
    }  # fmt: skip
    if only in ("", "alarms"):
        context["may_answer"] = request.member.may(Permission.ANSWER_ALARMS)
    if only in ("", "chart"):
        context.update(_picture(request, session, found["course"]))
    if only == "":
        context["acts"] = act_forms(session, found["course"], request.member)
        context["monitors"] = devices.associated(session.watch)
        context["at_chair"] = devices.device_at(session.room)
        context["may_limit"] = request.member.may(Permission.SET_LIMITS)
        context["start_findings"] = queries.before_start(session) if "start" in context["acts"] else ()
        context["rate_steps"] = rate_steps(session, found["course"])
        first = next(iter(found["due"]), None)
        context["next_words"] = "" if first is None else live.SHORT.get(first.sign, first.words)
        context["duration_s"] = session.order.duration_min * 60
    context["last_flags"] = flags(found["course"])[:-6:-1]
    return context


def rate_steps(session: Session, course: Course) -> list[dict[str, str]]:
    """The protocol's offers for the rate dialog, and the ordered rate."""
    protocol = protocols.protocol_named(session.order.protocol)
    offers = [
        (f"{percent:+d} %", protocols.by_percent(course.rate_ul_per_h, percent))
        for percent in protocol.rate_steps_percent
    ]
    offers.append(("as ordered", session.order.rate_ul_per_h))
    return [
        {"label": f"{label}: {RATE_ML_PER_H.format(rate)} mL/h", "value": RATE_ML_PER_H.format(rate)}
        for label, rate in offers
        if rate > 0
    ]


def _picture(request: StaffRequest, session: Session, course: Course) -> dict[str, Any]:
    now = clock.now()
    seen = traces(session.watch)
    prediction = prediction_for(request.member.clinic, session, course, now, seen.last_received)
    width, height = (
        _between(request.GET.get(name), *bounds)
        for name, bounds in (("width", (300, 1600, 800)), ("height", (320, 900, 480)))
    )
    chart = draw(
        session, course, seen.by_channel(), seen.first_at, prediction, now, width=width, height=height
    )
    return {
        "svg": chart.svg(),
        "points_json": chart.points_json(),
        "prediction": prediction,
        "chart_summary": chart.summary,
    }


def prediction_for(
    clinic: Clinic,
    session: Session,
    course: Course,
    now: datetime,
    last_received: datetime | None,
    what_if_ug_per_h: int | None = None,
) -> Prediction | None:
    """The prediction when the clinic's forecast is on; None when it is off or nothing has started."""
    if not forecast_is_on(clinic, settings.EUTHYMIA_MODE) or course.started_at is None:
        return None
    inputs = [last_received] if last_received else []
    inputs += [one.entered_at for one in course.happenings]
    change = None if what_if_ug_per_h is None else what_if_rate(course, now, what_if_ug_per_h)
    return predict(session, course, now, inputs_at=max(inputs, default=None), what_if=change)


def _between(text: str | None, low: int, high: int, usual: int) -> int:
    whole = _whole(text)
    return usual if whole is None else min(high, max(low, whole))


def _whole(text: str | None) -> int | None:
    """The whole number in an address, short enough to be one; None for anything else."""
    return int(text) if text and text.isdecimal() and len(text) <= 18 else None


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


_FIELD_OF = {
    "rate_ul_per_h": "rate_ml_per_h", "new_rate_ul_per_h": "rate_ml_per_h", "weight_g": "weight_kg", "dose_ug_per_kg": "dose_mg_per_kg",
    "volume_ul": "volume_ml", "final_volume_ul": "volume_ml", "stock_ug_per_ml": "stock", "dose_ug": "dose_mg_per_kg",
    "at": "minutes_ago", "rate_ug_per_h": "rate_ml_per_h", "concentration_ng_per_ml": "volume_ml", "drug_volume_ul": "stock",
}  # fmt: skip


def _in_form_words(refusal: Unusable) -> Unusable:
    """The refusal with its places named as the form names them."""
    return Unusable(replace(fault, at=_FIELD_OF.get(fault.at, fault.at)) for fault in refusal.faults)


def _seen(session: Session) -> None:
    auditing.record(
        verb="session.seen", says="looked at a session", subject=str(session.pk), patient=session.patient_id
    )
