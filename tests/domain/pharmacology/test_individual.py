"""Individual estimates: nothing learned from nothing, the known answer where there is one, a fair one elsewhere."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize

from euthymia.domain.pharmacology import (
    Assay,
    Bolus,
    Errors,
    Patient,
    Rate,
    by_name,
    estimate,
    individual_curve,
)
from euthymia.domain.pharmacology.dosing import schedule
from euthymia.domain.pharmacology.solver import concentrations
from euthymia.domain.quantities import Unusable

ANA = Patient(70.0, 45.0)
PLAN = (Rate(0.0, 30.0), Rate(40.0, 0.0))
OMEGA = np.array([[0.084177, 0.02261], [0.02261, 0.026048]])


def measured(eta_v1: float, eta_cl: float, times: list[float], name: str = "otto-2021") -> list[Assay]:
    """Assays without error of a patient with these etas."""
    factors = {"V1": np.exp(eta_v1), "CL": np.exp(eta_cl)}
    disposition = by_name(name).parameters(ANA).disposition(factors)
    values = concentrations(disposition, schedule(PLAN), np.array(times)).plasma_ng_per_ml
    return [Assay(time, float(value)) for time, value in zip(times, values, strict=True)]


def refused(assays: list[Assay], model: str = "otto-2021", **more: Any) -> str:
    with pytest.raises(Unusable) as refusal:
        estimate(model, ANA, PLAN, assays, **more)
    return refusal.value.faults[0].code


@pytest.mark.parametrize("model", ["otto-2021", "perez-ruixo-2021", "kamp-2020", "herd-2007"])
def test_with_no_assay_the_estimate_is_the_prior_exactly(model: str) -> None:
    found = estimate(model, ANA, PLAN, [])
    assert found.eta.tolist() == [0.0] * len(found.names)
    assert set(found.factors().values()) == {1.0}
    spread = by_name(model).variability
    assert spread is not None
    np.testing.assert_allclose(found.covariance, spread.covariance(), rtol=1e-9, atol=1e-15)
    assert (found.left == 1).all()
    assert "No assay: the estimate is the prior" in found.says
    plasma, _ = individual_curve(found, PLAN, np.array([20.0, 60.0]))
    typical = concentrations(
        by_name(model).parameters(ANA).disposition(), schedule(PLAN), np.array([20.0, 60.0])
    )
    np.testing.assert_array_equal(plasma, typical.plasma_ng_per_ml)


def test_where_the_problem_is_linear_the_answer_is_the_one_of_the_textbook() -> None:
    # At the instant of a bolus plasma is dose / V1: ln y = ln(dose / V1) - eta, normal prior, normal error.
    y, sigma = 1000.0 * 20 / 133 * 1.4, 0.2
    found = estimate(
        "otto-2021", ANA, (Bolus(0.0, 20.0),), [Assay(0.0, y)], errors=Errors.LOG_NORMAL, sd_log=sigma
    )
    gain = OMEGA[:, 0] / (OMEGA[0, 0] + sigma**2)
    np.testing.assert_allclose(found.eta[:2], -gain * np.log(1.4), rtol=1e-6)
    expected = OMEGA - np.outer(gain, OMEGA[0])
    np.testing.assert_allclose(found.covariance[:2, :2], expected, rtol=1e-6)
    assert found.eta[2:].tolist() == [0, 0]


@pytest.mark.parametrize("errors", list(Errors))
@pytest.mark.parametrize("model", ["otto-2021", "perez-ruixo-2021"])
def test_it_is_the_minimum_that_a_general_optimiser_finds(model: str, errors: Errors) -> None:
    assays = [
        Assay(12, 55.0), Assay(39, 150.0), Assay(70, 45.0), Assay(70, 60.0, "norketamine"), Assay(200, 18.0)
    ]  # fmt: skip
    found = estimate(model, ANA, PLAN, assays, errors=errors)
    chosen = by_name(model)
    assert chosen.variability is not None
    prior = np.linalg.inv(chosen.variability.covariance())
    sds = {error.of: error.sd for error in chosen.residual}
    parameters = chosen.parameters(ANA)

    def objective(eta: np.ndarray) -> float:
        factors = {name: np.exp(e) for name, e in zip(found.names, eta, strict=True)}
        parent = {name: factor for name, factor in factors.items() if not name.startswith("NK ")}
        solution = concentrations(
            parameters.disposition(parent),
            schedule(PLAN),
            np.array([assay.at_min for assay in assays]),
            metabolite=parameters.norketamine(factors),
        )
        assert solution.metabolite_ng_per_ml is not None
        total = float(eta @ prior @ eta)
        for i, assay in enumerate(assays):
            curve = solution.metabolite_ng_per_ml if assay.of == "norketamine" else solution.plasma_ng_per_ml
            z = (np.log(assay.ng_per_ml) - np.log(curve[i])) / sds[assay.of]
            total += 5 * np.log1p(z**2 / 4) if errors is Errors.STUDENT_T else z**2
        return total

    best = minimize(objective, np.zeros(len(found.names)), method="BFGS", options={"gtol": 1e-8})
    assert objective(found.eta) <= best.fun + 1e-9
    np.testing.assert_allclose(found.eta, best.x, atol=2e-4)


def test_many_good_samples_find_the_patient() -> None:
    assays = measured(0.4, -0.2, [5, 10, 20, 30, 39, 45, 60, 90, 120, 180, 240, 300])
    found = estimate("otto-2021", ANA, PLAN, assays, sd_log=0.02)
    np.testing.assert_allclose(found.eta[:2], [0.4, -0.2], atol=0.02)
    assert found.left[:2].max() < 0.02
    np.testing.assert_allclose(found.left[2:], 1, rtol=1e-9)


def test_one_sample_moves_part_of_the_way() -> None:
    found = estimate("otto-2021", ANA, PLAN, measured(0.5, 0.2, [39.0]))
    typical = measured(0, 0, [39.0])[0].ng_per_ml
    own = measured(0.5, 0.2, [39.0])[0].ng_per_ml
    (plasma,), (lower, upper) = individual_curve(found, PLAN, np.array([39.0]))
    assert own < plasma < typical
    assert lower[0] < plasma < upper[0]
    assert "1 assay under otto-2021" in found.says


def test_a_gross_error_hardly_moves_the_robust_estimate_and_is_pointed_at() -> None:
    good = measured(0.1, 0.1, [10.0, 20.0, 39.0, 60.0, 120.0])
    wrong = [*good, Assay(90.0, measured(0.1, 0.1, [90.0])[0].ng_per_ml * 50)]
    clean = estimate("otto-2021", ANA, PLAN, good)
    robust = estimate("otto-2021", ANA, PLAN, wrong)
    plain = estimate("otto-2021", ANA, PLAN, wrong, errors=Errors.LOG_NORMAL)
    moved = np.abs(robust.eta - clean.eta).max()
    assert moved < 0.25 * np.abs(plain.eta - clean.eta).max()
    assert robust.questionable == (5,)
    assert "look at time, unit and sample" in robust.says
    assert clean.questionable == ()


def test_the_band_narrows_with_samples() -> None:
    times = np.array([39.0])
    widths = []
    for sampled in ([], [39.0], [10.0, 20.0, 30.0, 39.0]):
        found = estimate("otto-2021", ANA, PLAN, measured(0, 0, sampled) if sampled else [])
        _, (lower, upper) = individual_curve(found, PLAN, times)
        widths.append(float(upper[0] - lower[0]))
    assert widths[0] > widths[1] > widths[2]


@pytest.mark.parametrize(
    ("assay", "code"),
    [
        (Assay(20.0, 0.0), "not-positive"),
        (Assay(20.0, -5.0), "not-positive"),
        (Assay(20.0, float("nan")), "not-positive"),
        (Assay(-1.0, 50.0), "no-drug-yet"),
        (Assay(0.0, 50.0), "no-drug-yet"),
        (Assay(float("nan"), 50.0), "no-drug-yet"),
        (Assay(20.0, 128.0, "systolic"), "not-a-concentration"),
        (Assay(20.0, 12.0, "cadss"), "not-a-concentration"),
    ],
)
def test_what_is_no_usable_assay_is_refused(assay: Assay, code: str) -> None:
    assert refused([assay]) == code


def test_a_model_that_knows_no_spread_or_no_error_is_refused() -> None:
    assert refused([Assay(20.0, 50.0)], "abuhelwa-2022") == "no-variability"
    assert refused([Assay(20.0, 50.0)], "kamp-2020") == "no-residual"
    assert refused([Assay(20.0, 50.0, "norketamine")], "kamp-2020") == "not-a-concentration"
    assert refused([Assay(20.0, 50.0)], sd_log=0.0) == "not-positive"


def test_borrowed_variability_is_said_again() -> None:
    found = estimate("kamp-2020", ANA, PLAN, [Assay(20.0, 100.0)], sd_log=0.2)
    assert "borrowed" in found.says
