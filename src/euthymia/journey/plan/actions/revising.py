"""What every act on a plan begins and ends with: the plan locked, what stands against the act, the revision appended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.decisions.models import Decision
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.queries import Member
from euthymia.domain.quantities import Fault
from euthymia.journey.plan import queries
from euthymia.journey.plan.models import Plan, PlanRevision
from euthymia.kit import streams, units

Kind, State = PlanRevision.Kind, Plan.State
Score = dict[str, Any]


def locked(by: Member, plan: Plan, client_id: UUID) -> tuple[Plan, bool]:
    """The plan, locked, and whether this form was used for it already."""
    require(by, Permission.PLAN_COURSE)
    if plan.clinic_id != by.clinic.pk:
        raise NotAllowed("this plan is another clinic's")
    patient = plan.patient
    found: Plan = streams.lock(Plan, [plan.pk])[plan.pk]
    patient.clinic = by.clinic
    found.patient = patient
    return found, queries.revision_of_client(found, client_id) is not None


def seen_faults(plan: Plan, seen: int) -> list[Fault]:
    if seen == plan.revisions_n:
        return []
    return [
        Fault("seen", "changed", "the plan has changed since this page was read", "the plan as it stands now")
    ]


def state_faults(plan: Plan, wanted: str) -> list[Fault]:
    if plan.state == wanted:
        return []
    says = f"this plan is {State(plan.state).label}"
    return [Fault("", f"is-{plan.state}", says, f"a plan that is {State(wanted).label}")]


def why_faults(why: str) -> list[Fault]:
    return (
        []
        if why.strip()
        else [Fault("why", "missing", "say why", "a sentence that the next reader understands")]
    )


def append(
    plan: Plan, by: Member, client_id: UUID, kind: str, says: str, why: str, scores: Sequence[Score] = (),
    decision: Decision | None = None,
) -> None:  # fmt: skip
    """Append the revision and save the plan's state with it."""
    plan.save(update_fields=["state", "phase", "terms"])
    revision = PlanRevision(
        clinic_id=plan.clinic_id, plan=plan, client_id=client_id, at=units.current().now, by=by.words, kind=kind,
        says=says, why=why.strip(), terms=plan.terms, scores=list(scores), decision=decision,
    )  # fmt: skip
    streams.append(plan, [revision], locked=True)
    auditing.record(
        verb=f"plan.{kind}", says=f"plan: {Kind(kind).label}", subject=str(plan.pk), patient=plan.patient_id,
        actor=by.words,
    )  # fmt: skip
