"""The REMS of esketamine: the patient's enrolment, and the fields of the monitoring form after a dose."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, check_chart, staff
from euthymia.clinic.people.pages import page as clinic_page
from euthymia.domain.quantities import Unusable
from euthymia.domain.rules import rems_form
from euthymia.kit import clock, sheet, units
from euthymia.kit.forms import OnceForm, add_faults
from euthymia.kit.pages import missing_is_not_found, slow

from . import actions, page, queries, rems
from .models import RemsEnrolment


class EnrolmentForm(OnceForm):
    state = forms.ChoiceField(
        label="The REMS says", choices=RemsEnrolment.State.choices, widget=forms.RadioSelect
    )
    confirmation = forms.CharField(label="Its confirmation number", max_length=60)
    patient_signed_on = forms.DateField(
        label="The patient signed on", widget=forms.DateInput(attrs={"type": "date"})
    )
    prescriber = forms.CharField(label="Prescriber who signed", max_length=120)
    form_version = forms.CharField(label="Version of the form", max_length=40)


@staff(Permission.PLAN_COURSE)
@require_http_methods(["GET", "POST"])
def enrolment(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """Whether this patient is enrolled: without it no spray is recorded here."""
    with missing_is_not_found():
        patient = people.patient(request.member.clinic, patient_id)
    check_chart(request, patient)
    form = EnrolmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with units.all_or_nothing():
                actions.enrol(by=request.member, patient=patient, **form.cleaned_data)
        except Unusable as refusal:
            add_faults(form, refusal)
        else:
            messages.success(request, "Kept.", extra_tags=str(form.cleaned_data["client_id"]))
            return HttpResponseRedirect(reverse("recovery-enrolment", args=[patient.pk]))
    auditing.record(
        verb="recovery.enrolment-seen",
        says="looked at an enrolment in the REMS",
        patient=patient.pk,
        subject=str(patient.pk),
    )
    context = {
        "patient": patient,
        "form": form,
        "newest": queries.enrolment(patient),
        "enrolled": queries.is_enrolled(patient),
    }
    return clinic_page(request, "recovery/enrolment.html", context, status=422 if form.errors else 200)


@staff(Permission.SEE_CHART, or_glass=True)
@require_GET
def monitoring_form(request: StaffRequest, visit_id: UUID) -> HttpResponse:
    """The fields of the form, filled from what is known; what is open is answered on the sponsor's own form."""
    visit, found = _fields(request, visit_id)
    context = {
        "visit": visit, "patient": visit.patient, "fields": found, "here": page.here(visit), "source": rems_form.SOURCE,
        "version": rems_form.VERSION, "open": sum(one.answer is None for one in found), "task": rems.task(visit),
        "may_do": request.member.may(Permission.DO_TASKS),
    }  # fmt: skip
    return clinic_page(request, "recovery/rems_form.html", context)


@slow
@staff(Permission.SEE_CHART, or_glass=True)
@require_GET
def monitoring_form_pdf(request: StaffRequest, visit_id: UUID) -> HttpResponse:
    visit, found = _fields(request, visit_id)
    made = sheet.made(
        title="Esketamine: fields of the REMS monitoring form", place=visit.clinic.name,
        says="For the sponsor's own form, sent within 7 calendar days. An open field is answered there.",
        facts=[(one.asks, "open" if one.answer is None else one.answer) for one in found], signs=("Monitored by",),
        foot=f"{rems_form.VERSION} · printed {clock.now().astimezone(visit.clinic.zone):%-d %b %Y, %H:%M} by {request.member.name}",
    )  # fmt: skip
    name = f"rems-{visit.patient.number}-{visit.opened_at:%Y-%m-%d}.pdf"
    return HttpResponse(
        made, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )


@staff(Permission.SEE_CHART, or_glass=True)
@require_GET
def monitoring_form_json(request: StaffRequest, visit_id: UUID) -> HttpResponse:
    """The same for a machine: the answer of each field by its code, null where it is open."""
    visit, found = _fields(request, visit_id)
    answers = {one.code: one.answer for one in found}
    name = f"rems-{visit.patient.number}-{visit.opened_at:%Y-%m-%d}.json"
    document = {"form": "rems-patient-monitoring", "version": rems_form.VERSION, "fields": answers}
    return JsonResponse(document, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _fields(request: StaffRequest, visit_id: UUID) -> tuple[Any, tuple[rems_form.Field, ...]]:
    visit = page.visit_or_404(request, visit_id)
    standing = page.standing_or_404(visit)
    if not standing.leaving.nasal:
        raise Http404("no spray was given in this visit")
    auditing.record(
        verb="recovery.rems-form",
        says="read the fields of a REMS form",
        subject=str(visit.pk),
        patient=visit.patient_id,
    )
    return visit, rems_form.fields(rems.treated(standing))
