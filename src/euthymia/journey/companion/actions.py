"""The verb of a companion treatment: record what was prescribed, measured or done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.queries import Member
from euthymia.clinic.visits import actions as visits
from euthymia.clinic.visits.models import VisitEvent
from euthymia.domain.quantities import Fault, Unusable
from euthymia.domain.scheduling import beside
from euthymia.journey.plan import actions as planning
from euthymia.journey.plan import queries as plans
from euthymia.journey.plan.models import Plan
from euthymia.kit import streams, units

from . import queries
from .kinds import BY_CODE, Kind, faults
from .models import Companion, Record


def record(
    *, by: Member, plan: Plan, client_id: UUID, kind: str, detail: Mapping[str, Any], says: str = ""
) -> Record:
    """Append an entry; a session counts as given under its plan. Raises Unusable, NotAllowed."""
    require(by, Permission.RECORD_COMPANION)
    if plan.clinic_id != by.clinic.pk:
        raise NotAllowed("this plan is another clinic's")
    plan = streams.lock(Plan, [plan.pk])[plan.pk]
    plan.clinic = by.clinic
    companion = _companion(plan)
    known = Record.objects.filter(clinic=by.clinic, companion=companion, client_id=client_id).first()
    if known is not None:
        return known
    treatment = plans.programme_of(plan).kind
    if kind not in BY_CODE or BY_CODE[kind].treatment is not treatment:
        raise Unusable.one("kind", "unknown", f"{kind!r} is no entry of this treatment", "one of the list")
    asked = BY_CODE[kind]
    given = {name: value for name, value in detail.items() if value not in (None, "", [])}
    found = faults(asked, given)
    if asked.session:
        found += _session_faults(plan, asked)
    if found:
        raise Unusable(found)
    now = units.current().now
    visit = None
    if asked.session:
        visit = visits.open_visit(clinic=by.clinic, patient=plan.patient, room=None, by=by.words)
        planning.seat_in(plan=plan, visit=visit, by=by.words)
        planning.note_given(visit=visit, at=now, by=by.words)
        visits.step(visit, VisitEvent.Step.LEFT, by=by.words)
    made = Record(
        clinic=by.clinic, companion=companion, client_id=client_id, kind=kind, at=now, by=by.words, says=says.strip(),
        detail=given, visit=visit,
    )  # fmt: skip
    streams.append(companion, [made], locked=True)
    auditing.record(
        verb=f"companion.{kind}", says=f"recorded: {asked.title.lower()}", subject=str(plan.pk), patient=plan.patient_id,
        actor=by.words,
    )  # fmt: skip
    return made


def _companion(plan: Plan) -> Companion:
    found = queries.companion(plan)
    if found is None:
        found = Companion(clinic_id=plan.clinic_id, patient_id=plan.patient_id, plan=plan)
        found.save()
    locked: Companion = streams.lock(Companion, [found.pk])[found.pk]
    return locked


def _session_faults(plan: Plan, kind: Kind) -> list[Fault]:
    """What stands against a session now: the plan, and for TMS prescription, motor threshold and an infusion too near."""
    now = units.current().now
    found = []
    if plan.state != Plan.State.AGREED:
        found.append(
            Fault("", f"is-{plan.state}", f"the plan is {plan.get_state_display()}", "an agreed plan")
        )
    elif not plans.progress(plan).left:
        says = f"all sessions were given ({plans.progress(plan)})"
        found.append(Fault("", "plan-complete", says, "the plan revised"))
    if kind.code != "tms-session":
        return found
    records = queries.records(plan)
    if not any(one.kind == "prescription" for one in records):
        found.append(Fault("", "no-prescription", "nothing is prescribed", "the prescription first"))
    threshold = queries.threshold(records, now)
    if not threshold.counts:
        found.append(
            Fault(
                "",
                "no-threshold",
                f"motor threshold: {threshold.again}",
                "the motor threshold, measured again",
            )
        )
    if beside.too_near(now, queries.infusions(plan.patient, now)):
        found.append(Fault("", "too-near", "an infusion lies within an hour", "another hour"))
    return found
