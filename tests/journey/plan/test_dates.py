"""The planner's dates for real schedules: asked, worked off, booked all or nothing, and repaired."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from euthymia.clinic.visits import actions as visits
from euthymia.clinic.visits import queries as booked_queries
from euthymia.domain.quantities import Unusable
from euthymia.domain.scheduling.answer import to_json
from euthymia.domain.scheduling.planner import plan as solve
from euthymia.domain.scheduling.reading import parse
from euthymia.journey.plan import actions, queries, request, runs
from euthymia.journey.plan.models import Plan, PlannedSession, PlannerRun
from euthymia.kit import clock
from support.cast import INSTALLER, Cast
from support.course import adopted, agreed
from support.desk import MONDAY, at, booked, open_doors
from support.planning import broken

pytestmark = pytest.mark.django_db


def here(asked: Mapping[str, Any]) -> Iterator[runs.Line]:
    """The worker's lines without a process of their own."""
    read = parse(asked)
    yield {"says": "choosing days"}
    yield {"answer": to_json(solve(read, lambda: 60.0), read)}


def planned(cast: Cast, unit: Any, *plans: Plan, **wishes: Any) -> PlannerRun:
    with unit(cast.lakeside):
        wished = {one.pk: request.Wishes(**{"start": MONDAY, **wishes}) for one in plans}
        alone = plans[0] if len(plans) == 1 else None
        run = runs.ask(by=cast.wren.member(), plans=plans, wishes=wished, client_id=uuid4(), plan=alone)
    runs.work(cast.lakeside.pk, run.pk, here)
    with unit(cast.lakeside):
        found = runs.run_of(cast.lakeside, run.pk)
        if found.answer and "sessions" in found.answer:
            assert broken(found.request, found.answer) == []
        return found


def book(cast: Cast, run: PlannerRun) -> list[Any]:
    return actions.book_all(by=cast.wren.member(), run=run, client_id=uuid4())


@pytest.fixture
def plan(stopped, cast: Cast, unit) -> Plan:
    """Ana's agreed course, hours, and a rota of two weeks."""
    with unit(cast.lakeside):
        open_doors(cast, days=12)
        adopted(cast)
        return agreed(cast)


def test_six_dates_are_proposed_booked_and_stand_in_the_schedule(plan: Plan, cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        booked(cast.lakeside, cast.ben_patient, cast.chairs[0], "09:00")
        visits.close(
            cast.lakeside, by=INSTALLER, kind="holiday", starts_at=at(cast.lakeside, date(2026, 11, 26), "00:00"),
            ends_at=at(cast.lakeside, date(2026, 11, 27), "00:00"), reason="Thanksgiving", client_id=uuid4(),
        )  # fmt: skip
    run = planned(cast, unit, plan)
    assert (run.state, run.answer["proved_optimal"]) == ("planned", True)
    assert "no rota is published" in run.keys["unknown"][0]
    assert "2026-11-26" not in {one["start"][:10] for one in run.answer["sessions"]}
    with unit(cast.lakeside):
        made = book(cast, run)
        assert [one.purpose for one in made] == ["infusion"] * 6 and [one.one_to_one for one in made] == [
            True
        ] + [False] * 5
        assert book(cast, runs.run_of(cast.lakeside, run.pk)) == [], "a second click books nothing"
        rows = queries.sessions(plan)
        assert [row.booking.starts_at.isoformat() for row in rows] == [
            one.starts_at.isoformat() for one in made
        ]
        assert rows[0].nurse == cast.noor.user.name and str(queries.progress(plan)) == "0 of 6"
        assert booked_queries.of_patient(cast.ana_patient).count() == 6


def test_what_does_not_fit_any_more_is_not_booked_in_part(plan: Plan, cast: Cast, unit) -> None:
    run = planned(cast, unit, plan)
    with unit(cast.lakeside):
        third = run.answer["sessions"][2]
        chair = cast.chairs[third["chair"] - 1]
        clock_at = third["start"][11:16]
        booked(cast.lakeside, cast.ben_patient, chair, clock_at, on=date.fromisoformat(third["start"][:10]))
    with unit(cast.lakeside):
        with pytest.raises(Unusable) as refused:
            book(cast, run)
        assert "chair-taken" in {fault.code for fault in refused.value.faults}
    with unit(cast.lakeside):
        assert all(row.booking_id is None for row in queries.sessions(plan))
        assert runs.run_of(cast.lakeside, run.pk).state == "planned"


def test_when_nothing_fits_the_limits_in_the_way_are_said(plan: Plan, cast: Cast, unit) -> None:
    run = planned(cast, unit, plan, weekdays=("mon",))
    assert run.state == "impossible" and run.answer["smallest"]
    assert any("available" in says or "can come" in says for says in run.answer["impossible"]), run.answer
    with unit(cast.lakeside), pytest.raises(Unusable):
        book(cast, run)


def test_a_missed_day_is_repaired_and_the_rest_stays_where_it_was(plan: Plan, cast: Cast, unit) -> None:
    run = planned(cast, unit, plan)
    with unit(cast.lakeside):
        first = book(cast, run)
        # The first was given; the clinic closes on the day of the second.
        PlannedSession.objects.filter(plan=plan, n=1).update(given_at=first[0].leaves_at)
        day = first[1].starts_at.astimezone(cast.lakeside.zone).date()
        visits.close(
            cast.lakeside, by=INSTALLER, kind="closed", starts_at=at(cast.lakeside, day, "00:00"),
            ends_at=at(cast.lakeside, day + timedelta(days=1), "00:00"), reason="no power", client_id=uuid4(),
        )  # fmt: skip
        clock.advance(first[0].leaves_at - clock.now())
    again = planned(cast, unit, plan)
    assert again.state == "planned" and len(again.request["keep"]["sessions"]) == 5
    moved = again.answer["moved"]
    assert [one["was"]["n"] for one in moved] == [2] and day.isoformat() not in moved[0]["now"]["start"]
    (course,) = again.answer["courses"]
    assert (course["done"], course["days"] <= course["within_days"]) == (1, True)
    with unit(cast.lakeside):
        second = book(cast, again)
        kept = {one.pk for one in first[1:]}
        assert {one.pk for one in second} == kept, "appointments are moved, none is lost and none made twice"
        stayed = {one.pk: one.starts_at for one in first[2:]}
        assert {one.pk: one.starts_at for one in second if one.pk in stayed} == stayed
    unchanged = planned(cast, unit, plan)
    assert unchanged.answer["moved"] == [] and unchanged.answer["reseated"] == []


def test_what_was_promised_far_ahead_stays_whatever_is_repaired_before(plan: Plan, cast: Cast, unit) -> None:
    far = MONDAY + timedelta(days=35)
    with unit(cast.lakeside):
        open_doors(cast, first=far, days=26)
    run = planned(cast, unit, plan, start=far)
    with unit(cast.lakeside):
        book(cast, run)
    again = planned(cast, unit, plan)
    assert (again.answer["moved"], again.answer["reseated"]) == ([], [])


def test_a_run_says_how_it_goes_and_that_it_was_lost(plan: Plan, cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        asked = {
            "by": cast.wren.member(),
            "plans": [plan],
            "wishes": {plan.pk: request.Wishes(start=MONDAY)},
            "plan": plan,
        }
        client_id = uuid4()
        run = runs.ask(client_id=client_id, **asked)
        assert runs.ask(client_id=client_id, **asked) == run
        wall = run.beat_at
        assert wall is not None and not runs.is_lost(run, wall + timedelta(seconds=5))
        assert runs.is_lost(run, wall + timedelta(minutes=2))

    def falls_over(asked: Mapping[str, Any]) -> Iterator[runs.Line]:
        yield {"says": "choosing days"}
        raise OSError("no memory")

    runs.work(cast.lakeside.pk, run.pk, falls_over)
    runs.work(cast.lakeside.pk, run.pk, here)  # a run that has ended is not taken up again
    with unit(cast.lakeside):
        failed = runs.run_of(cast.lakeside, run.pk)
        assert (failed.state, failed.answer) == ("failed", None) and "OSError" in failed.says


def test_the_worker_answers_in_a_process_of_its_own(plan: Plan, cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        asked = request.ask(cast.lakeside, [plan], {plan.pk: request.Wishes(start=MONDAY)}, clock.now())
    began = time.perf_counter()
    lines = list(runs.in_a_process(asked.document))
    assert len(lines[-1]["answer"]["sessions"]) == 6, (lines, time.perf_counter() - began)
    refused = list(runs.in_a_process({**asked.document, "from": "soon"}))
    assert "/from" in refused[-1]["refused"][0]
