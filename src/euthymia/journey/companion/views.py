"""A companion treatment of one patient: its record, what is due, and adding to it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.pages import page
from euthymia.domain.protocols import Kind as Treatment
from euthymia.domain.quantities import Unusable
from euthymia.journey.plan import pages
from euthymia.journey.plan import queries as plans
from euthymia.journey.plan.models import Plan
from euthymia.kit import clock, units
from euthymia.kit.forms import add_faults

from . import actions, queries
from .forms import RecordForm
from .kinds import BY_CODE, of_treatment
from .models import Record


@staff(Permission.RECORD_COMPANION)
@require_http_methods(["GET", "POST"])
def record(request: StaffRequest, companion_id: UUID) -> HttpResponse:
    """The record of TMS or psychotherapy. A therapist sees this, the dates of infusions, and no chart."""
    plan = pages.plan_or_404(request, companion_id, chart=False)
    plan.clinic = request.member.clinic
    treatment = plans.programme_of(plan).kind
    kinds = of_treatment(treatment)
    if not kinds:
        raise Http404("this plan is no companion treatment")
    act = request.POST.get("kind", "")
    forms = {
        one.code: RecordForm(request.POST if one.code == act else None, kind=one, auto_id=f"{one.code}_%s")
        for one in kinds
    }
    if request.method == "POST":
        if act not in forms:
            raise Http404(f"{act!r} is no entry of this treatment")
        if forms[act].is_valid() and _kept(request, plan, forms[act]):
            return HttpResponseRedirect(reverse("companion", args=[plan.pk]))
    now, records = clock.now(), queries.records(plan)
    auditing.record(
        verb="companion.seen",
        says="looked at a companion treatment",
        subject=str(plan.pk),
        patient=plan.patient_id,
    )
    context = {
        "patient": plan.patient, **pages.summary(plan, plans.sessions(plan), request.member.clinic, now),
        "records": [(one, BY_CODE[one.kind], _told(one)) for one in records], "failed": act,
        "forms": list(forms.values()) if plan.state != Plan.State.ENDED else [],
        "threshold": queries.threshold(records, now) if treatment is Treatment.TMS else None,
        "windows": queries.integration(plan, now) if treatment is Treatment.PSYCHOTHERAPY else (),
        "seizure": any("seizure" in one.detail.get("events", ()) for one in records),
        "reads": request.member.may(Permission.SEE_CHART),
    }  # fmt: skip
    return page(request, "companion/record.html", context, status=422 if request.method == "POST" else 200)


def _told(one: Record) -> list[tuple[str, str]]:
    fields = {field.name: field for field in BY_CODE[one.kind].fields}
    return [
        (fields[name].label, f"{', '.join(value) if isinstance(value, list) else value} {fields[name].unit}".strip())
        for name, value in one.detail.items() if name in fields
    ]  # fmt: skip


def _kept(request: StaffRequest, plan: Plan, form: RecordForm) -> bool:
    data = form.cleaned_data
    try:
        with units.all_or_nothing():
            actions.record(
                by=request.member, plan=plan, client_id=data["client_id"], kind=form.kind.code, detail=form.detail(),
                says=data["says"],
            )  # fmt: skip
    except Unusable as refused:
        add_faults(form, refused)
        return False
    messages.success(request, f"{form.kind.title}: kept.", extra_tags=str(data["client_id"]))
    return True
