"""For who answers the public site: questions with their clock, consultations to come, and how visitors book."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.pages import page
from euthymia.domain.quantities import Unusable
from euthymia.kit import units
from euthymia.kit.forms import add_faults
from euthymia.kit.pages import missing_is_not_found

from . import consulting, enquiring, offering, visitors
from .models import Lead
from .public_words import ENGLISH
from .visitor_forms import AnswerForm, GiveForm, SettingsForm


@staff(Permission.ANSWER_LEADS)
@require_GET
def leads(request: StaffRequest) -> HttpResponse:
    """What waits for an answer, soonest due first; who comes for a consultation, and with which questions."""
    clinic, now = request.member.clinic, request.unit.now
    waiting = visitors.waiting(clinic)
    coming = [
        (one, [ENGLISH[f"question-{code}"] for code in one.questions]) for one in visitors.coming(clinic, now)
    ]
    auditing.record(
        verb="leads.listed",
        says=f"saw {len(waiting)} questions and {len(coming)} consultations from the public site",
    )
    context = {
        "rows": [(one, one.due_at < now) for one in waiting], "coming": coming, "answered": visitors.answered(clinic, now),
        "may_set": request.member.may(Permission.SET_CONSULTATIONS), "is_open": offering.settings(clinic).is_open,
    }  # fmt: skip
    return page(request, "intake/leads.html", context)


@staff(Permission.ANSWER_LEADS)
@require_http_methods(["GET", "POST"])
def lead(request: StaffRequest, lead_id: UUID) -> HttpResponse:
    """One question: say what was answered, or give it to somebody."""
    with missing_is_not_found():
        found = visitors.lead(request.member.clinic, lead_id)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    answer = AnswerForm(request.POST if act == "answer" else None)
    give = GiveForm(
        request.POST if act == "give" else None, staff=people.staff_of(request.member.clinic), auto_id="to_%s"
    )
    if act and _done(request, found, give if act == "give" else answer):
        return HttpResponseRedirect(reverse("leads"))
    auditing.record(verb="lead.seen", says="read a visitor's question", subject=str(found.pk))
    late = found.answered_at is None and found.due_at < request.unit.now
    context = {"found": found, "steps": visitors.steps(found), "answer": answer, "give": give, "late": late}
    return page(request, "intake/lead.html", context, status=422 if act else 200)


def _done(request: StaffRequest, found: Lead, form: AnswerForm | GiveForm) -> bool:
    if not form.is_valid():
        return False
    verb: Any = enquiring.give if isinstance(form, GiveForm) else enquiring.answer
    try:
        with units.all_or_nothing():
            verb(by=request.member, lead=found, **form.cleaned_data)
    except Unusable as refused:
        add_faults(form, refused)
        return False
    messages.success(request, "Kept.", extra_tags=str(form.cleaned_data["client_id"]))
    return True


@staff(Permission.SET_CONSULTATIONS)
@require_http_methods(["GET", "POST"])
def settings(request: StaffRequest) -> HttpResponse:
    """Whether visitors book here, when, where, and who answers them."""
    clinic = request.member.clinic
    form = SettingsForm(
        request.POST or None, clinic=clinic, staff=people.staff_of(clinic), now=offering.settings(clinic)
    )
    if request.method == "POST" and form.is_valid():
        data = {**form.cleaned_data, "chairs": tuple(room.pk for room in form.cleaned_data["chairs"])}
        try:
            with units.all_or_nothing():
                consulting.set_up(clinic, by=request.member, **data)
        except Unusable as refused:
            add_faults(form, refused)
        else:
            messages.success(request, "Kept.", extra_tags=str(data["client_id"]))
            return HttpResponseRedirect(reverse("consultation-settings"))
    auditing.record(verb="consultations.settings-seen", says="looked at how visitors book")
    context = {
        "form": form,
        "address": request.build_absolute_uri(reverse("consultation", args=[clinic.code])),
    }
    return page(request, "intake/consultation_settings.html", context, status=422 if form.errors else 200)
