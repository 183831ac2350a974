"""What the pages of a plan are given: the patient, the dots, where the course stands, and what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms

from euthymia.clinic.people import queries as people
from euthymia.clinic.people.doors import StaffRequest, check_chart
from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.visits.models import State
from euthymia.domain.scheduling.course import Pace
from euthymia.kit.pages import missing_is_not_found

from . import queries
from .forms import AgreeForm, CarryOverForm, MaintainForm, ReviseForm, WhyForm
from .models import Plan, PlannedSession

PACES = {
    Pace.NOT_BEGUN: "not begun",
    Pace.DONE: "all sessions given",
    Pace.IN_TIME: "within its window",
    Pace.WINDOW_LOST: "the window cannot be kept any more",
    Pace.OVERDUE: "overdue: evaluate again",
}


def patient_or_404(request: StaffRequest, patient_id: UUID) -> Patient:
    """The patient, for who may read this chart."""
    with missing_is_not_found():
        patient = people.patient(request.member.clinic, patient_id)
    patient.clinic = request.member.clinic
    check_chart(request, patient)
    return patient


def plan_or_404(request: StaffRequest, plan_id: UUID, *, chart: bool = True) -> Plan:
    """The plan; `chart` False for who books its dates and reads no more of it."""
    with missing_is_not_found():
        found = queries.plan(request.member.clinic, plan_id)
    found.patient.clinic = request.member.clinic
    if chart:
        check_chart(request, found.patient)
    return found


@dataclass(frozen=True, slots=True)
class Dot:
    """One session of the course as a dot: its number, its state, and the moment that goes with it."""

    n: int
    state: str
    words: str
    at: datetime | None


def dots(plan: Plan, rows: Sequence[PlannedSession]) -> list[Dot]:
    """The sessions of the course, given ones first; the next one is `now`."""
    found = []
    course = [row for row in rows if row.phase == Plan.Phase.COURSE]
    following = next((row.n for row in course if row.given_at is None), None)
    for row in course:
        if row.given_at is not None:
            found.append(Dot(row.n, "done", "given", row.given_at))
        else:
            state, at = "now" if row.n == following else "", booked_at(row)
            words = "booked" if at else "next" if state else "to come"
            found.append(Dot(row.n, state, words, at))
    if not course:
        found = [Dot(n, "", "to come", None) for n in range(1, queries.terms(plan).sessions + 1)]
    return found


def booked_at(row: PlannedSession) -> datetime | None:
    """When a session to come has an appointment that stands."""
    booking = row.booking
    return booking.starts_at if booking is not None and booking.state == State.BOOKED else None


def summary(plan: Plan, rows: Sequence[PlannedSession], clinic: Clinic, now: datetime) -> dict[str, Any]:
    """What every page says of a plan first."""
    standing = queries.standing(plan, rows, clinic, now)
    following = next((row for row in rows if row.given_at is None), None)
    return {
        "next_at": booked_at(following) if following else None,
        "plan": plan, "programme": queries.programme_of(plan), "terms": queries.terms(plan), "dots": dots(plan, rows),
        "progress": standing.progress, "standing": standing, "pace": PACES[standing.pace],
        "maintained": [row for row in rows if row.phase == Plan.Phase.MAINTENANCE and row.given_at is not None],
    }  # fmt: skip


# Which acts stand open for a plan in which state.
OPEN: dict[str, tuple[str, ...]] = {
    Plan.State.PROPOSED: ("agree", "revise", "end"),
    Plan.State.AGREED: ("revise", "pause", "maintain", "carry-over", "end"),
    Plan.State.PAUSED: ("resume", "revise", "end"),
    Plan.State.ENDED: (),
}
TITLES = {
    "agree": "Agreed with the patient",
    "revise": "Revise",
    "pause": "Pause",
    "resume": "Resume",
    "maintain": "Maintenance",
    "carry-over": "Given before, by papers",
    "end": "End the plan",
}


def form_of(act: str, plan: Plan, data: Any = None) -> forms.Form:
    """The form of an act, empty or filled in; ids of its own, since several stand on the page."""
    common: dict[str, Any] = {"auto_id": f"{act}_%s", "initial": {"seen": plan.revisions_n}}
    match act:
        case "agree":
            return AgreeForm(data, plan=plan, **common)
        case "revise":
            return ReviseForm(data, plan=plan, **common)
        case "maintain":
            terms = queries.terms(plan)
            common["initial"] = {
                "scheme": terms.maintenance or "individual",
                "interval_days": terms.interval_days,
            }
            return MaintainForm(data, programme=queries.programme_of(plan), **common)
        case "carry-over":
            return CarryOverForm(data, **common)
        case _:
            return WhyForm(data, **common)


def acts(plan: Plan) -> tuple[str, ...]:
    found = OPEN[plan.state]
    if not queries.programme_of(plan).maintenance:
        found = tuple(one for one in found if one != "maintain")
    return found
