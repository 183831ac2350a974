"""The arithmetic of an order: the published worked examples, agreement, refusal."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from euthymia.domain.protocols import Order, check, check_vial, dosing_weight, propose
from euthymia.domain.quantities import Unusable


def an_order(**changes: object) -> Order:
    order = propose(
        weight_g=70_000, dose_ug_per_kg=500, stock_ug_per_ml=50_000, volume_ul=100_000, duration_min=40
    )
    return replace(order, **changes)  # type: ignore[arg-type]


def test_worked_example_1_seventy_kilograms_over_forty_minutes() -> None:
    order = an_order()
    assert (order.dose_ug, order.drug_volume_ul, order.concentration_ng_per_ml) == (35_000, 700, 350_000)
    assert (order.rate_ul_per_h, order.rate_ug_per_h) == (150_000, 52_500)
    assert order.rate_ug_per_kg_per_min == Fraction("12.5")


def test_worked_example_2_ten_milligram_vial_over_sixty_minutes() -> None:
    order = propose(
        weight_g=98_400,
        dose_ug_per_kg=500,
        stock_ug_per_ml=10_000,
        volume_ul=50_000,
        duration_min=60,
        dose_step_ug=1,
    )
    assert (order.dose_ug, order.drug_volume_ul, order.concentration_ng_per_ml) == (49_200, 4_920, 984_000)
    assert (order.rate_ul_per_h, order.rate_ug_per_h) == (50_000, 49_200)
    assert round(order.rate_ug_per_kg_per_min, 2) == Fraction("8.33")


@pytest.mark.parametrize(
    ("basis", "weight_g", "dose_mg"),
    [("actual", 118_000, 59.0), ("ideal", 57_000, 28.5), ("adjusted", 81_400, 40.7)],
)
def test_worked_example_3_the_basis_of_the_weight(basis: str, weight_g: int, dose_mg: float) -> None:
    weight = dosing_weight(basis=basis, actual_g=118_000, sex="female", height_mm=1_651)  # type: ignore[arg-type]
    assert (weight.weight_g, weight.basis) == (weight_g, basis)
    order = propose(
        weight_g=weight.weight_g,
        dose_ug_per_kg=500,
        stock_ug_per_ml=50_000,
        volume_ul=100_000,
        duration_min=40,
        dose_step_ug=1,
        weight_basis=weight.basis,
    )
    assert order.dose_ug == round(dose_mg * 1_000)


@pytest.mark.parametrize(("step_ug", "dose_ug"), [(1, 35_200), (500, 35_000), (1_000, 35_000)])
def test_the_dose_is_rounded_towards_less_drug_and_the_unrounded_one_kept(step_ug: int, dose_ug: int) -> None:
    order = propose(
        weight_g=70_400,
        dose_ug_per_kg=500,
        stock_ug_per_ml=50_000,
        volume_ul=100_000,
        duration_min=40,
        dose_step_ug=step_ug,
    )
    assert order.dose_ug == dose_ug
    assert order.unrounded_dose_ug == 35_200


def test_drug_added_to_a_bag_makes_the_bag_larger_and_the_rate_follows() -> None:
    order = propose(
        weight_g=70_000,
        dose_ug_per_kg=500,
        stock_ug_per_ml=50_000,
        volume_ul=100_000,
        duration_min=40,
        volume_convention="add-to-bag",
    )
    assert (order.diluent_volume_ul, order.final_volume_ul) == (100_000, 100_700)
    assert order.rate_ul_per_h == 151_000  # 151.05 mL/h, down to what the pump can be set to
    assert check(order) == []


orders = st.builds(
    propose,
    weight_g=st.integers(30_000, 250_000),
    dose_ug_per_kg=st.integers(100, 1_000),
    stock_ug_per_ml=st.sampled_from((10_000, 50_000, 100_000)),
    volume_ul=st.integers(50_000, 250_000),
    duration_min=st.integers(20, 240),
    volume_convention=st.sampled_from(("to-final", "add-to-bag")),
    dose_step_ug=st.sampled_from((1, 500, 1_000)),
)


@given(orders)
def test_a_proposed_order_always_agrees_and_never_gives_more_than_asked(order: Order) -> None:
    assert check(order) == []
    assert order.dose_ug <= order.unrounded_dose_ug
    assert order.drug_volume_ul * order.stock_ug_per_ml == order.dose_ug * 1_000
    assert order.rate_ug_per_h * order.duration_min <= order.dose_ug * 60


@given(
    orders,
    st.sampled_from(
        ("dose_ug", "drug_volume_ul", "concentration_ng_per_ml", "rate_ul_per_h", "rate_ug_per_h")
    ),
)
def test_a_slipped_decimal_point_in_any_figure_is_called_tenfold(order: Order, figure: str) -> None:
    slipped = replace(order, **{figure: getattr(order, figure) * 10})
    assert any(fault.code == "tenfold" for fault in check(slipped))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"weight_g": 80_000}, "dose 35 mg is not 0.5 mg/kg × 80 kg = 40 mg"),
        ({"drug_volume_ul": 800, "diluent_volume_ul": 99_200}, "drug volume 0.8 mL of 50 mg/mL holds 40 mg, not the dose 35 mg"),
        ({"diluent_volume_ul": 100_000}, "final volume 100 mL is not 0.7 mL of drug and 100 mL of diluent = 100.7 mL"),
        ({"concentration_ng_per_ml": 352_000}, "concentration 0.352 mg/mL is not 35 mg in 100 mL = 0.35 mg/mL"),
        ({"duration_min": 60}, "rate 150 mL/h is not 100 mL in 60 min = 100 mL/h"),
        ({"rate_ug_per_h": 60_000}, "rate 60 mg/h is not 150 mL/h × 0.35 mg/mL = 52.5 mg/h"),
    ],
)  # fmt: skip
def test_a_disagreement_names_both_numbers(changes: dict[str, object], sentence: str) -> None:
    assert [fault.says for fault in check(an_order(**changes))] == [sentence]


def test_agreement_holds_to_the_pumps_unit_and_not_beyond() -> None:
    assert check(an_order(rate_ul_per_h=149_950)) == []
    assert [fault.at for fault in check(an_order(rate_ul_per_h=149_900))] == ["rate_ul_per_h"]
    assert [fault.at for fault in check(an_order(rate_ul_per_h=150_100))] == ["rate_ul_per_h"]


def test_a_dose_above_the_unrounded_one_disagrees_by_a_microgram() -> None:
    assert [fault.at for fault in check(an_order(dose_ug=35_001))] == ["dose_ug"]


def test_a_dose_a_whole_rounding_step_too_low_disagrees() -> None:
    low = an_order(dose_ug=34_500, drug_volume_ul=690, diluent_volume_ul=99_310)
    assert "dose_ug" in [fault.at for fault in check(low)]


def test_a_volume_right_for_another_vial_says_so() -> None:
    (fault, *_) = check(an_order(drug_volume_ul=350, diluent_volume_ul=99_650))
    assert fault.says.endswith("at 100 mg/mL it would be right, so look at the vial again")


def test_the_vial_in_hand_is_compared_with_the_order() -> None:
    order = propose(
        weight_g=98_400, dose_ug_per_kg=500, stock_ug_per_ml=10_000, volume_ul=50_000, duration_min=60
    )
    assert check_vial(order, 10_000) == []
    (fault,) = check_vial(order, 100_000)
    assert fault.code == "tenfold"
    assert "4.9 mL would hold 490 mg, not 49 mg (ten times as much)" in fault.says
    (fault,) = check_vial(order, 50_000)
    assert fault.code == "wrong-vial"


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({"weight_g": 0}, "weight_g"),
        ({"weight_g": True}, "weight_g"),
        ({"weight_g": 70.0}, "weight_g"),
        ({"dose_ug_per_kg": -1}, "dose_ug_per_kg"),
        ({"stock_ug_per_ml": 20_000}, "stock_ug_per_ml"),
        ({"dose_step_ug": 250}, "dose_step_ug"),
        ({"duration_min": 0}, "duration_min"),
        ({"duration_min": 10_000_000}, "duration_min"),
        ({"dose_ug_per_kg": 1}, "dose_ug_per_kg"),
        ({"volume_ul": 600}, "volume_ul"),
        ({"volume_convention": "roughly"}, "volume_convention"),
        ({"weight_basis": "guessed"}, "weight_basis"),
    ],
)
def test_unusable_inputs_are_refused_where_they_stand(changes: dict[str, object], at: str) -> None:
    usable = {
        "weight_g": 70_000,
        "dose_ug_per_kg": 500,
        "stock_ug_per_ml": 50_000,
        "volume_ul": 100_000,
        "duration_min": 40,
    }
    with pytest.raises(Unusable) as refusal:
        propose(**{**usable, **changes})  # type: ignore[arg-type]
    assert [fault.at for fault in refusal.value.faults] == [at]


def test_below_sixty_inches_there_is_no_ideal_weight_and_it_says_so() -> None:
    weight = dosing_weight(basis="ideal", actual_g=60_000, sex="male", height_mm=1_500)
    assert (weight.weight_g, weight.basis) == (60_000, "actual")
    assert "no ideal weight below 60 inches" in weight.says


@pytest.mark.parametrize(
    ("asked", "at"),
    [
        ({"basis": "ideal", "actual_g": 60_000, "height_mm": 1_700}, "sex"),
        ({"basis": "adjusted", "actual_g": 60_000, "sex": "male"}, "height_mm"),
        ({"basis": "actual", "actual_g": 0}, "actual_g"),
        ({"basis": "lean", "actual_g": 60_000}, "basis"),
    ],
)
def test_a_weight_basis_without_its_facts_is_refused(asked: dict[str, object], at: str) -> None:
    with pytest.raises(Unusable) as refusal:
        dosing_weight(**asked)  # type: ignore[arg-type]
    assert refusal.value.faults[0].at == at
