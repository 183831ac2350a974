"""The order: figures that agree, two fences, what is known of earlier sessions, and the chair."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from euthymia.clinic.visits.models import Visit
from euthymia.domain import protocols
from euthymia.domain.quantities import Unusable
from euthymia.journey.infusion import prescribing, queries
from euthymia.journey.infusion.models import Order, Session
from journey.infusion.chair import DEPRESSION, AtTheChair, later, order_for_ana
from support.cast import PASSWORD, Cast
from support.evaluated import cast_decided
from support.scenes import ANA_DECIDED

pytestmark = [pytest.mark.django_db, pytest.mark.scene(ANA_DECIDED)]
DAY = 24 * 60


def figures(weight_g: int = 70_000, **more: int) -> protocols.Order:
    usual = {"dose_ug_per_kg": 500, "stock_ug_per_ml": 50_000, "volume_ul": 100_000, "duration_min": 40}
    return protocols.propose(weight_g=weight_g, **{**usual, **more})


def fields(cast: Cast, **more: str) -> dict[str, str]:
    return {
        "client_id": str(uuid4()), "room": str(cast.chairs[0].pk), "protocol": "iv-depression", "weight_kg": "70",
        "dose_mg_per_kg": "0.5", "stock": "50000", "volume_ml": "100", "volume_convention": "to-final",
        "duration_min": "40", "password": PASSWORD, **more,
    }  # fmt: skip


@pytest.fixture
def page(cast: Cast, unit, signed_in):
    with unit(cast.lakeside):
        cast_decided(cast)
    client, url = signed_in(cast.okafor), f"/staff/infusions/new/{cast.ana_patient.pk}/"
    return lambda **sent: client.post(url, sent)


def refused(cast: Cast, unit, **more) -> list[str]:
    with unit(cast.lakeside), pytest.raises(Unusable) as refusal:
        order_for_ana(cast, **more)
    with unit(cast.lakeside):
        assert Order.objects.count() == Session.objects.count() == Visit.objects.count()
    return [fault.code for fault in refusal.value.faults]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"dose_ug": 350_000}, "tenfold"),
        ({"dose_ug": 34_000}, "dose"),
        ({"drug_volume_ul": 7_000}, "tenfold"),
        ({"stock_ug_per_ml": 10_000}, "drug-volume"),
        ({"diluent_volume_ul": 100_000}, "final-volume"),
        ({"concentration_ng_per_ml": 3_500_000}, "tenfold"),
        ({"rate_ul_per_h": 15_000, "rate_ug_per_h": 5_250}, "tenfold"),
        ({"rate_ul_per_h": 140_000}, "pump-rate"),
        ({"rate_ug_per_h": 60_000}, "dose-rate"),
        ({"duration_min": 60}, "pump-rate"),
    ],
)
def test_figures_that_disagree_are_not_saved_and_are_named(cast: Cast, unit, wrong, code) -> None:
    with unit(cast.lakeside), pytest.raises(Unusable) as refusal:
        order_for_ana(cast, figures=replace(figures(), **wrong))
    assert code in [fault.code for fault in refusal.value.faults]
    assert any(any(sign.isdigit() for sign in fault.says) for fault in refusal.value.faults)
    with unit(cast.lakeside):
        assert not Order.objects.exists()


def test_a_rate_typed_against_the_figures_says_which_numbers_disagree(cast: Cast, unit, page) -> None:
    answer = page(**fields(cast, rate_ml_per_h="100", sign="1"))
    assert answer.status_code == 422
    assert "rate 100 mL/h is not 100 mL in 40 min = 150 mL/h" in answer.content.decode()
    with unit(cast.lakeside):
        assert not Order.objects.exists()


def test_pounds_taken_for_kilograms(cast: Cast, unit) -> None:
    chair = AtTheChair.ordered(cast, unit)
    chair.close()
    assert "pounds" in refused(
        cast, unit, figures=figures(154_300), reasons={"off-last-weight": "x", "above-recommended": "x"}
    )


def test_a_weight_off_the_last_one_asks(cast: Cast, unit) -> None:
    AtTheChair.ordered(cast, unit).close()
    later(3 * DAY)
    assert refused(cast, unit, figures=figures(80_000)) == ["off-last-weight"]
    assert refused(cast, unit, figures=figures(74_000)) == ["quick-weight-change"]
    with unit(cast.lakeside):
        kept = order_for_ana(
            cast, figures=figures(74_000), reasons={"quick-weight-change": "oedema", "other": "x"}
        )
        assert kept.order.reasons == {"quick-weight-change": "oedema"}, "what nobody asked is not kept"


def test_too_soon_is_refused_on_the_page_itself(cast: Cast, unit, page) -> None:
    chair = AtTheChair.started(cast, unit)
    later(40)
    chair.finish()
    chair.close()
    later(DAY - 100)
    shown = page(**fields(cast, compute="1")).content.decode()
    assert "The last infusion began 23 h ago: at least 24 h are kept between two" in shown
    assert "clinic practice: at least 24 h, usually 48 h; 28 days (site setting, P)" in shown
    assert 'name="reason-too-soon"' not in shown
    assert page(**fields(cast, sign="1")).status_code == 422
    assert page(**fields(cast, sign="1", **{"reason-too-soon": "as agreed with Ana"})).status_code == 422
    with unit(cast.lakeside):
        assert queries.of_patient(cast.ana_patient).count() == 1


def test_sooner_than_usual_asks_for_a_reason_on_the_page_itself(cast: Cast, unit, page) -> None:
    chair = AtTheChair.started(cast, unit)
    later(40)
    chair.finish()
    chair.close()
    later(DAY)
    shown = page(**fields(cast, compute="1")).content.decode()
    assert "The last infusion began 24 h ago, sooner than the usual 48 h" in shown
    assert 'name="reason-sooner-than-usual"' in shown
    assert page(**fields(cast, sign="1")).status_code == 422
    reason = {"reason-sooner-than-usual": "as agreed with Ana"}
    assert page(**fields(cast, sign="1", **reason)).status_code == 302


@pytest.mark.parametrize(
    ("minutes", "codes"),
    [
        (DAY - 1, ["too-soon"]),
        (DAY, ["sooner-than-usual"]),
        (2 * DAY - 1, ["sooner-than-usual"]),
        (2 * DAY, []),
    ],
)
def test_the_intervals_count_from_start_to_start(cast: Cast, unit, minutes: int, codes: list[str]) -> None:
    chair = AtTheChair.started(cast, unit)
    chair.finish(reason="patient asked")
    chair.close()
    later(minutes)
    with unit(cast.lakeside):
        found = queries.spacing(cast.ana_patient, DEPRESSION)
    assert [finding.code for finding in found] == codes


def test_too_soon_counts_from_the_start_as_corrected(cast: Cast, unit) -> None:
    chair = AtTheChair.started(cast, unit)
    begun = chair.course().started_at
    later(10)
    chair.correct(2, at=begun.replace(minute=begun.minute + 5))
    chair.finish(reason="patient asked")
    chair.close()
    shortest = DEPRESSION.series.shortest_interval_h * 60
    later(shortest - 7)
    assert refused(cast, unit) == ["too-soon"]
    later(3)
    assert refused(cast, unit) == ["sooner-than-usual"]


def test_a_session_that_never_started_hides_no_earlier_one(cast: Cast, unit) -> None:
    chair = AtTheChair.started(cast, unit)
    chair.finish(reason="patient asked")
    chair.close()
    later(DAY)
    with unit(cast.lakeside):
        unused = order_for_ana(cast, reasons={"sooner-than-usual": "x"})
    AtTheChair(cast, unit, unused).close()
    assert refused(cast, unit) == ["sooner-than-usual"]


def test_the_step_is_measured_from_a_dose_that_was_given(cast: Cast, unit) -> None:
    chair = AtTheChair.started(cast, unit)
    chair.finish(reason="patient asked")
    chair.close()
    later(3 * DAY)
    asked = {"above-recommended": "x", "large-step": ""}
    with unit(cast.lakeside):
        unused = order_for_ana(cast, figures=figures(dose_ug_per_kg=750), reasons=asked)
    AtTheChair(cast, unit, unused).close()
    assert "large-step" in refused(
        cast, unit, figures=figures(dose_ug_per_kg=1_000), reasons={"above-recommended": "x"}
    )


def test_two_fences_of_one_kind_share_a_reason(cast: Cast, unit, page) -> None:
    """One field is drawn for findings of one code, so that one answer cannot blot out the other."""
    found = fields(cast, dose_mg_per_kg="0.9", duration_min="100", compute="1")
    shown = page(**found).content.decode()
    assert shown.count('data-severity="ask"') > shown.count('name="reason-above-recommended"') == 1


def test_a_reason_with_signs_that_cannot_be_shown(cast: Cast, unit, page) -> None:
    sent = fields(cast, dose_mg_per_kg="0.9", sign="1", **{"reason-above-recommended": "a\x00b"})
    assert page(**sent).status_code == 422
    sent = fields(cast, sign="1", **{"reason-nobody-asked": "a\x00b"})
    assert page(**sent).status_code == 302


def test_a_chair_taken_between_form_and_signature(cast: Cast, unit, page) -> None:
    """The refusal keeps no half of the order: the same form goes through once another chair is chosen."""
    with unit(cast.lakeside):
        order_for_ana(cast, patient=cast.ben_patient)
    sent = fields(cast, sign="1")
    answer = page(**sent)
    assert answer.status_code == 422
    assert "Chair 1 has a running watch" in answer.content.decode()
    with unit(cast.lakeside):
        assert (Order.objects.count(), Visit.objects.count()) == (1, 1)
    assert page(**{**sent, "room": str(cast.chairs[1].pk)}).status_code == 302


def test_an_open_session_refuses_a_second_one(cast: Cast, unit, page) -> None:
    AtTheChair.ordered(cast, unit)
    answer = page(**fields(cast, sign="1", room=str(cast.chairs[1].pk)))
    assert answer.status_code == 422
    assert "has an open session at Chair 1" in answer.content.decode()


def test_a_wrong_password_signs_nothing(cast: Cast, unit, page) -> None:
    assert page(**fields(cast, sign="1", password="guess")).status_code == 422
    with unit(cast.lakeside):
        assert not Order.objects.exists()


def test_a_protocol_nobody_has(cast: Cast, unit) -> None:
    assert refused(cast, unit, protocol_id="gold-standard") == ["unknown"]


def test_the_first_order_has_no_last_weight_to_compare(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        codes = [one.code for one in prescribing.findings_for(cast.ana_patient, DEPRESSION, figures())]
    assert codes == ["no-last-weight"]


@pytest.mark.parametrize(
    "garbage",
    [
        {"weight_kg": ""}, {"weight_kg": "0"}, {"weight_kg": "-70"}, {"weight_kg": "70,4"}, {"weight_kg": "7e1"}, {"weight_kg": "９０"},
        {"weight_kg": "999999999"}, {"weight_kg": "9" * 5_000}, {"weight_kg": "70.00001"}, {"weight_kg": "70\x00"},
        {"dose_mg_per_kg": "0"}, {"dose_mg_per_kg": "1000"}, {"stock": "55000"}, {"stock": "x"}, {"volume_ml": "0.001"},
        {"volume_ml": "0"}, {"volume_convention": "a guess"}, {"duration_min": "0"}, {"duration_min": "-40"}, {"duration_min": "9" * 400},
        {"duration_min": "forty"}, {"rate_ml_per_h": "0"}, {"rate_ml_per_h": "999999999"}, {"rate_ml_per_h": "150.05"},
        {"room": "nowhere"}, {"room": "5f0e5b1e-6a0c-4d4a-9d5c-0c3f0a1b2c3d"}, {"protocol": "x"}, {"client_id": "x"}, {"client_id": ""},
    ],
    ids=str,
)  # fmt: skip
def test_garbage_in_the_order_form_is_refused(cast: Cast, unit, page, garbage) -> None:
    for button in ("compute", "sign"):
        answer = page(**{**fields(cast), **garbage, button: "1"})
        # An order that only its fences refuse is computed and shown; it cannot be signed.
        assert answer.status_code == 422 or (
            button == "compute" and b'data-severity="refuse"' in answer.content
        )
    with unit(cast.lakeside):
        assert not Order.objects.exists()


def test_another_clinics_chair_is_no_choice(cast: Cast, unit, page) -> None:
    assert page(**fields(cast, sign="1", room=str(cast.hillside_chair.pk))).status_code == 422


def test_add_to_bag_counts_the_drug_into_the_bag(cast: Cast, unit, page) -> None:
    assert page(**fields(cast, volume_convention="add-to-bag", sign="1")).status_code == 302
    with unit(cast.lakeside):
        order = Order.objects.get()
        assert (order.drug_volume_ul, order.diluent_volume_ul, order.final_volume_ul) == (
            700,
            100_000,
            100_700,
        )
