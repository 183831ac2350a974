"""Virtual patients: the same for a seed whoever computes them, and percentiles that are those of the curves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest

from euthymia.domain.pharmacology import Bolus, Patient, Rate, by_name
from euthymia.domain.pharmacology.dosing import schedule
from euthymia.domain.pharmacology.population import (
    BLOCK,
    LARGEST_SEED,
    MOST_PATIENTS,
    PERCENTILES,
    Crowd,
    Of,
    percentiles,
)
from euthymia.domain.pharmacology.solver import concentrations
from euthymia.domain.quantities import Unusable

COURSE = tuple(Rate(day * 1440.0 + m, r) for day in (0, 2, 4) for m, r in ((0, 52.5), (40, 0)))


def crowd(**changes: Any) -> Crowd:
    asked: dict[str, Any] = {
        "model": "kamp-2020",
        "patient": Patient(70.0, 45.0),
        "events": COURSE,
        "times_min": tuple(np.linspace(0.0, 120.0, 150).tolist()),
        "seed": 7,
        "n": 2500,
    }
    return Crowd(**{**asked, **changes})


def all_curves(people: Crowd) -> np.ndarray:
    grid = people.grid()
    return np.concatenate([people.curves(block, grid) for block in range(people.blocks)])


def all_percentiles(people: Crowd, each: Any = map) -> np.ndarray:
    return np.concatenate([percentiles(people, chunk, each) for chunk in people.chunks()], axis=1)


def backwards(work: Callable[[int], object], items: Iterable[int]) -> Iterable[object]:
    """A map that does the last first, as one of many workers may."""
    found = {item: work(item) for item in reversed(list(items))}
    return [found[item] for item in sorted(found)]


@pytest.mark.parametrize("name", ["kamp-2020", "herd-2007", "otto-2021", "perez-ruixo-2021"])
def test_a_patient_of_the_crowd_is_the_solvers_patient(name: str) -> None:
    people = crowd(model=name, n=BLOCK + 3)
    assert people.blocks == 2
    curves, model = all_curves(people), by_name(name)
    for patient in (0, BLOCK - 1, BLOCK + 2):
        block, row = divmod(patient, BLOCK)
        own = {name: factors[row] for name, factors in people.factors(block).items()}
        disposition = model.parameters(people.patient).disposition(own)
        expected = concentrations(disposition, schedule(COURSE), np.array(people.times_min))
        np.testing.assert_allclose(curves[patient], expected.plasma_ng_per_ml, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize(
    ("name", "of"),
    [
        ("kamp-2020", Of.EFFECT_SITE),
        ("otto-2021", Of.NORKETAMINE),
        ("perez-ruixo-2021", Of.NORKETAMINE),
    ],
)
def test_effect_site_and_norketamine_are_those_of_the_same_people(name: str, of: Of) -> None:
    people, model = crowd(model=name, of=of, n=5), by_name(name)
    plasma = crowd(model=name, n=5)
    for parameter, factors in plasma.factors(0).items():
        np.testing.assert_allclose(people.factors(0)[parameter], factors, rtol=1e-14)
    found, parameters, drawn = all_curves(people), model.parameters(people.patient), people.factors(0)
    site = model.effect_site()
    for patient in range(5):
        own = {name: factors[patient] for name, factors in drawn.items()}
        parent = {name: factor for name, factor in own.items() if not name.startswith("NK")}
        solved = concentrations(
            parameters.disposition(parent),
            schedule(COURSE),
            np.array(people.times_min),
            None if site is None else site.ke0_per_min(70.0),
            metabolite=parameters.norketamine(own),
        )
        expected = solved.effect_site_ng_per_ml if of is Of.EFFECT_SITE else solved.metabolite_ng_per_ml
        np.testing.assert_allclose(found[patient], expected, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize(("name", "of"), [("otto-2021", Of.EFFECT_SITE), ("kamp-2020", Of.NORKETAMINE)])
def test_what_a_model_does_not_predict_is_refused(name: str, of: Of) -> None:
    with pytest.raises(Unusable) as refusal:
        crowd(model=name, of=of)
    assert refusal.value.faults[0].code == "not-predicted" and name not in refusal.value.faults[0].accepted


def test_the_same_seed_is_the_same_people_and_another_is_not() -> None:
    once, again, other = (all_curves(crowd(seed=seed)) for seed in (7, 7, 8))
    np.testing.assert_array_equal(once, again)
    assert not np.isclose(once[:, 60], other[:, 60]).any()


def test_more_people_are_the_same_people_and_more() -> None:
    np.testing.assert_array_equal(all_curves(crowd(n=100))[:100], all_curves(crowd(n=1500))[:100])


@pytest.mark.parametrize("n", [1, 2, 3, 999, 2500])
def test_percentiles_are_those_of_the_curves(n: int) -> None:
    people = crowd(n=n)
    expected = np.percentile(all_curves(people), PERCENTILES, axis=0)
    np.testing.assert_allclose(all_percentiles(people), expected, rtol=1e-11, atol=1e-11)


def test_any_number_of_workers_in_any_order_gives_the_same_numbers() -> None:
    people = crowd(n=5000)
    alone = all_percentiles(people)
    np.testing.assert_array_equal(all_percentiles(people, backwards), alone)
    with ThreadPoolExecutor(3) as pool:
        np.testing.assert_array_equal(all_percentiles(people, pool.map), alone)


def test_percentiles_of_a_known_case_are_those_of_the_log_normal() -> None:
    people = crowd(events=(Bolus(0.0, 25.0),), times_min=(0.0,), n=200_000)
    sigma = float(np.sqrt(np.log1p(0.30**2)))
    for percent, found in zip(PERCENTILES, all_percentiles(people)[:, 0], strict=True):
        exact = 1000 * np.exp(-sigma * NormalDist().inv_cdf(1 - percent / 100))
        assert found == pytest.approx(exact, rel=0.005)


def test_the_values_held_at_once_do_not_grow_with_patients_and_times() -> None:
    many = crowd(n=1_000_000, times_min=tuple(float(t) for t in range(1000)))
    most = max(last - first for first, last in many.chunks())
    assert most * many.n * 8 <= 2**29
    assert [first for first, _ in many.chunks()][1:] == [last for _, last in many.chunks()][:-1]
    assert all(last - first == 6 for first, last in crowd(n=MOST_PATIENTS).chunks()[:-1])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"model": "abuhelwa-2022"}, "no-variability"),
        ({"model": "no-such-model"}, "unknown-model"),
        ({"n": 0}, "out-of-range"),
        ({"n": MOST_PATIENTS + 1}, "out-of-range"),
        ({"seed": -1}, "out-of-range"),
        ({"seed": LARGEST_SEED + 1}, "out-of-range"),
        ({"times_min": (3.0, 1.0)}, "not-ascending"),
    ],
)
def test_what_is_no_crowd_is_refused(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Unusable) as refusal:
        crowd(**changes)
    assert refusal.value.faults[0].code == code


def test_without_a_weight_there_is_nobody_to_be_like() -> None:
    people = crowd(patient=Patient(None))
    with pytest.raises(Unusable, match="weight"):
        people.curves(0, people.grid())


def test_nothing_given_is_zero_in_everybody() -> None:
    assert not all_percentiles(crowd(events=())).any()
