"""What the rules of the long-term checks are given: visits, plans, diagnoses, and results from wherever they stand.

For one patient or for all of a clinic with the same few queries.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from euthymia.clinic.monitoring import queries as monitoring
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.questionnaires import queries as questionnaires
from euthymia.clinic.visits import queries as visits
from euthymia.domain.rules.long_term import Course, Result, Standing, standings
from euthymia.domain.rules.long_term import reading as read
from euthymia.journey.evaluation import queries as evaluation
from euthymia.journey.evaluation.models import Fact
from euthymia.journey.infusion import queries as infusions
from euthymia.journey.infusion.models import Session
from euthymia.journey.plan import queries as plans
from euthymia.journey.plan.models import Plan, PlannedSession
from euthymia.journey.recovery import queries as recoveries
from euthymia.journey.recovery.models import Recovery

from . import queries
from .models import SafetyFact

_KINDS = ("condition", "diagnosis", "score", "pdmp", "labs", "ecg", "drug-screen")
_SCORED = ("moca", "asrm")
Begun = list[tuple[Session, datetime]]


@dataclass(frozen=True, slots=True)
class Watched:
    """One patient with every check as it stands today."""

    patient: Patient
    course: Course
    standings: tuple[Standing, ...]

    @property
    def asking(self) -> list[Standing]:
        return [one for one in self.standings if one.state.asks]


def watched(patient: Patient, now: datetime) -> Watched:
    (found,) = watched_of(patient.clinic, [patient], now)
    return found


def watched_of(clinic: Clinic, patients: Sequence[Patient], now: datetime) -> list[Watched]:
    """Each of these patients under the figures in force."""
    ids, today = [one.pk for one in patients], now.astimezone(clinic.zone).date()
    settings = queries.settings_in_force(clinic)
    begun, sprays = infusions.begun(clinic, ids), recoveries.sprays(clinic, ids)
    told = evaluation.facts_of(clinic.pk, ids, _KINDS)
    own, answered = queries.facts(clinic, ids), questionnaires.scored_of(clinic, ids, _SCORED)
    open_plans = _plans(clinic, ids)
    planned = plans.sessions_of(clinic.pk, [plan.pk for every in open_plans.values() for plan in every])
    coming = visits.coming(clinic, ids, datetime.combine(today, time(), clinic.zone))
    resting = monitoring.resting(
        {session.watch_id: at for every in begun.values() for session, at in every}, infusions.BASELINE_FRESH
    )
    found = []
    for patient in patients:
        pk, zone = patient.pk, clinic.zone
        given = sorted(
            {at.astimezone(zone).date() for _, at in begun.get(pk, ())}
            | {one.began_at.astimezone(zone).date() for one in sprays.get(pk, ()) if one.began_at}
        )
        rows = {plan: planned[plan.pk] for plan in open_plans.get(pk, ())}
        facts = told.get(pk, [])
        course = Course(
            today=today, age_y=people.age_y(patient.born, today), is_followed=bool(rows), visits=tuple(given),
            next_visit=_day(coming.get(pk), clinic), maintenance_since=_maintenance(rows, clinic), mid_course=_middle(rows, clinic),
            bipolar=_holds(facts, read.BIPOLAR, "diagnosis"), cardiovascular=_cardiovascular(patient, facts),
        )  # fmt: skip
        results = [
            *(_entered(row, clinic) for row in own.get(pk, ()) if row.kind == SafetyFact.Kind.RESULT),
            *(one for row in facts for one in _of_fact(row)),
            *(_answered(row, clinic) for row in answered.get(pk, ())),
            *_pressures(begun.get(pk, []), sprays.get(pk, []), resting, clinic),
        ]
        found.append(Watched(patient, course, tuple(standings(course, results, settings))))
    return found


def _plans(clinic: Clinic, patients: Iterable[UUID]) -> dict[UUID, list[Plan]]:
    found: dict[UUID, list[Plan]] = {}
    for plan in plans.open_plans(clinic).filter(patient__in=list(patients)):
        found.setdefault(plan.patient_id, []).append(plan)
    return found


def _day(at: datetime | None, clinic: Clinic) -> date | None:
    return None if at is None else at.astimezone(clinic.zone).date()


def _maintenance(rows: dict[Plan, list[PlannedSession]], clinic: Clinic) -> date | None:
    """The day on which the course ended that maintenance follows."""
    since = []
    for plan, sessions in rows.items():
        if plan.phase == Plan.Phase.MAINTENANCE:
            given = [one.given_at for one in sessions if one.given_at and one.phase == Plan.Phase.COURSE]
            since.append(max(given, default=plan.made_at).astimezone(clinic.zone).date())
    return min(since, default=None)


def _middle(rows: dict[Plan, list[PlannedSession]], clinic: Clinic) -> date | None:
    """The day of the session in the middle of the course, given or booked."""
    for plan, sessions in rows.items():
        course = [one for one in sessions if one.phase == Plan.Phase.COURSE]
        if plan.phase == Plan.Phase.COURSE and course:
            middle = course[(len(course) - 1) // 2]
            return _day(middle.given_at or (middle.booking.starts_at if middle.booking else None), clinic)
    return None


def _statements(facts: Iterable[Fact]) -> list[tuple[str, str]]:
    return [
        (row.text, row.code) if row.kind == "condition" else (str(row.detail.get("diagnosis", "")), "")
        for row in facts
        if row.kind in ("condition", "diagnosis") and (row.text or row.code or row.detail)
    ]


def _holds(facts: Sequence[Fact], keys: frozenset[str], asked_by: str) -> bool | None:
    """Whether the record names one of them; None where nobody has asked yet."""
    if read.holds(_statements(facts), keys):
        return True
    return False if any(row.kind == asked_by for row in facts) else None


def _cardiovascular(patient: Patient, facts: Sequence[Fact]) -> bool | None:
    if "cardiovascular disease" in patient.monitoring_risks:
        return True
    return _holds(facts, read.CARDIOVASCULAR, "condition")


def _entered(row: SafetyFact, clinic: Clinic) -> Result:
    return Result(
        check=row.code, on=row.at.astimezone(clinic.zone).date(), at=row.entered_at, by=row.by, values=row.detail,
        says=row.says, origin="entered here", n=row.n, done=row.done,
    )  # fmt: skip


def _answered(row: Any, clinic: Clinic) -> Result:
    return Result(
        check=row.instrument, on=row.at.astimezone(clinic.zone).date(), at=row.recorded_at, by=row.by,
        values={"total": row.total}, says=f"total {row.total:g}", origin="questionnaires",
    )  # fmt: skip


def _of_fact(row: Fact) -> Iterable[Result]:
    """The checks that a row of the evaluation answers; none where its words or numbers say nothing."""
    detail = row.detail
    answers: list[tuple[str, str, dict[str, Any], str]] = []
    if row.kind == "labs":
        values, on = detail.get("values", {}), detail.get("collected", "")
        words = values.get("urinalysis", {}).get("value")
        if isinstance(words, str) and (found := read.urinalysis(words)):
            answers.append(("urinalysis", on, found, f"urinalysis {words}"))
        if liver := read.liver(values):
            answers.append(("liver", on, liver, f"highest {liver['times_upper']:g} × upper limit"))
    elif row.kind == "ecg":
        answers.append(("ecg", detail.get("date", ""), {}, f"rhythm {detail.get('rhythm', 'not stated')}"))
    elif row.kind == "drug-screen" and detail.get("result") in ("negative", "positive"):
        positive = ", ".join(detail.get("positive", ()))
        finding = "negative" if detail["result"] == "negative" else "unexpected"
        answers.append(
            (
                "drug-screen",
                detail.get("collected", ""),
                {"finding": finding},
                f"{detail['result']} {positive}".strip(),
            )
        )
    elif row.kind == "pdmp":
        answers.append(("register", detail.get("pdmp_checked", ""), {}, str(detail.get("result", "asked"))))
    elif row.kind == "score" and row.item in _SCORED and isinstance(detail.get("total"), int | float):
        answers.append(
            (row.item, detail.get("date", ""), {"total": detail["total"]}, f"total {detail['total']:g}")
        )
    for check, on, values, says in answers:
        if on:
            yield Result(
                check=check, on=date.fromisoformat(on), at=row.at, by=row.by, values=values, says=says, origin="evaluation"
            )  # fmt: skip


def _pressures(
    begun: Begun, sprays: Sequence[Recovery], resting: dict[UUID, dict[str, float]], clinic: Clinic
) -> Iterable[Result]:
    """The pressure before each dose, where one was measured."""
    measured = [(at, resting.get(session.watch_id, {})) for session, at in begun]
    measured += [(one.began_at, one.baseline) for one in sprays if one.began_at]
    for at, signs in measured:
        if "sbp" in signs and "dbp" in signs:
            values = {"sbp": float(signs["sbp"]), "dbp": float(signs["dbp"])}
            yield Result(
                check="pressure", on=at.astimezone(clinic.zone).date(), at=at, by="", values=values,
                says=f"{values['sbp']:.0f}/{values['dbp']:.0f} mmHg", origin="session",
            )  # fmt: skip


def followed(clinic: Clinic) -> list[Patient]:
    """Everybody with an open plan, or who was ever given a dose: the rules say for whom it has ended."""
    ids = set(plans.open_plans(clinic).values_list("patient_id", flat=True))
    ids |= infusions.patients_begun(clinic) | recoveries.patients_sprayed(clinic)
    return list(people.patients(clinic).filter(pk__in=ids))
