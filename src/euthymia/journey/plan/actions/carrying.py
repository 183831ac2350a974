"""Sessions given before this record began, or elsewhere, from papers: whoever is in the middle of it is not lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, time
from itertools import pairwise
from uuid import UUID

from euthymia.clinic.people.queries import Member
from euthymia.domain.quantities import Fault, Unusable
from euthymia.domain.scheduling.wall import instant
from euthymia.journey.plan import queries
from euthymia.journey.plan.models import Plan, PlannedSession
from euthymia.kit import units

from .revising import Kind, State, append, locked, state_faults, why_faults

NOON = time(12)  # papers tell the day, not the minute


def carry_over(*, by: Member, plan: Plan, client_id: UUID, days: Sequence[date], why: str) -> Plan:
    """The next sessions of this plan were given on these days; `why` says by whose papers. Raises Unusable, NotAllowed.

    They belong to the phase that the plan is in. There is no visit behind them, and no drug is accounted for.
    """
    plan, known = locked(by, plan, client_id)
    if known:
        return plan
    rows = queries.sessions(plan)
    found = [*state_faults(plan, State.AGREED), *why_faults(why), *_day_faults(plan, rows, days)]
    if found:
        raise Unusable(found)
    free = [row for row in rows if row.given_at is None]
    last = max((row.n for row in rows if row.given_at is not None), default=0)
    for n, day in enumerate(days, last + 1):
        row = free.pop(0) if free else PlannedSession(
            clinic_id=plan.clinic_id, plan=plan, patient_id=plan.patient_id, n=n, phase=plan.phase
        )  # fmt: skip
        row.given_at = instant(day, NOON, plan.patient.clinic.zone)
        row.save()
    many = f"{len(days)} sessions were" if len(days) > 1 else "1 session was"
    says = f"{many} given before: {', '.join(day.isoformat() for day in days)}"
    append(plan, by, client_id, Kind.REVISED, says, why)
    return plan


def _day_faults(plan: Plan, rows: Sequence[PlannedSession], days: Sequence[date]) -> Iterator[Fault]:
    zone = plan.patient.clinic.zone
    today = units.current().now.astimezone(zone).date()
    given = [row.given_at.astimezone(zone).date() for row in rows if row.given_at is not None]
    if not days:
        yield Fault("days", "missing", "no day is named", "the days on which sessions were given")
        return
    if days[-1] >= today:
        yield Fault("days", "not-over", f"{days[-1]} is not over", f"days before {today}")
    if any(before >= after for before, after in pairwise([*sorted(given)[-1:], *days])):
        yield Fault(
            "days", "not-in-order", "a day stands twice or out of order", "days in order, after those given"
        )
    left = queries.progress_of(plan, rows).left
    if plan.phase == Plan.Phase.COURSE and len(days) > left:
        yield Fault("days", "too-many", f"{len(days)} days, {left} sessions are left", f"{left} or fewer")
    if any(row.given_at is None and (row.booking_id or row.visit_id) for row in rows):
        says = "sessions to come have dates already"
        yield Fault("days", "booked", says, "their dates cancelled first")
