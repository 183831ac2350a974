"""Chains of first-order steps against the exponential of their matrix, at 60 digits."""

from __future__ import annotations

from itertools import combinations_with_replacement

import mpmath
import numpy as np
import pytest

from euthymia.domain.pharmacology.divided import NODES, WEIGHTS, Floats, gathered, of_bolus, of_input

# Zero, all but zero, either side of where the integral takes over, all but equal, far apart.
RATES = [0.0, 1e-14, 1e-3, 0.0999, 0.1001, 0.5, 0.5 + 1e-9, 3.0, 40.0, 600.0]


def exact(*rates: float) -> float:
    """The corner of exp of a bidiagonal matrix is the divided difference over its diagonal: a span of 1 min."""
    n = len(rates)
    with mpmath.workdps(60):
        matrix = mpmath.zeros(n, n)
        for i, rate in enumerate(rates):
            matrix[i, i] = -mpmath.mpf(rate)
            if i + 1 < n:
                matrix[i, i + 1] = 1
        return float(mpmath.expm(matrix)[0, n - 1])


def arrays(rates: tuple[float, ...]) -> list[Floats]:
    return [np.array([rate]) for rate in rates]


ONE_MIN = np.ones(1)


@pytest.mark.parametrize("rate", RATES)
def test_one_step(rate: float) -> None:
    (only,) = arrays((rate,))
    assert gathered(only, ONE_MIN)[0] == pytest.approx(exact(0.0, rate), rel=1e-14)
    assert of_bolus([only], ONE_MIN)[0] == pytest.approx(exact(rate), rel=1e-13)
    assert of_input([only], ONE_MIN)[0] == gathered(only, ONE_MIN)[0]


@pytest.mark.parametrize("rates", list(combinations_with_replacement(RATES, 2)))
def test_two_steps(rates: tuple[float, ...]) -> None:
    assert of_bolus(arrays(rates), ONE_MIN)[0] == pytest.approx(exact(*rates), rel=1e-13)
    assert of_input(arrays(rates[::-1]), ONE_MIN)[0] == pytest.approx(exact(0.0, *rates), rel=1e-12)


@pytest.mark.parametrize("rates", list(combinations_with_replacement(RATES, 3)))
def test_three_steps_in_any_order(rates: tuple[float, ...]) -> None:
    first, second, third = arrays(rates)
    assert of_bolus([second, third, first], ONE_MIN)[0] == pytest.approx(exact(*rates), rel=1e-11)
    assert of_input([third, first, second], ONE_MIN)[0] == pytest.approx(exact(0.0, *rates), rel=1e-11)


@pytest.mark.parametrize("span_min", [1e-9, 1e-3, 7.0, 1e6, 1e9])
def test_a_span_stretches_the_rates(span_min: float) -> None:
    rates = (0.0, 0.02 / span_min, 0.5 / span_min)
    span = np.array([span_min])
    unit = [rate * span_min for rate in rates]
    assert of_bolus(arrays(rates), span)[0] == pytest.approx(exact(*unit) * span_min**2, rel=1e-12)
    assert of_input(arrays(rates), span)[0] == pytest.approx(exact(0.0, *unit) * span_min**3, rel=1e-12)


def test_no_span_is_nothing_gathered() -> None:
    for rates in ((0.0, 0.0), (0.3, 1.4), (0.1, 0.1)):
        assert of_input(arrays(rates), np.zeros(1))[0] == 0.0
        assert of_bolus(arrays(rates), np.zeros(1))[0] == 0.0


def test_the_points_of_the_integral_are_those_of_gauss_and_legendre() -> None:
    nodes, weights = np.polynomial.legendre.leggauss(6)
    np.testing.assert_allclose(NODES, 0.5 + 0.5 * nodes, rtol=4e-15)
    np.testing.assert_allclose(WEIGHTS, 0.5 * weights, rtol=4e-15)
