"""My care circle: whom I let see what, until when; and every look they took."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from euthymia.clinic.circle import actions, queries
from euthymia.clinic.circle.models import CircleEvent, Confidant
from euthymia.clinic.people.doors import patient
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.pages import page_of
from euthymia.domain.quantities import Unusable
from euthymia.kit import units
from euthymia.kit.forms import LastDayField, OnceForm, add_faults
from euthymia.kit.pages import missing_is_not_found

from .language import spoken
from .report_views import own, seen
from .views import left_locked, to_unlock

Kind, Scope = CircleEvent.Kind, CircleEvent.Scope
SCOPES = {
    Scope.DATES: _("When my visits are"),
    Scope.SUMMARY: _("The summaries of my sessions"),
    Scope.MEASURES: _("My measures over time"),
}
RELATIONS = {
    Confidant.Relation.FAMILY: _("Family or friend"), Confidant.Relation.CAREGIVER: _("Somebody who cares for me"),
    Confidant.Relation.THERAPIST: _("My therapist"),
}  # fmt: skip
HAPPENED = {
    Kind.INVITED: _("You let them in"), Kind.GRANTED: _("You granted"), Kind.WITHDRAWN: _("You took back"),
    Kind.LINKED: _("You made a link"), Kind.CAME: _("They came in by the link"), Kind.REFUSED: _("Somebody was not let in"),
    Kind.LOOKED: _("They looked at"), Kind.ENDED: _("You ended it"),
}  # fmt: skip


class GrantsForm(OnceForm):
    """What one person may see: each by itself, none beforehand."""

    grants = forms.MultipleChoiceField(
        label=_("What may they see?"), choices=list(SCOPES.items()), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("Each by itself. You can change it at any time."),
    )  # fmt: skip


class InviteForm(GrantsForm):
    name = forms.CharField(
        label=_("Their name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    relation = forms.ChoiceField(
        label=_("Who are they to you?"), choices=list(RELATIONS.items()), widget=forms.RadioSelect
    )
    until = LastDayField(label=_("Until when?"), help_text=_("At most a year; you can end it before."))

    field_order = ["client_id", "name", "relation", "grants", "until"]


@spoken
@patient
@require_http_methods(["GET", "POST"])
def circle(request: Any) -> HttpResponse:
    """Everybody in it, and somebody new."""
    if left_locked(request):
        return to_unlock(request)
    record = own(request)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with units.all_or_nothing():
                made = actions.invite(by=record, **form.cleaned_data)
        except Unusable as refused:
            add_faults(form, refused)
        else:
            return HttpResponseRedirect(reverse("portal-circle-one", args=[made.pk]))
    seen(record, "looked at their care circle")
    rows = [
        (one, RELATIONS[Confidant.Relation(one.relation)], queries.stands(one, request.unit.now))
        for one in queries.of_patient(record)
    ]
    context = {"record": record, "form": form, "rows": rows}
    return page_of(record.clinic, request, "portal/circle.html", context, 422 if form.errors else 200)


@spoken
@patient
@require_http_methods(["GET", "POST"])
def one(request: Any, own_confidant_id: UUID) -> HttpResponse:
    """One of them: change what they see, make a link, end it; below, every look."""
    if left_locked(request):
        return to_unlock(request)
    record = own(request)
    with missing_is_not_found():
        found = queries.confidant_of(record, own_confidant_id)
    link, code = "", ""
    form = GrantsForm(
        request.POST if request.POST.get("act") == "grant" else None, initial={"grants": found.grants}
    )
    if request.method == "POST":
        act = request.POST.get("act", "")
        try:
            with units.all_or_nothing():
                key, code = _do(act, record, found, form, request.POST)
        except Unusable as refused:
            add_faults(form, refused)
        else:
            if act != "link":
                return HttpResponseRedirect(reverse("portal-circle-one", args=[found.pk]))
            link = request.build_absolute_uri(reverse("circle-link", args=[key]))
        found = queries.confidant_of(record, own_confidant_id)
    seen(record, "looked at one of their care circle")
    trail = [
        (event, HAPPENED[Kind(event.kind)], SCOPES[Scope(event.scope)] if event.scope else "")
        for event in reversed(queries.events(found))
    ]
    context = {
        "record": record, "found": found, "form": form, "link": link, "code": code, "trail": trail, "relation": RELATIONS[Confidant.Relation(found.relation)],
        "stands": queries.stands(found, request.unit.now), "once": OnceForm(),
    }  # fmt: skip
    return page_of(record.clinic, request, "portal/circle_one.html", context, 422 if form.errors else 200)


def _do(act: str, record: Patient, found: Confidant, form: GrantsForm, sent: Any) -> tuple[str, str]:
    """What was pressed; the key and the code of a new link."""
    if act == "link":
        _found, key, code = actions.make_link(by=record, confidant=found)
        return key, code
    once = form if act == "grant" else OnceForm(sent)
    if once.is_valid():
        if act == "grant":
            actions.grant(by=record, confidant=found, **once.cleaned_data)
        elif act == "end":
            actions.end(by=record, confidant=found, **once.cleaned_data)
    return "", ""
