"""Exact concentrations for compartments, an effect site and a metabolite: no steps, no grid.

Drug enters through the central compartment, and each other compartment exchanges only with it; drug leaves
from any of them. The rate matrix of such a system is similar to a symmetric one, so its eigenvectors are orthogonal
whatever the rate constants (equal, zero, far apart). The central amount is then a sum of decaying parts,
all of them non-negative; everything that the central compartment feeds (a peripheral compartment, the
effect site, a metabolite, the drug eliminated) is an integral over those parts with a non-negative kernel,
and what such a compartment feeds in turn is one more. No two numbers of opposite sign are ever added, so
nothing cancels and the result is good to rounding.

The kernels are divided differences of exp (`divided.py`), which stay finite when rate constants meet.
Amounts are mg, volumes L, times minutes; mg/L times 1000 is ng/mL. Arrays carry many patients at once:
leading axes [...] are patients, the last axis is time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from .divided import Floats, from_zero, mean_decay, over_three, over_two

NG_PER_ML_PER_MG_PER_L = 1000.0


@dataclass(frozen=True, slots=True)
class Disposition:
    """Central volume and rate constants of a mammillary system; arrays carry many patients at once.

    `v1_l` and `k10_per_min` have shape [...]; `k_out_per_min` (central to peripheral), `k_back_per_min`
    (peripheral to central) and `k_lost_per_min` (out of the body from there) [..., compartments - 1].
    """

    v1_l: Floats
    k10_per_min: Floats
    k_out_per_min: Floats
    k_back_per_min: Floats
    k_lost_per_min: Floats

    @classmethod
    def of(
        cls,
        v1_l: ArrayLike,
        k10_per_min: ArrayLike,
        k_out_per_min: ArrayLike = (),
        k_back_per_min: ArrayLike = (),
        k_lost_per_min: ArrayLike | None = None,
    ) -> Disposition:
        """Raises ValueError unless every volume is above zero and every rate constant zero or above."""
        volume, elimination, out, back = (
            np.asarray(part, dtype=np.float64) for part in (v1_l, k10_per_min, k_out_per_min, k_back_per_min)
        )
        lost = np.zeros_like(back) if k_lost_per_min is None else np.asarray(k_lost_per_min, dtype=np.float64)
        if not (volume.min() > 0 and np.isfinite(volume).all()):
            raise ValueError("a volume must be a finite number above zero")
        rates = np.concatenate([part.ravel() for part in (elimination, out, back, lost)])
        if not (rates.min() >= 0 and np.isfinite(rates).all() and out.shape == back.shape == lost.shape):
            raise ValueError("rate constants must be finite, zero or above, and come in pairs")
        return cls(volume, elimination, out, back, lost)

    @classmethod
    def from_clearances(
        cls,
        v1_l: ArrayLike,
        cl_l_per_h: ArrayLike,
        volumes_l: Sequence[ArrayLike] = (),
        clearances_l_per_h: Sequence[ArrayLike] = (),
        lost_per_h: Sequence[ArrayLike] = (),
    ) -> Disposition:
        """The same from volumes (L) and clearances (L/h) of the peripheral compartments, in order.

        `lost_per_h` holds, where drug leaves from them, the rate constants (/h) at which it does.
        """
        volume = np.asarray(v1_l, dtype=np.float64)
        flows = [np.asarray(flow, dtype=np.float64) / 60.0 for flow in clearances_l_per_h]
        out = [flow / volume for flow in flows]
        back = [
            flow / np.asarray(peripheral, dtype=np.float64) * np.ones_like(volume)
            for flow, peripheral in zip(flows, volumes_l, strict=True)
        ]
        lost = [np.asarray(rate, dtype=np.float64) / 60.0 * np.ones_like(volume) for rate in lost_per_h]
        empty = np.empty((*volume.shape, 0))
        return cls.of(
            volume,
            np.asarray(cl_l_per_h, dtype=np.float64) / 60.0 / volume,
            np.stack(out, axis=-1) if out else empty,
            np.stack(back, axis=-1) if back else empty,
            np.stack(lost, axis=-1) if lost else None,
        )

    @property
    def clearance_l_per_h(self) -> Floats:
        """From plasma, at steady state: what leaves directly, and what leaves from the compartments behind."""
        leaving = self.k_back_per_min + self.k_lost_per_min
        share = self.k_lost_per_min / np.where(leaving > 0.0, leaving, 1.0)
        total: Floats = 60.0 * self.v1_l * (self.k10_per_min + (self.k_out_per_min * share).sum(axis=-1))
        return total

    @property
    def steady_state_volume_l(self) -> Floats:
        """Drug in the body over plasma concentration once a constant input has levelled out."""
        held = self.k_out_per_min / (self.k_back_per_min + self.k_lost_per_min)
        total: Floats = self.v1_l * (1.0 + held.sum(axis=-1))
        return total

    def modes(self) -> Modes:
        """Decay rates (/min) and the share of a central bolus that decays at each; shapes [..., n]."""
        size = self.k_out_per_min.shape[-1] + 1
        matrix = np.zeros((*self.k10_per_min.shape, size, size))
        matrix[..., 0, 0] = self.k10_per_min + self.k_out_per_min.sum(axis=-1)
        for j in range(1, size):
            matrix[..., j, j] = self.k_back_per_min[..., j - 1] + self.k_lost_per_min[..., j - 1]
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
class Metabolite:
    """What is formed, where, and how it is disposed of; its mass is counted as mass of the parent.

    `formed_per_min` [...] is the rate constant of formation out of the central compartment (`source` None)
    or out of the peripheral compartment with that index.
    """

    disposition: Disposition
    formed_per_min: Floats
    source: int | None = None


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
    """Concentrations in ng/mL, shape [..., times]; None without a ke0, and without a metabolite."""

    plasma_ng_per_ml: Floats
    effect_site_ng_per_ml: Floats | None
    metabolite_ng_per_ml: Floats | None = None


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
    metabolite: Metabolite | None = None,
    before: bool = False,
) -> Solution:
    """Plasma, effect-site and metabolite concentration at each time, in any order.

    At the instant of a bolus the value is the one after it, or with `before` the one just before it.
    """
    pools: list[_Pool] = []
    if ke0_per_min is not None:
        pools.append(_Pool(np.array([ke0_per_min]), np.array([ke0_per_min])))
    if metabolite is not None:
        pools += _formed(disposition, metabolite, len(pools))
    central, fed = _propagate(disposition.modes(), pools, schedule, times_min, before)
    per_volume = NG_PER_ML_PER_MG_PER_L / disposition.v1_l[..., None]
    effect = None if ke0_per_min is None else fed[0][..., 0, :] * per_volume
    formed = None
    if metabolite is not None:
        formed = fed[-1].sum(axis=-2) * (NG_PER_ML_PER_MG_PER_L / metabolite.disposition.v1_l[..., None])
    return Solution(central * per_volume, effect, formed)


def amounts(disposition: Disposition, schedule: Schedule, times_min: Floats) -> Amounts:
    """Drug in each compartment and drug gone, of one patient (no leading axes)."""
    leaving = disposition.k_back_per_min + disposition.k_lost_per_min
    peripheral = _Pool(disposition.k_out_per_min, leaving)
    gone = _Pool(disposition.k10_per_min[None], np.zeros(1))
    lost = [
        _Pool(disposition.k_lost_per_min[j, None], np.zeros(1), behind=(0, j))
        for j in range(len(leaving))
        if disposition.k_lost_per_min[j] > 0.0
    ]
    pools = [peripheral, gone, *lost]
    central, fed = _propagate(disposition.modes(), pools, schedule, times_min, False)
    return Amounts(central, np.moveaxis(fed[0], -2, -1), np.sum([pool[0] for pool in fed[1:]], axis=0))


@dataclass(frozen=True, slots=True)
class _Pool:
    """m pools that obey z' = gain × source − rate × z; arrays [..., m].

    The source is the central compartment, or with `behind` (p, j) the j-th pool of the p-th entry.
    """

    gain_per_min: Floats
    rate_per_min: Floats
    behind: tuple[int, int] | None = None


def _formed(disposition: Disposition, metabolite: Metabolite, at: int) -> list[_Pool]:
    """The modes of the metabolite's own central compartment, each fed with its share of what is formed.

    `at` is the place that the first of these entries will have.
    """
    modes = metabolite.disposition.modes()
    gain = metabolite.formed_per_min[..., None] * modes.share
    if metabolite.source is None:
        return [_Pool(gain, modes.rate_per_min)]
    j = metabolite.source
    leaving = disposition.k_back_per_min[..., j] + disposition.k_lost_per_min[..., j]
    source = _Pool(disposition.k_out_per_min[..., j, None], leaving[..., None])
    return [source, _Pool(gain, modes.rate_per_min, behind=(at, 0))]


@dataclass(frozen=True, slots=True)
class _Kernel:
    """What each span does to one entry of pools: [..., m, S], and from the parent's modes [..., m, n, S]."""

    decay: Floats
    from_modes: Floats
    from_input: Floats
    from_source: Floats | None
    source: tuple[int, int]

    def carry(self, held: Floats, sources: Sequence[Floats], parts: Floats, spans: slice) -> Floats:
        """Amounts [..., m, K] after these K spans, from those before, those of the sources, and the modes'."""
        found: Floats = (
            held * self.decay[..., spans]
            + (self.from_modes[..., spans] * parts[..., None, :, :]).sum(axis=-2)
            + self.from_input[..., spans]
        )
        if self.from_source is not None:
            entry, j = self.source
            found = found + sources[entry][..., j, None, :] * self.from_source[..., spans]
        return found


def _propagate(
    modes: Modes, pools: Sequence[_Pool], schedule: Schedule, times: Floats, before: bool
) -> tuple[Floats, list[Floats]]:
    """Central amount [..., T], and for each entry of `pools` its amounts [..., m, T]."""
    starts, inputs = schedule.start_min, schedule.rate_mg_per_min
    if not len(starts):
        starts, inputs, schedule = np.zeros(1), np.zeros(1), Schedule(*np.zeros((3, 1)))
    segment = np.searchsorted(starts, times, side="left" if before else "right") - 1
    began = segment >= 0
    segment = np.maximum(segment, 0)
    # One evaluation of the kernels serves the hops from event to event and the times asked for.
    hops = len(starts) - 1
    spans = np.concatenate([np.diff(starts), np.where(began, times - starts[segment], 0.0)])
    given = np.concatenate([inputs[:hops], inputs[segment] * began])
    fall = modes.rate_per_min[..., None] * spans
    decay = np.exp(-fall)
    risen = modes.share[..., None] * (given * spans) * mean_decay(fall)
    kernels = [_kernel(pool, pools, modes, fall, spans, given) for pool in pools]
    part = modes.share * schedule.bolus_mg[0]
    held = [np.zeros(kernel.from_input.shape[:-1]) for kernel in kernels]
    parts_at, held_at = [part], [held]
    for i in range(hops):
        hop = slice(i, i + 1)
        wide = [amount[..., None] for amount in held]
        held = [k.carry(a, wide, part[..., None], hop)[..., 0] for k, a in zip(kernels, wide, strict=True)]
        part = part * decay[..., i] + risen[..., i] + modes.share * schedule.bolus_mg[i + 1]
        parts_at.append(part)
        held_at.append(held)
    asked = slice(hops, None)
    parts = np.stack(parts_at, axis=-1).take(segment, axis=-1) * began
    central = (parts * decay[..., asked] + risen[..., asked]).sum(axis=-2)
    amounts_at = [np.stack(column, axis=-1).take(segment, axis=-1) for column in zip(*held_at, strict=True)]
    fed = [k.carry(a, amounts_at, parts, asked) for k, a in zip(kernels, amounts_at, strict=True)]
    return central, fed


def _kernel(
    pool: _Pool, pools: Sequence[_Pool], modes: Modes, fall: Floats, spans: Floats, given: Floats
) -> _Kernel:
    own = pool.rate_per_min[..., None] * spans
    gain = pool.gain_per_min[..., None]
    share, modal, mine = modes.share[..., None, :, None], fall[..., None, :, :], own[..., None, :]
    if pool.behind is None:
        from_modes = (gain * spans)[..., None, :] * over_two(modal, mine)
        grown = gain * (given * spans**2) * (share * from_zero(modal, mine)).sum(axis=-2)
        return _Kernel(np.exp(-own), from_modes, grown, None, (0, 0))
    entry, j = pool.behind
    source = pools[entry].rate_per_min[..., j, None, None] * spans
    through = pools[entry].gain_per_min[..., j, None, None] * gain
    from_modes = (through * spans**2)[..., None, :] * over_three(modal, source[..., None, :], mine)
    grown = (share * from_zero(modal, source[..., None, :], mine)).sum(axis=-2)
    from_source = gain * spans * over_two(source, own)
    return _Kernel(np.exp(-own), from_modes, through * (given * spans**3) * grown, from_source, pool.behind)
