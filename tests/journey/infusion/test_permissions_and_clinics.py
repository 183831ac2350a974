"""Every verb asks who does it, itself, and for which clinic."""

from __future__ import annotations

from uuid import uuid4

import pytest

from euthymia.clinic.monitoring import actions as monitoring
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed
from euthymia.domain import monitoring as alarms
from euthymia.journey.infusion import actions, prescribing
from euthymia.kit import units
from journey.infusion.chair import DEPRESSION, AtTheChair, order_for_ana
from support.cast import Cast, client_of
from support.scenes import ANA_DECIDED

pytestmark = [pytest.mark.django_db, pytest.mark.scene(ANA_DECIDED)]

RUN, SEE = Permission.RUN_INFUSION, Permission.OBSERVE
VERBS = {
    "start": (RUN, {"rate_ul_per_h": 150_000, "reason": "x"}), "change_rate": (RUN, {"rate_ul_per_h": 100_000, "reason": "x"}),
    "pause": (RUN, {"reason": "x"}), "resume": (RUN, {}), "finish": (RUN, {"reason": "x"}), "close": (RUN, {}),
    "give": (RUN, {"name": "a", "amount": "1 mg", "route": "IV", "ordered_by": "b"}),
    "correct": (RUN, {"n": 1, "reason": "x", "rate_ul_per_h": 100_000}),
    "record_vitals": (SEE, {"values": {"hr": "70"}}), "confirm_vitals": (SEE, {}), "record_scores": (SEE, {"scores": {"moaas": "5"}}),
    "record_symptom": (SEE, {"symptom": "nausea"}), "write_note": (SEE, {"words": "x"}), "note_present": (SEE, {"present": ["a"]}),
    "connect_monitor": (SEE, {"code": "M-1"}),
}  # fmt: skip


@pytest.mark.parametrize("name", VERBS)
def test_each_verb_asks_for_its_permission(cast: Cast, unit, name: str) -> None:
    permission, said = VERBS[name]
    chair = AtTheChair.ordered(cast, unit)
    for person in cast.by_role.values():
        if person.staff is None:
            continue
        with unit(cast.lakeside):
            member = person.member()
        if not member.may(permission):
            with pytest.raises(NotAllowed):
                chair.do(getattr(actions, name), by=member, **said)
    assert chair.numbered() == 0


@pytest.mark.parametrize("name", VERBS)
def test_nobody_acts_in_another_clinic(cast: Cast, unit, name: str) -> None:
    """Also where the database would show them the session."""
    chair = AtTheChair.ordered(cast, unit)
    with unit(), pytest.raises(NotAllowed):
        getattr(actions, name)(
            by=cast.hana.member(), session=chair.session, client_id=uuid4(), **VERBS[name][1]
        )
    assert chair.numbered() == 0


def test_an_order_stays_within_its_clinic(cast: Cast, unit) -> None:
    for other in ({"patient": cast.hal_patient}, {"room": cast.hillside_chair}):
        with unit(), pytest.raises(NotAllowed):
            order_for_ana(cast, **other)


def test_a_watch_is_answered_in_its_clinic(cast: Cast, unit) -> None:
    chair = AtTheChair.ordered(cast, unit)
    watch = chair.session.watch
    limits = alarms.Limits.from_json(watch.limits)
    with unit():
        for job in (
            lambda by: monitoring.acknowledge(by=by, watch=watch, alarm="hr-high", reason="x"),
            lambda by: monitoring.pause(by=by, watch=watch, alarm="hr-high", seconds=60, reason="x"),
            lambda by: monitoring.change_limits(by=by, watch=watch, limits=limits, reason="x"),
        ):
            with pytest.raises(NotAllowed):
                job(cast.hana.member())


def test_a_prescriber_signs_and_nobody_else(cast: Cast, unit) -> None:
    for code, person in cast.by_role.items():
        if person.staff is None or code == "prescriber":
            continue
        with units.unit(tenant=cast.lakeside.pk, actor="a test"), pytest.raises(NotAllowed):
            prescribing.prescribe(
                by=person.member(), patient=cast.ana_patient, room=cast.chairs[0], protocol_id=DEPRESSION.id,
                figures=DEPRESSION.propose(70_000), reasons={}, client_id=uuid4(),
            )  # fmt: skip


def test_an_alarm_is_offered_for_an_answer_to_who_may_answer_it(cast: Cast, unit) -> None:
    """On the page and in the part that replaces itself; the alarm is shown to everybody who reads the chart."""
    chair = AtTheChair.started(cast, unit)
    chair.vitals({"spo2": "80"})
    page = f"/staff/infusions/{chair.session.pk}/"
    for person, offered in ((cast.noor, True), (cast.by_role["technician"], False)):
        client = client_of(person)
        for address in (page, f"{page}part/alarms/?live"):
            shown = client.get(address).content
            assert b'data-test="alarm"' in shown
            assert (b'data-test="acknowledge"' in shown) is offered, (person.words, address)
