"""Everybody's courses of one year and what they came to, in a number of queries that does not grow with them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from euthymia.clinic.people.models import Clinic
from euthymia.clinic.questionnaires import queries as questionnaires
from euthymia.clinic.questionnaires.models import Response
from euthymia.domain import protocols
from euthymia.domain.protocols.programme import Anchor, Programme
from euthymia.domain.protocols.words import SYMPTOMS
from euthymia.domain.results.courses import Course, Judged, Reading, judge
from euthymia.domain.results.limits import Limits
from euthymia.domain.results.small_cells import Shown, Tally, table
from euthymia.domain.results.summary import Lasting, Rate, lasting, rate, tally
from euthymia.journey.infusion import queries as infusions
from euthymia.journey.plan import queries as plans
from euthymia.journey.plan.models import Plan, PlannedSession

from .limits import in_force

_LABELS = {one.code: one.label for one in SYMPTOMS}
# Courses of infusions and of the spray end with a review after the last session; companions do not.
PROGRAMMES = {
    one.id: one
    for one in protocols.PROGRAMMES
    if any(point.anchor is Anchor.LAST_SESSION for point in one.reviews)
}


@dataclass(frozen=True, slots=True)
class Group:
    """One programme: how its people are counted, what may be shown of it, and how long it took and held."""

    programme: Programme
    running: int
    shown: Shown
    response: Rate | None
    remission: Rate | None
    to_response: Lasting | None
    held: Lasting | None


@dataclass(frozen=True, slots=True)
class Year:
    year: int
    groups: tuple[Group, ...]
    total: Shown
    limits: Limits


@dataclass(frozen=True, slots=True)
class Felt:
    """A side effect: in how many sessions it was recorded; None where they are too few to be shown."""

    label: str
    rate: Rate | None


@dataclass(frozen=True, slots=True)
class Sessions:
    """Sessions of one infusion protocol, and what was felt in them. No sum is shown over protocols."""

    title: str
    n: int
    felt: tuple[Felt, ...]
    without: Rate | None


def years(clinic: Clinic, now: datetime) -> list[int]:
    """The years in which first sessions were given, newest first; this year always."""
    given = PlannedSession.objects.filter(clinic=clinic, given_at__isnull=False, phase=Plan.Phase.COURSE, n=1)
    found = {
        at.astimezone(clinic.zone).year for at in given.values_list("given_at", flat=True) if at is not None
    }
    return sorted(found | {now.astimezone(clinic.zone).year}, reverse=True)


def of_year(clinic: Clinic, year: int, now: datetime) -> Year:
    """The courses that began in this year, by programme. Everybody counts once, in the year the course began."""
    limits = in_force(clinic)
    judged = judged_of(clinic, year, now, limits)
    tallies = [tally(name, found) for name, found in judged.items()]
    shown = table(tallies, limits.smallest)
    groups = [
        _group(PROGRAMMES[one.key], judged[one.key], one, row, limits.smallest)
        for one, row in zip(tallies, shown.rows, strict=True)
    ]
    return Year(year, tuple(groups), shown.total, limits)


def judged_of(clinic: Clinic, year: int, now: datetime, limits: Limits) -> dict[str, list[Judged]]:
    """What each course of a year came to, by programme, in three queries."""
    judged: dict[str, list[Judged]] = defaultdict(list)
    for plan, one in courses_of(clinic, year, now, limits):
        judged[plan.programme].append(one)
    return {name: judged[name] for name in PROGRAMMES if name in judged}


def courses_of(clinic: Clinic, year: int, now: datetime, limits: Limits) -> list[tuple[Plan, Judged]]:
    """Each plan whose first session was given in a year, with its patient, and what it came to."""
    found = list(
        Plan.objects.filter(clinic=clinic, programme__in=PROGRAMMES)
        .select_related("patient")
        .order_by("made_at", "id")
    )
    rows = plans.sessions_of(clinic.pk, [plan.pk for plan in found])
    days = {plan.pk: plans.days_given(rows[plan.pk], clinic) for plan in found}
    begun = [plan for plan in found if days[plan.pk] and days[plan.pk][0].year == year]
    measures = {PROGRAMMES[plan.programme].measure for plan in begun}
    answered = questionnaires.scored_of(clinic, {plan.patient_id for plan in begun}, measures)
    today = now.astimezone(clinic.zone).date()
    judged = []
    for plan in begun:
        programme = PROGRAMMES[plan.programme]
        course = Course(
            programme.measure, tuple(days[plan.pk]), _readings(answered, plan, programme, clinic), final(programme),
            _closed(plan, rows[plan.pk]),
        )  # fmt: skip
        judged.append((plan, judge(course, today, limits.quiet_days)))
    return judged


def _group(
    programme: Programme, found: Sequence[Judged], counted: Tally, shown: Shown, smallest: int
) -> Group:
    """Rates and curves only of what the table shows: a curve would give away what a cell hides."""
    open_n = shown.answered is not None
    response = rate(counted.responded, counted.answered, smallest) if shown.responded is not None else None
    remission = None
    if shown.remitted is not None and counted.remitted is not None:
        remission = rate(counted.remitted, counted.answered, smallest)
    speed = lasting([one.to_response for one in found if one.to_response], smallest) if open_n else None
    held = lasting([one.held for one in found if one.held], smallest) if response is not None else None
    running = sum(not one.state.eligible for one in found)
    return Group(programme, running, shown, response, remission, speed, held)


def _readings(
    answered: dict[UUID, list[Response]], plan: Plan, programme: Programme, clinic: Clinic
) -> tuple[Reading, ...]:
    return tuple(
        Reading(row.at.astimezone(clinic.zone).date(), row.total, row.complete)
        for row in answered.get(plan.patient_id, ())
        if row.instrument == programme.measure and row.total is not None
    )


def final(programme: Programme) -> tuple[int, int]:
    """The earliest review after the last session: its days."""
    points = [(one.from_days, one.to_days) for one in programme.reviews if one.anchor is Anchor.LAST_SESSION]
    return min(points)


def _closed(plan: Plan, rows: Iterable[PlannedSession]) -> bool:
    over = plan.state == Plan.State.ENDED or plan.phase == Plan.Phase.MAINTENANCE
    return over or not plans.progress_of(plan, list(rows)).left


def side_effects(clinic: Clinic, year: int, smallest: int) -> list[Sessions]:
    """What was recorded at the chair in the infusions of a year, by infusion protocol: in how many sessions each."""
    begins = datetime(year, 1, 1, tzinfo=clinic.zone)
    found = infusions.begun_between(clinic, begins, datetime(year + 1, 1, 1, tzinfo=clinic.zone))
    happened = infusions.entries(found)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    n: Counter[str] = Counter()
    for session in found:
        name = session.order.protocol
        rows = happened[session.pk]
        replaced = {one.corrects for one in rows if one.corrects is not None}
        codes = {
            str((one.detail or {}).get("symptom", ""))
            for one in rows
            if one.kind == "symptom" and one.n not in replaced
        } & _LABELS.keys()
        n[name] += 1
        counts[name].update(codes or {""})
    return [
        Sessions(
            protocols.protocol_named(name).name, n[name],
            tuple(Felt(_LABELS[code], rate(count, n[name], smallest)) for code, count in _most(counts[name]) if code),
            rate(counts[name][""], n[name], smallest),
        )
        for name in sorted(n)
    ]  # fmt: skip


def _most(counted: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda one: (-one[1], _LABELS.get(one[0], "")))


def window(year: int, now: datetime, clinic: Clinic) -> tuple[datetime, datetime]:
    """From when to when the courses of a year began, in the clinic's time; of this year until now."""
    begins = datetime(year, 1, 1, tzinfo=clinic.zone)
    ends = datetime(year + 1, 1, 1, tzinfo=clinic.zone) - timedelta(days=1)
    return begins, min(ends, now.astimezone(clinic.zone))
