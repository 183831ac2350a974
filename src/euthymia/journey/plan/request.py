"""What the planner is asked, in the public form of `euthymia plan`: the clinic as its schedule has it, and courses.

Chairs are numbers and patients record numbers there; `Asked.keys` says which rooms and plans they stand for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from euthymia.clinic.people.models import Clinic
from euthymia.clinic.visits import queries as visits
from euthymia.clinic.visits.models import Booking, Purpose, State
from euthymia.clinic.visits.queries import DayView
from euthymia.domain.protocols import Kind
from euthymia.domain.quantities import Confidence, Provenance
from euthymia.domain.scheduling.placing import PATIENTS_PER_NURSE
from euthymia.domain.scheduling.request import WEEKDAYS
from euthymia.domain.scheduling.wall import midnight

from . import queries
from .models import UNNAMED, Plan, PlannedSession

Document = dict[str, Any]
Spans = list[tuple[datetime, datetime]]

TURNOVER_MIN = 15
TURNOVER_PROVENANCE = Provenance("the chair is made ready between two patients; a site setting", Confidence.P)
LIMIT_S = 20.0
MARGIN_D = 14  # days after the window in which a first session may still lie
PURPOSES = {
    Kind.INFUSION: Purpose.INFUSION,
    Kind.NASAL_SPRAY: Purpose.INFUSION,
    Kind.TMS: Purpose.TMS,
    Kind.PSYCHOTHERAPY: Purpose.PSYCHOTHERAPY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """When the patient can come: from which day, on which weekdays, between which hours, and not on which days."""

    start: date
    weekdays: tuple[str, ...] = WEEKDAYS
    earliest: time | None = None
    latest: time | None = None
    away: tuple[date, ...] = ()

    @property
    def available(self) -> dict[str, list[str]] | None:
        """The form of a request; None where every hour of every day will do."""
        if set(self.weekdays) == set(WEEKDAYS) and self.earliest is None and self.latest is None:
            return None
        first = (self.earliest or time(0)).strftime("%H:%M")
        last = self.latest.strftime("%H:%M") if self.latest else "24:00"
        return {day: [first, last] for day in WEEKDAYS if day in self.weekdays}


@dataclass(frozen=True, slots=True)
class Asked:
    """The document of a request, what its numbers and names stand for, and what could not be known."""

    document: Document
    keys: dict[str, Any]
    unknown: tuple[str, ...] = field(default=())


def to_come(rows: Iterable[PlannedSession], now: datetime) -> list[PlannedSession]:
    """The sessions that have an appointment which still holds."""
    return [
        row
        for row in rows
        if row.booking is not None
        and row.booking.state == State.BOOKED
        and row.booking.starts_at > now
        and not row.given_at
    ]


def ask(clinic: Clinic, plans: Sequence[Plan], wishes: Mapping[UUID, Wishes], now: datetime) -> Asked:
    """A request for these plans, whose appointments to come are to be kept as far as they can be.

    All plans of one request are of the same kind of session as far as nurses go: those that need none are asked
    for apart.
    """
    rows = queries.sessions_of(clinic.pk, [plan.pk for plan in plans])
    start = min(wishes[plan.pk].start for plan in plans)
    kept = {plan.pk: to_come(rows[plan.pk], now) for plan in plans}
    until = _until(clinic, plans, start, [row for some in kept.values() for row in some])
    views = visits.days(clinic, start, until)
    own = {row.booking_id for some in kept.values() for row in some}
    chairs = list(visits.rooms(clinic))
    numbers = {chair.pk: place for place, chair in enumerate(chairs, 1)}
    attended = any(PURPOSES[queries.programme_of(plan).kind] == Purpose.INFUSION for plan in plans)
    document: Document = {
        "from": start.isoformat(),
        "until": until.isoformat(),
        "clinic": {
            "timezone": clinic.timezone, "chairs": len(chairs), "turnover_min": TURNOVER_MIN,
            **_hours(clinic, views, attended), **_nurses(clinic, views, len(chairs), attended),
        },
        "booked": _booked(clinic, views, numbers, own),
        "courses": [_course(clinic, plan, rows[plan.pk], wishes[plan.pk], views, own) for plan in plans],
        "limit_s": LIMIT_S,
    }  # fmt: skip
    if any(kept.values()):
        document["keep"] = {"sessions": [
            _kept(clinic, plan, row, numbers) for plan in plans for row in kept[plan.pk]
        ]}  # fmt: skip
    keys = {
        "chairs": [str(chair.pk) for chair in chairs],
        "plans": {plan.patient.number: str(plan.pk) for plan in plans},
    }
    return Asked(document, keys, _unknown(views, attended))


def _until(clinic: Clinic, plans: Sequence[Plan], start: date, kept: Iterable[PlannedSession]) -> date:
    """The last day that is looked at: nobody who was promised a later one is moved for its sake."""
    longest = timedelta(days=max(queries.terms(plan).within_days for plan in plans))
    promised = [
        row.booking.starts_at.astimezone(clinic.zone).date() for row in kept if row.booking is not None
    ]
    return max([start + longest, *promised]) + timedelta(days=MARGIN_D)


def _course(
    clinic: Clinic, plan: Plan, rows: Sequence[PlannedSession], wishes: Wishes, views: Sequence[DayView], own: set[Any]
) -> Document:  # fmt: skip
    terms = queries.terms(plan)
    elsewhere = {
        one.starts_at.astimezone(clinic.zone).date()
        for view in views for one in view.holding
        if one.patient_id == plan.patient_id and one.pk not in own
    }  # fmt: skip
    found: Document = {
        "patient": plan.patient.number, "sessions": terms.sessions, "within_days": terms.within_days,
        "min_gap_days": terms.min_gap_days, "max_gap_days": terms.max_gap_days, "minutes": terms.minutes,
        "preparation_min": terms.preparation_min, "recovery_min": terms.recovery_min,
        "done": [day.isoformat() for day in queries.days_given(rows, clinic)],
        "away": sorted(day.isoformat() for day in {*wishes.away, *elsewhere}),
    }  # fmt: skip
    if wishes.available is not None:
        found["available"] = wishes.available
    if queries.programme_of(plan).kind is Kind.INFUSION:
        found["first_patients_per_nurse"] = 1
    return found


def _kept(clinic: Clinic, plan: Plan, row: PlannedSession, numbers: Mapping[Any, int]) -> Document:
    booking = row.booking
    assert booking is not None
    found: Document = {
        "patient": plan.patient.number, "n": row.n, "chair": numbers[booking.chair_id],
        "start": booking.starts_at.astimezone(clinic.zone).isoformat(timespec="minutes"),
    }  # fmt: skip
    return {**found, "nurse": row.nurse} if row.nurse else found


def _hours(clinic: Clinic, views: Sequence[DayView], attended: bool) -> Document:
    """Opening hours day by day: the chair is made ready before the clinic closes, and where a rota is published
    a prescriber is there."""
    by_day: dict[date, list[list[str]]] = {}
    for view in views:
        spans = _without(
            list(view.facts.opened or ()),
            [(one.start, one.end) for one in view.facts.shut if one.chair is None],
        )
        if attended and view.facts.duty is not None:
            there = [(one.start, one.end) for one in view.facts.duty if one.role == "prescriber"]
            spans = _within(spans, there)
        by_day[view.day] = [
            [f"{first.astimezone(clinic.zone):%H:%M}", f"{last.astimezone(clinic.zone):%H:%M}"]
            for first, last in ((first, last - timedelta(minutes=TURNOVER_MIN)) for first, last in spans)
            if first < last
        ]
    week: dict[str, list[list[str]]] = {}
    for day, pairs in by_day.items():
        if pairs:
            week.setdefault(WEEKDAYS[day.weekday()], pairs)
    usual = {day: week.get(WEEKDAYS[day.weekday()], []) for day in by_day}
    return {
        "open": week,
        "open_on": {day.isoformat(): pairs for day, pairs in by_day.items() if pairs and pairs != usual[day]},
        "closed": [day.isoformat() for day, pairs in by_day.items() if not pairs and usual[day]],
    }


def _nurses(clinic: Clinic, views: Sequence[DayView], chairs: int, attended: bool) -> Document:
    """Who is on, by the published rota. Where none is published nurses are no limit, which is said."""
    per_nurse = next(
        (view.facts.patients_per_nurse for view in views if view.facts.opened), PATIENTS_PER_NURSE
    )
    if not attended:
        return {"patients_per_nurse": 1, "nurses": chairs}
    days = [view.day for view in views]
    on: dict[tuple[str, str, str], set[date]] = defaultdict(set)
    unstaffed: set[date] = set()
    for view in views:
        if view.facts.duty is None:
            unstaffed.add(view.day)
        for one in view.facts.duty or ():
            if one.role == "nurse":
                on[(one.who, *_wall(clinic, view.day, one.start, one.end))].add(view.day)
    nurses: list[Document] = []
    for (who, opens, until), there in sorted(on.items()):
        several = sum(name == who for name, _, _ in on) > 1
        nurses.append({
            "id": f"{who} ({opens}–{until})" if several else who, "hours": [opens, until],
            "absent": [day.isoformat() for day in days if day not in there],
        })  # fmt: skip
    if unstaffed:
        absent = [day.isoformat() for day in days if day not in unstaffed]
        nurses += [{"id": f"{UNNAMED} {n}", "absent": absent} for n in range(1, chairs + 1)]
    return {"patients_per_nurse": per_nurse, "nurses": nurses}


def _wall(clinic: Clinic, day: date, start: datetime, end: datetime) -> tuple[str, str]:
    """The part of a span that lies on a day, by the clock on the wall."""
    first = max(start, midnight(day, clinic.zone)).astimezone(clinic.zone)
    last = min(end, midnight(day + timedelta(days=1), clinic.zone)).astimezone(clinic.zone)
    return f"{first:%H:%M}", "24:00" if last.date() > day else f"{last:%H:%M}"


def _booked(
    clinic: Clinic, views: Sequence[DayView], numbers: Mapping[Any, int], own: set[Any]
) -> list[Document]:
    """What holds a chair already, and chairs that are out of use; each once, however many days it touches."""
    bookings: dict[UUID, Booking] = {
        one.pk: one for view in views for one in view.holding if one.pk not in own
    }
    found = []
    for one in sorted(bookings.values(), key=lambda each: (each.starts_at, numbers[each.chair_id])):
        held = int((one.ends_at - one.starts_at) / timedelta(minutes=1)) - TURNOVER_MIN
        stay = int((one.leaves_at - one.starts_at) / timedelta(minutes=1))
        found.append(_taken(clinic, numbers[one.chair_id], one.starts_at, max(held, stay, 1), one.infused))
    closures = {one.pk: one for view in views for one in view.closures if one.chair_id is not None}
    for closed in sorted(closures.values(), key=lambda each: each.starts_at):
        chair = numbers[closed.chair_id]
        busy = [(one.starts_at, one.ends_at) for one in bookings.values() if one.chair_id == closed.chair_id]
        for first, last in _without(_by_day(clinic, views, closed.starts_at, closed.ends_at), busy):
            found.append(_taken(clinic, chair, first, int((last - first) / timedelta(minutes=1)), False))
    return found


def _taken(clinic: Clinic, chair: int, start: datetime, minutes: int, attended: bool) -> Document:
    return {
        "chair": chair, "start": start.astimezone(clinic.zone).isoformat(timespec="minutes"), "minutes": minutes,
        "attended": attended,
    }  # fmt: skip


def _by_day(clinic: Clinic, views: Sequence[DayView], start: datetime, end: datetime) -> Spans:
    """A long closure in pieces of a day each, within the days that are asked about."""
    found = []
    for view in views:
        first = max(start, midnight(view.day, clinic.zone))
        last = min(end, midnight(view.day + timedelta(days=1), clinic.zone))
        if (last - first) >= timedelta(minutes=1):
            found.append((first, last))
    return found


def _without(spans: Spans, taken: Iterable[tuple[datetime, datetime]]) -> Spans:
    left = list(spans)
    for first, last in taken:
        left = [
            part for a, b in left for part in ((a, min(b, first)), (max(a, last), b)) if part[0] < part[1]
        ]  # fmt: skip
    return left


def _within(spans: Spans, others: Spans) -> Spans:
    """What lies in both; the others may overlap one another."""
    merged: Spans = []
    for first, last in sorted(others):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return [(max(a, c), min(b, d)) for a, b in spans for c, d in merged if max(a, c) < min(b, d)]


def _unknown(views: Sequence[DayView], attended: bool) -> tuple[str, ...]:
    """What the plan could not take into account, in words."""
    found = []
    if any(view.facts.opened is None for view in views):
        found.append("opening hours are not entered: nothing can be planned before they are")
    unstaffed = [view.day for view in views if view.facts.opened and view.facts.duty is None]
    if attended and unstaffed:
        found.append(
            f"no rota is published for {len(unstaffed)} of these days, from {unstaffed[0]} on: who is on is not known there"
        )
    return tuple(found)
