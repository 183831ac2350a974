"""The protocol asks by itself: before and after each session, at each review, every week of maintenance.

Called by the jobs process, a few plans at each step, so that a page that has to go is never kept waiting.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import DatabaseError

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.questionnaires import queries as answers
from euthymia.clinic.questionnaires.expecting import Wanted, follow
from euthymia.domain import instruments
from euthymia.domain.protocols.asking import ASKS, REVIEW_STAYS_OPEN, WEEK, Ask, From
from euthymia.domain.protocols.programme import Anchor, Kind, ReviewPoint
from euthymia.journey.plan import queries as plans
from euthymia.journey.plan import request as dates
from euthymia.journey.plan.models import Plan, PlannedSession, PlanRevision
from euthymia.kit import streams, units

log = logging.getLogger(__name__)

ACTOR = "jobs"
AT_ONCE = 5
DOSED = (Kind.INFUSION, Kind.NASAL_SPRAY)  # TMS and psychotherapy beside it ask at their reviews only
AHEAD = timedelta(days=7)  # what opens within a week is asked for; what lies further may still move


def rounds() -> Iterator[int]:
    """For ever: every open plan of every clinic, again and again."""
    while True:
        yield from one_round()


def one_round() -> Iterator[int]:
    with units.unit(tenant=units.EVERY_TENANT, actor=ACTOR):
        clinics = list(Clinic.objects.all())
    for clinic in clinics:
        with units.unit(tenant=clinic.pk, actor=ACTOR):
            ids = list(plans.open_plans(clinic).values_list("pk", flat=True))
        for first in range(0, len(ids), AT_ONCE):
            yield sum(_ask_alone(clinic, one) for one in ids[first : first + AT_ONCE])
    yield 0


def _ask_alone(clinic: Clinic, plan_id: UUID) -> int:
    """One plan in a unit of its own: one that cannot be asked for, such as of a programme that is known no more, keeps
    nobody else waiting."""
    try:
        with units.unit(tenant=clinic.pk, actor=ACTOR):
            return ask(plans.plan(clinic, plan_id))
    except DatabaseError:
        raise
    except Exception:
        log.exception("the protocol of plan %s could not be asked for", plan_id)
        return 0


def ask(plan: Plan) -> int:
    """What this plan's protocol wants of its patient now; how many were new."""
    if plan.state != Plan.State.AGREED:
        return 0
    now = units.current().now
    streams.lock(Patient, [plan.patient_id])
    return follow(by="the protocol", patient=plan.patient, wanted=wanted(plan, now))


def wanted(plan: Plan, now: datetime) -> list[Wanted]:
    """Everything that opens by next week and is not over, each measure that the patient may answer alone."""
    rows = plans.sessions(plan)
    found = list(_of_reviews(plan, rows))
    if plans.programme_of(plan).kind in DOSED:
        found += [*_around_sessions(plan, rows, now), *_weekly(plan, rows, now)]
    return [
        one
        for one in found
        if one.opens_at <= now + AHEAD and one.due_at > now and instruments.BY_ID[one.instrument].patient_may_answer
    ]  # fmt: skip


def _around_sessions(plan: Plan, rows: Sequence[PlannedSession], now: datetime) -> Iterable[Wanted]:
    given = [row for row in rows if row.given_at is not None]
    coming = [row for row in dates.to_come(rows, now) if row.booking is not None]
    for row in given:
        if row.given_at is not None:
            yield from (
                _at(one, plan, row.given_at, f"{one.says} session {row.n}")
                for one in ASKS
                if one.anchor is From.GIVEN
            )
    for row in coming:
        if row.booking is not None:
            for one in ASKS:
                if one.anchor is From.BOOKED and _apart(one, plan, row.booking.starts_at):
                    yield _at(one, plan, row.booking.starts_at, f"before session {row.n}")


def _weekly(plan: Plan, rows: Sequence[PlannedSession], now: datetime) -> Iterable[Wanted]:
    """The next whole week since the last session, while maintenance lasts."""
    given = [row.given_at for row in rows if row.given_at is not None]
    if plan.phase != Plan.Phase.MAINTENANCE or not given:
        return
    weeks = (now - max(given)) // WEEK + 1
    for one in ASKS:
        at = max(given) + weeks * WEEK
        if one.anchor is From.MAINTENANCE and _apart(one, plan, at):
            yield _at(one, plan, at, f"week {weeks} since the last session")


def _of_reviews(plan: Plan, rows: Sequence[PlannedSession]) -> Iterable[Wanted]:
    """The measures of each review whose days are known, from its first day to its last."""
    zone = plan.clinic.zone
    for point in plans.programme_of(plan).reviews:
        anchor = _anchor(point, plan, rows)
        if anchor is None:
            continue
        opens = datetime.combine(anchor + timedelta(days=point.from_days), time(), zone)
        due = datetime.combine(anchor + timedelta(days=point.to_days + 1), time(), zone)
        for measure in point.measures:
            yield Wanted(measure, opens, due, due + REVIEW_STAYS_OPEN, point.label)


def _anchor(point: ReviewPoint, plan: Plan, rows: Sequence[PlannedSession]) -> date | None:
    days = plans.days_given(rows, plan.clinic)
    if point.anchor is Anchor.SESSION and point.after is not None and len(days) >= point.after:
        return days[point.after - 1]
    if point.anchor is Anchor.LAST_SESSION and days and not plans.progress_of(plan, rows).left:
        return days[-1]
    if point.anchor is Anchor.MAINTENANCE:
        begun = [one.at for one in plans.revisions(plan) if one.kind == PlanRevision.Kind.MAINTAINED]
        return max(begun).astimezone(plan.clinic.zone).date() if begun else None
    return None


def _at(one: Ask, plan: Plan, at: datetime, reason: str) -> Wanted:
    measure = one.measure or plans.programme_of(plan).measure
    return Wanted(measure, at + one.opens, at + one.due, at + one.closes, reason)


def _apart(one: Ask, plan: Plan, at: datetime) -> bool:
    """Whether the last answer is old enough by then to be compared with."""
    measure = one.measure or plans.programme_of(plan).measure
    last = answers.latest(plan.clinic, plan.patient).get(measure)
    return last is None or at + one.due - last.at >= one.apart
