"""How long something lasts when not everybody is seen to its end: the product-limit estimate, with its interval."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from euthymia.domain.honesty.rates import wilson
from euthymia.domain.quantities import Confidence, Provenance

METHOD = Provenance(
    "product-limit estimate (Kaplan and Meier 1958), variance of Greenwood; interval of Wilson at the effective "
    "number of people, share × (1 − share) ÷ variance",
    Confidence.K,
)


@dataclass(frozen=True, slots=True)
class Spell:
    """`days` until it ended, or until it was last seen to go on."""

    days: int
    ended: bool


@dataclass(frozen=True, slots=True)
class Share:
    """The share for which it goes on after `days`, its 95 % interval, and how many were still followed then."""

    days: int
    share: float
    low: float
    high: float
    followed: int


@dataclass(frozen=True, slots=True)
class Median:
    """Days by which it ended for half; None: not within what was seen. The ends of its 95 % interval likewise."""

    days: int | None
    low: int | None
    high: int | None


def at(spells: Sequence[Spell], days: int) -> Share:
    """The share for which it lasts longer than `days`. Raises ValueError without a spell.

    Who is last seen on a day counts as followed on that day.
    """
    if not spells:
        raise ValueError("nobody was followed")
    share, spread, effective = 1.0, 0.0, float(len(spells))
    for day in sorted({one.days for one in spells if one.ended and one.days <= days}):
        risk = sum(one.days >= day for one in spells)
        ends = sum(one.ended and one.days == day for one in spells)
        share *= (risk - ends) / risk
        if risk == ends:
            return Share(days, 0.0, *wilson(0.0, min(effective, float(risk))), 0)
        spread += ends / (risk * (risk - ends))
        effective = (1 - share) / (share * spread)
    followed = sum(one.days > days for one in spells)
    if share == 1.0:
        # Nobody has ended: the interval rests on those who are still followed.
        rests_on = max(1.0, float(sum(one.days >= days for one in spells)))
        return Share(days, 1.0, *wilson(rests_on, rests_on), followed)
    return Share(days, share, *wilson(share * effective, effective), followed)


def median(spells: Sequence[Spell]) -> Median:
    """Half of them, and between which days that lies: where the interval of the share holds one half."""
    steps = [at(spells, day) for day in sorted({one.days for one in spells if one.ended})]
    return Median(
        _first(one.days for one in steps if one.share <= 0.5),
        _first(one.days for one in steps if one.low <= 0.5),
        _first(one.days for one in steps if one.high <= 0.5),
    )


def _first(days: Iterable[int]) -> int | None:
    return next(iter(days), None)
