"""Judging a course: what rules propose is applied by a signature only; the clock; lists that lose nobody."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from euthymia.clinic.people.actions import NotAllowed
from euthymia.clinic.questionnaires import actions as questionnaires
from euthymia.domain.quantities import Unusable
from euthymia.domain.scheduling.due import When
from euthymia.journey.outcomes import actions, facts, queries
from euthymia.journey.plan import actions as planning
from euthymia.journey.plan import queries as plans
from euthymia.journey.plan.models import Plan, PlannedSession
from euthymia.kit import clock
from support.cast import PASSWORD, Cast
from support.course import adopted, agreed

pytestmark = pytest.mark.django_db


def score(cast: Cast, unit: Any, total: int, at: datetime) -> None:
    """A PHQ-9 of this total, its last item 0, answered then, in a unit of its own."""
    answers = [min(3, max(0, total - 3 * n)) for n in range(8)] + [0]
    assert sum(answers) == total
    with unit(cast.lakeside):
        questionnaires.answer(
            by=cast.noor.member(),
            patient=cast.ana_patient,
            instrument="phq-9",
            answers=answers,
            client_id=uuid4(),
            at=at,
        )


def gave(plan: Plan, *days: int, phase: str = "course") -> None:
    """Sessions given so many days ago, each added to the plan."""
    first = len([row for row in plans.sessions(plan) if row.given_at])
    for n, ago in enumerate(days, first + 1):
        PlannedSession.objects.update_or_create(
            clinic_id=plan.clinic_id, plan=plan, n=n,
            defaults={"given_at": clock.now() - timedelta(days=ago), "phase": phase, "patient": plan.patient},
        )  # fmt: skip


@pytest.fixture
def plan(stopped, cast: Cast, unit) -> Plan:
    with unit(cast.lakeside):
        adopted(cast)
        return agreed(cast)


def steps(plan: Plan) -> list[str]:
    newest = next(iter(queries.reviews(plan)), None)
    return [one.step.value for one in facts.judged(plan, clock.now(), newest).proposals]


def test_a_higher_dose_is_proposed_and_a_signature_applies_it(plan: Plan, cast: Cast, unit) -> None:
    score(cast, unit, 20, clock.now() - timedelta(days=4))
    with unit(cast.lakeside):
        gave(plan, 3)
        assert steps(plan) == ["ask"], "without a score the course cannot be judged"
    score(cast, unit, 18, clock.now() - timedelta(days=1))
    with unit(cast.lakeside):
        assert steps(plan) == ["go-on"], "whether it was tolerated is not known"
        said = {"by": cast.okafor.member(), "plan": plan, "point": "", "signals": [], "says": "tired"}
        review = actions.review(client_id=uuid4(), well_tolerated=True, **said)
        assert (review.response, review.given, review.measures[0]["percent"]) == (False, 1, 10.0)
        assert steps(plan) == ["step-up", "go-on"]
        assert plans.terms(plan).dose_ug_per_kg == 500, "proposed is not applied"
        with pytest.raises(Unusable):
            actions.review(
                client_id=uuid4(), well_tolerated=None, **{**said, "signals": ["sad"], "point": "later"}
            )
        says = facts.judged(plan, clock.now(), review).proposals[0].says
        decide = {"by": cast.okafor.member(), "plan": plan, "says": says, "reason": "too little yet"}
        with pytest.raises(NotAllowed):
            actions.decide(client_id=uuid4(), accepted=True, **{**decide, "by": cast.noor.member()})
        with pytest.raises(Unusable):
            actions.decide(client_id=uuid4(), accepted=True, **{**decide, "says": "dance"})
        declined = actions.decide(client_id=uuid4(), accepted=False, **decide)
        assert plans.terms(plans.plan(cast.lakeside, plan.pk)).dose_ug_per_kg == 500 and not declined.accepted
        client_id = uuid4()
        made = actions.decide(
            client_id=client_id, accepted=True, **{**decide, "plan": plans.plan(cast.lakeside, plan.pk)}
        )
        assert actions.decide(client_id=client_id, accepted=True, **decide) == made, "signed once"
        now = plans.plan(cast.lakeside, plan.pk)
        assert plans.terms(now).dose_ug_per_kg == 750
        newest = plans.revisions(now)[0]
        assert "dose: 0.5 mg/kg → 0.75 mg/kg" in newest.says and newest.scores[0]["total"] == 18
        assert "Canadian Rapid Treatment Center" in str(made.sources)


def test_four_without_improvement_stop_by_signature(plan: Plan, cast: Cast, unit, signed_in) -> None:
    score(cast, unit, 20, clock.now() - timedelta(days=12))
    score(cast, unit, 19, clock.now() - timedelta(days=3))
    with unit(cast.lakeside):
        gave(plan, 11, 9, 7, 4)
        assert steps(plan) == ["stop"]
        person = next(one for one in queries.people(cast.lakeside, clock.now()) if one.plan.pk == plan.pk)
        assert [(one.point.code, one.state) for one in person.waiting] == [("interim", "due")]
    okafor, address = signed_in(cast.okafor), reverse("plan-judgement", args=[plan.pk])
    page = okafor.get(address).content.decode()
    assert 'data-step="stop"' in page and "Transl Psychiatry 2024" in page and "a site" in page
    review = {"client_id": uuid4(), "act": "review", "point": "interim", "tolerated": "yes", "says": ""}
    assert okafor.post(address, review).status_code == 302
    decide = {
        "client_id": uuid4(), "act": "decide", "says": "further infusions are not warranted: decide whether to stop",
        "verdict": "accept", "reason": "", "password": PASSWORD,
    }  # fmt: skip
    assert okafor.post(address, decide).status_code == 422
    assert okafor.post(address, {**decide, "reason": "no gain", "password": "x"}).status_code == 422
    assert okafor.post(address, {**decide, "reason": "no gain"}).status_code == 302
    page = okafor.get(address).content.decode()
    assert 'data-test="recommendation"' in page and 'data-test="do-decide"' not in page
    noor = signed_in(cast.noor)
    assert b'data-test="decide"' not in noor.get(address).content
    assert signed_in(cast.wren).get(address).status_code == 403
    with unit(cast.lakeside):
        assert plans.plan(cast.lakeside, plan.pk).state == "ended"
        assert {
            one.state
            for one in queries.points(
                plan, plans.sessions(plan), ["interim"], None, cast.lakeside, clock.now().date()
            )
        } >= {"done", "later"}


def test_the_clock_and_the_lists(plan: Plan, cast: Cast, unit, signed_in) -> None:
    now = clock.now()
    for ago, total in ((91, 20), (86, 16), (79, 8), (70, 6)):
        score(cast, unit, total, now - timedelta(days=ago))
    with unit(cast.lakeside):
        gave(plan, 90, 87, 85, 83, 80, 78)
        lists = queries.lists(queries.people(cast.lakeside, now), now.date())
        assert [one.plan.pk for one in lists[When.UNKNOWN]] == [plan.pk], (
            "the course is over and nothing is decided"
        )
        wide = facts.clock_of(plan, now)
        assert (wide.since.after, wide.since.by) == (4, 11) and wide.estimate.endings == 0
        assert wide.next.days is None and "no maintenance visit" in wide.next.says
        planning.maintain(
            by=cast.okafor.member(),
            plan=plan,
            client_id=uuid4(),
            scheme="individual",
            interval_days=14,
            why="remission",
        )
        gave(plan, 64, 50, 36, 22, phase="maintenance")
    for visit in (64, 50, 36, 22):
        score(cast, unit, 6, now - timedelta(days=visit - 2))
        score(cast, unit, 15, now - timedelta(days=visit - 13))
    with unit(cast.lakeside):
        narrow = facts.clock_of(plan, now)
        assert narrow.estimate.endings >= 3
        width = narrow.estimate.high / narrow.estimate.low
        assert width < wide.estimate.high / wide.estimate.low / 2, "more data, a narrower interval"
        assert narrow.next.days in (7, 14)
        assert [one.code for one in narrow.warnings] == ["phq-9"]
        people = queries.people(cast.lakeside, now)
        lists = queries.lists(people, now.date())
        assert [(one.plan.pk, one.followed.due) for one in lists[When.OVERDUE]] == [
            (plan.pk, (now - timedelta(days=8)).date())
        ]
        assert sum(map(len, lists.values())) == 1
    wren, okafor = signed_in(cast.wren), signed_in(cast.okafor)
    page = wren.get(reverse("following")).content.decode()
    assert page.count('data-test="followed"') == 1 and "Overdue" in page and "Reviews due" in page
    address = reverse("plan-clock", args=[plan.pk])
    assert wren.get(address).status_code == 403
    assert b"PHQ-9 is 5 points or more higher" in okafor.get(address).content
    sign = {"client_id": uuid4(), "interval_days": "7", "reason": "lost at 14", "password": PASSWORD}
    assert okafor.post(address, {**sign, "interval_days": "0"}).status_code == 422
    assert okafor.post(address, sign).status_code == 302
    with unit(cast.lakeside):
        assert plans.terms(plans.plan(cast.lakeside, plan.pk)).interval_days == 7
        (made,) = queries.recommendations(plan)
        assert (made.step, made.interval_days) == ("interval", 7) and "benefit holds" in made.because


def test_another_clinics_plan_is_judged_by_nobody_here(plan: Plan, cast: Cast, unit) -> None:
    with unit(cast.hillside), pytest.raises(NotAllowed):
        actions.review(
            by=cast.hana.member(),
            plan=plan,
            client_id=uuid4(),
            point="",
            well_tolerated=None,
            signals=[],
            says="",
        )
