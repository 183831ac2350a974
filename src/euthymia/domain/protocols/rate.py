"""A change of rate during the infusion: both units, what it comes to, and when the order is used up.

Source: clinical.md 3E (total delivered is the sum of rate × time; never exceed the ordered mg, a hard stop; P).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from euthymia.domain.quantities import Confidence, Fault, Provenance, Unusable

from .dose import PUMP_STEP_UL_PER_H, Order

HARD_STOP = Provenance("clinical.md 3E: never exceed the ordered mg", Confidence.P)


@dataclass(frozen=True, slots=True, kw_only=True)
class RateChange:
    """Old and new rate in both units, and where the new one leads.

    `total_at_end_ug` is what will have been given at `end_s` (never more than ordered). `reached_at_s` is
    the second, from the start, at which the ordered dose is used up and the pump must stop; None when the
    new rate is zero. `change_percent` is exact; None when the old rate was zero.
    """

    old_rate_ul_per_h: int
    old_rate_ug_per_h: int
    new_rate_ul_per_h: int
    new_rate_ug_per_h: int
    change_percent: Fraction | None
    remaining_ug: int
    remaining_ul: int
    end_s: int
    total_at_end_ug: int
    reached_at_s: int | None

    @property
    def stops_before_end(self) -> bool:
        return self.reached_at_s is not None and self.reached_at_s < self.end_s


def to_ug_per_h(order: Order, rate_ul_per_h: int) -> int:
    """Pump rate to dose rate, whole micrograms an hour, rounded down."""
    return rate_ul_per_h * order.dose_ug // order.final_volume_ul


def to_ul_per_h(order: Order, rate_ug_per_h: int) -> int:
    """Dose rate to pump rate, rounded down to the pump's 0.1 mL/h."""
    exact_ul_per_h = rate_ug_per_h * order.final_volume_ul // order.dose_ug
    return exact_ul_per_h // PUMP_STEP_UL_PER_H * PUMP_STEP_UL_PER_H


def by_percent(rate_ul_per_h: int, percent: int) -> int:
    """A rate changed by whole percent (-25, -50), rounded down to the pump's 0.1 mL/h, never below zero."""
    changed = rate_ul_per_h * max(0, 100 + percent) // 100
    return changed // PUMP_STEP_UL_PER_H * PUMP_STEP_UL_PER_H


def ordered_dose_reached_at_s(
    order: Order, *, rate_ul_per_h: int, at_s: int, delivered_ug: int
) -> int | None:
    """The last whole second, from the start, at which the dose given is not above the order.

    `delivered_ug` is what has been given up to `at_s`. None when the pump stands still with drug to give.
    """
    remaining_ug = order.dose_ug - delivered_ug
    if remaining_ug <= 0:
        return at_s
    if rate_ul_per_h <= 0:
        return None
    ug_per_s = rate_ul_per_h * order.concentration / 1_000 / 3_600
    return at_s + int(remaining_ug / ug_per_s)


def rate_change(
    order: Order,
    *,
    old_rate_ul_per_h: int,
    new_rate_ul_per_h: int,
    at_s: int,
    delivered_ug: int,
    end_s: int | None = None,
) -> RateChange:
    """What a new rate at `at_s` seconds from the start comes to by `end_s` (default: the ordered minutes).

    Raises `Unusable` when a figure is negative, the rate is finer than the pump's 0.1 mL/h, or nothing of
    the order is left to give (the hard stop).
    """
    faults = [
        Fault(name, "negative", f"{name} is {value}", "zero or more")
        for name, value in (
            ("old_rate_ul_per_h", old_rate_ul_per_h),
            ("new_rate_ul_per_h", new_rate_ul_per_h),
            ("at_s", at_s),
            ("delivered_ug", delivered_ug),
        )
        if value < 0
    ]
    if new_rate_ul_per_h % PUMP_STEP_UL_PER_H:
        faults.append(
            Fault("new_rate_ul_per_h", "too-fine", "the pump is set in 0.1 mL/h", "a multiple of 0.1 mL/h")
        )
    if new_rate_ul_per_h > 0 and delivered_ug >= order.dose_ug:
        faults.append(
            Fault(
                "new_rate_ul_per_h",
                "order-used-up",
                "the ordered dose has been given",
                "stop, or a new order",
            )
        )
    if faults:
        raise Unusable(faults)
    end_s = order.duration_min * 60 if end_s is None else end_s
    remaining_ug = max(0, order.dose_ug - delivered_ug)
    to_come_ug = new_rate_ul_per_h * order.concentration / 1_000 * max(0, end_s - at_s) / 3_600
    return RateChange(
        old_rate_ul_per_h=old_rate_ul_per_h,
        old_rate_ug_per_h=to_ug_per_h(order, old_rate_ul_per_h),
        new_rate_ul_per_h=new_rate_ul_per_h,
        new_rate_ug_per_h=to_ug_per_h(order, new_rate_ul_per_h),
        change_percent=_change_percent(old_rate_ul_per_h, new_rate_ul_per_h),
        remaining_ug=remaining_ug,
        remaining_ul=remaining_ug * order.final_volume_ul // order.dose_ug,
        end_s=end_s,
        total_at_end_ug=delivered_ug + min(remaining_ug, int(to_come_ug)),
        reached_at_s=ordered_dose_reached_at_s(
            order, rate_ul_per_h=new_rate_ul_per_h, at_s=at_s, delivered_ug=delivered_ug
        ),
    )


def _change_percent(old: int, new: int) -> Fraction | None:
    return None if old == 0 else Fraction(100 * (new - old), old)
