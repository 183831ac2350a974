"""The evaluation of one patient: five cards, one list of what is unresolved, and the way to the decision."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.crisis import queries as crises
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.pages import page
from euthymia.domain.quantities import Unusable
from euthymia.domain.rules.finding import Severity
from euthymia.journey.intake import queries as intake
from euthymia.kit import clock, units
from euthymia.kit.forms import add_faults

from . import actions, facts, pages, queries
from .forms import AgainForm


@staff(Permission.SEE_CHART, or_glass=True)
@require_http_methods(["GET", "POST"])
def overview(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """Where this evaluation stands; and beginning again, for a new course."""
    patient = pages.patient_or_404(request, patient_id)
    again = AgainForm(request.POST or None)
    if request.method == "POST" and again.is_valid() and _begun_again(request, patient, again):
        return HttpResponseRedirect(reverse("evaluation", args=[patient.pk]))
    now = clock.now()
    found = queries.gathered(patient, now)
    assessed = queries.assessment(patient, found)
    shown = pages.cards(patient, found, assessed)
    unresolved = [
        one for one in assessed.findings if one["severity"] not in (Severity.CAUTION, Severity.INFO)
    ]
    auditing.record(
        verb="evaluation.seen", says="looked at an evaluation", subject=str(patient.pk), patient=patient.pk
    )
    context = {
        "patient": patient,
        "cards": shown,
        "done": sum(card.state == "signed" for card in shown),
        "sentence": pages.sentence(assessed),
        "outcome": pages.OUTCOMES[assessed.outcome],
        "groups": pages.groups(patient, found, unresolved),
        "standing": queries.standing(patient, known=(found, assessed)),
        "consent": intake.standing(patient, facts.course(found.document), now),
        "crisis": crises.open_of(patient),
        "policy": assessed.policy,
        "evaluation": found.evaluation,
        "again": again,
        "may_record": request.member.may(Permission.RECORD_EVALUATION),
        "may_decide": request.member.may(Permission.DECIDE),
    }
    return page(request, "evaluation/overview.html", context, status=422 if again.errors else 200)


def _begun_again(request: StaffRequest, patient: Patient, form: AgainForm) -> bool:
    data = form.cleaned_data
    try:
        with units.all_or_nothing():
            actions.begin_again(by=request.member, patient=patient, seen=data["seen"], reason=data["reason"])
    except Unusable as refusal:
        add_faults(form, refusal)
        return False
    messages.success(request, "A new evaluation has begun. The one before is shown as prior.")
    return True
