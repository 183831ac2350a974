"""Patients: find, register, the overview, and opening a chart in an emergency."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.crisis import queries as crises
from euthymia.clinic.harm import queries as harm
from euthymia.clinic.people import actions, lookups, queries
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.pages import page
from euthymia.domain import protocols
from euthymia.domain.quantities import Unusable
from euthymia.journey.infusion import queries as infusions
from euthymia.journey.plan import pages as plan_pages
from euthymia.journey.plan import queries as plans
from euthymia.kit import units
from euthymia.kit.forms import add_faults
from euthymia.kit.pages import missing_is_not_found

from .forms import AddressForm, GlassForm, RegisterForm

MOST_FOUND = 8


@staff(Permission.SEE_PATIENTS)
def patients(request: StaffRequest) -> HttpResponse:
    """By family name; words narrow by the start of a name or number, or by a birth date."""
    words = request.GET.get("q", "").strip()[:100]
    after = request.GET.get("after", "")
    with missing_is_not_found():
        shown = lookups.patients_page(request.member.clinic, words, UUID(after) if _is_uuid(after) else None)
    auditing.record(
        verb="patients.listed",
        says=f"saw {len(shown.patients)} patients in the list",
        words=words,
        after=after,
    )
    rows = [(found, _age(request, found)) for found in shown.patients]
    context = {
        "rows": rows,
        "q": words,
        "after": shown.after,
        "is_later_page": bool(after),
        "may_register": request.member.may(Permission.REGISTER_PATIENT),
    }
    return page(request, "chart/patients.html", context)


@staff(Permission.SEE_PATIENTS)
def search(request: StaffRequest) -> HttpResponse:
    """For the command palette: the first few patients whose name or number starts so, or born that day."""
    words = request.GET.get("q", "").strip()[:100]
    shown = lookups.patients_page(request.member.clinic, words, size=MOST_FOUND).patients if words else []
    auditing.record(verb="patients.searched", says=f"searched patients, {len(shown)} found", words=words)
    entries = [
        {
            "text": f"{found.family_name}, {found.given_name}",
            "kind": f"{found.number} · born {found.born.isoformat()}",
            "url": reverse("patient", args=[found.pk]),
        }
        for found in shown
    ]
    return JsonResponse(entries, safe=False)


@staff(Permission.REGISTER_PATIENT)
def register(request: StaffRequest) -> HttpResponse:
    form = RegisterForm(request.POST or None)
    alike: list[Patient] = []
    if request.method == "POST" and form.is_valid():
        asked = dict(form.cleaned_data)
        if not asked.pop("anyway"):
            alike = lookups.patients_alike(request.member.clinic, asked["family_name"], asked["born"])
        if alike:
            form.add_error(
                None, "Somebody with this family name and birth date is registered already: see below."
            )
        else:
            made = _register(request, form, asked)
            if made is not None:
                return HttpResponseRedirect(reverse("patient", args=[made.pk]))
    return page(request, "chart/register.html", {"form": form, "alike": alike})


def _register(request: StaffRequest, form: RegisterForm, asked: dict[str, Any]) -> Patient | None:
    try:
        with units.all_or_nothing():
            made = actions.register_patient(clinic=request.member.clinic, by=request.member, **asked)
    except Unusable as refused:
        add_faults(form, refused)
        return None
    messages.success(request, f"{made} is registered as {made.number}.")
    return made


@staff(Permission.REGISTER_PATIENT)
def address(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """Where the patient lives: the record of every dose must carry it."""
    found = _find(request, patient_id)
    form = AddressForm(request.POST or None, initial={"address": found.address})
    if request.method == "POST" and form.is_valid():
        actions.change_address(by=request.member, patient=found, address=form.cleaned_data["address"])
        messages.success(request, "The address is kept; records made before keep the old one.")
        return HttpResponseRedirect(reverse("patient", args=[found.pk]))
    return page(request, "chart/address.html", {"patient": found, "form": form})


@staff(Permission.SEE_PATIENTS)
def patient(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """Who this is; and their sessions, for who may read charts or has opened this one in an emergency."""
    found = _find(request, patient_id)
    opening = queries.open_glass(request.member, found, request.unit.now)
    may_read = request.member.may(Permission.SEE_CHART)
    context: dict[str, Any] = {
        "patient": found,
        "age": _age(request, found),
        "opening": opening,
        "may_read": may_read,
        "reads": may_read or opening is not None,
        "may_prescribe": request.member.may(Permission.PRESCRIBE),
        "may_register": request.member.may(Permission.REGISTER_PATIENT),
        "may_write": request.member.may(Permission.SEND_MESSAGES),
        "may_break": request.member.may(Permission.BREAK_GLASS) and not may_read,
        "may_money": request.member.may(Permission.SEE_MONEY),
        "may_harm": request.member.may(Permission.REPORT_HARM),
    }
    if context["reads"]:
        context["crisis"] = crises.open_of(found)
        found.clinic = request.member.clinic
        context["harms"] = harm.of_patient(found)
        sessions = list(infusions.of_patient(found)[:100])
        courses = infusions.courses(sessions, request.unit.now)
        places = plans.places(found.clinic_id, [session.visit_id for session in sessions])
        context["sessions"] = [
            (session, courses[session.pk], _protocol(session.order.protocol), places.get(session.visit_id))
            for session in sessions
        ]
        context["plans"] = _plans(request, found)
        context["open_session"] = next((session for session in sessions if session.finished_at is None), None)
    glass = (
        f", by the emergency opening until {opening.until.isoformat()}" if opening and not may_read else ""
    )
    auditing.record(
        verb="patient.seen", says=f"saw the overview of {found.number}{glass}", patient=found.pk,
        subject=str(found.pk), role=",".join(sorted(request.member.roles)), chart=context["reads"],
    )  # fmt: skip
    return page(request, "chart/patient.html", context)


@staff(Permission.BREAK_GLASS)
def glass(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    found = _find(request, patient_id)
    overview = reverse("patient", args=[found.pk])
    form = GlassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with units.all_or_nothing():
                actions.break_glass(
                    by=request.member,
                    patient=found,
                    code=form.cleaned_data["code"],
                    reason=form.cleaned_data["reason"],
                )
        except Unusable as refused:
            add_faults(form, refused)
        else:
            return HttpResponseRedirect(overview)
    auditing.record(
        verb="patient.seen", says=f"stood before the emergency opening of {found.number}", patient=found.pk,
        subject=str(found.pk), role=",".join(sorted(request.member.roles)),
    )  # fmt: skip
    context = {
        "patient": found,
        "form": form,
        "may_read": request.member.may(Permission.SEE_CHART),
        "opening": queries.open_glass(request.member, found, request.unit.now),
        "minutes": int(actions.GLASS_OPEN.total_seconds() // 60),
    }
    return page(request, "chart/glass.html", context)


def _plans(request: StaffRequest, patient: Patient) -> list[dict[str, Any]]:
    """The plans that have not ended, each with its dots."""
    clinic = request.member.clinic
    open_ones = [plan for plan in plans.plans(patient) if plan.state != "ended"]
    rows = plans.sessions_of(clinic.pk, [plan.pk for plan in open_ones])
    return [plan_pages.summary(plan, rows[plan.pk], clinic, request.unit.now) for plan in open_ones]


def _protocol(code: str) -> str:
    """The protocol's name; its code when this version of the program knows it no more."""
    return next((protocol.name for protocol in protocols.PROTOCOLS if protocol.id == code), code)


def _find(request: StaffRequest, patient_id: UUID) -> Patient:
    with missing_is_not_found():
        return queries.patient(request.member.clinic, patient_id)


def _age(request: StaffRequest, patient: Patient) -> int:
    return queries.age_y(patient.born, request.unit.now.astimezone(request.member.clinic.zone).date())


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
