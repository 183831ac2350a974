"""What has passed through a chain of first-order steps: the kernels of everything that decays into something else.

A chain with rates r1 … rn answers a bolus of one unit with the divided difference of exp over its rates, times
span ** (n − 1), and a constant input of one unit with the same over its rates and 0. Rates come in any order and may
be equal or zero; where they lie close together the defining quotient would lose digits, and an integral over the
span, by Gauss and Legendre, takes its place. Every answer is non-negative and good to a few units in the last place.

Rates (/min) and spans (min) are arrays that broadcast against one another. Rates stand for many spans each: they are
sorted and compared before they meet the spans.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]

# Below this product of rate and span the quotient would lose more than four bits; above, the integrand is too steep
# for so few points.
_CLOSE = 0.1
# Six points of Gauss and Legendre on the unit interval, and their weights.
_HALF = np.array([0.2386191860831969, 0.6612093864662645, 0.932469514203152])
NODES = 0.5 + 0.5 * np.concatenate([-_HALF[::-1], _HALF])
_HALF = np.array([0.46791393457269104, 0.3607615730481386, 0.17132449237917027])
WEIGHTS = 0.5 * np.concatenate([_HALF[::-1], _HALF])
# In place of a rate of zero: whatever the span, nothing decays.
_ALL_BUT_ZERO = 1e-200


def gathered(rate: Floats, span: Floats) -> Floats:
    """What a constant input of one unit has become behind one step: (1 − e^(−rate × span)) / rate."""
    down = -np.maximum(rate, _ALL_BUT_ZERO)
    found: Floats = down * span
    np.expm1(found, out=found)
    found *= 1.0 / down
    return found


def of_bolus(rates: Sequence[Floats], span: Floats) -> Floats:
    """What is in the last of one to three steps, `span` after a bolus of one unit into the first."""
    low, *more = _sorted(rates)
    found: Floats = -low * span
    np.exp(found, out=found)
    if more:
        found *= _of_input([rate - low for rate in more], span)
    return found


def of_input(rates: Sequence[Floats], span: Floats, bolus: Floats | None = None) -> Floats:
    """The same of a constant input of one unit over `span`; `bolus` is what `of_bolus` says, where it is known."""
    return _of_input(_sorted(rates), span, bolus)


def _of_input(rates: Sequence[Floats], span: Floats, bolus: Floats | None = None) -> Floats:
    """Of ascending rates."""
    if len(rates) == 1:
        return gathered(rates[0], span)
    passed = of_bolus(rates, span) if bolus is None else bolus
    shorter = 1.0 / np.maximum(rates[-1], _ALL_BUT_ZERO)
    found = np.subtract(_of_input(rates[:-1], span), passed)
    found *= shorter
    near = (span < _CLOSE * shorter) & (span > 0.0)
    if near.any():
        near = np.broadcast_to(near, found.shape)
        some = [np.broadcast_to(part, found.shape)[near][:, None] for part in (*rates, span)]
        found[near] = (of_bolus(some[:-1], some[-1] * NODES) * (some[-1] * WEIGHTS)).sum(axis=-1)
    return found


def _sorted(rates: Sequence[Floats]) -> Sequence[Floats]:
    if len(rates) == 1:
        return rates
    if len(rates) == 2:
        return [np.minimum(*rates), np.maximum(*rates)]
    return list(np.sort(np.stack(np.broadcast_arrays(*rates)), axis=0))
