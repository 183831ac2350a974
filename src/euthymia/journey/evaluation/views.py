"""The evaluation of one patient: five cards, one list of what is unresolved, and the way to the decision."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.crisis import queries as crises
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.pages import page
from euthymia.domain.rules.finding import Severity
from euthymia.journey.intake import queries as intake
from euthymia.kit import clock

from . import facts, pages, queries


@staff(Permission.SEE_CHART, or_glass=True)
@require_GET
def overview(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """Where this evaluation stands."""
    patient = pages.patient_or_404(request, patient_id)
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
        "may_record": request.member.may(Permission.RECORD_EVALUATION),
        "may_decide": request.member.may(Permission.DECIDE),
    }
    return page(request, "evaluation/overview.html", context)
