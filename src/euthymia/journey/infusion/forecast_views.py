"""The medical director's page for the live predicted concentration."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.pages import page
from euthymia.clinic.people.stepup import SignatureForm
from euthymia.domain.quantities import Unusable
from euthymia.kit import units
from euthymia.kit.forms import add_faults, name_for_tests

from . import forecast_switch as switch


class _Signed(SignatureForm):
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        name_for_tests(self.fields.items())


class SwitchOnForm(_Signed):
    agreed = forms.BooleanField(label="I have read the statement and sign it")
    field_order = ("agreed", "password", "code")


class SwitchOffForm(_Signed):
    reason = forms.CharField(label="Why it is switched off", max_length=500)
    field_order = ("reason", "password", "code")


@staff(Permission.SET_FORECAST)
def forecast(request: StaffRequest) -> HttpResponse:
    clinic = request.member.clinic
    said = switch.statements(clinic)
    is_on = bool(said) and said[0].on
    kind = SwitchOffForm if is_on else SwitchOnForm
    form = kind(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        words = switch.STATEMENT if not is_on else form.cleaned_data["reason"]
        try:
            with units.all_or_nothing():
                switch.set_forecast(by=request.member, on=not is_on, statement=words)
        except Unusable as refused:
            add_faults(form, refused)
        else:
            messages.success(request, f"The live predicted concentration is {'off' if is_on else 'on'}.")
            return HttpResponseRedirect(reverse("admin-forecast"))
    context = {
        "form": form,
        "is_on": is_on,
        "statement": switch.STATEMENT,
        "statements": said,
        "director": clinic.medical_director,
        "is_director": clinic.medical_director_id == request.member.staff.pk,
        "invented": settings.EUTHYMIA_MODE in switch.INVENTED,
    }
    return page(request, "infusion/forecast.html", context)
