"""Site profiles: the alert, hold and stop figures a clinic starts from, and the limits they become.

A profile proposes; the clinic signs it and may change it. A `Threshold` keeps the figure as the table has it
(at, above, or so far from baseline); `Profile.limits` turns the figures into the limits of the alarm fold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from math import ceil, floor

from euthymia.domain.quantities import Provenance, Unusable

from .channels import words_of
from .due import MISSED_AFTER_INTERVALS
from .limits import Limit, Limits, Priority
from .state import Side, instant


class TierName(StrEnum):
    """The columns of the table, from the mildest."""

    ALERT = "alert"
    HOLD = "hold"
    STOP = "stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """One figure. `change` means that it counts from the patient's baseline (+30, −4).

    `inclusive`: the figure itself is already in the tier (≥160), otherwise only what is beyond (>110).
    `readings` in a row, over at least `for_s`, are needed: a single one is unconfirmed. `urgent` makes the
    alarm one of high priority at the first reading, before the tier is confirmed. `words` keeps what is said.
    """

    side: Side
    value: float
    provenance: Provenance
    inclusive: bool = False
    change: bool = False
    readings: int = 1
    for_s: float = 0
    urgent: bool = False
    words: str = ""

    @property
    def last_quiet(self) -> float:
        """The last value that is not in the tier. Devices and scores count in whole units, so ≥160 becomes
        a limit of 159, which a value must exceed; a value between the two is taken as beyond."""
        if not self.inclusive:
            return self.value
        return floor(self.value) + 1 if self.side is Side.LOW else ceil(self.value) - 1

    def holds(self, value: float) -> bool:
        if self.side is Side.LOW:
            return value < self.value or (self.inclusive and value == self.value)
        return value > self.value or (self.inclusive and value == self.value)

    def resolved(self, baseline: float) -> Threshold:
        """The same threshold as an absolute figure for this patient."""
        if not self.change:
            return self
        words = f"baseline {baseline:g} {'−' if self.value < 0 else '+'} {abs(self.value):g}"
        return replace(self, value=baseline + self.value, change=False, words=words)

    def __str__(self) -> str:
        sign = ("≤" if self.inclusive else "<") if self.side is Side.LOW else ("≥" if self.inclusive else ">")
        figure = f"{self.value:+g} from baseline" if self.change else f"{sign} {self.value:g}"
        times = f", {self.readings} readings in a row" if self.readings > 1 else ""
        lasting = f", for {self.for_s:g} s" if self.for_s else ""
        return f"{figure}{times}{lasting}" + (f" ({self.words})" if self.words else "")


@dataclass(frozen=True, slots=True)
class Tier:
    """One column for one channel: its figures, the actions the table names, and what needs a person's eyes."""

    name: TierName
    thresholds: tuple[Threshold, ...]
    actions: tuple[str, ...]
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelProfile:
    """The tiers of one channel, mildest first, and how its alarm behaves.

    `max_age_s` is `None` for what never becomes an alarm by a number alone. A channel that is read
    `at_intervals` takes its maximum age from the interval.
    """

    channel: str
    tiers: tuple[Tier, ...]
    max_age_s: float | None
    max_age_provenance: Provenance | None
    latching: bool = False
    escalate_after_s: float | None = None
    escalate_provenance: Provenance | None = None
    at_intervals: bool = False

    @property
    def words(self) -> str:
        return words_of(self.channel)

    def thresholds(self, *names: TierName) -> Iterable[Threshold]:
        """The absolute figures of the named tiers."""
        for tier in self.tiers:
            if tier.name in names:
                yield from (one for one in tier.thresholds if not one.change)

    def limit(self) -> Limit | None:
        """The alert figures as the limit, the tightest on each side; the urgent figures as urgent limits."""
        if self.max_age_s is None:
            return None
        alert = tuple(self.thresholds(TierName.ALERT))
        urgent = tuple(one for one in self.thresholds(*TierName) if one.urgent)
        low, high = _tightest(alert, Side.LOW), _tightest(alert, Side.HIGH)
        urgent_low, urgent_high = _tightest(urgent, Side.LOW), _tightest(urgent, Side.HIGH)
        return Limit(
            low=low,
            high=high,
            max_age_s=self.max_age_s,
            priority=Priority.MEDIUM,
            latching=self.latching,
            escalate_after_s=self.escalate_after_s,
            urgent_low=None if low is None or urgent_low is None else min(low, urgent_low),
            urgent_high=None if high is None or urgent_high is None else max(high, urgent_high),
        )


@dataclass(frozen=True, slots=True)
class Symptom:
    """What only a person can see: words for each tier."""

    name: str
    alert: str
    hold: str
    stop: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything a site chooses about limits. `words` are shown with it, `notes` say how it departs."""

    name: str
    title: str
    words: str
    channels: tuple[ChannelProfile, ...]
    symptoms: tuple[Symptom, ...]
    notes: tuple[str, ...] = ()

    def channel(self, name: str) -> ChannelProfile | None:
        return next((one for one in self.channels if one.channel == name), None)

    def limits(self) -> Limits:
        """The limits for the alarm fold: alert figures at medium priority, urgent ones at high."""
        made = ((one.channel, one.limit()) for one in self.channels)
        return Limits({channel: limit for channel, limit in made if limit is not None})

    def unresolved(self) -> tuple[str, ...]:
        """Channels with figures that count from a baseline nobody has given: those do not watch yet."""
        return tuple(
            one.channel
            for one in self.channels
            if any(t.change for tier in one.tiers for t in tier.thresholds)
        )


def for_patient(
    profile: Profile, baseline: Mapping[str, float], *, pressure_interval_s: float | None = None
) -> Profile:
    """The profile with every baseline-relative figure resolved; `limits` then takes the tighter of the two.

    `baseline` holds the patient's resting value by channel; a channel without one keeps its relative figures
    unresolved and says so (`Profile.unresolved`). `pressure_interval_s` is the interval of the cuff, from which
    the age of a pressure that counts as silence follows. Raises `Unusable` for an interval not above 0.
    """
    if pressure_interval_s is not None and not pressure_interval_s > 0:
        says = f"a pressure interval of {pressure_interval_s} s"
        raise Unusable.one("pressure_interval_s", "not-positive", says, "seconds above 0")
    return replace(
        profile,
        channels=tuple(
            _at_interval(_from_baseline(one, baseline.get(one.channel)), pressure_interval_s)
            for one in profile.channels
        ),
    )


def tier_of(channel: ChannelProfile, readings: Sequence[tuple[datetime, float]]) -> Tier | None:
    """The worst tier the newest readings of a channel have confirmed, or `None`.

    `readings` are (measured at, value), the newest last. Figures from a baseline count only once resolved.
    """
    for tier in reversed(channel.tiers):
        if any(_confirmed(one, readings) for one in tier.thresholds if not one.change):
            return tier
    return None


def _confirmed(threshold: Threshold, readings: Sequence[tuple[datetime, float]]) -> bool:
    run: list[datetime] = []
    for at, value in reversed(readings):
        if not threshold.holds(value):
            break
        run.append(instant(at))
    return len(run) >= threshold.readings and (run[0] - run[-1]).total_seconds() >= threshold.for_s


def _tightest(thresholds: Iterable[Threshold], side: Side) -> float | None:
    quiet = [one.last_quiet for one in thresholds if one.side is side]
    if not quiet:
        return None
    return max(quiet) if side is Side.LOW else min(quiet)


def _from_baseline(channel: ChannelProfile, baseline: float | None) -> ChannelProfile:
    if baseline is None:
        return channel
    tiers = tuple(
        replace(tier, thresholds=tuple(one.resolved(baseline) for one in tier.thresholds))
        for tier in channel.tiers
    )
    return replace(channel, tiers=tiers)


def _at_interval(channel: ChannelProfile, interval_s: float | None) -> ChannelProfile:
    if interval_s is None or not channel.at_intervals:
        return channel
    return replace(channel, max_age_s=MISSED_AFTER_INTERVALS * interval_s)
