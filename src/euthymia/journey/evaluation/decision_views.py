"""The decision: every finding with its evidence, what changed since the last one, and the signature."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.decisions import queries as decided
from euthymia.clinic.decisions.models import Decision
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.pages import page
from euthymia.clinic.people.stepup import SecondPersonForm, SignatureForm
from euthymia.domain.quantities import Unusable
from euthymia.domain.rules.finding import Outcome
from euthymia.kit import clock, units
from euthymia.kit.forms import add_faults

from . import actions, facts, pages, queries
from .assessing import Assessment
from .facts import Gathered
from .forms import DecisionForm


@staff(Permission.SEE_CHART, or_glass=True)
@require_http_methods(["GET", "POST"])
def decision(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """Read, and for prescribers sign."""
    patient = pages.patient_or_404(request, patient_id)
    found = queries.gathered(patient)
    assessed = queries.assessment(patient, found)
    forms = _forms(request, assessed, found)
    if request.method == "POST" and (signed := _sign(request, patient, forms)) is not None:
        messages.success(
            request, f"Signed: {signed.get_verdict_display()}.", extra_tags=str(signed.client_id)
        )
        return HttpResponseRedirect(reverse("evaluation-decision", args=[patient.pk]))
    auditing.record(verb="decision.seen", says="looked at the findings and the decision", subject=str(patient.pk),
                    patient=patient.pk)  # fmt: skip
    refused = request.method == "POST"
    return page(
        request,
        "evaluation/decision.html",
        _context(request, patient, found, assessed, forms),
        status=422 if refused else 200,
    )


def _forms(request: StaffRequest, assessed: Assessment, found: Gathered) -> dict[str, Any]:
    """The verdict, the signature, and the second person where the outcome asks for one."""
    outcome = assessed.outcome
    needs_second = outcome in (Outcome.NOT_NOW, Outcome.UNDETERMINED)
    bound = request.POST if request.method == "POST" else None
    seen = assessed.basis(found.document).document
    return {
        "form": DecisionForm(bound, initial={"seen": seen}, may_treat=outcome != Outcome.CONTRAINDICATED, needs_second=needs_second),
        "signature": SignatureForm(bound, request=request),
        "second": SecondPersonForm(bound if bound and bound.get("second_email") else None, request=request) if needs_second else None,
    }  # fmt: skip


def _sign(request: StaffRequest, patient: Patient, forms: dict[str, Any]) -> Decision | None:
    form, signature, second = forms["form"], forms["signature"], forms["second"]
    # All are asked, so that everything that is wrong is said at once.
    usable = [each.is_valid() for each in (form, signature, second) if each is not None and each.is_bound]
    if not all(usable):
        return None
    data = form.cleaned_data
    person = second.second if second is not None and second.is_bound else None
    try:
        with units.all_or_nothing():
            return actions.determine(
                by=request.member, patient=patient, client_id=data["client_id"], seen=data["seen"],
                verdict=data["verdict"], reason=data["reason"],
                second=actions.Second(data.get("override_reason", ""), person) if person is not None else None,
            )  # fmt: skip
    except Unusable as refusal:
        add_faults(form, refusal)
    return None


def _context(
    request: StaffRequest, patient: Patient, found: Gathered, assessed: Assessment, forms: dict[str, Any]
) -> dict[str, Any]:
    last = decided.newest(patient, queries.GATE)
    standing = queries.standing(patient, known=(found, assessed))
    return {
        "patient": patient, "found": found, "assessed": assessed, "cards": pages.cards(patient, found, assessed),
        "sentence": pages.sentence(assessed), "outcome": pages.OUTCOMES[assessed.outcome],
        "groups": pages.groups(patient, found, assessed.findings), "last": last, "standing": standing,
        "changes": [(at, pages.shown(before), pages.shown(after)) for at, before, after in facts.changes(last.facts, found.document)] if last else [],
        "new": queries.new_findings(last.findings, assessed.findings) if last else [],
        "gone": queries.new_findings(assessed.findings, last.findings) if last else [],
        "unsigned": [card for card in pages.cards(patient, found, assessed) if not found.parts[card.forms.part].is_signed],
        "may_decide": request.member.may(Permission.DECIDE), "printed_at": clock.now(), "me": request.member.words,
        "document": assessed.basis(found.document).document, **forms,
    }  # fmt: skip


@staff(Permission.SEE_CHART, or_glass=True)
@require_GET
def decisions(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """Every decision that was signed, newest first, each as it was."""
    patient = pages.patient_or_404(request, patient_id)
    rows = decided.of_patient(patient, queries.GATE)
    auditing.record(verb="decisions.seen", says=f"looked at {len(rows)} earlier decisions", subject=str(patient.pk),
                    patient=patient.pk)  # fmt: skip
    return page(
        request,
        "evaluation/decisions.html",
        {"patient": patient, "decisions": rows, "outcomes": pages.OUTCOMES},
    )
