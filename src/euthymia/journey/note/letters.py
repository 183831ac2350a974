"""A letter as it stands: composed from the same facts, the course and its scores, with the writer's own words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from euthymia.clinic.questionnaires import trends
from euthymia.clinic.questionnaires.models import Response
from euthymia.clinic.questionnaires.trends import Trend
from euthymia.clinic.visits.models import Visit
from euthymia.domain.notes import ENGLISH, LETTER, About, Part, Source, composed, digest
from euthymia.domain.notes.facts import CourseFacts, Scored
from euthymia.journey.outcomes import facts as outcomes
from euthymia.journey.plan import queries as plans
from euthymia.journey.plan.models import Plan
from euthymia.kit import units

from . import gathering, queries
from .models import Letter, LetterEvent


@dataclass(frozen=True, slots=True)
class Standing:
    """A letter: whom it is to, what the facts say now, own words; and once signed, the document that was signed."""

    letter: Letter
    to: str
    own: str
    parts: tuple[Part, ...]
    signed: LetterEvent | None
    sent: tuple[LetterEvent, ...]
    written: tuple[LetterEvent, ...]

    @property
    def seen(self) -> str:
        return digest([self.to, self.own, [[one.id, one.text] for part in self.parts for one in part.told]])


def can_be_written(visit: Visit) -> bool:
    try:
        gathering.facts(visit)
    except gathering.NothingGiven:
        return False
    return True


def standing(letter: Letter) -> Standing:
    events = queries.letter_events(letter)
    written = tuple(one for one in events if one.kind == LetterEvent.Kind.WRITTEN)
    parts = composed(LETTER, about(letter.visit), ENGLISH, letter.visit.clinic.zone)
    return Standing(
        letter=letter, to=written[-1].to, own=written[-1].says, parts=parts, written=written,
        signed=next((one for one in events if one.kind == LetterEvent.Kind.SIGNED), None),
        sent=tuple(one for one in events if one.kind == LetterEvent.Kind.SENT),
    )  # fmt: skip


def whole(now: Standing) -> dict[str, Any]:
    """The document that a signature is about."""
    return {
        "letter": str(now.letter.pk), "visit": str(now.letter.visit_id), "patient": str(now.letter.patient_id), "to": now.to,
        "own": now.own, "sections": [
            {
                "code": part.code, "title": part.title,
                "sentences": [
                    {"id": one.id, "text": one.text, "sources": [str(each) for each in one.sentence.sources]} for one in part.told
                ],
            }
            for part in now.parts
        ],
    }  # fmt: skip


def about(visit: Visit) -> About:
    """Raises NothingGiven."""
    patient = visit.patient
    plan = _plan_of(visit)
    now = units.current().now
    return About(
        patient=Source("patient", str(patient.pk)), name=str(patient), born=patient.born.isoformat(),
        facts=gathering.facts(visit), course=None if plan is None else _course(plan), scores=_scores(visit, plan, now),
    )  # fmt: skip


def _plan_of(visit: Visit) -> Plan | None:
    place = plans.places(visit.clinic_id, [visit.pk]).get(visit.pk)
    return None if place is None else plans.plan(visit.clinic, place.plan_id)


def _course(plan: Plan) -> CourseFacts:
    rows = plans.sessions(plan)
    progress = plans.progress_of(plan, rows)
    days = plans.days_given(rows, plan.clinic)
    return CourseFacts(
        source=Source("plan", str(plan.pk)), programme=plans.programme_of(plan).name, given=progress.given, planned=progress.planned,
        last=days[-1] if days else None,
    )  # fmt: skip


def _scores(visit: Visit, plan: Plan | None, now: datetime) -> tuple[Scored, ...]:
    """Each measure that was taken, newest against the baseline before the first session of the plan."""
    if plan is not None:
        rows = plans.sessions(plan)
        names = [one.instrument.id for one in trends.trends(visit.clinic, visit.patient)]
        found = [outcomes.trend_of(plan, rows, name, now) for name in names]
    else:
        found = trends.trends(visit.clinic, visit.patient)
    return tuple(scored for one in found if (scored := _scored(one, visit)) is not None)


def _scored(found: Trend, visit: Visit) -> Scored | None:
    newest = next((one.response for one in reversed(found.points) if one.response.total is not None), None)
    if newest is None:
        return None
    low, high = found.instrument.range
    base = found.baseline
    return Scored(
        instrument=found.instrument.title, most=f"{low:g} to {high:g}", newest=_source(newest), newest_total=f"{newest.total:g}",
        newest_day=_day(newest, visit), baseline=None if base is None else _source(base),
        baseline_total="" if base is None else f"{base.total:g}", baseline_day=None if base is None else _day(base, visit),
    )  # fmt: skip


def _source(row: Response) -> Source:
    return Source("response", str(row.pk))


def _day(row: Response, visit: Visit) -> date:
    return row.at.astimezone(visit.clinic.zone).date()
