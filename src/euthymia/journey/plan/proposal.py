"""A proposal as it is read: sessions on a calendar with their reasons, old beside new, the limits in the way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from euthymia.clinic.billing import ahead
from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.visits import queries as visits
from euthymia.clinic.visits.models import State
from euthymia.clinic.visits.queries import DayView

from . import queries, request
from .models import UNNAMED, Plan, PlannedSession, PlannerRun

HORIZON = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Session:
    """One session on the calendar. `state` is that of its dot; `because` says why it lies there."""

    n: int
    at: datetime
    chair: str
    nurse: str
    state: str
    because: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of the calendar."""

    day: date
    sessions: tuple[Session, ...]
    is_open: bool
    is_past: bool


@dataclass(frozen=True, slots=True)
class Change:
    """An appointment that moves: before and after."""

    patient: str
    n: int | None
    was: Session | None
    now: Session | None


@dataclass(frozen=True, slots=True)
class Course:
    """One patient's course as it is proposed, and whether its window holds."""

    patient: str
    sessions: tuple[Session, ...]
    weeks: tuple[tuple[Cell, ...], ...]
    days: int
    within_days: int

    @property
    def holds(self) -> bool:
        return self.days <= self.within_days


@dataclass(frozen=True, slots=True)
class Proposal:
    """The planner's answer, read: courses, what moves, how good it is; or the limits in the way."""

    courses: tuple[Course, ...] = ()
    moved: tuple[Change, ...] = ()
    reseated: tuple[Change, ...] = ()
    is_repair: bool = False
    proved: bool = False
    gap_percent: float = 0.0
    limits: tuple[str, ...] = ()
    smallest: bool = True

    @property
    def kept(self) -> int:
        return sum(len(one.sessions) for one in self.courses) - sum(
            change.now is not None for change in self.moved
        )


def of_run(run: PlannerRun, clinic: Clinic) -> Proposal | None:
    """What a run answered; None while it has no answer."""
    answer = run.answer
    if answer is None:
        return None
    if "sessions" not in answer:
        return Proposal(
            limits=tuple(map(_plain, answer.get("impossible", ()))),
            smallest=bool(answer.get("smallest", True)),
        )
    rooms = {str(room.pk): room.name for room in visits.rooms(clinic)}
    chairs = {
        place: rooms.get(one, "a chair that is gone") for place, one in enumerate(run.keys["chairs"], 1)
    }
    given = {one["patient"]: one.get("done", []) for one in run.request["courses"]}
    moved = [_change(one, chairs) for one in answer.get("moved", ())]
    new = {(one.patient, one.now.at) for one in moved if one.now}
    courses = []
    for one in answer["courses"]:
        own = [each for each in answer["sessions"] if each["patient"] == one["patient"]]
        sessions = _explained(own, given[one["patient"]], chairs, one["patient"], new, "keep" in run.request)
        done = [_given(n, day, clinic) for n, day in enumerate(given[one["patient"]], 1)]
        first = datetime.fromisoformat(run.request["from"]).date()
        courses.append(
            Course(
                one["patient"],
                sessions,
                weeks([*done, *sessions], clinic, first),
                one["days"],
                one["within_days"],
            )
        )
    names = _names(run, clinic)
    reseated = [_change(one, chairs) for one in answer.get("reseated", ())]
    return Proposal(
        courses=tuple(replace(one, patient=names[one.patient]) for one in courses),
        moved=tuple(replace(one, patient=names[one.patient]) for one in moved),
        reseated=tuple(replace(one, patient=names[one.patient]) for one in reseated),
        is_repair="keep" in run.request, proved=answer["proved_optimal"], gap_percent=100 * answer["gap"],
    )  # fmt: skip


def sessions_of(run: PlannerRun, number: str) -> list[dict[str, Any]]:
    """The sessions of one patient, as the answer has them."""
    return [one for one in (run.answer or {}).get("sessions", ()) if one["patient"] == number]


def promised(plan: Plan, proposed: Iterable[dict[str, Any]], now: datetime) -> tuple[Patient, str, set[date]]:
    """Whose days, what for, and which days of a proposal no appointment of the course holds already."""
    zone = plan.clinic.zone
    held = {
        row.booking.starts_at.astimezone(zone).date()
        for row in request.to_come(queries.sessions(plan), now)
        if row.booking is not None
    }
    days = {datetime.fromisoformat(one["start"]).astimezone(zone).date() for one in proposed}
    return plan.patient, request.PURPOSES[queries.programme_of(plan).kind], days - held


def estimates_needed(run: PlannerRun, clinic: Clinic, now: datetime) -> list[ahead.Needed]:
    """The estimates that are missing before a proposal can be booked."""
    plans = [(number, queries.plan(clinic, UUID(plan_id))) for number, plan_id in run.keys["plans"].items()]
    found = (ahead.needed(*promised(plan, sessions_of(run, number), now), now) for number, plan in plans)
    return [one for one in found if one is not None]


def _names(run: PlannerRun, clinic: Clinic) -> dict[str, str]:
    """Who the numbers of a request are: the desk reads names."""
    plans = Plan.objects.filter(clinic=clinic, pk__in=list(run.keys["plans"].values()))
    patients = {str(one.pk): one.patient for one in plans.select_related("patient")}
    return {
        number: f"{patients[plan_id]}, {number}" if plan_id in patients else number
        for number, plan_id in run.keys["plans"].items()
    }


def _plain(says: str) -> str:
    """A limit without the key of the request that it stands under, which means something to a program only."""
    return re.sub(r" \([a-z_]+\)$", "", says)


def _given(n: int, day: str, clinic: Clinic) -> Session:
    noon = datetime.fromisoformat(day).replace(hour=12, tzinfo=clinic.zone)
    return Session(n, noon, "", "", "done", "given")


def _explained(
    own: Sequence[dict[str, Any]], given: Sequence[str], chairs: dict[int, str], patient: str, new: set[Any], repair: bool
) -> tuple[Session, ...]:  # fmt: skip
    found = []
    before = date.fromisoformat(given[-1][:10]) if given else None
    for one in own:
        at = datetime.fromisoformat(one["start"])
        gap = (
            "the first: as early as it goes"
            if before is None
            else _gap((at.date() - before).days, one["n"] - 1)
        )
        moves = repair and (patient, at) in new
        said = "moves" if moves else "stays where it was promised"
        found.append(
            _session(one, chairs, "now" if moves or not repair else "", f"{said}; {gap}" if repair else gap)
        )
        before = at.date()
    return tuple(found)


def _gap(days: int, n: int) -> str:
    return f"{days} day{'s'[: days > 1]} after session {n}"


def _session(one: dict[str, Any], chairs: dict[int, str], state: str, because: str) -> Session:
    nurse = "" if one["nurse"] is None or str(one["nurse"]).startswith(UNNAMED) else str(one["nurse"])
    at = datetime.fromisoformat(one["start"])
    return Session(one["n"], at, chairs.get(one["chair"], "a chair that is gone"), nurse, state, because)


def _change(one: dict[str, Any], chairs: dict[int, str]) -> Change:
    was, now = (None if side is None else _session(side, chairs, "", "") for side in (one["was"], one["now"]))
    return Change(one["patient"], now.n if now else was.n if was else None, was, now)


def booked(plan: Plan, rows: Iterable[PlannedSession], clinic: Clinic) -> list[Session]:
    """The sessions of a plan that were given or have an appointment."""
    found = []
    for row in rows:
        if row.given_at is not None:
            found.append(Session(row.n, row.given_at.astimezone(clinic.zone), "", "", "done", "given"))
        elif row.booking is not None and row.booking.state in (State.BOOKED, State.ARRIVED):
            at = row.booking.starts_at.astimezone(clinic.zone)
            found.append(Session(row.n, at, row.booking.chair.name, row.nurse_known, "now", "booked"))
    return found


def missed(rows: Iterable[PlannedSession], now: datetime) -> list[PlannedSession]:
    """Sessions that are still to come although their appointment is over, cancelled or was missed."""
    return [
        row for row in rows
        if row.given_at is None and row.booking is not None
        and (row.booking.state in (State.CANCELLED, State.NO_SHOW) or row.booking.ends_at < now)
    ]  # fmt: skip


def weeks(sessions: Sequence[Session], clinic: Clinic, first: date) -> tuple[tuple[Cell, ...], ...]:
    """The weeks from the first session (or day) to the last one, Monday to Sunday, three at least."""
    days = [one.at.date() for one in sessions]
    start = min([first, *days])
    start -= timedelta(days=start.weekday())
    last = max([start + timedelta(days=20), *days])
    views: dict[date, DayView] = {
        view.day: view for view in visits.days(clinic, start, last + timedelta(days=6 - last.weekday()))
    }
    cells = [
        Cell(
            day, tuple(sorted((one for one in sessions if one.at.date() == day), key=lambda one: one.at)),
            bool(view.facts.opened) and not _shut(view), day < first,
        )
        for day, view in views.items()
    ]  # fmt: skip
    return tuple(tuple(cells[at : at + 7]) for at in range(0, len(cells), 7))


def _shut(view: DayView) -> bool:
    return any(
        one.chair is None and all(one.start <= a and b <= one.end for a, b in view.facts.opened or ())
        for one in view.facts.shut
    )


@dataclass(frozen=True, slots=True)
class Broken:
    """An appointment of a course that does not fit any more, and why."""

    plan: Plan
    session: PlannedSession
    because: str


@dataclass(frozen=True, slots=True)
class Member:
    plan: Plan
    sessions: int


@dataclass(frozen=True, slots=True)
class Disturbed:
    """Appointments to come that break a limit now, and every course that has appointments to come."""

    broken: tuple[Broken, ...]
    courses: tuple[Member, ...]


def disturbed(clinic: Clinic, now: datetime) -> Disturbed:
    """What a closure, a lost chair or a missed day has put out of place. Courses whose sessions need a nurse."""
    plans = [
        plan for plan in queries.open_plans(clinic).filter(state=Plan.State.AGREED, phase=Plan.Phase.COURSE)
        if request.PURPOSES[queries.programme_of(plan).kind] == "infusion"
    ]  # fmt: skip
    rows = queries.sessions_of(clinic.pk, [plan.pk for plan in plans])
    today = now.astimezone(clinic.zone).date()
    views = {view.day: view for view in visits.days(clinic, today, today + HORIZON)}
    broken: list[Broken] = []
    courses: list[Member] = []
    for plan in plans:
        coming = request.to_come(rows[plan.pk], now)
        lost = missed(rows[plan.pk], now)
        if coming or lost:
            courses.append(Member(plan, len(coming)))
        broken += [Broken(plan, row, "missed, cancelled or over") for row in lost]
        broken += [Broken(plan, row, why) for row in coming if (why := _why(row, views, clinic))]
    return Disturbed(tuple(broken), tuple(courses))


def _why(row: PlannedSession, views: dict[date, DayView], clinic: Clinic) -> str:
    booking = row.booking
    assert booking is not None
    view = views.get(booking.starts_at.astimezone(clinic.zone).date())
    if view is None:
        return ""
    closed: UUID | None = booking.chair_id
    for one in view.facts.shut:
        if one.chair in (None, closed) and one.start < booking.ends_at and booking.starts_at < one.end:
            return one.reason
    if view.facts.opened is not None and not any(
        first <= booking.starts_at and booking.ends_at <= last for first, last in view.facts.opened
    ):
        return "outside the opening hours"
    return ""
