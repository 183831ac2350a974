"""What every driver hands back: readings, refusals with their place, and what kind of message it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple


class Reading(NamedTuple):
    """One vital sign as a device measured it.

    `channel` and `unit` (UCUM) are those of `channels.CHANNELS`, `value` is inside that channel's range,
    `measured_at` carries an offset. `group` ties the systolic, diastolic and mean of one measurement
    together. `device` is the best identity the message states; `code` is the standard name behind the
    number that was sent (`MDC_…`), or the private id of the maker.
    """

    channel: str
    value: float
    unit: str
    measured_at: datetime
    group: str | None
    device: str
    code: str

    def to_json(self) -> dict[str, Any]:
        return {
            "channel": self.channel,
            "value": self.value,
            "unit": self.unit,
            "measured_at": self.measured_at.isoformat(),
            "group": self.group,
            "source": {"device": self.device, "code": self.code},
        }


@dataclass(frozen=True, slots=True)
class Refused:
    """A part that was not read: why, in a sentence, and where (`segment 4`, `line 7`, `/readings/0`)."""

    why: str
    at: str

    def to_json(self) -> dict[str, Any]:
        return {"refused": self.why, "at": self.at}


class Kind(StrEnum):
    """What a message turned out to be. Only the first two are ours to read."""

    OBSERVATIONS = "observations"
    KEEP_ALIVE = "keep-alive"
    ALERT = "alert"
    PUMP_EVENT = "pump-event"
    INFUSION_ORDER = "infusion-order"
    ACKNOWLEDGEMENT = "acknowledgement"
    OTHER = "other"
    UNREADABLE = "unreadable"

    @property
    def is_ours(self) -> bool:
        return self in (Kind.OBSERVATIONS, Kind.KEEP_ALIVE)


@dataclass(frozen=True, slots=True)
class Decoded:
    """One message, read. `control_id` is the sender's own (empty where the form has none)."""

    readings: tuple[Reading, ...]
    refused: tuple[Refused, ...]
    control_id: str
    sender: str
    kind: Kind

    def to_json(self) -> list[dict[str, Any]]:
        """One object for each reading, then one for each refusal."""
        return [reading.to_json() for reading in self.readings] + [part.to_json() for part in self.refused]
