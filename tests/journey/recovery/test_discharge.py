"""From the end of the infusion to the street: checks, the gate, the signature, what follows by itself."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from euthymia.clinic.audit.models import Event
from euthymia.clinic.crisis import queries as crises
from euthymia.clinic.monitoring import queries as monitoring
from euthymia.clinic.people.actions import NotAllowed
from euthymia.clinic.tasks import queries as tasks
from euthymia.domain.quantities import Unusable
from euthymia.journey.recovery import actions, overdue, queries
from euthymia.journey.recovery.models import Discharge, EscortLink, RecoveryEvent
from euthymia.kit import clock
from journey.infusion.chair import ago, later
from support.cast import Cast
from support.scenes import ANA_DECIDED

from .door import FINE, SCORES, SIGNS, AtTheDoor, fit_to_leave

pytestmark = [pytest.mark.django_db, pytest.mark.scene(ANA_DECIDED)]


def test_nothing_known_lets_nobody_go(cast: Cast, unit) -> None:
    door = AtTheDoor.infused(cast, unit)
    assert set(door.open()) == {
        "time", "iv", "aldrete", "padss", "pressure", "oxygen", "mind", "thoughts", "gait", "nausea", "escort", "instructions",
    }  # fmt: skip
    assert door.open()["pressure"] == "unknown" and door.open()["thoughts"] == "unknown"
    assert "time" in door.refused(actions.discharge)


def test_one_check_feeds_the_chart_the_watch_and_both_scores(cast: Cast, unit) -> None:
    door = AtTheDoor.infused(cast, unit)
    later(15)
    event = door.check()
    standing = door.now()
    lines = {one.code: one.says for one in standing.criteria}
    assert (lines["aldrete"], lines["padss"]) == ("10 of 10", "10 of 10")
    assert event.says.startswith("systolic 122, diastolic 78, heart rate 72, SpO₂ 97")
    with unit(cast.lakeside):
        assert monitoring.newest(standing.watch)["sbp"] == (122.0, clock.now())
        kinds = [one.kind for one in standing.course.happenings] if standing.course else []
    assert kinds[-3:] == ["vitals", "score", "symptom"], "the session's own chart has it too"
    assert standing.next_check == clock.now() + timedelta(minutes=15)


def test_the_whole_way_home(cast: Cast, unit) -> None:
    door = fit_to_leave(cast, unit)
    assert door.open() == {}
    signed = door.discharge()
    assert (signed.manner, signed.overridden, signed.by) == ("home", [], cast.noor.words)
    assert {one["state"] for one in signed.findings} == {"met"}
    assert door.refused(actions.check, values=SIGNS, scores=SCORES, seen=FINE) == ["discharged"]
    later(3)
    door.do(actions.leave)
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
    with unit(cast.lakeside):
        asked = {one.kind: (one.opens_at, one.due_at) for one in tasks.open_tasks(cast.lakeside)}
        assert Event.objects.filter(verb="recovery.discharged", patient_id=cast.ana_patient.pk).count() == 1
    assert door.now().watch.closed_at == clock.now() and door.now().left
    assert asked["call-24h"] == (signed.at + timedelta(hours=18), signed.at + timedelta(hours=30))
    assert asked["contact-week"] == (signed.at + timedelta(days=3), signed.at + timedelta(days=7))


def test_signed_twice_is_signed_once(cast: Cast, unit) -> None:
    door, client_id = fit_to_leave(cast, unit), uuid4()
    assert door.discharge(client_id=client_id).pk == door.discharge(client_id=client_id).pk
    assert door.refused(actions.discharge) == ["discharged"]
    with unit(cast.lakeside):
        assert Discharge.objects.count() == 1 and len(tasks.open_tasks(cast.lakeside)) == 3


def test_what_was_seen_long_ago_is_not_known_any_more(cast: Cast, unit) -> None:
    door = fit_to_leave(cast, unit)
    later(23)
    assert {code for code, state in door.open().items() if state == "unknown"} == {
        "aldrete", "padss", "pressure", "oxygen", "mind", "thoughts", "gait", "nausea",
    }  # fmt: skip
    assert door.now().overdue() == timedelta(minutes=8)


def test_a_sedative_lengthens_the_stay(cast: Cast, unit) -> None:
    from euthymia.journey.infusion import actions as infusion
    from euthymia.journey.infusion import queries as infusions

    door = fit_to_leave(cast, unit)
    assert "time" not in door.open(), "sixty minutes after the end"
    session_id = door.now().session.pk
    with unit(cast.lakeside):
        session = infusions.session(cast.lakeside, session_id)
        infusion.give(by=cast.noor.member(), session=session, client_id=uuid4(), name="midazolam", amount="1 mg", route="IV",
                      ordered_by="Dr Okafor")  # fmt: skip
    assert door.open() == {"time": "not-met"}, "and 120 from the start, of which 100 have passed"
    later(15)
    door.check(iv="out")
    later(5)
    assert door.open() == {}


def test_new_thoughts_open_the_crisis_path_and_nobody_overrides_them(cast: Cast, unit) -> None:
    door = fit_to_leave(cast, unit)
    later(1)
    door.check(thoughts="some")
    with unit(cast.lakeside):
        crisis = crises.open_of(cast.ana_patient)
        assert crisis is not None and crisis.remote is False
    assert door.open() == {"thoughts": "not-met"}
    okafor = {"by": cast.okafor, "overridden": ["thoughts"], "reason": "calm again"}
    with unit(cast.lakeside):
        okafor["by"] = cast.okafor.member()
    assert set(door.refused(actions.discharge, **okafor)) == {"never", "thoughts"}


def test_a_prescribers_reason_passes_what_may_be_passed(cast: Cast, unit) -> None:
    door = AtTheDoor.infused(cast, unit)
    for _ in range(4):
        later(15)
        door.check(gait="unsteady", urine="no")
    door.check(gait="unsteady", urine="no", iv="out")
    door.met()
    door.told()
    assert door.open() == {"padss": "not-met", "gait": "not-met"}
    with unit(cast.lakeside):
        okafor, tomas = cast.okafor.member(), cast.tomas.member()
    why = {"overridden": ["gait", "padss"], "reason": "walks with a stick as at home"}
    assert door.refused(actions.discharge, **why) == ["not-allowed"]
    assert door.refused(actions.discharge, **why, second=tomas) == ["not-allowed"]
    assert door.refused(actions.discharge, overridden=["gait", "padss"], second=okafor) == ["missing"]
    assert set(door.refused(actions.discharge, overridden=["gait"], reason="stick", second=okafor)) == {
        "padss"
    }
    signed = door.discharge(**why, second=okafor)
    assert (signed.overridden, signed.reason, signed.second) == (
        ["gait", "padss"],
        why["reason"],
        cast.okafor.words,
    )


def test_a_hospital_takes_over_at_once_and_against_advice_takes_a_prescriber(cast: Cast, unit) -> None:
    door = AtTheDoor.infused(cast, unit)
    later(5)
    assert door.refused(actions.discharge, manner="transfer") == ["missing"]
    assert set(door.refused(actions.discharge, manner="against-advice", reason="leaves")) == {"not-allowed"}
    signed = door.discharge(manner="transfer", reason="chest pain, ambulance")
    assert (signed.manner, {one["state"] for one in signed.findings}) == ("transfer", {"not-met", "unknown"})
    door.do(actions.leave)
    assert door.steps()[-2:] == ["discharged", "left"]


def test_a_check_may_be_late_and_be_corrected_and_both_stay(cast: Cast, unit) -> None:
    door = AtTheDoor.infused(cast, unit)
    later(20)
    wrong = door.do(actions.check, values={**SIGNS, "sbp": "182"}, scores=SCORES, seen=FINE, at=ago(5))
    assert (wrong.at, wrong.entered_at) == (ago(5), clock.now())
    later(10)
    door.check()
    assert "182/78" in next(one.says for one in door.now().criteria if one.code == "pressure")
    door.do(
        actions.correct, n=wrong.n, reason="misread", values={**SIGNS, "sbp": "128"}, scores=SCORES, seen=FINE
    )
    assert next(one.says for one in door.now().criteria if one.code == "pressure") == "128/78, then 122/78"
    with unit(cast.lakeside):
        assert RecoveryEvent.objects.filter(kind="check").count() == 3
    assert door.refused(actions.check, values=SIGNS, scores=SCORES, seen=FINE, at=ago(60)) == ["too-early"]


def test_impossible_answers_are_refused_whole(cast: Cast, unit) -> None:
    door = AtTheDoor.infused(cast, unit)
    refused = door.refused(
        actions.check, values={"spo2": "140"}, scores={"moaas": "7"}, seen={"gait": "flying", "mood": "good"}
    )
    assert refused == ["out-of-range", "outside-scale", "unknown", "unknown"]
    assert door.refused(actions.check, values={}, scores={}, seen={}) == ["empty"]
    assert door.now().recovery is None, "a refusal opens no recovery"


def test_another_escort_has_to_be_met_anew(cast: Cast, unit) -> None:
    door = fit_to_leave(cast, unit)
    door.do(actions.name_escort, name="Kim Example", phone="555-0102")
    assert door.open() == {"escort": "not-met"}
    door.met(name="Kim Example", proof="known")
    assert door.now().leaving.escort_proof == "Kim Example, known to staff in person"


def test_the_link_is_told_once_and_ends_with_the_discharge(cast: Cast, unit) -> None:
    door, client_id = fit_to_leave(cast, unit), uuid4()
    _, token = door.do(actions.make_link, client_id=client_id)
    _, again = door.do(actions.make_link, client_id=client_id)
    assert len(token) > 40 and again == ""
    with unit():
        link = queries.link(token, clock.now())
        assert link is not None and token.encode() not in bytes(EscortLink.objects.get().digest)
        assert queries.link(token + "x", clock.now()) is None
    with unit(cast.lakeside):
        actions.confirm_by_link(link=link)
        actions.confirm_by_link(link=link)
    assert [one.kind for one in door.now().state.happenings].count("coming") == 1
    assert door.now().state.escort_state == "escort is here"
    door.discharge()
    with unit():
        assert queries.link(token, clock.now()) is None


def test_not_at_the_other_clinic_and_not_by_everybody(cast: Cast, unit) -> None:
    door = AtTheDoor.infused(cast, unit)
    with unit(cast.hillside):
        hana = cast.hana.member()
    with unit(cast.lakeside):
        wren, technician = cast.wren.member(), cast.by_role["technician"].member()
    with pytest.raises(NotAllowed):
        door.do(actions.check, by=hana, values=SIGNS, scores=SCORES, seen=FINE)
    with pytest.raises(NotAllowed):
        door.do(actions.check, by=wren, values=SIGNS, scores=SCORES, seen=FINE)
    with pytest.raises(NotAllowed):
        door.do(actions.discharge, by=technician)
    with pytest.raises((NotAllowed, Unusable)):
        door.do(actions.leave, by=hana)


def test_a_check_that_nobody_made_is_told_once(cast: Cast, unit) -> None:
    door = AtTheDoor.infused(cast, unit)
    later(15)
    door.check()
    later(16)
    assert overdue.tell_second_person() == 0
    later(1)
    assert (overdue.tell_second_person(), overdue.tell_second_person()) == (1, 0)
    assert [one.kind for one in door.now().state.happenings] == ["check", "overdue"]
    door.check()
    assert door.now().overdue() == timedelta(0)
