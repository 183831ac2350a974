"""The solver against an independent matrix exponential at 50 digits, where rate constants are degenerate."""

from __future__ import annotations

from itertools import pairwise

import mpmath
import numpy as np
import pytest

from euthymia.domain.pharmacology import Bolus, Event, Rate
from euthymia.domain.pharmacology.dosing import schedule
from euthymia.domain.pharmacology.solver import Disposition, concentrations


def oracle(
    v1: mpmath.mpf,
    k10: mpmath.mpf,
    exchanges: list[tuple[mpmath.mpf, mpmath.mpf]],
    ke0: mpmath.mpf,
    events: list[Event],
    at: float,
) -> tuple[float, float]:
    """Plasma and effect site in ng/mL by exp of the augmented matrix over each segment."""
    n = len(exchanges) + 1
    size = n + 2  # compartments, effect site, the constant input
    state = mpmath.zeros(size, 1)
    corners = sorted({0.0, at, *(event.at_min for event in events if event.at_min <= at)})
    rate = mpmath.mpf(0)
    for start, end in [*pairwise(corners), (at, at)]:
        for event in events:
            if event.at_min == start and isinstance(event, Rate):
                rate = mpmath.mpf(event.rate_mg_per_h) / 60
            if event.at_min == start and isinstance(event, Bolus):
                state[0] += mpmath.mpf(event.bolus_mg)
        if end == start:
            break
        matrix = mpmath.zeros(size, size)
        matrix[0, 0] = -k10 - sum(out for out, _ in exchanges)
        matrix[0, size - 1] = rate
        for j, (out, back) in enumerate(exchanges, 1):
            matrix[j, 0], matrix[0, j], matrix[j, j] = out, back, -back
        matrix[n, 0], matrix[n, n] = ke0 / v1, -ke0
        state[size - 1] = 1
        state = mpmath.expm(matrix * (mpmath.mpf(end) - mpmath.mpf(start))) * state
    return float(state[0] / v1 * 1000), float(state[n] * 1000)


@pytest.mark.parametrize(
    ("k10", "exchanges", "ke0"),
    [
        (0.5, [(0.2, 0.0)], 0.1),  # a compartment that gives nothing back
        (0.438, [(0.592, 0.247), (0.59, 0.0)], 0.238),  # k31 = 0
        (0.438, [(0.592, 0.247), (0.0, 0.0146)], 0.238),  # k13 = 0
        (0.0, [(0.3, 0.1)], 0.1),  # nothing is eliminated
        (0.3, [(0.2, 0.2), (0.2, 0.2)], 0.2),  # every exchange the same
        (0.3, [(0.2, 0.1), (0.2, 0.1 + 1e-13)], 0.1),  # all but the same
        (0.3, [], 0.3),  # one compartment, ke0 equal to k10
        (0.3, [], 0.3 * (1 + 1e-12)),
        (0.0, [], 1e-9),
        (1e-7, [(5.0, 1e-6), (1e-5, 3.0)], 12.0),
    ],
)
def test_degenerate_rate_constants_are_as_exact_as_any(
    k10: float, exchanges: list[tuple[float, float]], ke0: float
) -> None:
    events: list[Event] = [Rate(0, 60), Bolus(3, 5), Rate(10, 0)]
    times = [1e-4, 0.3, 3, 7, 10, 25, 240]
    disposition = Disposition.of(10.0, k10, [out for out, _ in exchanges], [back for _, back in exchanges])
    found = concentrations(disposition, schedule(events), np.array(times), ke0)
    with mpmath.workdps(50):
        rates = [(mpmath.mpf(out), mpmath.mpf(back)) for out, back in exchanges]
        volume, elimination, delay = mpmath.mpf(10), mpmath.mpf(k10), mpmath.mpf(ke0)
        expected = [oracle(volume, elimination, rates, delay, events, time) for time in times]
    assert found.effect_site_ng_per_ml is not None
    np.testing.assert_allclose(found.plasma_ng_per_ml, [p for p, _ in expected], rtol=1e-9)
    np.testing.assert_allclose(found.effect_site_ng_per_ml, [e for _, e in expected], rtol=1e-9)
