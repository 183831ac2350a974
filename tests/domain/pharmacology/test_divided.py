"""Divided differences of exp against their integral form, worked out at 60 digits."""

from __future__ import annotations

from itertools import combinations_with_replacement

import mpmath
import numpy as np
import pytest

from euthymia.domain.pharmacology.divided import from_zero, mean_decay, over_three, over_two

# Zero, all but zero, either side of where the series takes over, all but equal, far apart.
POINTS = [0.0, 1e-14, 1e-3, 0.0999, 0.1001, 0.5, 0.5 + 1e-9, 3.0, 40.0, 600.0]


def exact(*points: float) -> mpmath.mpf:
    """The corner of exp of a bidiagonal matrix is the divided difference over its diagonal."""
    n = len(points)
    matrix = mpmath.zeros(n, n)
    for i, point in enumerate(points):
        matrix[i, i] = -mpmath.mpf(point)
        if i + 1 < n:
            matrix[i, i + 1] = 1
    with mpmath.workdps(60):
        return mpmath.expm(matrix)[0, n - 1]


def arrays(points: tuple[float, ...]) -> list[np.ndarray]:
    return [np.array([point]) for point in points]


@pytest.mark.parametrize("point", POINTS)
def test_one_point_and_zero(point: float) -> None:
    assert mean_decay(np.array([point]))[0] == pytest.approx(float(exact(0.0, point)), rel=1e-14)


@pytest.mark.parametrize("points", list(combinations_with_replacement(POINTS, 2)))
def test_two_points(points: tuple[float, ...]) -> None:
    assert over_two(*arrays(points))[0] == pytest.approx(float(exact(*points)), rel=1e-13)
    assert from_zero(*arrays(points[::-1]))[0] == pytest.approx(float(exact(0.0, *points)), rel=1e-12)


@pytest.mark.parametrize("points", list(combinations_with_replacement(POINTS, 3)))
def test_three_points_in_any_order(points: tuple[float, ...]) -> None:
    first, second, third = arrays(points)
    expected, from_nothing = float(exact(*points)), float(exact(0.0, *points))
    assert over_three(second, third, first)[0] == pytest.approx(expected, rel=1e-11)
    assert from_zero(third, first, second)[0] == pytest.approx(from_nothing, rel=1e-11)
