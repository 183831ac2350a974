"""Doses by other routes: what is recorded of a patient, and a new one."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, check_chart, staff
from euthymia.clinic.people.pages import page as clinic_page
from euthymia.domain.protocols import other_routes
from euthymia.domain.quantities import MASS_MG, Unusable
from euthymia.journey.infusion.forms import ExactField
from euthymia.kit import units
from euthymia.kit.forms import OnceForm, add_faults
from euthymia.kit.pages import missing_is_not_found

from . import actions, queries
from .models import OtherDose

_WHOLE = {"inputmode": "numeric", "autocomplete": "off"}


class OtherDoseForm(OnceForm):
    route = forms.ChoiceField(
        label="Route", choices=[("", "Choose"), *((one.code, one.label) for one in other_routes.OTHER_ROUTES)]
    )
    dose_mg = ExactField(MASS_MG, label="Dose")
    place = forms.ChoiceField(label="Given", choices=OtherDose.Place.choices, widget=forms.RadioSelect)
    minutes_ago = forms.IntegerField(
        label="How long ago", min_value=0, widget=forms.TextInput(attrs=dict(_WHOLE))
    )
    given_by = forms.CharField(label="Given by, or told by", max_length=200)
    entry_n = forms.IntegerField(
        label="Line of the drug book", required=False, min_value=1, widget=forms.TextInput(attrs=dict(_WHOLE)),
        help_text="Where it was given here: the number of the entry that gave it.",
    )  # fmt: skip
    words = forms.CharField(
        label="In words", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


@staff(Permission.RUN_INFUSION)
@require_http_methods(["GET", "POST"])
def other_doses(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    with missing_is_not_found():
        patient = people.patient(request.member.clinic, patient_id)
    check_chart(request, patient)
    form = OtherDoseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            with units.all_or_nothing():
                actions.record_other_dose(
                    by=request.member, patient=patient, client_id=data["client_id"], route=data["route"], dose_ug=data["dose_mg"],
                    place=data["place"], given_at=request.unit.now - timedelta(minutes=data["minutes_ago"]), given_by=data["given_by"],
                    entry_n=data["entry_n"], words=data["words"],
                )  # fmt: skip
        except Unusable as refusal:
            add_faults(form, refusal)
        else:
            messages.success(request, "Kept as a record.", extra_tags=str(data["client_id"]))
            return HttpResponseRedirect(reverse("recovery-other", args=[patient.pk]))
    auditing.record(
        verb="recovery.other-doses-seen",
        says="looked at doses by other routes",
        patient=patient.pk,
        subject=str(patient.pk),
    )
    rows = [(one, other_routes.BY_CODE[one.route]) for one in queries.other_doses(patient)]
    context = {"patient": patient, "form": form, "rows": rows, "routes": other_routes.OTHER_ROUTES}
    return clinic_page(request, "recovery/other.html", context, status=422 if form.errors else 200)
