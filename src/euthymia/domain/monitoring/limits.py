"""The limits of one watch: what is quiet, what is beyond, and how long a reading stays true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from euthymia.domain.quantities import Fault, Unusable

from .channels import CHANNELS


class Priority(StrEnum):
    """Priorities after IEC 60601-1-8; `technical` says that something cannot be known, not that it is bad."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    TECHNICAL = "technical"

    @property
    def rank(self) -> int:
        """0 for what the bar shows first."""
        return _RANK[self]


_RANK = {priority: rank for rank, priority in enumerate(Priority)}

# Beyond any vital sign, and a week in seconds: a limit on everything, so that times stay times.
LARGEST = 604_800

_NUMBERS = ("low", "high", "max_age_s", "delay_s", "escalate_after_s", "urgent_low", "urgent_high")
_KEYS = (*_NUMBERS, "priority", "latching")
_REQUIRED = ("max_age_s", "priority")
_OF_A_PERSON = (Priority.HIGH, Priority.MEDIUM, Priority.LOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """The limits of one channel, in the channel's unit; a value at a limit is not beyond it.

    `delay_s` asks the readings to stay beyond for that long before the alarm (0: the first one raises).
    `max_age_s` is how long a reading is current. `latching` alarms stay until a person has answered and
    the condition is gone. `escalate_after_s` starts the ladder of people for an unanswered alarm.
    `urgent_low` and `urgent_high` are farther limits beyond which the same alarm is of high priority.

    Raises `Unusable` when the numbers contradict each other.
    """

    low: float | None
    high: float | None
    max_age_s: float
    priority: Priority
    delay_s: float = 0
    latching: bool = False
    escalate_after_s: float | None = None
    urgent_low: float | None = None
    urgent_high: float | None = None

    def __post_init__(self) -> None:
        faults = list(self._faults())
        if faults:
            raise Unusable(faults)

    def _faults(self) -> Iterator[Fault]:
        for name in _NUMBERS:
            number = getattr(self, name)
            if number is not None and not -LARGEST <= number <= LARGEST:
                yield Fault(
                    f"/{name}", "too-large", f"{name} is {str(number)[:20]}", f"a number up to {LARGEST}"
                )
        if self.max_age_s <= 0:
            yield Fault("/max_age_s", "not-positive", f"max_age_s is {self.max_age_s}", "seconds above 0")
        if self.delay_s < 0:
            yield Fault("/delay_s", "negative", f"delay_s is {self.delay_s}", "0 or more seconds")
        if self.escalate_after_s is not None and self.escalate_after_s <= 0:
            says = f"escalate_after_s is {self.escalate_after_s}"
            yield Fault("/escalate_after_s", "not-positive", says, "seconds above 0, or null")
        if self.priority not in _OF_A_PERSON:
            yield Fault(
                "/priority", "unknown-priority", f"priority is {self.priority}", "high, medium or low"
            )
        if self.low is not None and self.high is not None and self.low >= self.high:
            says = f"low {self.low} is not below high {self.high}"
            yield Fault("/low", "not-nested", says, "a low limit below the high one")
        if self.urgent_low is not None and (self.low is None or self.urgent_low > self.low):
            says = f"urgent_low {self.urgent_low} is not at or below low {self.low}"
            yield Fault("/urgent_low", "not-nested", says, "an urgent limit at or beyond the limit")
        if self.urgent_high is not None and (self.high is None or self.urgent_high < self.high):
            says = f"urgent_high {self.urgent_high} is not at or above high {self.high}"
            yield Fault("/urgent_high", "not-nested", says, "an urgent limit at or beyond the limit")

    def to_json(self) -> dict[str, Any]:
        """The form of `euthymia watch --limits`; keys beyond the five are left out at their defaults."""
        document: dict[str, Any] = {
            "low": self.low,
            "high": self.high,
            "max_age_s": self.max_age_s,
            "delay_s": self.delay_s,
            "priority": self.priority.value,
        }
        if self.latching:
            document["latching"] = True
        for name in ("escalate_after_s", "urgent_low", "urgent_high"):
            if getattr(self, name) is not None:
                document[name] = getattr(self, name)
        return document


class Limits(Mapping[str, Limit]):
    """Channel name → `Limit`. A channel that is not in it is not watched."""

    __slots__ = ("_by_channel", "max_ages")

    def __init__(self, by_channel: Mapping[str, Limit]) -> None:
        self._by_channel = dict(by_channel)
        # Asked for every channel with every reading.
        self.max_ages = {channel: timedelta(seconds=limit.max_age_s) for channel, limit in by_channel.items()}

    def __getitem__(self, channel: str) -> Limit:
        return self._by_channel[channel]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_channel)

    def __len__(self) -> int:
        return len(self._by_channel)

    def __repr__(self) -> str:
        return f"Limits({self._by_channel!r})"

    def to_json(self) -> dict[str, Any]:
        return {channel: limit.to_json() for channel, limit in self.items()}

    @classmethod
    def from_json(cls, document: object) -> Limits:
        """Limits from a parsed JSON document. Raises `Unusable` with a JSON pointer for every fault."""
        accepted = (
            'an object such as {"spo2": {"low": 90, "high": null, "max_age_s": 10, "priority": "high"}}'
        )
        if not isinstance(document, dict):
            raise Unusable.one("", "not-an-object", "limits are an object by channel", accepted)
        if not document:
            raise Unusable.one("", "empty", "no channel has limits, so nothing would be watched", accepted)
        faults: list[Fault] = []
        limits: dict[str, Limit] = {}
        for channel, form in document.items():
            at = "/" + str(channel).replace("~", "~0").replace("/", "~1")
            try:
                if channel not in CHANNELS:
                    says = f"{channel!r} is no channel"
                    raise Unusable.one("", "unknown-channel", says, "one of " + " ".join(CHANNELS))
                limits[channel] = _limit(form)
            except Unusable as refusal:
                faults += [
                    Fault(at + fault.at, fault.code, fault.says, fault.accepted) for fault in refusal.faults
                ]
        if faults:
            raise Unusable(faults)
        return cls(limits)


def _limit(form: object) -> Limit:
    if not isinstance(form, dict):
        raise Unusable.one(
            "", "not-an-object", "the limits of a channel are an object", "keys " + " ".join(_KEYS)
        )
    faults = [
        Fault(f"/{key}", "unknown-key", f"{key!r} is no key of a limit", "keys " + " ".join(_KEYS))
        for key in form
        if key not in _KEYS
    ]
    faults += [
        Fault(f"/{key}", "missing", f"{key} is missing", "both of max_age_s and priority")
        for key in _REQUIRED
        if key not in form
    ]
    for key in _NUMBERS:
        value = form.get(key)
        if key in ("max_age_s", "delay_s") and key in form and value is None:
            faults.append(Fault(f"/{key}", "not-a-number", f"{key} is null", "a number of seconds"))
        elif value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            faults.append(Fault(f"/{key}", "not-a-number", f"{key} is {value!r}", "a number or null"))
    if "priority" in form and form["priority"] not in tuple(Priority):
        says = f"priority is {form['priority']!r}"
        faults.append(Fault("/priority", "unknown-priority", says, "high, medium or low"))
    if not isinstance(form.get("latching", False), bool):
        says = f"latching is {form['latching']!r}"
        faults.append(Fault("/latching", "not-a-boolean", says, "true or false"))
    if faults:
        raise Unusable(faults)
    return Limit(
        low=form.get("low"),
        high=form.get("high"),
        max_age_s=form["max_age_s"],
        priority=Priority(form["priority"]),
        delay_s=form.get("delay_s", 0),
        latching=form.get("latching", False),
        escalate_after_s=form.get("escalate_after_s"),
        urgent_low=form.get("urgent_low"),
        urgent_high=form.get("urgent_high"),
    )
