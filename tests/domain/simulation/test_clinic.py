"""The demo's clinics: orders that would be signed, courses that end on the ordered dose, the cast."""

from __future__ import annotations

from fractions import Fraction

import pytest

from euthymia.domain.pharmacology.dosing import parse
from euthymia.domain.pharmacology.predict import predict
from euthymia.domain.protocols import Severity, check, judge, protocol_named
from euthymia.domain.simulation import CLINICS, HILLSIDE, LAKESIDE, Chair, Misbehaviour, Stage

ALL_CHAIRS = [chair for clinic in CLINICS for chair in clinic.chairs]
every_chair = pytest.mark.parametrize("chair", ALL_CHAIRS, ids=lambda chair: chair.device_id)


def given_ug(chair: Chair) -> Fraction:
    pairs = zip(chair.rates, chair.rates[1:], strict=False)
    return sum(
        (Fraction(now.rate_ul_per_h * (after.at_s - now.at_s), 3_600) * chair.order.concentration / 1_000 for now, after in pairs),
        Fraction(0),
    )  # fmt: skip


@every_chair
def test_every_order_could_be_signed(chair: Chair) -> None:
    assert check(chair.order) == []
    guardrails = protocol_named(chair.protocol_id).guardrails
    found = judge(chair.order, guardrails, chair.last_weight_g, chair.last_weight_days)
    assert [finding for finding in found if finding.severity is not Severity.NOTE] == []
    assert chair.order.weight_g == chair.patient.weight_g


@every_chair
def test_every_course_starts_at_the_ordered_rate_and_stops_at_the_ordered_dose(chair: Chair) -> None:
    assert (chair.rates[0].at_s, chair.rates[0].rate_ul_per_h) == (0, chair.order.rate_ul_per_h)
    assert chair.rates[-1].rate_ul_per_h == 0
    assert [rate.at_s for rate in chair.rates] == sorted(rate.at_s for rate in chair.rates)
    last_second_ug = chair.rates[-2].rate_ug_per_h / 3_600 + 1
    assert chair.order.dose_ug - last_second_ug <= given_ug(chair) <= chair.order.dose_ug


@every_chair
def test_words_used_are_those_of_the_protocol(chair: Chair) -> None:
    protocol = protocol_named(chair.protocol_id)
    reasons = {one.code for one in protocol.reasons}
    assert {rate.reason for rate in chair.rates} <= reasons | {""}
    known = {
        "symptom": {one.code for one in protocol.symptoms},
        "medicine": {one.code for one in protocol.medicines},
    }
    assert all(event.code in known[event.kind] for event in chair.events)


def test_lakeside_has_its_cast_and_eight_different_chairs() -> None:
    assert [member.name for member in LAKESIDE.staff] == ["Noor", "Dr Okafor", "Tomas", "Wren"]
    assert LAKESIDE.chairs[0].patient.given_name == "Ana"
    assert len(LAKESIDE.chairs) == 8
    assert len({chair.patient.name for chair in LAKESIDE.chairs}) == 8
    assert len({chair.patient.given_name for chair in LAKESIDE.chairs}) == 8
    assert len({chair.device_id for chair in ALL_CHAIRS}) == len(ALL_CHAIRS)
    assert {chair.dialect for chair in LAKESIDE.chairs} == {"pcd01", "mindray", "comen"}


def test_hillside_has_nothing_of_lakesides() -> None:
    assert not {chair.patient.name for chair in HILLSIDE.chairs} & {
        chair.patient.name for chair in LAKESIDE.chairs
    }
    assert not {one.sign_in for one in HILLSIDE.staff} & {one.sign_in for one in LAKESIDE.staff}


def test_at_the_opening_the_day_is_in_full_swing() -> None:
    stages = [chair.stage(0) for chair in LAKESIDE.chairs]
    assert stages.count(Stage.INFUSING) == 6
    assert (stages[5], stages[7]) == (Stage.RECOVERY, Stage.READY)
    assert LAKESIDE.chairs[7].stage(300) is Stage.INFUSING
    assert LAKESIDE.chairs[2].stage(180) is Stage.RECOVERY


def test_one_pressure_passes_the_alert_soon_after_the_opening_and_stays_below_the_hold() -> None:
    chair = LAKESIDE.chairs[3]
    at_s = list(range(0, chair.end_s + 1, chair.patient.cuff_every_s))
    dosing = parse(
        {
            "drug": "ketamine",
            "patient": {"weight_kg": chair.patient.weight_g / 1_000},
            "models": ["kamp-2020"],
            "events": [{"at_min": one.at_s / 60, "rate_mg_per_h": one.rate_ug_per_h / 1_000} for one in chair.rates],
            "times_min": [one / 60 for one in at_s],
        }
    )  # fmt: skip
    plasma_ng_per_ml = predict(dosing)["models"]["kamp-2020"]["plasma_ng_per_ml"]
    systolic = {
        at: found.systolic
        for at, plasma in zip(at_s, plasma_ng_per_ml, strict=True)
        if (found := chair.patient.vitals(at, plasma).cuff)
    }
    assert all(value <= 160 for at, value in systolic.items() if at <= chair.opening_s)
    assert any(
        value >= 160 for at, value in systolic.items() if chair.opening_s < at <= chair.opening_s + 600
    )
    assert all(value < 180 for value in systolic.values())


def test_the_cable_is_off_for_a_minute_and_the_link_for_half_of_one() -> None:
    cable, link = LAKESIDE.chairs[4], LAKESIDE.chairs[2]
    assert [s for s in range(1_000) if Misbehaviour.CABLE_PULLED in cable.faults(s)] == list(range(120, 180))
    assert [s for s in range(1_000) if Misbehaviour.LINK_DROP in link.faults(s)] == list(range(600, 630))
    assert LAKESIDE.chairs[0].faults(130) == set()
