"""The dates that the planner proposed are booked: what was promised stays, what moves is moved, what is new is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.billing import ahead
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.models import Clinic
from euthymia.clinic.people.queries import Member
from euthymia.clinic.visits import actions as visits
from euthymia.clinic.visits import queries as booked
from euthymia.clinic.visits.models import Booking, Room
from euthymia.domain.protocols import Kind
from euthymia.domain.quantities import Fault, Unusable
from euthymia.domain.scheduling.blocks import Phases
from euthymia.journey.plan import proposal, queries, request
from euthymia.journey.plan.models import Plan, PlannedSession, PlannerRun
from euthymia.kit import streams, units

Reasons = dict[str, str]


@dataclass(frozen=True, slots=True)
class Slot:
    """One session as it was proposed."""

    n: int
    starts_at: datetime
    chair: Room
    nurse: str


def book_all(*, by: Member, run: PlannerRun, client_id: UUID) -> list[Booking]:
    """Book what a run proposed, all of it or nothing. Raises Unusable, NotAllowed.

    Days that are new to who pays themselves wait for their estimate (`clinic.billing.ahead`).
    A proposal that is older than a change of the schedule is refused where it does not fit any more: asked again,
    the planner knows better.
    """
    require(by, Permission.BOOK)
    if run.clinic_id != by.clinic.pk:
        raise NotAllowed("this proposal is another clinic's")
    visits.hold(by.clinic)
    run = streams.lock(PlannerRun, [run.pk])[run.pk]
    if run.state == PlannerRun.State.BOOKED:
        return []
    if run.state != PlannerRun.State.PLANNED or run.answer is None:
        raise Unusable.one(
            "", "not-planned", f"nothing is proposed: {run.says}", "a proposal, then booking it"
        )
    chairs = {place: room for place, room in enumerate(_rooms(by.clinic, run.keys["chairs"]), 1)}
    made: list[Booking] = []
    for number, plan_id in run.keys["plans"].items():
        plan = queries.plan(by.clinic, UUID(plan_id))
        proposed = proposal.sessions_of(run, number)
        ahead.hold_back(*proposal.promised(plan, proposed, units.current().now), units.current().now)
        slots = [
            Slot(one["n"], datetime.fromisoformat(one["start"]), chairs[one["chair"]], _nurse(one["nurse"]))
            for one in proposed
        ]
        made += _book(by, plan, slots, client_id)
    run.state, run.says = PlannerRun.State.BOOKED, "booked"
    run.save(update_fields=["state", "says"])
    auditing.record(
        verb="plan.dates-booked", says=f"booked {len(made)} sessions as planned", subject=str(run.pk),
        patient=run.plan.patient_id if run.plan else None, actor=by.words,
    )  # fmt: skip
    return made


def _rooms(clinic: Clinic, ids: Sequence[str]) -> list[Room]:
    by_id = {str(room.pk): room for room in booked.rooms(clinic)}
    if missing := [one for one in ids if one not in by_id]:
        raise Unusable.one("", "changed", f"{len(missing)} chairs are there no more", "a fresh proposal")
    return [by_id[one] for one in ids]


def _nurse(name: Any) -> str:
    return "" if name is None else str(name)[:120]


def _book(by: Member, plan: Plan, slots: Sequence[Slot], client_id: UUID) -> list[Booking]:
    if plan.state != Plan.State.AGREED:
        says = f"the plan of {plan.patient} is {plan.get_state_display()}"
        raise Unusable.one("", f"is-{plan.state}", says, "an agreed plan")
    rows = {row.n: row for row in queries.sessions(plan)}
    if any(slot.n not in rows or rows[slot.n].given_at for slot in slots):
        raise Unusable.one(
            "", "changed", "sessions were given or dropped since this was planned", "a fresh proposal"
        )
    held = {row.n: row.booking for row in request.to_come(rows.values(), units.current().now)}
    standing = {one.starts_at: one for one in held.values() if one is not None}
    stay = {slot.n: standing.pop(slot.starts_at) for slot in slots if slot.starts_at in standing}
    free = sorted(standing.values(), key=lambda one: one.starts_at)
    moves: list[tuple[Slot, Booking]] = [(slot, stay[slot.n]) for slot in slots if slot.n in stay]
    new = [slot for slot in slots if slot.n not in stay]
    moves += list(zip(new, free, strict=False))
    PlannedSession.objects.filter(
        clinic_id=plan.clinic_id, plan=plan, n__in=[slot.n for slot in slots]
    ).update(booking=None)
    found: dict[int, Booking] = {}
    for extra in free[len(new) :]:
        visits.cancel(
            by.clinic,
            by=by,
            booking=extra,
            reason="not needed any more by the plan",
            client_id=_id(client_id, plan, extra.pk),
        )
    waiting = _moved(by, plan, moves, client_id, found)
    for _, old in waiting:
        visits.cancel(
            by.clinic,
            by=by,
            booking=old,
            reason="moved by the planner",
            client_id=_id(client_id, plan, old.pk),
        )
    for slot in [*(slot for slot, _ in waiting), *new[len(free) :]]:
        found[slot.n] = visits.book(
            by.clinic, by=by, patient=plan.patient, chair=slot.chair, starts_at=slot.starts_at, phases=_phases(plan),
            purpose=request.PURPOSES[queries.programme_of(plan).kind], client_id=_id(client_id, plan, slot.n),
            reasons=_reasons(plan), one_to_one=_alone(plan, slot),
        )  # fmt: skip
    for slot in slots:
        row = rows[slot.n]
        row.booking, row.nurse = found[slot.n], slot.nurse
        row.save(update_fields=["booking", "nurse"])
    return [found[slot.n] for slot in slots]


def _moved(
    by: Member, plan: Plan, moves: Sequence[tuple[Slot, Booking]], client_id: UUID, found: dict[int, Booking]
) -> list[tuple[Slot, Booking]]:
    """Moves what can be moved, in whatever order they make room for one another; the rest wait for each other."""
    waiting = list(moves)
    while waiting:
        before = len(waiting)
        for slot, old in list(waiting):
            try:
                with units.all_or_nothing():
                    found[slot.n] = visits.move(
                        by.clinic, by=by, booking=old, starts_at=slot.starts_at, chair=slot.chair, reasons=_reasons(plan),
                        reason="moved by the planner", client_id=_id(client_id, plan, slot.n),
                    )  # fmt: skip
            except Unusable as refused:
                if not _only_taken(refused.faults):
                    raise
                continue
            waiting.remove((slot, old))
        if len(waiting) == before:
            break
    return waiting


def _only_taken(faults: Sequence[Fault]) -> bool:
    return all(
        fault.code in ("chair-taken", "patient-taken", "taken", "spacing", "nurse-ratio") for fault in faults
    )


def _phases(plan: Plan) -> Phases:
    terms = queries.terms(plan)
    return Phases(terms.preparation_min, terms.treatment_min, terms.recovery_min, request.TURNOVER_MIN)


def _alone(plan: Plan, slot: Slot) -> bool:
    """A first infusion has a nurse of its own (clinical.md 4F)."""
    return slot.n == 1 and queries.programme_of(plan).kind is Kind.INFUSION


def _reasons(plan: Plan) -> Mapping[str, str]:
    """The spacing that was agreed is the reason where it is closer than usual."""
    terms = queries.terms(plan)
    return {"spacing": f"agreed in the plan: {terms.sessions} within {terms.within_days} days"}


def _id(client_id: UUID, plan: Plan, of: Any) -> UUID:
    return uuid5(client_id, f"{plan.pk} {of}")
