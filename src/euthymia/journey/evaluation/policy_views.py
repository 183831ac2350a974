"""The policy under which the rules judge at this clinic: the medical director adopts it, by signature."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.decisions import actions, queries
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.pages import page
from euthymia.clinic.people.stepup import SignatureForm
from euthymia.domain.quantities import Unusable
from euthymia.domain.rules.policy import POLICIES
from euthymia.kit import units
from euthymia.kit.forms import add_faults

from .forms import PolicyForm


@staff(Permission.SET_POLICY)
@require_http_methods(["GET", "POST"])
def policy(request: StaffRequest) -> HttpResponse:
    """What is in force, how it differs from the strictest one, what was adopted before, and the form."""
    clinic = request.member.clinic
    now = queries.policy_in_force(clinic)
    bound = request.POST if request.method == "POST" else None
    copied = next((one for one in POLICIES if one.name == request.GET.get("copy")), now)
    form = PolicyForm(bound, initial={"text": copied.to_toml()})
    signature = SignatureForm(bound, request=request)
    # Both are asked, so that everything that is wrong is said at once.
    if bound and form.is_valid() & signature.is_valid():
        try:
            with units.all_or_nothing():
                made = actions.adopt_policy(
                    by=request.member, client_id=form.cleaned_data["client_id"], text=form.cleaned_data["text"],
                    reason=form.cleaned_data["reason"],
                )  # fmt: skip
        except Unusable as refused:
            add_faults(form, refused)
        else:
            messages.success(request, f"The policy {made.name} is in force.")
            return HttpResponseRedirect(reverse("admin-policy"))
    auditing.record(verb="policy.seen", says="looked at the policy of the rules")
    context = {
        "form": form, "signature": signature, "now": now, "changed": now.changed(), "adopted": queries.policies(clinic),
        "policies": POLICIES, "is_director": clinic.medical_director_id == request.member.staff.pk,
        "director": clinic.medical_director,
    }  # fmt: skip
    return page(request, "evaluation/policy.html", context, status=422 if bound else 200)
