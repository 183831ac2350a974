"""A spray that was watched, and the clinic's figures of recovery."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, check_chart, staff
from euthymia.clinic.people.figures import signed_settings
from euthymia.clinic.people.pages import page as clinic_page
from euthymia.clinic.people.stepup import SecondPersonForm, SignatureForm
from euthymia.clinic.pharmacy import actions as pharmacy
from euthymia.clinic.pharmacy import in_hand
from euthymia.clinic.visits import queries as visits
from euthymia.domain.quantities import Unusable
from euthymia.domain.rules.after_discharge import NASAL_SOURCE
from euthymia.kit.forms import add_faults, new_id
from euthymia.kit.pages import missing_is_not_found

from . import actions, page, queries
from .forms import DeviceForm, NasalForm, SettingsForm
from .given import given


@staff(Permission.RUN_INFUSION)
@require_http_methods(["GET", "POST"])
def nasal(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """Record an esketamine dose that was watched; its recovery begins."""
    clinic = request.member.clinic
    with missing_is_not_found():
        patient = people.patient(clinic, patient_id)
    check_chart(request, patient)
    patient.clinic = clinic
    form = NasalForm(
        request.POST or None, rooms=visits.rooms(clinic), accounted=in_hand.keeps_account(clinic)
    )
    if request.method == "POST" and form.is_valid():
        try:
            with pharmacy.acting():
                made = actions.begin_nasal(
                    by=request.member, patient=patient, client_id=form.cleaned_data["client_id"],
                    room=visits.room(clinic, UUID(form.cleaned_data["room"])), **form.said(request.unit.now),
                )  # fmt: skip
        except pharmacy.NotPosted as refused:
            form.add_error("devices", refused.says)
            new_id(form)
        except Unusable as refusal:
            add_faults(form, refusal)
        else:
            messages.success(
                request,
                "The dose is recorded; the REMS form is due within 7 days.",
                extra_tags=str(form.cleaned_data["client_id"]),
            )
            return HttpResponseRedirect(reverse("recovery", args=[made.visit_id]))
    auditing.record(
        verb="recovery.nasal-form",
        says="looked at the form of a spray",
        patient=patient.pk,
        subject=str(patient.pk),
    )
    may_enrol = request.member.may(Permission.PLAN_COURSE)
    context = {"patient": patient, "form": form, "source": NASAL_SOURCE, "may_enrol": may_enrol}
    return clinic_page(request, "recovery/nasal.html", context, status=422 if form.errors else 200)


@staff(Permission.RUN_INFUSION)
@require_http_methods(["GET", "POST"])
def device(request: StaffRequest, visit_id: UUID) -> HttpResponse:
    """Another device was used than the one that was entered: two correct the chart and the drug book at once."""
    visit = page.visit_or_404(request, visit_id)
    standing = page.standing_or_404(visit)
    spray = given(standing)
    if spray is None or not spray.devices:
        raise Http404("the drug book has no device of this visit's dose")
    bound = request.POST if request.method == "POST" else None
    form = DeviceForm(bound, of_dose=spray.devices)
    signature, second = SignatureForm(bound, request=request), SecondPersonForm(bound, request=request)
    # Every form is asked, so that everything that is wrong is said at once.
    if bound is not None and all([form.is_valid(), signature.is_valid(), second.is_valid()]):
        try:
            if not request.member.may(Permission.RESOLVE_STOCK):
                says = "what the drug book has is corrected by who may reverse its entries"
                raise Unusable.one("", "not-yours", says, "a prescriber, with a second person")
            made = actions.correct_device(
                by=request.member, visit=visit, witness=second.proof, **form.said()  # type: ignore[arg-type]
            )  # fmt: skip
        except pharmacy.NotPosted as refused:
            form.add_error("scan", refused.says)
            new_id(form)
        except Unusable as refusal:
            add_faults(form, refusal)
        else:
            says = f"Corrected in the chart and in the drug book: {made.says}."
            messages.success(request, says, extra_tags=str(made.client_id))
            return HttpResponseRedirect(page.here(visit))
    page.seen(visit)
    context = {
        **page.whole(request, visit, standing),
        "form": form,
        "signature": signature,
        "second": second,
        "spray": spray,
    }
    return render(request, "recovery/device.html", context, status=200 if bound is None else 422)


@staff(Permission.SET_POLICY)
@require_http_methods(["GET", "POST"])
def settings(request: StaffRequest) -> HttpResponse:
    """The clinic's figures: each with its limits and its source; the medical director signs."""
    clinic = request.member.clinic
    form = SettingsForm(request.POST or None, initial=queries.settings_in_force(clinic).to_json())
    return signed_settings(
        request, "recovery/settings.html", form, lambda: actions.adopt(
            by=request.member, client_id=form.cleaned_data["client_id"], values=form.figures(), reason=form.cleaned_data["reason"]
        ),
        queries.adopted(clinic), seen=("recovery.settings-seen", "looked at the figures of recovery"), done="These figures are in force for whoever comes to recovery from now on.",
    )  # fmt: skip
