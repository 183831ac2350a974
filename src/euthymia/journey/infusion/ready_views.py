"""Ready to start: one list of conditions in words, what is asked today, and the override by two."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.stepup import SecondPersonForm, SignatureForm
from euthymia.domain.quantities import Unusable
from euthymia.domain.rules import ready_to_start as gate
from euthymia.kit import units
from euthymia.kit.forms import OnceForm, add_faults

from . import actions, page, readiness
from .models import Session


class AskedForm(OnceForm):
    """What the patient says on the day. Fields start empty: what is asked today is not taken from yesterday."""

    solids_h = forms.FloatField(
        label="Last food", required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    clear_fluids_h = forms.FloatField(
        label="Last clear drink", required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    escort = forms.CharField(
        label="Who takes the patient home", required=False, max_length=200, help_text="Name and phone."
    )


class OverrideForm(OnceForm):
    codes = forms.MultipleChoiceField(label="Start although", widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(label="Why", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, asks: list[gate.Condition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["codes"].choices = [(one.code, f"{one.title}: {one.says}") for one in asks]  # type: ignore[attr-defined]


@staff(Permission.SEE_CHART)
@require_http_methods(["GET", "POST"])
def ready(request: StaffRequest, session_id: UUID) -> HttpResponse:
    """Every condition with its light in words; each miss offers its fix in place."""
    session = page.session_or_404(request, session_id)
    by = request.member
    found = readiness.conditions(by, session)
    asks = [one for one in found if one.light is gate.Light.ASKS]
    overriding = request.POST.get("act") == "override"
    asked = AskedForm(request.POST if request.method == "POST" and not overriding else None)
    override = OverrideForm(request.POST if overriding else None, asks=asks, auto_id="override_%s")
    second = SecondPersonForm(request.POST if overriding else None, request=request)
    signature = SignatureForm(request.POST if overriding else None, request=request)
    if request.method == "POST" and _done(request, session, asked, override, second, signature):
        return HttpResponseRedirect(reverse("infusion-ready", args=[session.pk]))
    page.seen(session)
    passed = set(readiness.overridden(session, found))
    lights = [
        {"one": one, "passed": one.code in passed, "state": _state(one, one.code in passed)} for one in found
    ]
    context = {
        "session": session, "patient": session.patient, "lights": lights, "asked": asked, "override": override,
        "second": second, "signature": signature, "asks": [one for one in asks if one.code not in passed],
        "open": sum(light["state"] in ("missing", "unknown") for light in lights), "here": page.here(session),
        "may_observe": by.may(Permission.OBSERVE), "may_override": by.may(Permission.COUNTERSIGN),
        "told": readiness.newest_asked(session), "is_ordered": page.course_now(session, request.unit.now).phase.value == "ordered",
    }  # fmt: skip
    return render(request, "infusion/ready.html", context, status=422 if request.method == "POST" else 200)


def _state(condition: gate.Condition, passed: bool) -> str:
    if condition.light is gate.Light.MET or passed:
        return "met"
    if condition.light in (gate.Light.APART, gate.Light.WARNS):
        return "apart"
    return "missing" if condition.light is gate.Light.BLOCKS else "unknown"


def _done(
    request: StaffRequest, session: Session, asked: AskedForm, override: OverrideForm, second: SecondPersonForm,
    signature: SignatureForm,
) -> bool:  # fmt: skip
    form: Any = override if override.is_bound else asked
    valid = [each.is_valid() for each in ((override, second, signature) if override.is_bound else (asked,))]
    if not all(valid):
        return False
    data = form.cleaned_data
    try:
        with units.all_or_nothing():
            if override.is_bound:
                assert second.second is not None
                event = actions.override(
                    by=request.member, session=session, client_id=data["client_id"], codes=data["codes"],
                    reason=data["reason"], second=second.second,
                )  # fmt: skip
            else:
                event = actions.record_ready(by=request.member, session=session, **data)
    except Unusable as refusal:
        add_faults(form, refusal)
        return False
    messages.success(request, f"Recorded: {event.says}.", extra_tags=str(data["client_id"]))
    return True
