"""A day at the clinic from the patient's phone to the ride home: given, when, then."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from euthymia.clinic.tasks import actions as doing
from euthymia.clinic.tasks import queries as tasks
from euthymia.clinic.visits import queries as visits
from euthymia.domain import protocols
from euthymia.domain.quantities import Unusable
from euthymia.domain.simulation.evaluated import complete
from euthymia.journey.infusion import actions as infusion
from euthymia.journey.infusion import prescribing
from euthymia.journey.intake.documents import SPRAY
from euthymia.journey.recovery import actions
from euthymia.kit import clock, units
from journey.infusion.chair import AtTheChair, later
from journey.recovery.door import FINE, SCORES, SIGNS, AtTheDoor
from support.cast import PASSWORD, Cast
from support.evaluated import asked_today, cast_decided, consented, recorded, sign
from support.places import a_spray

pytestmark = pytest.mark.django_db
PAIN = next(one for one in protocols.PROTOCOLS if one.id == "iv-chronic-pain")
ANSWERS = {
    "ate_at": "20:00", "ate_yesterday": "on", "drank_at": "06:30", "driver": "Sam Example", "driver_phone": "555-0101",
    "new_medicines": "no", "ill": "no", "pregnant": "no", "feelings": "usual",
}  # fmt: skip


def rest(door: AtTheDoor, times: int = 4) -> None:
    """Every quarter of an hour somebody looks, and nothing is wrong."""
    for _ in range(times):
        later(15)
        door.check()


def test_depression_from_the_phone_to_the_street(cast: Cast, unit: Any, signed_in: Any, client: Any) -> None:
    ana, desk, nurse = signed_in(cast.ana), signed_in(cast.wren), signed_in(cast.noor)
    # Given Ana has answered the five cards this morning, and is recognised at the desk
    assert (
        "come-in"
        in ana.post("/portal/coming/today/", {**ANSWERS, "client_id": uuid4()}, follow=True).content.decode()
    )
    ana.post("/portal/wishes/", {"client_id": uuid4(), "light": "dim", "touch": "ask"})
    arrive = {"act": "in", "client_id": uuid4(), "identifiers": ["name", "born"]}
    assert desk.post(f"/staff/arrivals/{cast.ana_patient.pk}/", arrive).status_code == 302
    # When she is infused, then her wishes stood at the chair, and recovery begins with the end
    later(10)
    chair = AtTheChair.started(cast, unit)
    assert (
        "dim light, touch: ask first" in nurse.get(f"/staff/infusions/{chair.session.pk}/").content.decode()
    )
    later(40)
    chair.finish()
    door = AtTheDoor(cast, unit, chair.fresh().visit)
    url = f"/staff/recovery/{door.visit.pk}/"
    assert chair.refused(infusion.close) == ["not-discharged"], "nobody leaves past the gate"
    later(15)
    form = {**SIGNS, **SCORES, **FINE, "client_id": uuid4()}
    assert nurse.post(f"{url}check/", form).status_code == 302
    assert nurse.post(f"{url}check/", form).status_code == 302, "a second click is the first one"
    assert [one.kind for one in door.now().state.happenings] == ["check"]
    # And the escort's link shows a time and nothing else
    shown = nurse.post(f"{url}link/", {"client_id": uuid4()}).content.decode()
    (ride,) = re.findall(r'href="http://testserver(/ride/[^"]+)"', shown)
    page = client.get(ride)
    words = re.sub(r"<[^>]*>", " ", page.content.decode())
    assert "Please be at the door by 10:50 AM." in words
    for secret in (
        "Ana",
        "Marsh",
        "Lakeside",
        "ketamine",
        "infusion",
        "clinic",
        "euthymia",
        "recovery",
        "patient",
    ):
        assert secret not in page.content.decode(), secret
    assert (page["Cache-Control"], page["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert client.post(ride).status_code == 302
    assert "escort is coming" in nurse.get(url).content.decode()
    assert client.get("/ride/anything/").status_code == 404
    # When an hour has passed and all is well, then one page discharges her, and not before the escort is met
    rest(door, 3)
    last = {"client_id": uuid4(), "manner": "home", "language": "en", "password": PASSWORD}
    refused = nurse.post(f"{url}discharge/", {**last, "iv": "out", "all_back": "on", "escort": "Sam Example"})
    assert refused.status_code == 422 and "has not been met at the door" in refused.content.decode()
    assert "iv" in door.open(), "what was refused left nothing behind"
    last |= {"iv": "out", "all_back": "on", "escort": "Sam Example", "proof": "photo-id"}
    assert (
        nurse.post(f"{url}discharge/", {**last, "client_id": uuid4(), "password": "wrong"}).status_code == 422
    )
    assert nurse.post(f"{url}discharge/", last).status_code == 302
    assert "This link has ended" in client.get(ride).content.decode()
    assert nurse.post(f"{url}leave/", {"client_id": uuid4()}).status_code == 302
    # Then the trail tells the day, and tomorrow's call waits for the nurse
    assert door.steps() == [
        "arrived",
        "roomed",
        "ready",
        "started",
        "finished",
        "recovery",
        "discharged",
        "left",
    ]
    listed = nurse.get("/staff/tasks/").content.decode()
    assert "Call: side effects" in listed and "Ana Marsh" in listed
    with unit(cast.lakeside):
        call = tasks.open_tasks(cast.lakeside)[0]
    answer = {"client_id": uuid4(), "kind": "done", "says": "slept well, mood 7, no thoughts, has not driven"}
    assert nurse.post(f"/staff/tasks/{call.pk}/", answer).status_code == 302
    assert "Call: side effects" not in nurse.get("/staff/tasks/").content.decode()


def test_pain_has_its_own_protocol_and_a_sedative_keeps_her_longer(cast: Cast, unit: Any) -> None:
    # Given Ana is decided on for chronic pain, and infused under that protocol
    with unit(cast.lakeside):
        today = units.current().now.astimezone(cast.lakeside.zone).date()
        facts = complete(today, sex="female", weight_kg=70.0, height_cm=168.0, indication="chronic-pain")
        recorded(cast.ana_patient, cast.noor.member(), facts)
        consented(cast.ana_patient, cast.noor.member(), "iv-ketamine-pain")
        asked_today(cast.ana_patient, cast.noor.member())
        sign(cast.ana_patient, cast.okafor.member())
        figures = PAIN.propose(70_000)
        asked = prescribing.findings_for(cast.ana_patient, PAIN, figures)
    chair = AtTheChair.ordered(
        cast, unit, protocol_id=PAIN.id, figures=figures, reasons={one.code: "as agreed" for one in asked}
    )
    chair.vitals()
    chair.start(reason="as agreed")
    # When midazolam was given for distress, and the infusion is over
    chair.do(infusion.give, name="midazolam", amount="1 mg", route="IV", ordered_by="Dr Okafor")
    later(figures.duration_min)
    chair.finish(reason="ordered time is over")
    door = AtTheDoor(cast, unit, chair.fresh().visit)
    rest(door)
    door.check(iv="out")
    door.met()
    door.told()
    # Then she stays for two hours from the start, or an hour after the end, whichever is later
    left_min = max(60, 120 - figures.duration_min) - 60
    assert door.open() == ({"time": "not-met"} if left_min else {})
    later(left_min)
    if left_min:
        door.check()
    assert door.discharge().manner == "home"


def test_the_spray_has_its_own_two_hours_and_nobody_shortens_them(
    cast: Cast, unit: Any, signed_in: Any
) -> None:
    # Given 56 mg, watched, at nine
    with unit(cast.lakeside):
        scene = a_spray(cast)
    with unit(cast.lakeside):
        door = AtTheDoor(cast, unit, visits.visit(cast.lakeside, scene["visit_id"]))
        okafor = cast.okafor.member()
    # When its pressure at forty minutes is taken and two hours go by with checks
    later(40)
    door.check()
    rest(door, 4)
    door.met()
    door.told()
    # Then at a hundred minutes no signature opens the door
    assert door.open() == {"time": "not-met"}
    assert "never" in door.refused(actions.discharge, by=okafor, overridden=["time"], reason="feels fine")
    later(19)
    door.check()
    assert door.open() == {"time": "not-met"}, "one minute is missing"
    later(1)
    assert door.open() == {}
    # And what has not resolved keeps her, whatever else is met
    door.check(dissociation="1")
    assert door.open()["resolved"] == "not-met"
    assert "never" in door.refused(
        actions.discharge, by=okafor, overridden=["resolved", "mind"], reason="mild"
    )
    later(5)
    door.check()
    door.discharge()
    door.do(actions.leave)
    assert door.steps() == ["arrived", "roomed", "started", "finished", "recovery", "discharged", "left"]
    # And the fields of the form stand there, filled from what was seen and given
    nurse, address = signed_in(cast.noor), f"/staff/recovery/{scene['visit_id']}/"
    told = nurse.get(address + "rems.json").json()["fields"]
    assert (told["dose"], told["lots"], told["bp-before"], told["first"]) == ("56", "L1, L2", "120/76", "yes")
    assert (told["dissociation"], told["dissociation-onset"], told["dissociation-resolved"]) == (
        "yes",
        "120",
        "125",
    )
    assert (told["sedation"], told["sedation-onset"], told["minutes"]) == ("no", None, "125")
    assert told["bp-40"] and told["benzodiazepines"] is None and told["enrolled"].startswith("enrolled, R-1")
    assert nurse.get(address + "rems.pdf").content.startswith(b"%PDF")
    assert "Note that it was sent (due " in nurse.get(address + "rems/").content.decode()
    # And the form of the programme has its seven days, and is overdue after them
    with unit(cast.lakeside):
        form = next(one for one in tasks.open_tasks(cast.lakeside) if one.kind == "rems-form")
        assert form.due_at - form.made_at == timedelta(days=7)
    clock.advance(timedelta(days=7))
    assert "overdue since" in signed_in(cast.noor).get("/staff/tasks/").content.decode()
    with unit(cast.lakeside):
        doing.act(
            by=cast.noor.member(),
            task=form,
            client_id=uuid4(),
            kind="done",
            says="sent on the portal, receipt 4711",
        )
        assert form.pk not in [one.pk for one in tasks.open_tasks(cast.lakeside)]


def test_a_spray_is_refused_without_what_the_programme_asks(cast: Cast, unit: Any) -> None:
    enrolment = {
        "patient": cast.ana_patient, "client_id": uuid4(), "confirmation": "R-1", "patient_signed_on": date(2026, 11, 1),
        "prescriber": "Dr Okafor", "form_version": "2024",
    }  # fmt: skip

    def refused(*, enrolled: bool = True, **changed: Any) -> set[str]:
        with unit(cast.lakeside) as opened:
            cast_decided(cast)
            if enrolled:
                actions.enrol(by=cast.okafor.member(), **enrolment)
            usual = {
                "by": cast.noor.member(), "patient": cast.ana_patient, "room": cast.chairs[0], "client_id": uuid4(), "dose_mg": 84,
                "lots": ["A", "B", "C"], "baseline": {"sbp": "120", "dbp": "76", "hr": "70", "spo2": "98"}, "began_at": opened.now,
                "ended_at": opened.now, "rems": ["certified", "enrolled", "observed", "prescriber_on_site"],
            }  # fmt: skip
            with pytest.raises(Unusable) as refusal:
                actions.begin_nasal(**{**usual, **changed})
            return {fault.code for fault in refusal.value.faults}

    assert refused(enrolled=False) == {"not-enrolled", "no-consent"}
    assert refused() == {"no-consent"}
    with unit(cast.lakeside):
        consented(cast.ana_patient, cast.noor.member(), SPRAY)
    assert refused(rems=["certified"]) == {"enrolled", "observed", "prescriber_on_site"}
    assert refused(dose_mg=60) == {"unknown"} and refused(lots=["A"]) == {"count"}
    high = {"sbp": "150", "dbp": "85", "spo2": "98"}
    assert len(refused(baseline=high)) == 1 and "missing" in refused(baseline={"hr": "70"})
    assert refused(baseline={**high, "sbp": "185"}, reason="rechecked") == refused(
        baseline={**high, "sbp": "185"}
    )
    assert refused(ended_at=clock.now() + timedelta(minutes=1)) == {"impossible"}
    clock.advance(timedelta(minutes=1))
    with unit(cast.lakeside):
        ended = {**enrolment, "client_id": uuid4(), "state": "ended"}
        actions.enrol(by=cast.okafor.member(), **ended)
    assert refused() == {"not-enrolled"}
