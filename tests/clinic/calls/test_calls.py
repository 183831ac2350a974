"""A patient's call: one however often it is pressed or sent, heard at once everywhere, answered by a name, passed on."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from euthymia.clinic.audit.models import Event
from euthymia.clinic.calls import actions, overdue, queries
from euthymia.clinic.calls.fold import Call
from euthymia.clinic.calls.models import CallEvent
from euthymia.clinic.people.actions import NotAllowed
from euthymia.clinic.visits import actions as visits
from euthymia.domain.quantities import Unusable
from euthymia.journey.infusion import live
from euthymia.kit import clock
from journey.infusion.chair import AtTheChair, later
from support.cast import Cast
from support.scenes import ANA_DECIDED

pytestmark = [pytest.mark.django_db, pytest.mark.scene(ANA_DECIDED)]


def press(cast: Cast, unit: Any, chair: AtTheChair, **more: Any) -> Call:
    with unit(cast.lakeside):
        return actions.press(visit=chair.session.visit, by="patient", **{"client_id": uuid4(), **more})


def answer(cast: Cast, unit: Any, call: Call, **more: Any) -> Call:
    usually = {"by": cast.noor.member, "client_id": uuid4(), "done": "stayed"}
    with unit(cast.lakeside):
        said = {**usually, **more}
        return actions.answer(**{**said, "by": said["by"]()}, call_id=call.id)


def standing(cast: Cast, unit: Any) -> list[Call]:
    with unit(cast.lakeside):
        return queries.standing(cast.lakeside.pk)


def test_many_presses_are_one_call_until_it_is_answered_and_then_the_next(cast: Cast, unit) -> None:
    chair, client_id = AtTheChair.started(cast, unit), uuid4()
    first = press(cast, unit, chair, client_id=client_id)
    later(0.2)
    assert press(cast, unit, chair, client_id=client_id).presses == 1, "sent again after a lost receipt"
    press(cast, unit, chair, wish="sick")
    again = press(cast, unit, chair, wish="afraid")
    assert (again.id, again.presses, again.wishes, again.since) == (
        first.id,
        3,
        ("sick", "afraid"),
        first.since,
    )
    assert [one.id for one in standing(cast, unit)] == [first.id]
    later(0.5)
    done = answer(cast, unit, first, done="basin", words="slept afterwards")
    assert (done.answered_by, done.answer, done.waited_s(clock.now())) == (
        cast.noor.words, "basin, water · slept afterwards", 42,
    )  # fmt: skip
    assert standing(cast, unit) == []
    assert press(cast, unit, chair).id != first.id


def test_a_press_that_comes_late_counts_from_when_it_was_pressed(cast: Cast, unit) -> None:
    chair = AtTheChair.started(cast, unit)
    call = press(cast, unit, chair, ago_s=25)
    assert call.since == clock.now() - timedelta(seconds=25)
    later(1)
    answer(cast, unit, call)
    late = press(cast, unit, chair, ago_s=70)
    assert late.id == call.id and not late.stands, (
        "pressed before somebody came: it was answered by their coming"
    )
    with unit(cast.lakeside):
        row = CallEvent.objects.order_by("-n").first()
        assert row is not None and row.entered_at - row.at == timedelta(seconds=70)
    assert press(cast, unit, chair, ago_s=-5).since == clock.now()


def test_an_answer_needs_what_was_done_is_given_once_and_by_who_may(cast: Cast, unit) -> None:
    chair = AtTheChair.started(cast, unit)
    call, client_id = press(cast, unit, chair), uuid4()
    with pytest.raises(Unusable):
        answer(cast, unit, call, done="")
    with pytest.raises(NotAllowed):
        answer(cast, unit, call, by=cast.wren.member)
    answer(cast, unit, call, client_id=client_id)
    assert answer(cast, unit, call, client_id=client_id).done == "stayed", "sent twice it is one"
    with pytest.raises(Unusable) as refused:
        answer(cast, unit, call, by=cast.okafor.member, done="position")
    assert "Noor Haddad has answered" in str(refused.value)
    with unit(cast.hillside), pytest.raises(CallEvent.DoesNotExist):
        actions.answer(by=cast.hana.member(), call_id=call.id, client_id=uuid4(), done="stayed")


def test_nobody_answers_and_a_second_person_is_told_once_after_the_clinics_time(cast: Cast, unit) -> None:
    chair = AtTheChair.started(cast, unit)
    call = press(cast, unit, chair)
    clock.advance(timedelta(seconds=59))
    assert overdue.tell_second_person() == 0
    clock.advance(timedelta(seconds=1))
    assert [overdue.tell_second_person(), overdue.tell_second_person()] == [1, 0]
    (told,) = standing(cast, unit)
    assert told.told_at == clock.now() and told.stands
    answer(cast, unit, call)
    with unit(cast.lakeside):
        okafor = cast.okafor.member()
        for wrong in ({"second_person_s": 5, "reason": "x"}, {"second_person_s": 30, "reason": " "}):
            with pytest.raises(Unusable):
                actions.adopt(by=okafor, client_id=uuid4(), **wrong)
        actions.adopt(by=okafor, client_id=uuid4(), second_person_s=30, reason="two small rooms")
    press(cast, unit, chair)
    clock.advance(timedelta(seconds=30))
    assert overdue.tell_second_person() == 1


def test_who_has_left_calls_no_more_and_an_unknown_wish_is_none(cast: Cast, unit) -> None:
    chair = AtTheChair.started(cast, unit)
    with pytest.raises(Unusable):
        press(cast, unit, chair, wish="wine")
    press(cast, unit, chair)
    with unit(cast.lakeside):
        visits.step(chair.session.visit, "left", by="a test")
    assert standing(cast, unit) == []
    with pytest.raises(Unusable):
        press(cast, unit, chair)


def test_the_chairs_page_the_board_and_the_record_show_it_and_every_step_is_audited(
    cast: Cast, unit, signed_in
) -> None:
    chair, other = (
        AtTheChair.started(cast, unit),
        AtTheChair.ordered(cast, unit, chair=1, patient=cast.ben_patient),
    )
    noor, here = signed_in(cast.noor), f"/staff/infusions/{chair.session.pk}/"
    there = f"/staff/infusions/{other.session.pk}/"
    both = [chair.fresh(), other.fresh()]
    with unit(cast.lakeside):
        reached = {one.pk: live.state(one)["n"] for one in both}
    call = press(cast, unit, chair, wish="hurt")
    with unit(cast.lakeside):
        news = live.messages(both, reached, clock.now())
    assert set(news) == set(reached) and all("calls" in one["refresh"] for one in news.values())
    page = noor.get(here).content.decode()
    assert "Chair 1: hurts" in page and 'data-test="call-answer"' in page
    assert page.index('data-test="alarms"') < page.index('data-test="call"'), "below what a monitor says"
    assert 'data-test="call"' not in noor.get(there).content.decode()
    board = noor.get("/staff/").content.decode()
    assert "Chair 1: hurts" in board and f'data-counts-from="{call.since.isoformat()}"' in board
    plain = signed_in(cast.wren).get("/staff/").content.decode()
    assert "Chair 1: calls" in plain and "hurts" not in plain
    clock.advance(timedelta(seconds=61))
    overdue.tell_second_person()
    assert (
        "second person told"
        in noor.get(f"/staff/calls/visits/{other.session.visit_id}/?live").content.decode()
    )
    form = re.search(r'name="client_id" value="([^"]+)"', noor.get(here).content.decode())
    assert form
    said = {"client_id": str(uuid4()), "done": "comfort", "next": here}
    assert noor.post(f"/staff/calls/{call.id}/answer/", said).headers["Location"] == here
    assert noor.post(f"/staff/calls/{call.id}/answer/", {"client_id": str(uuid4())}).status_code == 422
    assert 'data-test="call"' not in noor.get(here).content.decode()
    record = noor.get(f"{here}record/").content.decode()
    assert "Hurts; second person told" in record and "blanket, light or music" in record
    assert noor.get(f"{here}record.pdf").status_code == 200
    day = noor.get("/staff/calls/").content.decode()
    assert "Nobody waits" in day and "61" in day
    with unit(cast.lakeside):
        verbs = list(
            Event.objects.filter(verb__startswith="call.").order_by("at").values_list("verb", flat=True)
        )
    assert [one for one in verbs if one != "call.seen"] == ["call.pressed", "call.told", "call.answered"]


def test_a_key_calls_for_its_visit_or_its_chair_without_scripts_and_tells_nothing(
    cast: Cast, unit, signed_in
) -> None:
    chair, noor, anyone = AtTheChair.started(cast, unit), signed_in(cast.noor), Client()

    def opened(answer: Any) -> str:
        found = re.search(r'href="[^"]*(/call/[^"]+)" data-test="call-address"', answer.content.decode())
        assert found
        return found[1]

    phone = opened(noor.post(f"/staff/calls/visits/{chair.session.visit_id}/link/"))
    tablet = opened(noor.post("/staff/calls/tablets/", {"room": cast.chairs[0].pk}))
    empty = opened(noor.post("/staff/calls/tablets/", {"room": cast.chairs[1].pk}))
    assert signed_in(cast.wren).post("/staff/calls/tablets/", {"room": cast.chairs[0].pk}).status_code == 403
    page = anyone.get(phone, headers={"Accept-Language": "es"}).content.decode()
    assert "Llamar a alguien" in page and "Ana" not in page and "ketamine" not in page
    client_id = uuid4()
    for _ in range(2):
        plain = anyone.post(tablet, {"client_id": client_id, "wish": "sick"})
        assert plain.status_code == 302
    assert "They know" in anyone.get(tablet).content.decode()
    assert [one.presses for one in standing(cast, unit)] == [1]
    later(0.1)
    receipt = anyone.post(phone, {"client_id": uuid4(), "ago_s": "2"}, headers={"Accept": "application/json"})
    assert json.loads(receipt.content) == {"state": "waiting", "waited_s": 6, "call": str(client_id)}
    asks = {"headers": {"Accept": "application/json"}}
    assert anyone.post(phone, {"client_id": "x"}, **asks).status_code == 422
    assert anyone.post(empty, {"client_id": uuid4()}, **asks).status_code == 409
    assert "not for a visit now" in anyone.get(empty).content.decode()
    (call,) = standing(cast, unit)
    answer(cast, unit, call)
    assert json.loads(anyone.get(f"{phone}?state").content)["state"] == "answered"
    noor.post("/staff/calls/tablets/", {"room": cast.chairs[0].pk, "close": "1"})
    assert anyone.get(tablet).status_code == 404
    with unit(cast.lakeside):
        visits.step(chair.session.visit, "left", by="a test")
    assert anyone.get(phone).status_code == 404 and anyone.get("/call/nothing/").status_code == 404


def test_a_signed_in_patient_calls_from_their_own_page_while_they_are_here(
    cast: Cast, unit, signed_in
) -> None:
    ana = signed_in(cast.ana)
    assert "not for a visit now" in ana.get("/portal/now/").content.decode()
    AtTheChair.started(cast, unit)
    assert 'data-test="to-now"' in ana.get("/portal/").content.decode()
    assert 'data-test="call-press"' in ana.get("/portal/now/").content.decode()
    said = ana.post(
        "/portal/now/", {"client_id": uuid4(), "wish": "talk"}, headers={"Accept": "application/json"}
    )
    assert json.loads(said.content)["state"] == "waiting"
    (call,) = standing(cast, unit)
    assert call.says == "wants to talk"
    assert json.loads(ana.get("/portal/now/?state").content)["state"] == "waiting"
