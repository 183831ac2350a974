"""The verbs of judging: record a review, decide on what the rules propose. A signed decision is what applies it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.queries import Member
from euthymia.domain.quantities import Fault, Unusable
from euthymia.domain.scheduling.course import (
    CEILING_UG_PER_KG,
    STEP_UP_UG_PER_KG,
    Proposal,
    Signal,
    Step,
)
from euthymia.journey.plan import actions as planning
from euthymia.journey.plan import facts as plan_facts
from euthymia.journey.plan import queries as plans
from euthymia.journey.plan.models import Plan
from euthymia.kit import streams, units

from . import facts, queries
from .models import Judgement, Recommendation, Review

INTERVAL = "interval"
_ENDS, _HALTS = (Step.STOP,), (Step.PAUSE, Step.HOLD)


def review(
    *, by: Member, plan: Plan, client_id: UUID, point: str, well_tolerated: bool | None, signals: Sequence[str], says: str
) -> Review:  # fmt: skip
    """Keep how the response stands now, by the measures that there are. Raises Unusable, NotAllowed."""
    require(by, Permission.PLAN_COURSE)
    judgement = _judgement(by, plan)
    known = Review.objects.filter(clinic=by.clinic, judgement=judgement, client_id=client_id).first()
    if known is not None:
        return known
    found = []
    codes = [one.code for one in plans.programme_of(plan).reviews]
    if point and point not in codes:
        found.append(Fault("point", "unknown", f"{point!r} is no point of review", ", ".join(codes)))
    odd = [one for one in signals if one not in {signal.value for signal in Signal}]
    if odd:
        found.append(Fault("signals", "unknown", f"{', '.join(odd)} is no signal", ", ".join(Signal)))
    if found:
        raise Unusable(found)
    now = units.current().now
    measures = facts.measured(plan, now)
    first = next((one for one in measures if one["measure"] == plans.programme_of(plan).measure), None)
    made = Review(
        clinic=by.clinic, judgement=judgement, client_id=client_id, at=now, by=by.words, point=point,
        given=plans.progress(plan).given, measures=measures, response=first["response"] if first else None,
        remission=first["remission"] if first else None, well_tolerated=well_tolerated, signals=list(signals),
        says=says.strip(),
    )  # fmt: skip
    streams.append(judgement, [made], locked=True)
    auditing.record(
        verb="outcomes.reviewed", says="reviewed the response", subject=str(plan.pk), patient=plan.patient_id,
        actor=by.words,
    )  # fmt: skip
    return made


def decide(
    *, by: Member, plan: Plan, client_id: UUID, says: str, accepted: bool, reason: str
) -> Recommendation:
    """Decide on one proposal, named by its own sentence; accepted, it is applied in the same breath.

    The caller has asked for the signature. Raises Unusable when the rules propose it no more, NotAllowed.
    """
    require(by, Permission.DECIDE)
    judgement = _judgement(by, plan)
    known = _known(judgement, client_id)
    if known is not None:
        return known
    if not reason.strip():
        raise Unusable.one("reason", "missing", "say why", "a sentence that the next reader understands")
    newest = next(iter(queries.reviews(plan)), None)
    found = facts.judged(plan, units.current().now, newest)
    proposal = next((one for one in found.proposals if one.says == says), None)
    if proposal is None:
        raise Unusable.one("says", "gone", "the rules propose this no more", "the page as it stands now")
    if accepted:
        _apply(by, plan, client_id, proposal, reason)
    made = Recommendation(
        clinic=by.clinic, judgement=judgement, client_id=client_id, at=units.current().now, by=by.words,
        step=proposal.step.value, says=proposal.says, because=proposal.because,
        sources=[str(one) for one in proposal.sources], figures=found.figures, accepted=accepted, reason=reason.strip(),
    )  # fmt: skip
    return _keep(by, plan, judgement, made)


def decide_interval(
    *, by: Member, plan: Plan, client_id: UUID, interval_days: int, reason: str
) -> Recommendation:
    """The interval of maintenance from now on, beside what the clock and the rules propose. Raises Unusable, NotAllowed."""
    require(by, Permission.DECIDE)
    judgement = _judgement(by, plan)
    known = _known(judgement, client_id)
    if known is not None:
        return known
    clock = facts.clock_of(plan, units.current().now)
    scheme = plans.terms(plan).maintenance or "individual"
    planning.maintain(
        by=by, plan=plan, client_id=client_id, scheme=scheme, interval_days=interval_days, why=reason,
        scores=plan_facts.scores(plan),
    )  # fmt: skip
    estimate = clock.estimate
    made = Recommendation(
        clinic=by.clinic, judgement=judgement, client_id=client_id, at=units.current().now, by=by.words, step=INTERVAL,
        says=clock.next.says, because=f"benefit holds {estimate.days:.0f} days ({estimate.low:.0f} to {estimate.high:.0f})",
        sources=[str(one) for one in (*clock.next.sources, *estimate.sources)],
        figures={"proposed_days": estimate.proposed_days, "by_rule_days": clock.next.days, "readings": clock.readings},
        accepted=interval_days in (clock.next.days, estimate.proposed_days), reason=reason.strip(), interval_days=interval_days,
    )  # fmt: skip
    return _keep(by, plan, judgement, made)


def _apply(by: Member, plan: Plan, client_id: UUID, proposal: Proposal, reason: str) -> None:
    """What an accepted proposal does to the plan. To go on, or to ask for a score, changes nothing."""
    why, scores = f"{proposal.says}: {reason.strip()}", plan_facts.scores(plan)
    if proposal.step in _ENDS:
        planning.end(by=by, plan=plan, client_id=client_id, why=why, scores=scores)
    elif proposal.step in _HALTS:
        planning.pause(by=by, plan=plan, client_id=client_id, why=why, scores=scores)
    elif proposal.step is Step.STEP_UP:
        terms = plans.terms(plan)
        higher = min((terms.dose_ug_per_kg or 0) + STEP_UP_UG_PER_KG, CEILING_UG_PER_KG)
        planning.revise(
            by=by, plan=plan, client_id=client_id, seen=plan.revisions_n, terms=replace(terms, dose_ug_per_kg=higher),
            why=why, scores=scores,
        )  # fmt: skip


def _judgement(by: Member, plan: Plan) -> Judgement:
    """The plan's file of judgement, locked; made at the first review."""
    if plan.clinic_id != by.clinic.pk:
        raise NotAllowed("this plan is another clinic's")
    streams.lock(Plan, [plan.pk])
    found = queries.judgement(plan)
    if found is None:
        found = Judgement(clinic=by.clinic, patient_id=plan.patient_id, plan=plan)
        found.save()
    locked: Judgement = streams.lock(Judgement, [found.pk])[found.pk]
    return locked


def _known(judgement: Judgement, client_id: UUID) -> Recommendation | None:
    found = Recommendation.objects.filter(
        clinic_id=judgement.clinic_id, judgement=judgement, client_id=client_id
    )
    return found.first()


def _keep(by: Member, plan: Plan, judgement: Judgement, made: Recommendation) -> Recommendation:
    streams.append(judgement, [made], locked=True)
    auditing.record(
        verb="outcomes.decided", says=f"decided on a proposal: {'accepted' if made.accepted else 'not accepted'}",
        subject=str(plan.pk), patient=plan.patient_id, actor=by.words,
    )  # fmt: skip
    return made
