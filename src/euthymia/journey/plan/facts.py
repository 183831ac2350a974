"""Whether a course may be planned: the decision to treat and the consent, as they stand now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from euthymia.clinic.decisions.models import Decision
from euthymia.clinic.people.models import Patient
from euthymia.clinic.questionnaires import queries as questionnaires
from euthymia.domain import protocols
from euthymia.domain.quantities import Fault
from euthymia.journey.evaluation import facts as evaluated
from euthymia.journey.evaluation import queries as evaluation
from euthymia.journey.intake import queries as intake
from euthymia.kit import units

from . import queries
from .models import Plan, PlannedSession


@dataclass(frozen=True, slots=True)
class Ground:
    """What a plan rests on, in words, and what stands against it."""

    decision: Decision | None
    decided: str
    consented: str
    faults: tuple[Fault, ...]


# Companions are agreed on their own terms: their programme's hard stops ask for them.
ELSEWHERE = Ground(None, "asked for by the programme", "asked for by the programme", ())


def standing(patient: Patient, programme: protocols.Programme) -> Ground:
    """Decision and consent for a course of this programme, asked now."""
    if not programme.needs_decision:
        return ELSEWHERE
    found = evaluation.gathered(patient)
    assessed = evaluation.assessment(patient, found)
    decided = evaluation.standing(patient, begun_at=_last_given(patient), known=(found, assessed))
    consent = intake.standing(patient, evaluated.course(found.document), units.current().now)
    faults = []
    if not decided.in_force:
        accepted = "a decision to treat, signed on today's facts"
        faults.append(Fault("", f"decision-{decided.state.value}", decided.because, accepted))
    elif (
        decided.decision is not None and decided.decision.facts.get("indication") not in programme.indications
    ):
        says = f"decided for {decided.decision.facts.get('indication')}, which {programme.name} is not for"
        faults.append(Fault("programme", "other-indication", says, "a programme for what was decided"))
    by_programme = programme.kind is not protocols.Kind.INFUSION
    if not by_programme and not consent.in_force:
        says = f"consent: {consent.state.words}"
        faults.append(Fault("", f"consent-{consent.state.value}", says, "the consent, signed and in force"))
    said = "asked for by the programme" if by_programme else consent.state.words
    return Ground(decided.decision, decided.because, said, tuple(faults))


def _last_given(patient: Patient) -> datetime | None:
    """When the patient was last treated under a plan: what is asked before the first treatment only is then over."""
    rows = PlannedSession.objects.filter(clinic_id=patient.clinic_id, patient=patient).exclude(given_at=None)
    last = rows.order_by("-given_at").first()
    return None if last is None else last.given_at


def scores(plan: Plan) -> list[dict[str, Any]]:
    """The newest score of each measure that the plan goes by, as it stands now: what a revision keeps."""
    wanted = {goal.measure for goal in queries.terms(plan).goals} | {queries.programme_of(plan).measure}
    newest = questionnaires.latest(plan.patient.clinic, plan.patient)
    return [
        {"measure": name, "total": float(row.total), "band": row.band, "at": row.at.isoformat()}
        for name, row in newest.items()
        if name in wanted and row.total is not None
    ]


def first_goal(patient: Patient) -> dict[str, Any]:
    """The goal that the evaluation has already, so that nobody is asked twice."""
    goals = (evaluation.gathered(patient).document.get("objectives") or {}).get("goals") or []
    measured = next((one for one in goals if one.get("measure")), None)
    if measured is None:
        return {}
    return {name: measured.get(name) for name in ("measure", "baseline", "target")}
