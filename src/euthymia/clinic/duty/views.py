"""Duty: who is paged, and every page with what became of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.pages import page
from euthymia.domain.quantities import Unusable
from euthymia.domain.rules.from_home import REMOTE
from euthymia.kit import units
from euthymia.kit.forms import add_faults

from . import actions, queries
from .forms import DutyForm


@staff(Permission.SEE_DUTY)
@require_http_methods(["GET", "POST"])
def duty(request: StaffRequest) -> HttpResponse:
    """Who is paged first and second; the newest pages, with how long each waited."""
    clinic, may_set = request.member.clinic, request.member.may(Permission.SET_DUTY)
    row = queries.duty(clinic)
    form = DutyForm(
        request.POST if request.method == "POST" and may_set else None, staff=people.staff_of(clinic),
        initial={
            "first": row.first_id, "first_channel": row.first_channel, "first_address": row.first_address,
            "second": row.second_id, "second_channel": row.second_channel, "second_address": row.second_address,
        } if row else {},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            with units.all_or_nothing():
                actions.put_on_duty(by=request.member, **form.cleaned_data)
        except Unusable as refused:
            add_faults(form, refused)
        else:
            messages.success(request, "They are paged from now on.")
            return HttpResponseRedirect(reverse("duty"))
    found = queries.recent(clinic)
    auditing.record(verb="duty.seen", says=f"looked at who is on duty and {len(found)} pages")
    sees = request.member.may(Permission.SEE_PATIENTS)
    context = {
        "form": form, "may_set": may_set, "people": queries.on_duty(clinic), "set": row, "source": REMOTE,
        "pages": [(one, queries.facts(one)) for one in found], "sees_patients": sees, "may_open": request.member.may(Permission.ANSWER_HOME),
    }  # fmt: skip
    return page(request, "duty/duty.html", context, status=422 if form.errors else 200)
