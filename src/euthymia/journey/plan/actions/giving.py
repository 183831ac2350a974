"""What the later stages tell the plan: who sits down for which session, and that its treatment was given."""

from __future__ import annotations

from datetime import datetime

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.models import Patient
from euthymia.clinic.visits.models import Visit
from euthymia.domain.quantities import Fault
from euthymia.journey.plan import queries
from euthymia.journey.plan.models import Plan, PlannedSession
from euthymia.kit import streams


def order_faults(patient: Patient, protocol: str) -> list[Fault]:
    """What the patient's plan has against an order under this protocol; an order outside every plan is nobody's."""
    plan = queries.plan_of_protocol(patient, protocol)
    if plan is None:
        return []
    if plan.state == Plan.State.PROPOSED:
        says = "the plan is proposed and not agreed with the patient"
        return [Fault("protocol", "plan-proposed", says, "an agreed plan")]
    if plan.state == Plan.State.PAUSED:
        return [Fault("protocol", "plan-paused", "the course is paused", "the plan resumed, with the reason")]
    progress = queries.progress(plan)
    if plan.phase == Plan.Phase.COURSE and not progress.left:
        says = f"all sessions of the course were given ({progress})"
        return [Fault("protocol", "plan-complete", says, "the plan revised, or maintenance begun")]
    return []


def seat(*, patient: Patient, protocol: str, visit: Visit, by: str) -> PlannedSession | None:
    """The patient has come for the next session of their plan; None outside a plan."""
    plan = queries.plan_of_protocol(patient, protocol)
    return None if plan is None else seat_in(plan=plan, visit=visit, by=by)


def seat_in(*, plan: Plan, visit: Visit, by: str) -> PlannedSession | None:
    """This visit is for the next session of this plan; None where the plan is not being followed now."""
    if plan.state != Plan.State.AGREED:
        return None
    plan = streams.lock(Plan, [plan.pk])[plan.pk]
    rows = queries.sessions(plan)
    known = next((row for row in rows if row.visit_id == visit.pk), None)
    if known is not None:
        return known
    free = next((row for row in rows if row.visit_id is None and row.given_at is None), None)
    if free is None:
        n = max((row.n for row in rows), default=0) + 1
        free = PlannedSession(
            clinic_id=plan.clinic_id, plan=plan, patient_id=plan.patient_id, n=n, phase=plan.phase
        )
    free.visit = visit
    free.save()
    auditing.record(
        verb="plan.seated", says=f"came for {queries.place_of(free, plan)}", subject=str(plan.pk),
        patient=plan.patient_id, actor=by,
    )  # fmt: skip
    return free


def note_given(*, visit: Visit, at: datetime, by: str) -> PlannedSession | None:
    """The treatment of this visit was given: the session counts from now on. Said twice, it is once."""
    row = _row(visit)
    if row is None or row.given_at is not None:
        return row
    row.given_at = at
    row.save(update_fields=["given_at"])
    auditing.record(
        verb="plan.given", says=f"{queries.place_of(row, row.plan)} was given", subject=str(row.plan_id),
        patient=row.patient_id, actor=by,
    )  # fmt: skip
    return row


def unseat(*, visit: Visit, by: str) -> None:
    """The visit ended and nothing was given: the session is still to come."""
    row = _row(visit)
    if row is None or row.given_at is not None:
        return
    row.visit = None
    row.save(update_fields=["visit"])
    auditing.record(
        verb="plan.unseated", says=f"left, nothing given: {queries.place_of(row, row.plan)} is still to come",
        subject=str(row.plan_id), patient=row.patient_id, actor=by,
    )  # fmt: skip


def _row(visit: Visit) -> PlannedSession | None:
    found = PlannedSession.objects.filter(clinic_id=visit.clinic_id, visit=visit).select_related("plan")
    return found.first()
