"""Adopting, proposing, agreeing, revising: what is refused, what is kept, and "3 of 6"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from euthymia.clinic.people.actions import NotAllowed
from euthymia.domain import protocols
from euthymia.domain.quantities import Unusable
from euthymia.journey.infusion import queries as infusions
from euthymia.journey.intake import actions as intake
from euthymia.journey.intake import queries as consents
from euthymia.journey.plan import actions, queries
from euthymia.journey.plan.models import Plan, PlannedSession
from euthymia.journey.plan.terms import Goal, Terms
from euthymia.kit import clock
from journey.infusion.chair import AtTheChair, later, order_for_ana
from support.cast import Cast
from support.course import GOAL, adopted, agreed, proposed, settings
from support.evaluated import cast_decided
from support.scenes import ANA_DECIDED
from support.standing import THE_CAST

pytestmark = [pytest.mark.django_db, pytest.mark.scene(ANA_DECIDED)]


def codes(verb: Callable[..., Any], **said: Any) -> set[str]:
    with pytest.raises(Unusable) as refusal:
        verb(**said)
    return {fault.code for fault in refusal.value.faults}


def adopt(cast: Cast, **more: Any) -> set[str]:
    programme = protocols.programme_named("course-depression")
    usual = {
        "by": cast.okafor.member(), "client_id": uuid4(), "programme_id": programme.id, "seen": programme.digest,
        "settings": settings(programme), "reason": "ours",
    }  # fmt: skip
    return codes(actions.adopt, **{**usual, **more})


def test_the_medical_director_adopts_what_was_read_within_its_limits(stopped, cast: Cast, unit) -> None:
    spray = protocols.programme_named("esketamine-spray")
    usual = settings
    with unit(cast.lakeside):
        programme = protocols.programme_named("course-depression")
        assert adopt(cast, seen="another") == {"changed"}
        assert adopt(cast, programme_id="none") == {"unknown"}
        odd = replace(usual(programme), spacing="daily", treatment_min=0, review_by=clock.now().date())
        assert adopt(cast, settings=odd, reason=" ") == {"unknown", "out-of-range", "missing"}
        short = settings(spray, recovery_min=60)
        assert adopt(cast, programme_id=spray.id, seen=spray.digest, settings=short) == {"too-short"}
        with pytest.raises(NotAllowed):
            adopt(cast, by=cast.noor.member())
        first = adopted(cast)
        assert queries.adopted(cast.lakeside, "course-depression") == first
        assert first.document["programme"]["id"] == "course-depression"
        assert "OLI22" in str(first.document), "the sources are part of what is signed"
        second = adopted(cast, spacing="two-a-week")
        assert queries.in_force(cast.lakeside)["course-depression"] == second
        assert list(queries.versions(cast.lakeside)) == [second, first]


@pytest.mark.scene(THE_CAST)
def test_no_plan_without_a_version_a_decision_a_consent_and_the_hard_stops(stopped, cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        said = {
            "by": cast.okafor.member(),
            "patient": cast.ana_patient,
            "programme_id": "course-depression",
            "goals": [GOAL],
        }
        assert codes(actions.propose, client_id=uuid4(), **said) == {"not-adopted"}
        adopted(cast)
        assert codes(actions.propose, client_id=uuid4(), **said) == {"decision-none", "consent-none"}
        cast_decided(cast)
        ((consent, _),) = consents.consents(cast.ana_patient)
        adopted(cast, "course-pain")
        pain = {**said, "programme_id": "course-pain"}
        assert "other-indication" in codes(actions.propose, client_id=uuid4(), **pain)
        intake.withdraw(by=cast.noor.member(), patient=cast.ana_patient, consent=consent)
        assert "consent-withdrawn" in codes(actions.propose, client_id=uuid4(), **said)
        adopted(cast, "tms")
        tms = {**said, "programme_id": "tms", "goals": []}
        assert codes(actions.propose, client_id=uuid4(), confirmed=["metal", "consent"], **tms) == {
            "hard-stop"
        }
        with pytest.raises(NotAllowed):
            actions.propose(client_id=uuid4(), **{**said, "by": cast.wren.member()})
        assert not Plan.objects.exists()


def test_a_plan_is_proposed_agreed_revised_paused_and_ended_each_with_its_reason(
    stopped, cast: Cast, unit
) -> None:
    with unit(cast.lakeside):
        adopted(cast)
        client_id = uuid4()
        plan = proposed(cast, client_id=client_id)
        assert proposed(cast, client_id=client_id).pk == plan.pk, "a second click is the same plan"
        assert codes(proposed, cast=cast) == {"open"}
        assert queries.terms(plan).dose_ug_per_kg == 500
        wordy = {
            "by": cast.okafor.member(),
            "plan": plan,
            "client_id": uuid4(),
            "seen": 1,
            "goals": [Goal(words="better")],
        }
        assert codes(actions.agree, **wordy) == {"missing"}
        plan = actions.agree(by=cast.okafor.member(), plan=plan, client_id=uuid4(), seen=1)
        assert [row.n for row in queries.sessions(plan)] == [1, 2, 3, 4, 5, 6]
        other = replace(queries.terms(plan), sessions=8, dose_ug_per_kg=750)
        said = {
            "by": cast.okafor.member(),
            "plan": plan,
            "seen": 2,
            "terms": other,
            "scores": [{"measure": "phq-9", "total": 17}],
        }
        assert codes(actions.revise, client_id=uuid4(), **{**said, "seen": 1, "why": "x"}) == {"changed"}
        assert codes(actions.revise, client_id=uuid4(), **{**said, "why": " "}) == {"missing"}
        high = {**said, "terms": replace(other, dose_ug_per_kg=2_000), "why": "x"}
        assert codes(actions.revise, client_id=uuid4(), **high) == {"out-of-range"}
        tight = {**said, "terms": replace(other, min_gap_days=9), "why": "x"}
        assert {"window-too-short", "not-nested"} == codes(actions.revise, client_id=uuid4(), **tight)
        plan = actions.revise(client_id=uuid4(), why="17 after the first", **said)
        plan = actions.pause(by=cast.okafor.member(), plan=plan, client_id=uuid4(), why="travels")
        assert codes(order_for_ana, cast=cast) == {"plan-paused"}
        plan = actions.resume(by=cast.okafor.member(), plan=plan, client_id=uuid4(), why="back")
        plan = actions.end(by=cast.okafor.member(), plan=plan, client_id=uuid4(), why="moves away")
        told = [(row.kind, row.says) for row in queries.revisions(plan)]
        assert [kind for kind, _ in told] == ["ended", "resumed", "paused", "revised", "agreed", "proposed"]
        assert told[3][1] == "sessions: 6 → 8; dose: 0.5 mg/kg → 0.75 mg/kg"
        assert queries.revisions(plan)[3].scores == [{"measure": "phq-9", "total": 17}]
        assert queries.sessions(plan) == [], "nobody came, nothing is left to come"
        assert Terms.from_json(queries.terms(plan).to_json()) == queries.terms(plan)


def test_three_of_six_is_what_was_completed(stopped, cast: Cast, unit) -> None:
    """Booked, seated and left without a drop is nothing; begun and finished is one."""
    with unit(cast.lakeside):
        adopted(cast)
        plan = agreed(cast)
    left = AtTheChair.ordered(cast, unit)
    with unit(cast.lakeside):
        places = queries.places(cast.lakeside.pk, [left.session.visit_id])
        assert str(places[left.session.visit_id]) == "session 1 of 6"
    left.close()
    chair = AtTheChair.started(cast, unit)
    with unit(cast.lakeside):
        assert str(queries.progress(plan)) == "0 of 6", "what runs is not yet given"
    later(41)
    chair.finish()
    chair.close()
    with unit(cast.lakeside):
        progress, rows = queries.progress(plan), queries.sessions(plan)
        assert str(progress) == "1 of 6"
        completed = [one for one in infusions.of_patient(cast.ana_patient) if infusions.course(one).given_ug]
        assert progress.given == len(completed)
        assert {row.visit_id for row in rows if row.given_at} == {one.visit_id for one in completed}
        standing = queries.standing(plan, rows, cast.lakeside, clock.now())
        assert standing.pace == "in-time" and (standing.latest - standing.earliest).days == 3
        PlannedSession.objects.filter(plan=plan, n=2).update(given_at=clock.now())
        fewer = replace(queries.terms(plan), sessions=1)
        refused = codes(
            actions.revise,
            by=cast.okafor.member(),
            plan=plan,
            client_id=uuid4(),
            seen=2,
            terms=fewer,
            why="x",
        )
        assert refused == {"given"}


def test_when_all_were_given_the_next_order_asks_for_a_new_plan(stopped, cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        adopted(cast)
        plan = agreed(cast)
        PlannedSession.objects.filter(plan=plan).update(given_at=clock.now())
        assert codes(order_for_ana, cast=cast) == {"plan-complete"}
        said = {
            "by": cast.okafor.member(),
            "plan": plan,
            "client_id": uuid4(),
            "interval_days": 14,
            "why": "remission",
        }
        assert codes(actions.maintain, scheme="daily", **said) == {"unknown"}
        plan = actions.maintain(scheme="individual", **said)
    chair = AtTheChair.ordered(cast, unit)
    with unit(cast.lakeside):
        places = queries.places(cast.lakeside.pk, [chair.session.visit_id])
        assert str(places[chair.session.visit_id]) == "maintenance 1"
        assert str(queries.progress(plan)) == "6 of 6"


def test_what_papers_say_was_given_before_counts_and_nobody_is_lost(stopped, cast: Cast, unit) -> None:
    today = clock.now().astimezone(cast.lakeside.zone).date()

    def days(*ago: int) -> list[date]:
        return [today - timedelta(days=one) for one in ago]

    with unit(cast.lakeside):
        adopted(cast)
        plan = proposed(cast)
        said = {"by": cast.okafor.member(), "plan": plan, "why": "the letter of another clinic"}
        carry = {"verb": actions.carry_over, "client_id": uuid4(), **said}
        assert codes(days=days(9, 7), **carry) == {"is-proposed"}
        actions.agree(by=cast.okafor.member(), plan=plan, client_id=uuid4(), seen=plan.revisions_n)
        assert codes(days=[], **carry) == {"missing"}
        assert codes(days=days(7, 9, 0), **{**carry, "why": " "}) == {"not-in-order", "not-over", "missing"}
        assert codes(days=days(9, 8, 7, 6, 5, 4, 3), **carry) == {"too-many"}
        with pytest.raises(NotAllowed):
            actions.carry_over(**{**said, "by": cast.wren.member()}, client_id=uuid4(), days=days(9))
        client_id = uuid4()
        for _ in range(2):
            actions.carry_over(client_id=client_id, days=days(20, 18), **said)
        assert str(queries.progress(plan)) == "2 of 6"
        assert codes(days=days(19), **carry) == {"not-in-order"}
        actions.carry_over(client_id=uuid4(), days=days(16, 13, 11, 9), **said)
        assert not queries.progress(plan).left
        assert queries.days_given(queries.sessions(plan), cast.lakeside) == days(20, 18, 16, 13, 11, 9)
        actions.maintain(
            by=cast.okafor.member(), plan=plan, client_id=uuid4(), scheme="individual", interval_days=7, why="response"
        )  # fmt: skip
        actions.carry_over(client_id=uuid4(), days=days(2), **said)
        rows = queries.sessions(plan)
        assert [(row.n, row.phase) for row in rows][-1] == (7, "maintenance")
        newest = queries.revisions(plan)[0]
        assert newest.says == f"1 session was given before: {days(2)[0]}" and "another clinic" in newest.why
