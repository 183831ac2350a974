"""An adverse event: opened once, told against clocks, corrected beside what was said, reviewed by somebody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from euthymia.clinic.audit.queries import events as audit_events
from euthymia.clinic.harm import actions, overdue, printed, queries
from euthymia.clinic.harm.models import AdverseEvent, HarmEntry
from euthymia.clinic.people.actions import NotAllowed
from euthymia.clinic.tasks import actions as tasks
from euthymia.clinic.tasks import queries as found_tasks
from euthymia.domain.quantities import Unusable
from euthymia.domain.rules import harm
from euthymia.kit import clock
from euthymia.kit.models import Changed
from support.cast import Cast

pytestmark = pytest.mark.django_db


def facts(**said: Any) -> harm.Facts:
    usual: dict[str, Any] = {
        "kind": "hypertension",
        "onset_at": clock.now(),
        "severity": "severe",
        "serious_because": ("important",),
    }
    return harm.Facts(**{**usual, **said})


def reported(cast: Cast, **more: Any) -> AdverseEvent:
    usual = {"by": cast.noor.member(), "patient": cast.ana_patient, "client_id": uuid4(), "facts": facts()}
    return actions.report(**{**usual, **more})


def refused(act: Any, *args: Any, **kwargs: Any) -> set[str]:
    with pytest.raises(Unusable) as found:
        act(*args, **kwargs)
    return {one.code for one in found.value.faults}


def waiting(event: AdverseEvent) -> set[str]:
    return {one.notice.code for one in queries.state(event).waiting}


def test_one_report_however_often_it_is_sent_with_a_task_for_each_notice(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        client_id = uuid4()
        event = reported(cast, client_id=client_id)
        assert reported(cast, client_id=client_id).pk == event.pk and event.number == "AE-2026-001"
        assert reported(cast, subject="session x#3").pk == reported(cast, subject="session x#3").pk
        assert waiting(event) == {"prescriber", "director", "medwatch"}
        mine = found_tasks.open_of_subject(event.clinic_id, f"harm {event.pk}")
        assert {one.owner for one in mine} == {"nurse", "prescriber"} and len(mine) == 3
        assert all(event.number in one.says for one in mine)
    with unit(cast.lakeside):
        (row, *_) = audit_events(cast.lakeside.pk, verb="harm.reported")
        assert row.patient_id == cast.ana_patient.pk


def test_what_is_told_has_its_receipt_and_ends_its_task_and_only_there(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        event, noor = reported(cast), cast.noor.member()
        task = next(one for one in found_tasks.open_tasks(cast.lakeside) if "prescriber" in one.says.lower())
        assert refused(tasks.act, by=noor, task=task, client_id=uuid4(), kind="done", says="told") == {
            "elsewhere"
        }
        said = {
            "by": noor,
            "event": event,
            "client_id": uuid4(),
            "code": "prescriber",
            "says": "Dr Okafor, at the chair",
        }
        made = actions.tell(**said, receipt="R-7")
        assert actions.tell(**said).pk == made.pk and made.detail["receipt"] == "R-7"
        assert waiting(event) == {"director", "medwatch"}
        assert task.pk not in {one.pk for one in found_tasks.open_tasks(cast.lakeside)}
        for more, code in (
            ({"code": "prescriber"}, "done"), ({"code": "moon"}, "unknown"), ({"code": "director", "says": " "}, "missing"),
            ({"code": "director", "at": event.known_at - timedelta(minutes=1)}, "impossible"),
        ):  # fmt: skip
            assert refused(actions.tell, **{**said, "client_id": uuid4(), **more}) == {code}


def test_clocks_run_and_are_late(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        event = reported(cast)
        clock.advance(timedelta(minutes=1))
        state = queries.state(event)
        assert {one.notice.code for one in state.overdue(clock.now())} == {"prescriber"}
        clock.advance(timedelta(hours=16))
        assert len(state.overdue(clock.now())) == 3
        counted = queries.count_open(cast.lakeside, clock.now())
        assert (counted.events, counted.overdue, counted.unreviewed) == (1, 3, 1)


def test_a_correction_stands_beside_the_report_and_moves_what_is_due(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        event, noor = reported(cast), cast.noor.member()
        better = facts(severity="mild", serious_because=())
        made = actions.correct(by=noor, event=event, client_id=uuid4(), facts=better, reason="read again")
        assert made.corrects == 1 and waiting(event) == set()
        assert found_tasks.open_of_subject(event.clinic_id, f"harm {event.pk}") == []
        clock.advance(timedelta(hours=1))
    with unit(cast.lakeside):
        worse = replace(better, serious_because=("hospitalisation",), transferred=True)
        actions.correct(
            by=cast.noor.member(), event=event, client_id=uuid4(), facts=worse, reason="taken to hospital"
        )
        told = {one.notice.code: one.due_at for one in queries.state(event).waiting}
        assert told["contact"] == clock.now(), "its clock runs from when it was known"
        assert told["prescriber"] == event.known_at, "and this one from the report"
        again = {
            "by": cast.noor.member(),
            "event": event,
            "client_id": uuid4(),
            "facts": worse,
            "reason": "again",
        }
        assert refused(actions.correct, **again) == {"nothing-new"}
        with pytest.raises(Changed):
            HarmEntry.objects.filter(event=event).first().delete()  # type: ignore[union-attr]


def test_a_second_person_reviews_it_as_it_stands_and_then_it_is_closed(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        event = reported(cast, facts=facts(severity="mild", serious_because=None))
        noor, okafor = cast.noor.member(), cast.okafor.member()

        def review(by: Any) -> Any:
            return {"by": by, "event": event, "client_id": uuid4(), "says": "seen", "change": "ask earlier"}

        assert refused(actions.review, **review(noor)) == {"same-person", "not-judged"}
        judged = facts(severity="mild", serious_because=())
        actions.correct(by=noor, event=event, client_id=uuid4(), facts=judged, reason="judged")
        actions.review(**review(okafor))
        assert queries.event(cast.lakeside, event.pk).closed_at == clock.now()
        assert refused(actions.review, **review(okafor)) == {"reviewed"}
        more = replace(judged, outcome="recovered")
        actions.correct(by=noor, event=event, client_id=uuid4(), facts=more, reason="she is well")
        assert (
            queries.event(cast.lakeside, event.pk).closed_at is None and queries.state(event).review is None
        )


def test_a_notice_that_nobody_gives_reaches_a_second_person_once_and_ends_with_the_notice(
    cast: Cast, unit: Any, signed_in: Any
) -> None:
    with unit(cast.lakeside):
        event = reported(cast)
    clock.advance(timedelta(minutes=10))
    assert overdue.pass_on() == 0, "at once has ten minutes"
    clock.advance(timedelta(minutes=1))
    assert overdue.pass_on() == 1 and overdue.pass_on() == 0
    with unit(cast.lakeside):
        state = queries.state(event)
        (late,) = [one for one in state.notices if one.passed_on]
        assert late.notice.code == "prescriber" and late.passed_on is not None
        assert late.passed_on.says == "nobody has told the prescriber on site in time: the prescriber is told"
        (task,) = [one for one in found_tasks.open_tasks(cast.lakeside) if one.kind == tasks.HARM_OVERDUE]
        assert task.owner == "prescriber" and task.says == "Overdue, AE-2026-001: Tell the prescriber"
        assert queries.count_open(cast.lakeside, clock.now()).passed_on == 1
    assert "1 passed on to a second person" in signed_in(cast.okafor).get(reverse("board")).content.decode()
    with unit(cast.lakeside):
        okafor = cast.okafor.member()
        actions.tell(by=okafor, event=event, client_id=uuid4(), code="prescriber", says="I know")
        assert task.pk not in {one.pk for one in found_tasks.open_tasks(cast.lakeside)}
        assert queries.count_open(cast.lakeside, clock.now()).passed_on == 0


def test_who_may_do_what_and_never_for_another_clinic(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        event = reported(cast, by=cast.by_role["technician"].member())
        for person in ("technician", "desk", "owner"):
            with pytest.raises(NotAllowed):
                actions.review(by=cast.by_role[person].member(), event=event, client_id=uuid4(), says="seen")
        with pytest.raises(NotAllowed):
            reported(cast, by=cast.wren.member())
        with pytest.raises(NotAllowed):
            actions.set_duty(
                by=cast.by_role["evaluator"].member(), client_id=uuid4(), code="x", to="x", says="x", applies="any", within_h=1, source="x",
            )  # fmt: skip
    with unit(cast.hillside), pytest.raises(NotAllowed):
        actions.note(by=cast.hana.member(), event=event, client_id=uuid4(), says="seen")


def test_the_clinics_own_duty_is_due_from_then_on(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        duty = {
            "code": "insurer",
            "to": "the insurer",
            "says": "Tell the insurer",
            "applies": "serious",
            "within_h": 48,
            "source": "contract",
        }
        okafor = cast.okafor.member()
        actions.set_duty(by=okafor, client_id=uuid4(), **duty)
        event = reported(cast)
        assert "site-insurer" in waiting(event)
        actions.set_duty(by=okafor, client_id=uuid4(), in_force=False, **duty)
        assert "site-insurer" not in waiting(event)
        assert refused(actions.set_duty, by=okafor, client_id=uuid4(), **{**duty, "applies": "moon", "within_h": 0, "to": ""}) == {
            "unknown", "impossible", "missing",
        }  # fmt: skip


def test_the_pages_from_report_to_paper(cast: Cast, unit: Any, signed_in: Any) -> None:
    nurse = signed_in(cast.noor)
    sent = {"client_id": uuid4(), "kind": "seizure", "onset_at": "2026-11-20T08:55", "serious": "yes"}
    address = reverse("harm-new", args=[cast.ana_patient.pk])
    assert "Tick at least one" in nurse.post(address, sent).content.decode()
    answer = nurse.post(
        address,
        {**sent, "because": ["important"], "severity": "severe", "witnesses": "Tomas, Wren"},
        follow=True,
    )
    page = answer.content.decode()
    assert answer.status_code == 200 and "Tell the prescriber" in page and "Tomas, Wren" in page
    (event,) = AdverseEvent.objects.all()
    here = reverse("harm-event", args=[event.pk])
    told = {"act": "tell", "client_id": uuid4(), "code": "prescriber", "says": "Dr Okafor", "receipt": "R-7"}
    assert "receipt R-7" in nurse.post(here, told, follow=True).content.decode()
    assert "You reported or corrected this event" in page
    doctor = signed_in(cast.okafor)
    reviewed = {"act": "review", "client_id": uuid4(), "says": "well handled"}
    assert "well handled" in doctor.post(here, reviewed, follow=True).content.decode()
    assert "1 adverse event open" in doctor.get(reverse("board")).content.decode()
    assert "AE-2026-001" in doctor.get(reverse("harm")).content.decode()
    with unit(cast.lakeside):
        made = printed.pdf(
            queries.state(queries.event(cast.lakeside, event.pk)), by="a test", now=clock.now()
        )
    assert made.startswith(b"%PDF")
    duty = {
        "client_id": uuid4(),
        "short_name": "ca-board",
        "state": "ca",
        "to": "the board",
        "says": "Report",
        "applies": "death",
        "within_h": "24",
        "source": "statute",
    }
    page = doctor.post(
        reverse("harm-duties"), {**duty, "password": "lake water over stones"}, follow=True
    ).content.decode()
    assert "the board (CA)" in page
