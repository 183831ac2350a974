"""Invented patients: always the same for a seed, and answering to the drug as published."""

from __future__ import annotations

import itertools
from dataclasses import replace
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from euthymia.domain.quantities import Unusable
from euthymia.domain.simulation import Dip, SimulatedPatient
from euthymia.domain.simulation.patient import CUFF_EVERY_S, heart_rate_rise, systolic_rise

# About the peak of 0.5 mg/kg over 40 min (clinical.md 3C, Zanos 2018: 185 ng/mL).
PEAK_NG_PER_ML = 185.0

seeds = st.integers(0, 10_000)
moments = st.integers(-3_600, 14_400)


def cuffs(patient: SimulatedPatient, plasma_ng_per_ml: float) -> list[int]:
    at = (n * CUFF_EVERY_S for n in range(1, 21))
    return [found.cuff.systolic for one in at if (found := patient.vitals(one, plasma_ng_per_ml)).cuff]


@given(seeds, moments, st.floats(0, 400))
def test_the_same_seed_moment_and_concentration_give_the_same_numbers(
    seed: int, at_s: int, plasma_ng_per_ml: float
) -> None:
    first, again = SimulatedPatient.from_seed(seed), SimulatedPatient.from_seed(seed)
    assert first == again
    again.vitals(at_s + 17, 30.0)
    assert first.vitals(at_s, plasma_ng_per_ml) == again.vitals(at_s, plasma_ng_per_ml)


@given(seeds)
def test_everyone_is_plausible_and_inside_the_alert_limits_at_rest(seed: int) -> None:
    patient = SimulatedPatient.from_seed(seed)
    assert 30_000 <= patient.weight_g <= 250_000
    assert 21 <= patient.age_y <= 70
    assert patient.name == f"{patient.given_name} {patient.family_name}"
    for at_s in range(0, 3_600, 300):
        vitals = patient.vitals(at_s, 0.0)
        assert 50 <= vitals.heart_rate <= 110
        assert 94 <= vitals.spo2 <= 100
        assert 12 <= vitals.respiratory_rate <= 24
        if vitals.cuff:
            assert vitals.cuff.diastolic < vitals.cuff.mean < vitals.cuff.systolic <= 140


def test_the_equations_give_the_sizes_worked_out_beside_them() -> None:
    assert systolic_rise(200.0) == pytest.approx(7.7, abs=0.05)
    assert heart_rate_rise(200.0) == pytest.approx(3.8, abs=0.05)
    assert systolic_rise(0.0) == heart_rate_rise(0.0) == 0.0


def test_across_patients_the_rise_at_the_peak_is_that_of_the_clinic_series() -> None:
    people = [SimulatedPatient.from_seed(seed) for seed in range(40)]
    rises = [mean(cuffs(one, PEAK_NG_PER_ML)) - mean(cuffs(one, 0.0)) for one in people]
    assert all(rise > 0 for rise in rises)
    assert 3.2 <= mean(rises) <= 16.0  # EMO18 to YAL24
    older = [rise for rise, one in zip(rises, people, strict=True) if one.age_y >= 50]
    younger = [rise for rise, one in zip(rises, people, strict=True) if one.age_y < 50]
    assert mean(older) > mean(younger)  # CHN21


@given(seeds, moments, st.floats(0, 300), st.floats(1, 300))
def test_more_drug_never_lowers_pressure_or_heart_rate(
    seed: int, at_s: int, less: float, extra: float
) -> None:
    patient = SimulatedPatient.from_seed(seed)
    low = patient.vitals(at_s, less, previous_s=at_s - CUFF_EVERY_S)
    high = patient.vitals(at_s, less + extra, previous_s=at_s - CUFF_EVERY_S)
    assert low.cuff and high.cuff
    assert high.cuff.systolic >= low.cuff.systolic
    assert high.cuff.diastolic >= low.cuff.diastolic
    assert high.heart_rate >= low.heart_rate
    assert (high.spo2, high.respiratory_rate) == (low.spo2, low.respiratory_rate)


def test_a_cuff_is_measured_only_when_its_interval_has_passed() -> None:
    patient = SimulatedPatient.from_seed(5)
    measured = [at_s for at_s in range(0, 3_600, 5) if patient.vitals(at_s, 50.0).cuff]
    assert measured == [0, 600, 1_200, 1_800, 2_400, 3_000]
    assert patient.vitals(599, 50.0).cuff is None


def test_a_clock_of_long_steps_misses_no_cuff_and_dates_it_when_it_was_due() -> None:
    patient = SimulatedPatient.from_seed(5)
    times = list(range(7, 3_600, 300))
    found = [patient.vitals(at, 50.0, previous_s=at - 300).cuff for at in times]
    assert [cuff.at_s for cuff in found if cuff] == [0, 600, 1_200, 1_800, 2_400, 3_000]


def test_neighbouring_moments_are_alike() -> None:
    patient = SimulatedPatient.from_seed(8)
    rates = [patient.vitals(at_s, 100.0).heart_rate for at_s in range(1_200)]
    assert max(abs(after - before) for before, after in itertools.pairwise(rates)) <= 1
    assert len(set(rates)) > 1


def test_a_dip_is_a_fall_of_saturation_that_comes_back() -> None:
    patient = replace(SimulatedPatient.from_seed(8), dips=(Dip(at_s=600, lasting_s=120, points=8),))
    calm = SimulatedPatient.from_seed(8)
    assert calm.vitals(660, 100.0).spo2 - patient.vitals(660, 100.0).spo2 == 8
    assert all(calm.vitals(at, 100.0).spo2 == patient.vitals(at, 100.0).spo2 for at in (600, 720, 900))


@pytest.mark.parametrize("plasma_ng_per_ml", [-1.0, float("nan"), float("inf")])
def test_a_concentration_that_is_none_is_refused(plasma_ng_per_ml: float) -> None:
    with pytest.raises(Unusable, match="plasma concentration"):
        SimulatedPatient.from_seed(1).vitals(0, plasma_ng_per_ml)


@pytest.mark.parametrize("seed", [-1, 1.5, True, "7"])
def test_a_seed_that_is_none_is_refused(seed: object) -> None:
    with pytest.raises(Unusable, match="seed is"):
        SimulatedPatient.from_seed(seed)  # type: ignore[arg-type]
