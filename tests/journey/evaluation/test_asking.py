"""The evaluation asks for the scores its indication needs, once, and stops asking when they are there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from euthymia.clinic.questionnaires import actions as questionnaires
from euthymia.clinic.questionnaires import queries as asked
from euthymia.clinic.questionnaires.models import Assignment
from euthymia.journey.evaluation import actions
from euthymia.journey.evaluation.actions.recording import RECORD
from euthymia.journey.evaluation.kinds import Content
from euthymia.kit import clock
from support.cast import Cast

pytestmark = pytest.mark.django_db
EVERYBODY = {"phq-9", "stop-bang", "audit-c", "dast-10"}


def record(cast: Cast, part: str, kind: str, named: str = "", **detail: Any) -> None:
    evaluation = actions.open_evaluation(by=cast.noor.member(), patient=cast.ana_patient)
    RECORD[part](
        by=cast.noor.member(), evaluation=evaluation, client_id=uuid4(), kind=kind, content=Content("", "", detail, named)
    )  # fmt: skip


def waiting(cast: Cast) -> dict[str, Assignment]:
    return {one.instrument: one for one in asked.open_assignments(cast.lakeside, cast.ana_patient)}


def test_what_is_treated_decides_what_is_asked_and_it_is_asked_once(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        record(cast, "psychiatric", "capacity", capacity="present")
        assert waiting(cast) == {}, "nothing is asked before it is known what is treated"
        record(cast, "objectives", "indication", indication="ptsd")
        first = waiting(cast)
        assert set(first) == EVERYBODY | {"pcl-5"}
        assert {(one.why, one.reason) for one in first.values()} == {
            ("evaluation", "for the evaluation: PTSD")
        }
        today = clock.now().astimezone(cast.lakeside.zone).date()
        assert {one.due_at.astimezone(cast.lakeside.zone).date() for one in first.values()} == {today}
        record(cast, "objectives", "indication", indication="ptsd")
        assert {one.pk for one in waiting(cast).values()} == {one.pk for one in first.values()}
        tonight = clock.now() + timedelta(days=1)
        assert {one.instrument for one in asked.waited_for(cast.lakeside, tonight)} == set(first)
        on_the_phone = asked.to_answer(cast.lakeside, cast.ana_patient, clock.now())
        assert {one.instrument for one in on_the_phone} == {"phq-9", "pcl-5"}
    with unit(cast.hillside):
        assert list(asked.waited_for(cast.hillside, tonight)) == []


def test_a_score_that_came_in_by_hand_is_not_waited_for_any_more(cast: Cast, unit: Any) -> None:
    today = clock.now().astimezone(cast.lakeside.zone).date()
    with unit(cast.lakeside):
        record(cast, "objectives", "indication", indication="depression")
        record(cast, "psychiatric", "score", "stop-bang", date=today.isoformat(), total=1.0)
        record(
            cast, "psychiatric", "score", "audit-c", date=(today - timedelta(days=200)).isoformat(), total=1.0
        )
        assert set(waiting(cast)) == EVERYBODY - {"stop-bang"}, "one of them is too old"
        gone = Assignment.objects.get(instrument="stop-bang")
        assert gone.withdrawn_reason == "no longer needed by the evaluation"


def test_another_indication_asks_for_other_scores_and_leaves_what_was_begun_or_asked_by_staff(
    cast: Cast, unit: Any
) -> None:
    with unit(cast.lakeside):
        noor, ana = cast.noor.member(), cast.ana_patient
        by_staff = questionnaires.assign(
            by=noor, patient=ana, instrument="pcl-5", due_at=clock.now() + timedelta(days=3)
        )
        record(cast, "objectives", "indication", indication="anxiety")
        mine = waiting(cast)
        assert set(mine) == EVERYBODY | {"gad-7", "pcl-5"}
        questionnaires.save_draft(
            by=ana, assignment=mine["gad-7"], answers=[1, None, None, None, None, None, None]
        )
        record(cast, "objectives", "indication", indication="ptsd")
        now = waiting(cast)
        assert set(now) == EVERYBODY | {"gad-7", "pcl-5"}
        assert now["pcl-5"].pk == by_staff.pk and now["gad-7"].pk == mine["gad-7"].pk
        evaluation = actions.open_evaluation(by=noor, patient=ana)
        actions.end(
            by=noor, evaluation=evaluation, slug="objectives", client_id=uuid4(), kind="indication", item="indication",
            reason="entered for somebody else",
        )  # fmt: skip
        assert set(waiting(cast)) == {"gad-7", "pcl-5"}
