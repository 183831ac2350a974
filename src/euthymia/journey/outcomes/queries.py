"""Reviews and recommendations of a plan; what is due for review; everybody in maintenance, nobody left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from euthymia.clinic.people.models import Clinic
from euthymia.clinic.visits import queries as visits
from euthymia.domain.protocols.programme import Anchor, ReviewPoint
from euthymia.domain.scheduling import due as dues
from euthymia.domain.scheduling.due import Followed, When
from euthymia.journey.plan import queries as plans
from euthymia.journey.plan import request as dates
from euthymia.journey.plan.models import Plan, PlannedSession, PlanRevision

from .models import Judgement, Recommendation, Review


def judgement(plan: Plan) -> Judgement | None:
    return Judgement.objects.filter(clinic_id=plan.clinic_id, plan=plan).first()


def reviews(plan: Plan) -> list[Review]:
    """Newest first."""
    return list(Review.objects.filter(clinic_id=plan.clinic_id, judgement__plan=plan).order_by("-n"))


def recommendations(plan: Plan) -> list[Recommendation]:
    """Newest first."""
    return list(Recommendation.objects.filter(clinic_id=plan.clinic_id, judgement__plan=plan).order_by("-n"))


class State(StrEnum):
    """How a point of review stands."""

    LATER = "later"
    DUE = "due"
    OVERDUE = "overdue"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Point:
    """A point at which the programme wants the course judged, with its days."""

    point: ReviewPoint
    state: State
    from_day: date | None
    to_day: date | None


def points(
    plan: Plan, rows: Sequence[PlannedSession], done: Iterable[str], begun: date | None, clinic: Clinic, today: date
) -> list[Point]:  # fmt: skip
    """Every point of a plan's programme. `begun` is when maintenance began; `done` the codes already reviewed."""
    reviewed = set(done)
    progress = plans.progress_of(plan, rows)
    days = plans.days_given(rows, clinic)
    found = []
    for point in plans.programme_of(plan).reviews:
        anchor: date | None = None
        if point.anchor is Anchor.SESSION and point.after is not None and len(days) >= point.after:
            anchor = days[point.after - 1]
        elif point.anchor is Anchor.LAST_SESSION and not progress.left and days:
            anchor = days[-1]
        elif point.anchor is Anchor.MAINTENANCE:
            anchor = begun
        if point.code in reviewed:
            found.append(Point(point, State.DONE, None, None))
        elif anchor is None:
            found.append(Point(point, State.LATER, None, None))
        else:
            first, last = anchor + timedelta(days=point.from_days), anchor + timedelta(days=point.to_days)
            state = State.LATER if today < first else State.DUE if today <= last else State.OVERDUE
            found.append(Point(point, state, first, last))
    return found


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody under a plan: what is due of reviews, and where they stand in maintenance (None: in the course)."""

    plan: Plan
    points: tuple[Point, ...]
    followed: Followed | None

    @property
    def waiting(self) -> tuple[Point, ...]:
        return tuple(one for one in self.points if one.state in (State.DUE, State.OVERDUE))


def people(clinic: Clinic, now: datetime) -> list[Person]:
    """Everybody with a plan that has not ended, in a handful of queries however many there are."""
    found = list(plans.open_plans(clinic))
    ids = [plan.pk for plan in found]
    rows = plans.sessions_of(clinic.pk, ids)
    done: dict[UUID, list[str]] = {one: [] for one in ids}
    for plan_id, code in Review.objects.filter(clinic=clinic, judgement__plan__in=ids).values_list(
        "judgement__plan_id", "point"
    ):
        done[plan_id].append(code)
    begun = dict(
        PlanRevision.objects.filter(clinic=clinic, plan__in=ids, kind=PlanRevision.Kind.MAINTAINED)
        .order_by("n")
        .values_list("plan_id", "at")
    )
    today = now.astimezone(clinic.zone).date()
    # In maintenance the desk books one session at a time, outside the planner.
    booked = visits.coming(clinic, {plan.patient_id for plan in found}, now)
    people = []
    for plan in found:
        own, at = rows[plan.pk], begun.get(plan.pk)
        since = None if at is None else at.astimezone(clinic.zone).date()
        waiting = points(plan, own, done[plan.pk], since, clinic, today)
        people.append(Person(plan, tuple(waiting), _followed(plan, own, clinic, now, booked)))
    return people


def _followed(
    plan: Plan, rows: Sequence[PlannedSession], clinic: Clinic, now: datetime, booked: Mapping[UUID, datetime]
) -> Followed | None:
    """Where somebody stands after the course. Who has had all sessions and no maintenance decided is unknown."""
    if plan.phase == Plan.Phase.COURSE and (
        plans.progress_of(plan, rows).left or plan.state == Plan.State.PROPOSED
    ):
        return None
    given = [row.given_at for row in rows if row.given_at is not None]
    coming = [row.booking.starts_at for row in dates.to_come(rows, now) if row.booking is not None]
    if plans.programme_of(plan).protocol is not None and plan.patient_id in booked:
        coming.append(booked[plan.patient_id])
    return Followed(
        patient=str(plan.pk), last=max(given).astimezone(clinic.zone).date() if given else None,
        interval_days=plans.terms(plan).interval_days if plan.phase == Plan.Phase.MAINTENANCE else None,
        booked=min(coming).astimezone(clinic.zone).date() if coming else None, paused=plan.state == Plan.State.PAUSED,
    )  # fmt: skip


def lists(people: Iterable[Person], today: date) -> dict[When, list[Person]]:
    """Everybody after the course, each in exactly one list, the longest due first."""
    by_plan = {one.followed.patient: one for one in people if one.followed is not None}
    followed = [one.followed for one in by_plan.values() if one.followed is not None]
    return {
        when: [by_plan[one.patient] for one in some] for when, some in dues.lists(followed, today).items()
    }
