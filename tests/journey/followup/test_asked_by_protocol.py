"""The protocol asks by itself, half an answer counts as half, and who answers nothing is not lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from euthymia.clinic.questionnaires import actions as answering
from euthymia.clinic.questionnaires import queries as answers
from euthymia.clinic.tasks import actions as tasks
from euthymia.clinic.tasks import queries as asked
from euthymia.journey.followup import asking, silence
from euthymia.journey.plan import queries as plans
from euthymia.kit import clock
from support.cast import Cast, client_of
from support.course import a_plan

pytestmark = pytest.mark.django_db


def planned(cast: Cast) -> Any:
    return plans.plan(cast.lakeside, a_plan(cast)["plan_id"])


def test_a_session_asks_some_hours_and_a_day_after_and_before_the_next(cast: Cast, unit: Any) -> None:
    plan = planned(cast)
    with unit(cast.lakeside):
        rows = plans.sessions(plan)
        rows[0].given_at = clock.now()
        rows[0].save()
        wanted = {(one.instrument, one.reason): one for one in asking.wanted(plan, clock.now())}
        soon = wanted["vas-mood", "some hours after session 1"]
        assert soon.due_at - rows[0].given_at == timedelta(hours=6)
        assert ("vas-mood", "the day after session 1") in wanted
        made = asking.ask(plan)
        assert made == len(wanted) and asking.ask(plan) == 0, "asked once"
        mine = answers.open_assignments(cast.lakeside, plan.patient)
        assert {one.why for one in mine if one.instrument == "vas-mood"} == {"protocol"}
    assert sum(asking.one_round()) == 0


def test_half_an_answer_is_kept_and_counts_as_half(cast: Cast, unit: Any) -> None:
    plan = planned(cast)
    with unit(cast.lakeside):
        due = clock.now() + timedelta(days=1)
        made = answering.assign(
            by="the protocol", patient=plan.patient, instrument="phq-9", due_at=due, closes_at=due
        )
        answering.save_draft(by=plan.patient, assignment=made, answers=[1, 1, *[None] * 8])
        clock.advance(timedelta(days=2))
        (kept,) = answers.kept(
            cast.lakeside, [plan.patient_id], clock.now() - timedelta(days=7), clock.now()
        ).values()
        assert (kept.asked, kept.answered, kept.half, kept.nothing) == (1, 0, 1, False)
        again = answers.assignment(cast.lakeside, made.pk)
        assert answers.state(again, clock.now()) == "half-answered" and again.draft[:2] == [1, 1]


def test_who_answers_nothing_for_three_weeks_is_not_lost(cast: Cast, unit: Any) -> None:
    plan = planned(cast)
    with unit(cast.lakeside):
        due = clock.now() + timedelta(days=5)
        answering.assign(by="the protocol", patient=plan.patient, instrument="phq-9", due_at=due)
    clock.advance(timedelta(days=13))
    with unit(cast.lakeside):
        assert silence.keep(cast.lakeside, clock.now()) == 0
    clock.advance(timedelta(days=8))
    with unit(cast.lakeside) as unit_of:
        assert silence.keep(cast.lakeside, unit_of.now) == 1
        assert silence.keep(cast.lakeside, unit_of.now) == 0, "asked once"
        (person,) = silence.of_clinic(cast.lakeside, unit_of.now)
        assert person.kept.nothing and person.silent_days == 21
        (task,) = asked.open_of_kinds(cast.lakeside, ["outreach"])
    page = client_of(cast.noor).get("/staff/from-home/silent/").content.decode()
    assert "answered nothing" in page and "reach out (0 of 3 tries)" in page
    for _ in range(3):
        clock.advance(timedelta(hours=1))
        with unit(cast.lakeside):
            tasks.act(by=cast.noor.member(), task=task, client_id=uuid4(), kind="tried", says="no answer")
    clock.advance(timedelta(hours=1))
    with unit(cast.lakeside) as unit_of:
        silence.keep(cast.lakeside, unit_of.now)
        (letter,) = asked.open_of_kinds(cast.lakeside, ["outreach", "outreach-letter"])
        assert letter.kind == "outreach-letter"
        waiting = answers.to_answer(cast.lakeside, plan.patient, unit_of.now)[0]
        answering.save_draft(by=plan.patient, assignment=waiting, answers=[1, *[None] * 9])
    clock.advance(timedelta(hours=1))
    with unit(cast.lakeside) as unit_of:
        silence.keep(cast.lakeside, unit_of.now)
        assert asked.open_of_kinds(cast.lakeside, ["outreach", "outreach-letter"]) == []


def test_a_second_measure_stands_below_on_the_same_axis_and_the_patient_reads_one_sentence(
    cast: Cast, unit: Any
) -> None:
    with unit(cast.lakeside):
        for instrument, given in (("phq-9", [2] * 9 + [1]), ("gad-7", [1] * 7)):
            answering.answer(
                by=cast.noor.member(), patient=cast.ana_patient, instrument=instrument, answers=given, client_id=uuid4()
            )  # fmt: skip
    where = f"/staff/patients/{cast.ana_patient.pk}/outcomes/phq-9/"
    alone, both = (
        client_of(cast.noor).get(f"{where}{more}").content.decode() for more in ("", "?with=gad-7")
    )
    assert 'data-test="below"' not in alone and 'data-test="below"' in both
    ana = client_of(cast.ana)
    ana.cookies["language"] = "es"
    page = ana.get("/portal/progress/phq-9/").content.decode()
    assert "Su puntuación es 18 de 27. Menos es mejor." in page and "not answered" not in page
    assert ana.get("/portal/progress/madrs/").status_code == 404
