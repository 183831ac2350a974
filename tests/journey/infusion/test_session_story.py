"""A session from order to record, through the actions and through the pages."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from euthymia.clinic.audit.queries import events as audit_events
from euthymia.domain import protocols
from euthymia.domain.quantities import Unusable
from euthymia.journey.infusion import actions, prescribing, queries
from euthymia.journey.infusion.fold import Phase
from euthymia.kit import clock
from support.cast import PASSWORD
from support.evaluated import cast_decided
from support.scenes import ANA_DECIDED

from .chair import AtTheChair

pytestmark = [pytest.mark.django_db, pytest.mark.scene(ANA_DECIDED)]


def a_session(cast, weight_g=70_000, chair=0):
    """Ana, ordered by Dr Okafor: 0.5 mg/kg × 70 kg = 35 mg in 100 mL over 40 minutes, 52.5 mg/h."""
    protocol = protocols.PROTOCOLS[0]
    cast_decided(cast)
    session = prescribing.prescribe(
        by=cast.okafor.member(),
        patient=cast.ana_patient,
        room=cast.chairs[chair],
        protocol_id=protocol.id,
        figures=protocol.propose(weight_g),
        reasons={},
        client_id=uuid4(),
    )
    return session


def started(cast, session, **more):
    actions.record_vitals(
        by=cast.noor.member(),
        session=session,
        client_id=uuid4(),
        values={"sbp": "120", "dbp": "76", "hr": "70", "spo2": "98"},
    )
    return actions.start(
        by=cast.noor.member(),
        session=session,
        client_id=uuid4(),
        rate_ul_per_h=session.order.rate_ul_per_h,
        **more,
    )


def test_forty_minutes_give_the_ordered_dose(cast, unit, stopped):
    with unit(cast.lakeside):
        session = a_session(cast)
        started(cast, session)
    clock.advance(timedelta(minutes=20))
    with unit(cast.lakeside):
        course = queries.course(session)
        assert course.phase is Phase.RUNNING
        assert course.given_ug == 17_500
    clock.advance(timedelta(minutes=25))
    with unit(cast.lakeside):
        course = queries.course(session)
        assert course.given_ug == 35_000, "the bag is empty after 40 minutes and gives no more"
        actions.finish(by=cast.noor.member(), session=session, client_id=uuid4())
        assert queries.course(session).phase is Phase.RECOVERY


def test_rate_change_pause_and_resume_are_summed(cast, unit, stopped):
    with unit(cast.lakeside):
        session = a_session(cast)
        started(cast, session)
    clock.advance(timedelta(minutes=10))
    with unit(cast.lakeside):
        actions.change_rate(
            by=cast.noor.member(),
            session=session,
            client_id=uuid4(),
            rate_ul_per_h=100_000,
            reason="dissociation",
        )
    clock.advance(timedelta(minutes=6))
    with unit(cast.lakeside):
        actions.pause(by=cast.noor.member(), session=session, client_id=uuid4(), reason="comfort")
    clock.advance(timedelta(minutes=5))
    with unit(cast.lakeside):
        actions.resume(by=cast.noor.member(), session=session, client_id=uuid4())
    clock.advance(timedelta(minutes=6))
    with unit(cast.lakeside):
        assert queries.course(session).given_ug == 8_750 + 3_500 + 3_500


def test_a_second_click_is_the_same_act(cast, unit, stopped):
    with unit(cast.lakeside):
        session = a_session(cast)
        started(cast, session)
        client_id = uuid4()
        first = actions.write_note(by=cast.noor.member(), session=session, client_id=client_id, words="calm")
        again = actions.write_note(by=cast.noor.member(), session=session, client_id=client_id, words="calm")
        assert first.pk == again.pk
        assert [one.kind for one in queries.happenings(session)].count("note") == 1


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"spo2": "140"}, "out-of-range"),
        ({"sbp": "80", "dbp": "120"}, "not-above"),
        ({"hr": "fast"}, "not-a-number"),
        ({"sbp": "120"}, "half-a-pressure"),
        ({}, "empty"),
    ],
)
def test_an_impossible_sign_is_refused_and_nothing_kept(cast, unit, stopped, values, code):
    with unit(cast.lakeside):
        session = a_session(cast)
        with pytest.raises(Unusable) as refusal:
            actions.record_vitals(by=cast.noor.member(), session=session, client_id=uuid4(), values=values)
        assert code in [fault.code for fault in refusal.value.faults]
        assert queries.happenings(session) == []


def test_no_start_without_a_pressure_unless_a_reason_is_given(cast, unit, stopped):
    with unit(cast.lakeside):
        session = a_session(cast)
        with pytest.raises(Unusable, match="no blood pressure"):
            actions.start(by=cast.noor.member(), session=session, client_id=uuid4(), rate_ul_per_h=150_000)
        actions.start(
            by=cast.noor.member(),
            session=session,
            client_id=uuid4(),
            rate_ul_per_h=150_000,
            reason="cuff broken, radial pulse full",
        )


def test_a_stop_pressure_refuses_whatever_the_reason(cast, unit, stopped):
    with unit(cast.lakeside):
        session = a_session(cast)
        actions.record_vitals(
            by=cast.noor.member(), session=session, client_id=uuid4(), values={"sbp": "182", "dbp": "100"}
        )
        with pytest.raises(Unusable, match="no dose"):
            actions.start(
                by=cast.noor.member(),
                session=session,
                client_id=uuid4(),
                rate_ul_per_h=150_000,
                reason="go on",
            )


def test_a_correction_stands_beside_what_it_corrects(cast, unit, stopped):
    with unit(cast.lakeside):
        session = a_session(cast)
        event = started(cast, session)
    clock.advance(timedelta(minutes=10))
    with unit(cast.lakeside):
        actions.correct(
            by=cast.noor.member(),
            session=session,
            client_id=uuid4(),
            n=event.n,
            reason="pump was set lower",
            rate_ul_per_h=120_000,
        )
        assert queries.course(session).given_ug == 7_000
        assert len([one for one in queries.happenings(session) if one.kind == "started"]) == 2


def test_a_late_entry_keeps_both_times(cast, unit, stopped):
    with unit(cast.lakeside):
        session = a_session(cast)
        started(cast, session)
    clock.advance(timedelta(minutes=12))
    with unit(cast.lakeside):
        seen = clock.now() - timedelta(minutes=5)
        event = actions.record_symptom(
            by=cast.noor.member(), session=session, client_id=uuid4(), symptom="nausea", at=seen
        )
        happening = queries.as_happening(event)
        assert (happening.at, happening.entered_at, happening.late) == (seen, clock.now(), True)


def test_only_those_who_may(cast, unit, stopped):
    with unit(cast.lakeside):
        session = a_session(cast)
        with pytest.raises(PermissionError):
            actions.start(
                by=cast.wren.member(), session=session, client_id=uuid4(), rate_ul_per_h=150_000, reason="x"
            )
        with pytest.raises(PermissionError):
            prescribing.prescribe(
                by=cast.noor.member(), patient=cast.ben_patient, room=cast.chairs[1], protocol_id="iv-depression",
                figures=protocols.PROTOCOLS[0].propose(80_000), reasons={}, client_id=uuid4(),
            )  # fmt: skip


def test_every_act_left_its_line_in_the_audit_log(cast, unit, stopped):
    with unit(cast.lakeside):
        session = a_session(cast)
        started(cast, session)
    with unit(cast.lakeside):
        verbs = {event.verb for event in audit_events(cast.lakeside.pk)}
    assert {
        "infusion.prescribed",
        "session.opened",
        "watch.opened",
        "session.vitals",
        "session.started",
    } <= verbs


def test_the_pages_from_order_to_pdf(cast, unit, signed_in, stopped):
    with unit(cast.lakeside):
        cast_decided(cast)
    prescriber, nurse = signed_in(cast.okafor), signed_in(cast.noor)
    order = f"/staff/infusions/new/{cast.ana_patient.pk}/"
    page = prescriber.get(order)
    assert page.status_code == 200
    fields = {
        "client_id": str(uuid4()), "room": str(cast.chairs[0].pk), "protocol": "iv-depression", "weight_kg": "70",
        "dose_mg_per_kg": "0.5", "stock": "50000", "volume_ml": "100", "volume_convention": "to-final", "duration_min": "40",
    }  # fmt: skip
    computed = prescriber.post(order, {**fields, "compute": "1"})
    assert "52.5 mg/h" in computed.content.decode()
    wrong = prescriber.post(order, {**fields, "rate_ml_per_h": "100", "compute": "1"})
    assert "ate 100 mL/h is not" in wrong.content.decode()
    signed = prescriber.post(order, {**fields, "sign": "1", "password": PASSWORD})
    assert signed.status_code == 302
    chairside = signed["Location"]
    assert nurse.get(chairside).status_code == 200
    vitals = {"client_id": str(uuid4()), "sbp": "118", "dbp": "74", "hr": "66", "spo2": "99", "rr": "14"}
    assert nurse.post(chairside + "vitals/", vitals).status_code == 302
    start = {"client_id": str(uuid4()), "rate_ml_per_h": "150"}
    assert nurse.post(chairside + "start/", start).status_code == 302
    clock.advance(timedelta(minutes=15))
    preview = nurse.get(chairside + "preview/", {"rate_ml_per_h": "100"})
    assert "52.5 mg/h" in preview.content.decode() and "35 mg/h" in preview.content.decode()
    change = {"client_id": str(uuid4()), "rate_ml_per_h": "100", "reason": "dissociation"}
    assert nurse.post(chairside + "rate/", change).status_code == 302
    for name, values in (
        ("symptom", {"symptom": "nausea", "severity": "mild", "action": "reassurance"}),
        ("score", {"moaas": "4", "dissociation": "3"}),
        ("give", {"name": "ondansetron", "amount": "4 mg", "route": "IV", "ordered_by": "Dr Okafor"}),
        ("note", {"words": "speaks of a warm light"}),
        ("present", {"present": "Noor Haddad, Tomas Reyes"}),
        ("pause", {"reason": "comfort"}),
        ("resume", {}),
    ):
        answer = nurse.post(f"{chairside}{name}/", {"client_id": str(uuid4()), **values})
        assert answer.status_code == 302, (name, answer.content.decode()[-3000:])
    clock.advance(timedelta(minutes=45))
    assert nurse.post(chairside + "finish/", {"client_id": str(uuid4())}).status_code == 302
    left = nurse.post(chairside + "close/", {"client_id": str(uuid4())})
    assert left.status_code == 422 and "still in recovery" in left.content.decode()
    AtTheChair.found(cast, unit).close()
    assert nurse.post(chairside + "rate/", change | {"client_id": str(uuid4())}).status_code == 422
    record = nurse.get(chairside + "record/")
    assert "35" in record.content.decode()
    pdf = nurse.get(chairside + "record.pdf")
    assert pdf.status_code == 200 and pdf.content.startswith(b"%PDF")
    assert nurse.get("/staff/").status_code == 200
    assert nurse.get("/staff/infusions/").status_code == 200


def test_a_second_person_is_told_once_when_an_observation_is_overdue(cast, unit, stopped):
    from euthymia.journey.infusion import overdue

    with unit(cast.lakeside):
        session = a_session(cast)
        started(cast, session)
    clock.advance(timedelta(minutes=11))
    assert overdue.tell_second_person() == 0, "overdue for a minute is the nurse's own business"
    clock.advance(timedelta(minutes=2))
    assert overdue.tell_second_person() > 0
    assert overdue.tell_second_person() == 0, "told once"
    with unit(cast.lakeside):
        told = [one for one in queries.happenings(session) if one.kind == "overdue"]
        assert any("blood pressure" in one.says for one in told)
        assert {one.by for one in told} == {"monitor"}
