"""What the rules of a course and of maintenance are given: scores beside the infusions, as the rows have them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from euthymia.clinic.crisis import queries as crises
from euthymia.clinic.questionnaires import trends
from euthymia.clinic.questionnaires.trends import Point, Trend
from euthymia.domain import instruments
from euthymia.domain.rules.finding import Severity
from euthymia.domain.scheduling import course as courses
from euthymia.domain.scheduling import due, maintenance, relapse
from euthymia.domain.scheduling.course import EARLY_MEASURE, Progress, Proposal, Signal
from euthymia.journey.evaluation import facts as evaluated
from euthymia.journey.evaluation import queries as evaluation
from euthymia.journey.intake import queries as intake
from euthymia.journey.plan import queries as plans
from euthymia.journey.plan.models import Plan, PlannedSession

from .models import Review


@dataclass(frozen=True, slots=True)
class Judged:
    """A course under its rules: how far it is, the scores after each session, and what is proposed."""

    progress: Progress
    measure: str
    trend: Trend
    reviews: tuple[courses.Review, ...]
    signals: tuple[Signal, ...]
    proposals: tuple[Proposal, ...]

    @property
    def figures(self) -> dict[str, Any]:
        """What the rules were given, as a recommendation keeps it."""
        return {
            "progress": str(self.progress), "measure": self.measure, "signals": [one.value for one in self.signals],
            "reviews": [[one.after, one.percent, one.response] for one in self.reviews],
        }  # fmt: skip


def trend_of(plan: Plan, rows: Sequence[PlannedSession], measure: str, now: datetime) -> Trend:
    """A measure beside the sessions of this plan; its baseline is the last one before the first of them."""
    clinic = plan.clinic
    given = [row.given_at for row in rows if row.given_at is not None]
    first = min(given).astimezone(clinic.zone).date() if given else None
    asked = instruments.instrument(measure)
    ticks = [trends.Tick(at, str(n)) for n, at in enumerate(sorted(given), 1)]
    return trends.trend(clinic, plan.patient, asked, now, ticks=ticks, first_infusion=first)


def judged(plan: Plan, now: datetime, newest: Review | None = None) -> Judged:
    """The course under its rules, now. `newest` is the review that was recorded last."""
    rows = plans.sessions(plan)
    programme, terms = plans.programme_of(plan), plans.terms(plan)
    measure, trend = programme.measure, trend_of(plan, rows, programme.measure, now)
    studied = trend_of(plan, rows, EARLY_MEASURE, now) if programme.protocol else trend
    # The rule for stopping early was found with the MADRS: where it was taken it counts.
    if studied.baseline is not None and any(not point.is_baseline for point in studied.points):
        measure, trend = EARLY_MEASURE, studied
    progress = plans.progress_of(plan, rows)
    reviews = _reviews(rows, trend)
    signals = _signals(plan, trend, newest, now)
    found = courses.proposals(
        progress=progress, reviews=reviews, measure=measure, dose_ug_per_kg=terms.dose_ug_per_kg,
        well_tolerated=newest.well_tolerated if newest is not None and newest.given == progress.given else None,
        signals=signals,
    )  # fmt: skip
    return Judged(progress, measure, trend, reviews, signals, found)


def _reviews(rows: Sequence[PlannedSession], trend: Trend) -> tuple[courses.Review, ...]:
    """The newest score between each session of the course and the next one."""
    given = sorted(
        row.given_at for row in rows if row.given_at is not None and row.phase == Plan.Phase.COURSE
    )
    found: dict[int, courses.Review] = {}
    for point in trend.points:
        after = sum(at < point.response.at for at in given)
        if after and not point.is_baseline and point.change is not None:
            found[after] = courses.Review(after, point.change.percent, point.change.response)
    return tuple(found.values())


def _signals(plan: Plan, trend: Trend, newest: Review | None, now: datetime) -> tuple[Signal, ...]:
    """What has its own rule: what was told at the last review, and what the rows say by themselves."""
    found = {Signal(one) for one in newest.signals} if newest is not None else set()
    patient = plan.patient
    if crises.open_of(patient) is not None:
        found.add(Signal.SUICIDAL_IDEATION)
    if trend.newest is not None and trend.newest.change is not None and trend.newest.change.worse:
        found.add(Signal.WORSENING)
    if plans.programme_of(plan).needs_decision:
        gathered = evaluation.gathered(patient, now)
        stops = evaluation.assessment(patient, gathered).of_severity(Severity.STOP)
        if stops:
            found.add(
                Signal.MANIA if any(one["rule"] == "PS-06" for one in stops) else Signal.CONTRAINDICATION
            )
        if intake.standing(patient, evaluated.course(gathered.document), now).state is intake.State.WITHDRAWN:
            found.add(Signal.CONSENT_WITHDRAWN)
    return tuple(one for one in Signal if one in found)


def measured(plan: Plan, now: datetime) -> list[dict[str, Any]]:
    """Each measure of the programme and of the goals against its baseline, as a review keeps it."""
    rows, programme = plans.sessions(plan), plans.programme_of(plan)
    names = {programme.measure, *(goal.measure for goal in plans.terms(plan).goals if goal.measure)}
    names |= {name for point in programme.reviews for name in point.measures}
    found = []
    for name in instruments.BY_ID:
        if name not in names:
            continue
        trend = trend_of(plan, rows, name, now)
        if trend.newest is not None and trend.newest.response.total is not None:
            found.append(_figure(name, trend.newest))
    return found


def _figure(name: str, point: Point) -> dict[str, Any]:
    change = point.change if not point.is_baseline else None
    return {
        "measure": name, "total": float(point.response.total or 0), "at": point.response.at.isoformat(),
        "band": point.response.band, "baseline": None if change is None else float(change.baseline),
        "percent": None if change is None else change.percent, "response": None if change is None else change.response,
        "remission": None if change is None else change.remission,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clock:
    """The response clock of one person: how soon, how long it holds, when to treat again, what warns."""

    since: maintenance.Between | None
    durations: tuple[maintenance.Between, ...]
    estimate: maintenance.Estimate
    next: due.NextInterval
    warnings: tuple[relapse.Warning, ...]
    relapse: tuple[Any, ...]
    readings: int


def clock_of(plan: Plan, now: datetime) -> Clock:
    """Worked out from the patient's own series; with few readings the estimate leans on the registry, and is wide."""
    clinic = plan.clinic
    rows = plans.sessions(plan)
    trend = trend_of(plan, rows, plans.programme_of(plan).measure, now)
    given = sorted(row.given_at.astimezone(clinic.zone).date() for row in rows if row.given_at is not None)
    points = [point for point in trend.points if not point.is_baseline]
    readings = [
        maintenance.Reading(point.response.at.astimezone(clinic.zone).date(), point.change.response if point.change else None)
        for point in points
    ]  # fmt: skip
    durations = maintenance.benefits(given, readings)
    today = now.astimezone(clinic.zone).date()
    responded = next((place for place, one in enumerate(readings) if one.responding), len(readings))
    seen = [relapse.Seen(one.day, one.responding) for one in readings[responded:]]
    return Clock(
        since=maintenance.time_to_response(given[0], readings) if given else None,
        durations=durations, estimate=maintenance.estimate(durations),
        next=due.next_interval(visits_of(rows, readings, clinic.zone), today),
        warnings=tuple(relapse.warnings(_noticed(points))), relapse=relapse.relapse(seen), readings=len(readings),
    )  # fmt: skip


def visits_of(
    rows: Sequence[PlannedSession], readings: Sequence[maintenance.Reading], zone: Any
) -> list[due.Visit]:
    """Maintenance sessions with the interval before each, and whether response held until it."""
    given = sorted(
        (row.given_at.astimezone(zone).date(), row.phase) for row in rows if row.given_at is not None
    )
    found = []
    for (before, _), (day, phase) in pairwise(given):
        if phase != Plan.Phase.MAINTENANCE:
            continue
        within = [
            one.responding for one in readings if before < one.day <= day and one.responding is not None
        ]
        found.append(due.Visit(day, (day - before).days, within[-1] if within else None))
    return found


def _noticed(points: Sequence[Point]) -> relapse.Noticed:
    totals = [point.response for point in points if point.response.total is not None]
    if not totals or totals[-1].instrument != "phq-9":
        return relapse.Noticed()
    change = None
    if len(totals) > 1:
        change = int((totals[-1].total or 0) - (totals[-2].total or 0))
    return relapse.Noticed(phq9_change=change, item9=1 if "item-9" in (totals[-1].flags or ()) else 0)
