"""Exact concentrations for compartments, an effect site and a metabolite: no steps, no grid.

Drug enters through the central compartment, and each other compartment exchanges only with it; drug leaves
from any of them. The rate matrix of such a system is similar to a symmetric one, so its eigenvectors are orthogonal
whatever the rate constants (equal, zero, far apart). The central amount is then a sum of decaying parts,
all of them non-negative; everything that the central compartment feeds (a peripheral compartment, the
effect site, a metabolite, the drug eliminated) is an integral over those parts with a non-negative kernel,
and what such a compartment feeds in turn is one more. No two numbers of opposite sign are ever added, so
nothing cancels and the result is good to rounding.

The kernels are those of chains of first-order steps (`divided.py`), which stay finite when rate constants meet.
Amounts are mg, volumes L, times minutes; mg/L times 1000 is ng/mL. Arrays carry many patients at once:
leading axes [...] are patients, the last axis is time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from .divided import Floats, gathered, of_bolus, of_input

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
        numbers = np.concatenate([part.ravel() for part in (volume, elimination, out, back, lost)])
        # What is no number compares as false.
        if not (numbers.min() >= 0.0 and numbers.max() < np.inf and out.shape == back.shape == lost.shape):
            raise ValueError(
                "volumes and rate constants must be finite, zero or above, and rates come in pairs"
            )
        if not volume.min() > 0.0:
            raise ValueError("a volume must be a finite number above zero")
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
        count = len(volumes_l)
        numbers: Sequence[ArrayLike] = (v1_l, cl_l_per_h, *volumes_l, *clearances_l_per_h, *lost_per_h)
        if any(isinstance(number, np.ndarray) for number in numbers):
            numbers = np.broadcast_arrays(*numbers)
        table = np.array(numbers, dtype=np.float64)
        table[1] /= 60.0
        table[2 + count :] /= 60.0
        volume, clearance, flows = table[0], table[1], table[2 + count : 2 + 2 * count]
        out, back, lost = flows / volume, flows / table[2 : 2 + count], table[2 + 2 * count :]
        return cls.of(
            volume,
            clearance / volume,
            np.moveaxis(out, 0, -1),
            np.moveaxis(back, 0, -1),
            np.moveaxis(lost, 0, -1) if len(lost_per_h) else None,
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
        out, back = self.k_out_per_min, self.k_back_per_min
        size = out.shape[-1] + 1
        matrix = np.zeros((*self.k10_per_min.shape, size, size))
        matrix[..., 0, 0] = self.k10_per_min + out.sum(axis=-1)
        matrix[..., 1:, 0] = -np.sqrt(out * back)  # the other half is never read
        leaving = back + self.k_lost_per_min
        for j in range(1, size):
            matrix[..., j, j] = leaving[..., j - 1]
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
    rate = modes.rate_per_min[..., None]
    decay = np.exp(-rate * spans)
    risen = gathered(rate, spans) * (modes.share[..., None] * given)
    kernels = [_kernel(pool, pools, modes, spans, given) for pool in pools]
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


def _kernel(pool: _Pool, pools: Sequence[_Pool], modes: Modes, spans: Floats, given: Floats) -> _Kernel:
    gain, own = pool.gain_per_min[..., None], pool.rate_per_min[..., None]
    chain, through, from_source = [own[..., None, :]], gain, None
    if pool.behind is not None:
        entry, j = pool.behind
        source = pools[entry].rate_per_min[..., j, None, None]
        through = gain * pools[entry].gain_per_min[..., j, None, None]
        from_source = gain * of_bolus((source, own), spans)
        chain.insert(0, source[..., None, :])
    chain.insert(0, modes.rate_per_min[..., None, :, None])
    from_modes = of_bolus(chain, spans)
    grown = (modes.share[..., None, :, None] * of_input(chain, spans, from_modes)).sum(axis=-2)
    grown *= through * given
    from_modes *= through[..., None]
    return _Kernel(np.exp(-own * spans), from_modes, grown, from_source, pool.behind or (0, 0))
