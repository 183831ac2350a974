"""Divided differences of exp at points −x, x ≥ 0: the kernels of everything that decays into something else.

A chain of n first-order steps answers a bolus with the divided difference of exp over its n rates times the
span. Each function takes the points x = rate × span, in any order, and returns the difference with its sign
turned so that it is never negative. Where points lie close together the defining quotient would lose digits;
there a short series over complete homogeneous sums takes its place. Good to a few units in the last place,
whether points are equal, zero or far apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import factorial
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]

# Below this spread the quotient would lose more than four bits; the series ends below rounding.
_CLOSE = 0.1
_TERMS = 11
_TINY = 1e-300


def mean_decay(x: Floats) -> Floats:
    """The difference over 0 and x: (1 − e^−x) / x, which is 1 at 0."""
    # Next to zero, in place of it, the quotient is exactly 1.
    below = np.minimum(-x, -_TINY)
    mean: Floats = np.expm1(below) / below
    return mean


def over_two(x: Floats, y: Floats) -> Floats:
    """The difference over x and y."""
    low = np.minimum(x, y)
    found: Floats = np.exp(-low) * mean_decay(np.maximum(x, y) - low)
    return found


def over_three(x: Floats, y: Floats, z: Floats) -> Floats:
    """The difference over x, y and z; at three equal points it is e^−x / 2."""
    low, middle, high = _sorted(x, y, z)
    found: Floats = np.exp(-low) * _from_zero((middle - low, high - low))
    return found


def from_zero(*points: Floats) -> Floats:
    """The difference over 0 and one to three points: what a constant input of one unit has become."""
    if len(points) == 1:
        return mean_decay(points[0])
    return _from_zero(_sorted(*points))


def _from_zero(points: Sequence[Floats]) -> Floats:
    """The same, of ascending points."""
    if len(points) == 1:
        return mean_decay(points[0])
    lowest, highest = points[0], points[-1]
    near = highest < _CLOSE
    if near.all():
        return _series(points)
    above = np.exp(-lowest) * _from_zero([point - lowest for point in points[1:]])
    found: Floats = (_from_zero(points[:-1]) - above) / np.where(near, 1.0, highest)
    if near.any():
        found[near] = _series([point[near] for point in points])
    return found


def _series(points: Sequence[Floats]) -> Floats:
    """Σ h_k(−points) / (k + n)!, h_k the complete homogeneous sums, for points near 0."""
    sums = [np.ones_like(point) for point in points]
    total = sums[-1] / factorial(len(points))
    for k in range(1, _TERMS):
        before: Floats | None = None
        for i, point in enumerate(points):
            grown = -point * sums[i]
            sums[i] = grown if before is None else before + grown
            before = sums[i]
        total = total + sums[-1] / factorial(k + len(points))
    return total


def _sorted(*points: Floats) -> list[Floats]:
    if len(points) == 2:
        return [np.minimum(*points), np.maximum(*points)]
    return list(np.sort(np.stack(np.broadcast_arrays(*points)), axis=0))
