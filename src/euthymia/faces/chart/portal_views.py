"""A patient's way into the portal: the clinic makes a link, and tells it to them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.messages import queries as messages
from euthymia.clinic.people import entering, queries
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.pages import page
from euthymia.domain.quantities import Unusable
from euthymia.kit import units
from euthymia.kit.forms import Form, add_faults
from euthymia.kit.pages import missing_is_not_found


class LinkForm(Form):
    email = forms.CharField(
        label="E-mail", max_length=254, required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text="What the account is made for. A new password can be asked for there.",
    )  # fmt: skip


@staff(Permission.REGISTER_PATIENT)
@require_http_methods(["GET", "POST"])
def portal_link(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """How this patient comes in now; and a new link, shown once, that opens once."""
    with missing_is_not_found():
        found = queries.patient(request.member.clinic, patient_id)
    contact = messages.contact(found)
    initial = {"email": contact.email if contact else ""}
    form, context = LinkForm(request.POST if request.method == "POST" else None, initial=initial), {}
    if form.is_bound and form.is_valid():
        context = _made(request, found, form)
    auditing.record(
        verb="patient.seen", says=f"saw how {found.number} comes into the portal", patient=found.pk,
        subject=str(found.pk), role=",".join(sorted(request.member.roles)),
    )  # fmt: skip
    context |= {
        "patient": found, "form": form, "newest": entering.newest_link(found), "days": entering.LINK_LASTS.days,
        "most_wrong": entering.MOST_WRONG,
    }  # fmt: skip
    answer = page(request, "chart/portal.html", context, 422 if form.errors else 200)
    answer["Cache-Control"] = "no-store"
    return answer


def _made(request: StaffRequest, found: Any, form: LinkForm) -> dict[str, Any]:
    try:
        with units.all_or_nothing():
            link, key = entering.make_link(by=request.member, patient=found, email=form.cleaned_data["email"])
    except Unusable as refused:
        add_faults(form, refused)
        return {}
    return {"link": link, "address": request.build_absolute_uri(reverse("portal-entry", args=[key]))}
