"""Exact concentrations for one to three compartments and an effect site: no steps, no grid.

Drug enters and leaves through the central compartment, and each other compartment exchanges only with
it. The rate matrix of such a system is similar to a symmetric one, so its eigenvectors are orthogonal
whatever the rate constants (equal, zero, far apart). The central amount is then a sum of decaying parts,
all of them non-negative; everything that the central compartment feeds (a peripheral compartment, the
effect site, the drug eliminated) is an integral over those parts with a non-negative kernel. No two
numbers of opposite sign are ever added, so nothing cancels and the result is good to rounding.

The kernels are divided differences of exp, which stay finite when two rate constants meet. Amounts are
mg, volumes L, times minutes; mg/L times 1000 is ng/mL.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import factorial
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]

NG_PER_ML_PER_MG_PER_L = 1000.0
_TAYLOR_TERMS = 18


@dataclass(frozen=True, slots=True)
class Disposition:
    """Central volume and rate constants of a mammillary system; arrays carry many patients at once.

    `v1_l` and `k10_per_min` have shape [...]; `k_out_per_min` (central to peripheral) and
    `k_back_per_min` (peripheral to central) have shape [..., compartments - 1].
    """

    v1_l: Floats
    k10_per_min: Floats
    k_out_per_min: Floats
    k_back_per_min: Floats

    @classmethod
    def of(
        cls,
        v1_l: ArrayLike,
        k10_per_min: ArrayLike,
        k_out_per_min: ArrayLike = (),
        k_back_per_min: ArrayLike = (),
    ) -> Disposition:
        """Raises ValueError unless every volume is above zero and every rate constant zero or above."""
        volume, elimination, out, back = (
            np.asarray(part, dtype=np.float64) for part in (v1_l, k10_per_min, k_out_per_min, k_back_per_min)
        )
        rates = (elimination, out, back)
        if not (np.all(volume > 0) and np.isfinite(volume).all()):
            raise ValueError("a volume must be a finite number above zero")
        if (
            not all(np.all(rate >= 0) and np.isfinite(rate).all() for rate in rates)
            or out.shape != back.shape
        ):
            raise ValueError("rate constants must be finite, zero or above, and come in pairs")
        return cls(volume, elimination, out, back)

    @classmethod
    def from_clearances(
        cls,
        v1_l: ArrayLike,
        cl_l_per_h: ArrayLike,
        volumes_l: Sequence[ArrayLike] = (),
        clearances_l_per_h: Sequence[ArrayLike] = (),
    ) -> Disposition:
        """The same from volumes (L) and clearances (L/h) of the peripheral compartments, in order."""
        volume = np.asarray(v1_l, dtype=np.float64)
        flows = [np.asarray(flow, dtype=np.float64) / 60.0 for flow in clearances_l_per_h]
        out = [flow / volume for flow in flows]
        back = [
            flow / np.asarray(peripheral, dtype=np.float64) * np.ones_like(volume)
            for flow, peripheral in zip(flows, volumes_l, strict=True)
        ]
        empty = np.empty((*volume.shape, 0))
        return cls.of(
            volume,
            np.asarray(cl_l_per_h, dtype=np.float64) / 60.0 / volume,
            np.stack(out, axis=-1) if out else empty,
            np.stack(back, axis=-1) if back else empty,
        )

    def modes(self) -> Modes:
        """Decay rates (/min) and the share of a central bolus that decays at each; shapes [..., n]."""
        size = self.k_out_per_min.shape[-1] + 1
        matrix = np.zeros((*self.k10_per_min.shape, size, size))
        matrix[..., 0, 0] = self.k10_per_min + self.k_out_per_min.sum(axis=-1)
        for j in range(1, size):
            matrix[..., j, j] = self.k_back_per_min[..., j - 1]
            coupling = np.sqrt(self.k_out_per_min[..., j - 1] * self.k_back_per_min[..., j - 1])
            matrix[..., 0, j] = matrix[..., j, 0] = -coupling
        rates, vectors = np.linalg.eigh(matrix)
        # A rate constant of zero leaves a rate of zero that rounding may turn slightly negative.
        return Modes(np.maximum(rates, 0.0), vectors[..., 0, :] ** 2)


@dataclass(frozen=True, slots=True)
class Modes:
    rate_per_min: Floats
    share: Floats


@dataclass(frozen=True, slots=True)
class Schedule:
    """Input to the central compartment: from `start_min[i]` on, `rate_mg_per_min[i]`, after `bolus_mg[i]`.

    Instants are strictly ascending; before the first one there is no drug.
    """

    start_min: Floats
    rate_mg_per_min: Floats
    bolus_mg: Floats


@dataclass(frozen=True, slots=True)
class Solution:
    """Concentrations in ng/mL, shape [..., times]; `effect_site_ng_per_ml` is None without a ke0."""

    plasma_ng_per_ml: Floats
    effect_site_ng_per_ml: Floats | None


@dataclass(frozen=True, slots=True)
class Amounts:
    """Where the drug is, in mg: `central` and `eliminated` [..., times], `peripheral` [..., times, n - 1]."""

    central_mg: Floats
    peripheral_mg: Floats
    eliminated_mg: Floats


def concentrations(
    disposition: Disposition,
    schedule: Schedule,
    times_min: Floats,
    ke0_per_min: float | None = None,
    *,
    before: bool = False,
) -> Solution:
    """Plasma and effect-site concentration at each time, in any order.

    At the instant of a bolus the value is the one after it, or with `before` the one just before it.
    """
    pools = np.empty(0) if ke0_per_min is None else np.array([ke0_per_min])
    central, fed = _propagate(disposition.modes(), pools, pools, schedule, times_min, before)
    per_volume = NG_PER_ML_PER_MG_PER_L / disposition.v1_l[..., None]
    return Solution(central * per_volume, None if ke0_per_min is None else fed[..., 0] * per_volume)


def amounts(disposition: Disposition, schedule: Schedule, times_min: Floats) -> Amounts:
    """Drug in each compartment and drug gone, of one patient (no leading axes)."""
    gains = np.append(disposition.k_out_per_min, disposition.k10_per_min)
    rates = np.append(disposition.k_back_per_min, 0.0)
    central, fed = _propagate(disposition.modes(), gains, rates, schedule, times_min, False)
    return Amounts(central, fed[..., :-1], fed[..., -1])


def _propagate(
    modes: Modes, gains: Floats, rates: Floats, schedule: Schedule, times: Floats, before: bool
) -> tuple[Floats, Floats]:
    """Central amount [..., T] and pools [..., T, m], each pool obeying z' = gain × central − rate × z."""
    lead = modes.rate_per_min.shape[:-1]
    starts, inputs = schedule.start_min, schedule.rate_mg_per_min
    if not len(starts):
        return np.zeros((*lead, len(times))), np.zeros((*lead, len(times), len(rates)))
    segment = np.searchsorted(starts, times, side="left" if before else "right") - 1
    began = segment >= 0
    segment = np.maximum(segment, 0)
    # One evaluation of the kernels serves the hops from event to event and the times asked for.
    hops = len(starts) - 1
    spans = np.concatenate([np.diff(starts), np.where(began, times - starts[segment], 0.0)])
    decay, rise, pool_decay, from_state, from_input = _kernels(modes, gains, rates, spans)
    parts = np.empty((*lead, hops + 1, modes.share.shape[-1]))
    pools = np.empty((*lead, hops + 1, len(rates)))
    part = modes.share * schedule.bolus_mg[0]
    pool = np.zeros((*lead, len(rates)))
    parts[..., 0, :], pools[..., 0, :] = part, pool
    for i in range(hops):
        pool = (
            pool * pool_decay[i]
            + (part[..., None, :] * from_state[..., i, :, :]).sum(axis=-1)
            + inputs[i] * from_input[..., i, :]
        )
        part = part * decay[..., i, :] + inputs[i] * rise[..., i, :] + modes.share * schedule.bolus_mg[i + 1]
        parts[..., i + 1, :], pools[..., i + 1, :] = part, pool
    state, given = parts[..., segment, :], inputs[segment, None] * began[:, None]
    state = state * began[:, None]
    central = (state * decay[..., hops:, :] + given * rise[..., hops:, :]).sum(axis=-1)
    fed = (
        pools[..., segment, :] * pool_decay[hops:]
        + (from_state[..., hops:, :, :] * state[..., None, :]).sum(axis=-1)
        + given * from_input[..., hops:, :]
    )
    return central, fed


def _kernels(
    modes: Modes, gains: Floats, rates: Floats, spans: Floats
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """What a span of constant input does, by mode and pool.

    decay, rise [..., T, n]; pool_decay [T, m]; from_state [..., T, m, n]; from_input [..., T, m].
    """
    fall = modes.rate_per_min[..., None, :] * spans[:, None]
    mean = _mean_decay(fall)
    rise = spans[:, None] * mean * modes.share[..., None, :]
    decay = np.exp(-fall)
    pool_fall = spans[:, None] * rates
    shape = (*fall.shape[:-1], len(rates))
    from_state = np.empty((*shape, fall.shape[-1]))
    from_input = np.empty(shape)
    for j, gain in enumerate(gains):
        y = pool_fall[:, j, None]
        low, high = np.minimum(fall, y), np.maximum(fall, y)
        between = np.exp(-low) * _mean_decay(high - low)
        from_state[..., j, :] = gain * spans[:, None] * between
        twice = _twice_divided(low, high, between) * modes.share[..., None, :]
        from_input[..., j] = gain * spans**2 * twice.sum(axis=-1)
    return decay, rise, np.exp(-pool_fall), from_state, from_input


def _mean_decay(x: Floats) -> Floats:
    """(1 − e^−x) / x for x ≥ 0, which is 1 at 0: the divided difference of exp at 0 and −x."""
    safe = np.where(x == 0.0, 1.0, x)
    mean: Floats = np.where(x == 0.0, 1.0, -np.expm1(-safe) / safe)
    return mean


def _twice_divided(low: Floats, high: Floats, between: Floats) -> Floats:
    """The divided difference of exp at 0, −low and −high, for 0 ≤ low ≤ high.

    `between` is the one at −low and −high. Above 1 the defining quotient loses no digits; below, the
    series over complete homogeneous sums converges to rounding in 18 terms.
    """
    result: Floats = (_mean_decay(low) - between) / np.where(high < 1.0, 1.0, high)
    small = high < 1.0
    if small.any():
        a, b = -low[small], -high[small]
        power = np.ones_like(a)
        homogeneous = np.ones_like(a)
        total = homogeneous / 2.0
        for k in range(1, _TAYLOR_TERMS):
            power = power * a
            homogeneous = power + b * homogeneous
            total = total + homogeneous / factorial(k + 2)
        result[small] = total
    return result
