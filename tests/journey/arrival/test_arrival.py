"""The check from home, the call it may ask for, the desk and the kiosk, and what the chair reads of it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache

from euthymia.clinic.crisis import queries as crises
from euthymia.clinic.people.actions import NotAllowed
from euthymia.clinic.visits import queries as visits
from euthymia.domain.quantities import Unusable
from euthymia.domain.rules.crisis_path import Level
from euthymia.domain.rules.day_check import Told
from euthymia.journey.arrival import actions, queries
from euthymia.journey.arrival.models import DayAnswer, Identity
from euthymia.journey.infusion import readiness
from euthymia.kit import clock
from journey.infusion.chair import AtTheChair, order_for_ana
from support.cast import Cast

pytestmark = pytest.mark.django_db


def fine(**changed: Any) -> Told:
    now = clock.now()
    usually = {
        "ate_at": now - timedelta(hours=12), "drank_at": now - timedelta(hours=3), "driver": "Sam Example", "driver_phone": "555-0101",
        "new_medicines": "no", "ill": "no", "pregnant": "no", "feelings": "usual",
    }  # fmt: skip
    return Told(**{**usually, **changed})


def tell(cast: Cast, unit: Any, told: Told, *, days: int = 0, **more: Any) -> DayAnswer:
    with unit(cast.lakeside):
        day = queries.today(cast.lakeside, clock.now()) + timedelta(days=days)
        usually = {
            "by": cast.ana.user,
            "patient": cast.ana_patient,
            "client_id": uuid4(),
            "told": told,
            "day": day,
        }
        return actions.tell(**{**usually, **more})


def state(cast: Cast, unit: Any) -> queries.State:
    with unit(cast.lakeside):
        return queries.state(cast.ana_patient, queries.today(cast.lakeside, clock.now()))


def test_what_is_told_from_home_is_green_or_amber_and_a_call_settles_it(cast: Cast, unit) -> None:
    assert state(cast, unit).outcome == "not-asked"
    tell(cast, unit, fine())
    assert state(cast, unit).outcome == "come-in"
    tell(cast, unit, fine(new_medicines="yes", medicines="tramadol"))
    assert state(cast, unit).reasons == ["a new or changed medicine: tramadol"]
    with unit(cast.lakeside):
        day, called = (
            queries.today(cast.lakeside, clock.now()),
            {"patient": cast.ana_patient, "client_id": uuid4()},
        )
        with pytest.raises(Unusable):
            actions.note_call(by=cast.noor.member(), **called, day=day, outcome="come-in", says=" ")
        with pytest.raises(NotAllowed):
            actions.note_call(by=cast.wren.member(), **called, day=day, outcome="come-in", says="fine")
        actions.note_call(by=cast.noor.member(), **called, day=day, outcome="call", says="brings the box")
    assert state(cast, unit).reasons == ["a new or changed medicine: tramadol", "brings the box"]
    with unit(cast.lakeside):
        called["client_id"] = uuid4()
        actions.note_call(
            by=cast.noor.member(), **called, day=day, outcome="come-in", says="stopped it a week ago"
        )
    assert (state(cast, unit).outcome, state(cast, unit).reasons) == ("come-in", [])


def test_sent_twice_is_once_and_only_for_oneself_and_only_for_today_or_tomorrow(cast: Cast, unit) -> None:
    client_id = uuid4()
    first = tell(cast, unit, fine(), client_id=client_id)
    assert tell(cast, unit, fine(), client_id=client_id).pk == first.pk
    with pytest.raises(NotAllowed):
        tell(cast, unit, fine(), patient=cast.ben_patient)
    for days in (-1, 2):
        with pytest.raises(Unusable):
            tell(cast, unit, fine(), days=days)
    with pytest.raises(Unusable) as refused:
        tell(cast, unit, fine(ate_at=clock.now() + timedelta(hours=1), feelings="splendid"))
    assert [fault.code for fault in refused.value.faults] == ["future", "unknown"]
    with unit(cast.lakeside):
        assert DayAnswer.objects.count() == 1


def test_thoughts_of_death_open_the_crisis_path_where_they_are_saved(cast: Cast, unit) -> None:
    tell(cast, unit, fine(feelings="thoughts"))
    with unit(cast.lakeside):
        crisis = crises.open_of(cast.ana_patient)
        assert crisis is not None and crisis.remote


def test_what_changed_since_the_last_time_is_known(cast: Cast, unit) -> None:
    tell(cast, unit, fine())
    clock.advance(timedelta(days=3))
    tell(cast, unit, fine(driver="Kim Example"))
    assert state(cast, unit).changed == {"driver"}


def test_the_chair_reads_it_and_asks_nothing_twice(cast: Cast, unit) -> None:
    """Food, drink and driver come from the phone; what nobody asked stands open, and amber does until somebody called."""
    chair = AtTheChair.ordered(cast, unit)
    clock.advance(timedelta(days=1))
    chair.vitals()

    def lights() -> dict[str, str]:
        with unit(cast.lakeside):
            found = readiness.conditions(cast.noor.member(), chair.session)
            return {
                one.code: one.says
                for one in found
                if one.light.value != "met" and one.code not in ("syringe", "stock", "upkeep")
            }

    assert set(lights()) == {"today", "new", "fasting", "escort"}
    tell(cast, unit, fine(ill="yes", illness="a fever"))
    assert lights()["new"] == "feels ill: a fever" and set(lights()) == {"today", "new"}
    tell(cast, unit, fine(drank_at=clock.now() - timedelta(minutes=30)))
    assert set(lights()) == {"today", "fasting"}
    tell(cast, unit, fine())
    assert set(lights()) == {"today"}
    clock.advance(timedelta(days=1))
    assert {"new", "fasting", "escort"} <= set(lights()), "yesterday's answers are yesterday's"


def test_two_identifiers_and_one_visit_that_the_order_then_uses(cast: Cast, unit) -> None:
    once = {"patient": cast.ana_patient, "client_id": uuid4()}
    with unit(cast.lakeside):
        wren = cast.wren.member()
        for few in ([], ["name"], ["name", "name"], ["name", "a hunch"]):
            with pytest.raises(Unusable):
                actions.check_in(by=wren, **once, identifiers=few)
        visit = actions.check_in(by=wren, **once, identifiers=["name", "born"])
        assert actions.check_in(by=wren, **once, identifiers=["name", "born"]).pk == visit.pk
        assert Identity.objects.get().identifiers == ["born", "name"]
    with unit(cast.lakeside):
        session = order_for_ana(cast)
        assert session.visit_id == visit.pk
        assert [one.step for one in visits.trail(session.visit)] == ["arrived", "roomed"]


def test_the_desks_pages_say_who_comes_and_hide_what_is_clinical(cast: Cast, unit, signed_in) -> None:
    tell(cast, unit, fine(ill="yes", illness="a fever"))
    desk, nurse = signed_in(cast.wren), signed_in(cast.noor)
    lists, url = desk.get("/staff/arrivals/").content.decode(), f"/staff/arrivals/{cast.ana_patient.pk}/"
    assert "Ana Marsh" in lists and "to call" in lists and "a fever" not in lists
    assert "a fever" not in desk.get(url).content.decode()
    seen = nurse.get(url).content.decode()
    assert "feels ill: a fever" in seen
    refused = desk.post(url, {"act": "in", "client_id": uuid4(), "identifiers": ["name"]})
    assert refused.status_code == 422
    assert (
        desk.post(url, {"act": "in", "client_id": uuid4(), "identifiers": ["name", "photo-id"]}).status_code
        == 302
    )
    assert "By full name and photo ID, at the desk" in desk.get(url).content.decode()
    wish = {"act": "wish", "client_id": uuid4(), "light": "dim", "touch": "no", "company": "quiet"}
    assert desk.post(url, wish).status_code == 302
    assert "dim light, NO TOUCH, quiet" in nurse.get(url).content.decode()
    call = {"act": "call", "client_id": uuid4(), "outcome": "come-in", "says": "no fever any more"}
    assert nurse.post(url, call).status_code == 302
    assert state(cast, unit).outcome == "come-in"


def test_the_kiosk_knows_two_identifiers_and_tells_nobody_anything(
    cast: Cast, unit, signed_in, client
) -> None:
    cache.clear()
    opened = signed_in(cast.wren).post("/staff/arrivals/kiosk/").content.decode()
    (address,) = re.findall(r'href="http://testserver(/here/[^"]+)"', opened)
    page = client.get(address)
    assert page.status_code == 200 and b"Lakeside" not in page.content and page["Cache-Control"] == "no-store"
    wrong = client.post(
        address, {"client_id": uuid4(), "family_name": "Marsh", "born": "1981-05-05"}
    ).content.decode()
    nobody = client.post(
        address, {"client_id": uuid4(), "family_name": "Nobody", "born": "1981-05-04"}
    ).content.decode()
    assert (
        'data-test="ask"' in wrong
        and 'data-test="ask"' in nobody
        and 'data-clears-s="30"' in wrong
        and 'data-starts-anew="' in wrong
        and "http-equiv" not in wrong
    )
    right = client.post(
        address, {"client_id": uuid4(), "family_name": "marsh", "born": "1981-05-04"}
    ).content.decode()
    assert 'data-test="in"' in right and "Ana" not in right and "Marsh" not in right
    with unit(cast.lakeside):
        (kept,) = Identity.objects.all()
        assert (kept.how, kept.by, kept.identifiers) == ("kiosk", "kiosk", ["born", "name"])
    assert client.get("/here/nothing/").status_code == 404
    signed_in(cast.wren).post("/staff/arrivals/kiosk/", {"close": "1"})
    assert client.get(address).status_code == 404


def test_the_patients_own_pages_in_both_languages(cast: Cast, unit, signed_in) -> None:
    ana = signed_in(cast.ana)
    page = ana.get("/portal/coming/today/", headers={"accept-language": "es"}).content.decode()
    assert "¿Cuándo comió por última vez?" in page and "When did" not in page
    answers = {
        "client_id": uuid4(), "ate_at": "20:00", "ate_yesterday": "on", "drank_at": "06:30", "driver": "Sam", "driver_phone": "555",
        "new_medicines": "no", "ill": "no", "pregnant": "no", "feelings": "usual",
    }  # fmt: skip
    assert 'data-test="come-in"' in ana.post("/portal/coming/today/", answers, follow=True).content.decode()
    assert state(cast, unit).cards["ate_at"].startswith("2026-11-19T20:00:00-08:00")
    answers |= {"client_id": uuid4(), "feelings": "thoughts"}
    amber = ana.post("/portal/coming/today/", answers, follow=True).content.decode()
    assert 'data-test="we-call"' in amber and "988" in amber and "not cancelled" in amber
    with unit(cast.lakeside):
        crisis = crises.open_of(cast.ana_patient)
        assert crisis is not None and crises.state(crisis).level is Level.INQUIRY
    assert 'data-test="knows_fasting"' in ana.get("/portal/coming/tomorrow/").content.decode()
    assert ana.get("/portal/coming/someday/").status_code == 404
    kept = ana.post("/portal/wishes/", {"client_id": uuid4(), "music": "own"}, follow=True).content.decode()
    assert 'data-test="wishes-kept"' in kept
