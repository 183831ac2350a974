"""A course is proposed, agreed with the patient, revised, paused, resumed, maintained and ended.

Each act is a revision: what changed, why, by whom, and the scores that led to it. The plan's own row holds the
newest state for lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from euthymia.clinic.decisions.models import Decision
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.queries import Member
from euthymia.domain import protocols
from euthymia.domain.protocols.programme import unconfirmed
from euthymia.domain.quantities import Fault, Unusable
from euthymia.journey.plan import facts, queries
from euthymia.journey.plan import terms as agreed
from euthymia.journey.plan.models import Plan, PlannedSession
from euthymia.journey.plan.terms import Goal, Terms
from euthymia.kit import streams, units

from .revising import Kind, Score, State, append, locked, seen_faults, state_faults, why_faults

Phase = Plan.Phase


def propose(
    *, by: Member, patient: Patient, client_id: UUID, programme_id: str, spacing: str = "", dose_ug_per_kg: int | None = None,
    goals: Sequence[Goal] = (), confirmed: Iterable[str] = (), why: str = "",
) -> Plan:  # fmt: skip
    """A course for this patient from the version that the clinic has adopted. Raises Unusable, NotAllowed.

    Refused unless the decision to treat and the consent stand, and every hard stop of the programme is confirmed.
    """
    require(by, Permission.PLAN_COURSE)
    if patient.clinic_id != by.clinic.pk:
        raise NotAllowed("this patient is another clinic's")
    streams.lock(Patient, [patient.pk])
    known = queries.proposal_of_client(patient, client_id)
    if known is not None:
        return known
    programme, adopted = _adopted(by, programme_id)
    try:
        terms = agreed.of_adopted(adopted, programme, spacing)
    except KeyError as missing:
        raise Unusable.one("spacing", "unknown", str(missing), "one of the list") from None
    terms = replace(terms, dose_ug_per_kg=dose_ug_per_kg or terms.dose_ug_per_kg, goals=tuple(goals))
    found = [*agreed.faults(terms, programme), *unconfirmed(programme, confirmed)]
    standing = facts.standing(patient, programme)
    found += standing.faults
    if queries.open_plan(patient, programme.id) is not None:
        says = f"a plan of {programme.name} is open for this patient"
        found.append(Fault("programme", "open", says, "end it first, or revise it"))
    if found:
        raise Unusable(found)
    plan = Plan(
        clinic=by.clinic, patient=patient, adopted=adopted, programme=programme.id, made_at=units.current().now,
        state=State.PROPOSED, terms=terms.to_json(),
    )  # fmt: skip
    plan.save()
    says = f"{programme.name}, {programme.version}: {programme.spacing(terms.spacing).label}"
    append(plan, by, client_id, Kind.PROPOSED, says, why, decision=standing.decision)
    return plan


def agree(*, by: Member, plan: Plan, client_id: UUID, seen: int, goals: Sequence[Goal] | None = None) -> Plan:
    """The patient has agreed to the plan as it stands, with these goals. Raises Unusable, NotAllowed."""
    plan, known = locked(by, plan, client_id)
    if known:
        return plan
    programme = queries.programme_of(plan)
    terms = queries.terms(plan)
    if goals is not None:
        terms = replace(terms, goals=tuple(goals))
    found = [
        *seen_faults(plan, seen),
        *state_faults(plan, State.PROPOSED),
        *agreed.faults(terms, programme),
    ]
    if not any(goal.measure for goal in terms.goals):
        says = "no goal has a measure with its baseline and target"
        found.append(Fault("measure", "missing", says, "at least one measured goal"))
    standing = facts.standing(plan.patient, programme)
    found += standing.faults
    if found:
        raise Unusable(found)
    plan.state, plan.terms = State.AGREED, terms.to_json()
    says = f"agreed with the patient: {'; '.join(str(goal) for goal in terms.goals)}"
    append(plan, by, client_id, Kind.AGREED, says, "", decision=standing.decision)
    _lay_out(plan, terms.sessions)
    return plan


def revise(
    *,
    by: Member,
    plan: Plan,
    client_id: UUID,
    seen: int,
    terms: Terms,
    why: str,
    scores: Sequence[Score] = (),
) -> Plan:
    """Other terms, with the scores that led to them. Sessions that were given stay given. Raises Unusable, NotAllowed."""
    plan, known = locked(by, plan, client_id)
    if known:
        return plan
    before = queries.terms(plan)
    found = [*seen_faults(plan, seen), *agreed.faults(terms, queries.programme_of(plan)), *why_faults(why)]
    if plan.state == State.ENDED:
        found.append(Fault("", "ended", "this plan has ended", "a new plan"))
    rows = queries.sessions(plan)
    given = queries.progress_of(plan, rows).given
    if terms.sessions < given:
        says = f"{given} sessions were given already"
        found.append(Fault("sessions", "given", says, f"{given} or more"))
    changed = agreed.differences(before, terms)
    if not changed:
        found.append(Fault("", "unchanged", "nothing is different", "at least one change"))
    if found:
        raise Unusable(found)
    plan.terms = terms.to_json()
    append(plan, by, client_id, Kind.REVISED, "; ".join(changed), why, scores)
    if plan.state != State.PROPOSED and plan.phase == Phase.COURSE:
        _lay_out(plan, terms.sessions)
    return plan


def pause(*, by: Member, plan: Plan, client_id: UUID, why: str, scores: Sequence[Score] = ()) -> Plan:
    """No session is given under this plan until it is resumed. Raises Unusable, NotAllowed."""
    return _turn(by, plan, client_id, Kind.PAUSED, State.AGREED, State.PAUSED, why, scores)


def resume(*, by: Member, plan: Plan, client_id: UUID, why: str) -> Plan:
    """The course goes on; decision and consent are asked again. Raises Unusable, NotAllowed."""
    standing = facts.standing(plan.patient, queries.programme_of(plan))
    return _turn(
        by,
        plan,
        client_id,
        Kind.RESUMED,
        State.PAUSED,
        State.AGREED,
        why,
        (),
        standing.faults,
        standing.decision,
    )


def maintain(
    *, by: Member, plan: Plan, client_id: UUID, scheme: str, interval_days: int | None, why: str,
    scores: Sequence[Score] = (),
) -> Plan:  # fmt: skip
    """The course is over and maintenance begins, or goes on at another interval. Raises Unusable, NotAllowed."""
    plan, known = locked(by, plan, client_id)
    if known:
        return plan
    terms = replace(queries.terms(plan), maintenance=scheme, interval_days=interval_days)
    found = [
        *agreed.faults(terms, queries.programme_of(plan)),
        *state_faults(plan, State.AGREED),
        *why_faults(why),
    ]
    if not scheme:
        found.append(Fault("maintenance", "missing", "say how it goes on", "one of the programme's schemes"))
    if plan.phase == Phase.COURSE and queries.progress(plan).given == 0:
        found.append(Fault("", "not-begun", "no session of the course was given", "the course first"))
    if found:
        raise Unusable(found)
    begun = plan.phase == Phase.COURSE
    plan.phase, plan.terms = Phase.MAINTENANCE, terms.to_json()
    how = "watched, with no session planned" if interval_days is None else f"every {interval_days} days"
    kind = Kind.MAINTAINED if begun else Kind.REVISED
    append(plan, by, client_id, kind, f"maintenance ({scheme}): {how}", why, scores)
    _drop_empty(plan)
    return plan


def end(*, by: Member, plan: Plan, client_id: UUID, why: str, scores: Sequence[Score] = ()) -> Plan:
    """The plan is over; what was given stays. Raises Unusable, NotAllowed."""
    plan, known = locked(by, plan, client_id)
    if known or plan.state == State.ENDED:
        return plan
    if faults := why_faults(why):
        raise Unusable(faults)
    progress = queries.progress(plan)
    plan.state = State.ENDED
    append(plan, by, client_id, Kind.ENDED, f"ended after {progress}", why, scores)
    _drop_empty(plan)
    return plan


def _adopted(by: Member, programme_id: str) -> tuple[protocols.Programme, Any]:
    try:
        programme = protocols.programme_named(programme_id)
    except KeyError as missing:
        raise Unusable.one("programme", "unknown", str(missing), "one of the list") from None
    adopted = queries.adopted(by.clinic, programme_id)
    if adopted is None:
        says = f"{by.clinic.name} has not adopted {programme.name}"
        raise Unusable.one("programme", "not-adopted", says, "the medical director adopts it by signature")
    return programme, adopted


def _turn(
    by: Member, plan: Plan, client_id: UUID, kind: str, before: str, after: str, why: str, scores: Sequence[Score],
    against: Sequence[Fault] = (), decision: Decision | None = None,
) -> Plan:  # fmt: skip
    plan, known = locked(by, plan, client_id)
    if known:
        return plan
    if found := [*state_faults(plan, before), *why_faults(why), *against]:
        raise Unusable(found)
    plan.state = after
    append(
        plan, by, client_id, kind, f"{Kind(kind).label} after {queries.progress(plan)}", why, scores, decision
    )
    return plan


def _lay_out(plan: Plan, count: int) -> None:
    """A row for each session of the course: what is missing is added, what was never used and is too many goes."""
    rows = queries.sessions(plan)
    PlannedSession.objects.filter(
        clinic_id=plan.clinic_id, plan=plan, n__gt=count, visit=None, given_at=None
    ).delete()
    there = {row.n for row in rows}
    for n in range(1, count + 1):
        if n not in there:
            PlannedSession(
                clinic_id=plan.clinic_id, plan=plan, patient_id=plan.patient_id, n=n, phase=Phase.COURSE
            ).save()


def _drop_empty(plan: Plan) -> None:
    """Sessions that nobody came for are no part of a course that is over."""
    PlannedSession.objects.filter(clinic_id=plan.clinic_id, plan=plan, visit=None, given_at=None).delete()
