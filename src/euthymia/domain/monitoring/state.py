"""What one watch remembers between two readings, and the facts that go in and come out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timezone
from enum import StrEnum
from math import isfinite
from typing import Any, NamedTuple

from euthymia.domain.quantities import Unusable

from .channels import words_of
from .limits import Priority

# De-identified records are shifted by centuries; beyond this, a time plus a maximum age might not exist.
YEAR_MAX = 9000


class Kind(StrEnum):
    RAISED = "raised"
    CLEARED = "cleared"
    ACKNOWLEDGED = "acknowledged"
    PAUSED = "paused"
    ESCALATED = "escalated"
    RESUMED = "resumed"


class Side(StrEnum):
    """Which of a channel's three alarms."""

    LOW = "low"
    HIGH = "high"
    SILENT = "silent"


def instant(time: datetime) -> datetime:
    """The same instant in a zone without summer time, so that differences are elapsed seconds.

    Raises `Unusable` for a time without an offset.
    """
    if type(time.tzinfo) is timezone:
        return time
    if time.tzinfo is None or time.utcoffset() is None:
        raise Unusable.one(
            "", "no-offset", f"the time {time} has no offset from UTC", "a time with an offset"
        )
    return time.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Sample:
    """One reading in the channel's unit; `by_hand`: a person read it off and typed it.

    Raises `Unusable` for a value or a time that means nothing.
    """

    channel: str
    value: float
    measured_at: datetime
    by_hand: bool = False

    def __post_init__(self) -> None:
        if not isfinite(self.value):
            raise Unusable.one("", "not-finite", f"{self.channel} is {self.value}", "a finite number")
        if type(self.measured_at.tzinfo) is not timezone:
            object.__setattr__(self, "measured_at", instant(self.measured_at))
        if self.measured_at.year > YEAR_MAX:
            says = f"{self.channel} was measured in the year {self.measured_at.year}"
            raise Unusable.one("", "too-late", says, f"a time up to the year {YEAR_MAX}")


@dataclass(frozen=True, slots=True)
class AlarmEvent:
    """Something that happened to an alarm. `limit` of a silent alarm is the maximum age in seconds."""

    at: datetime
    alarm: str
    priority: Priority
    kind: Kind
    value: float | None
    limit: float
    by: str | None = None
    reason: str | None = None


class Track(NamedTuple):
    """The newest reading of a channel, since when its readings have been beyond each limit, and `heard`: when a
    device measured it last, None while only people have. Where that is the newest, a device did measure it."""

    newest: datetime
    value: float
    low_since: datetime | None
    high_since: datetime | None
    heard: datetime | None

    @property
    def by_hand(self) -> bool:
        return self.heard != self.newest


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One alarm on the board, from raised to cleared.

    `present` is false when the condition is gone and a latching alarm waits for a person. `quiet_until`
    is the end of a pause or of the quiet after an acknowledgement; the alarm stays visible meanwhile.
    `rung` counts the people told so far, `ladder_from` is when that count began.
    """

    channel: str
    side: Side
    priority: Priority
    since: datetime
    value: float | None
    limit: float
    ladder_from: datetime
    rung: int = 0
    present: bool = True
    acknowledged: bool = False
    quiet_until: datetime | None = None

    @property
    def alarm(self) -> str:
        return f"{self.channel}-{self.side}"

    @property
    def words(self) -> str:
        """The bar's sentence: what, how much, against which limit. Never depends on colour."""
        name = words_of(self.channel)
        if self.side is Side.SILENT:
            silent = f"{self.limit:g} s" if self.limit < 120 else f"{self.limit / 60:g} min"
            said = f"{name}: no reading for more than {silent}"
            return said if self.present else f"{said}; readings are back, waiting for a person"
        beyond = f"{self.value:g} {'<' if self.side is Side.LOW else '>'} {self.limit:g}"
        return (
            f"{name} {beyond}" if self.present else f"{name} was {beyond}; now within, waiting for a person"
        )


@dataclass(frozen=True, slots=True)
class State:
    """Everything the fold needs to go on: the newest time seen, a track per channel, the alarms standing."""

    clock: datetime | None = None
    tracks: Mapping[str, Track] = field(default_factory=dict)
    standing: Mapping[str, Standing] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """A document of plain JSON values; `from_json` gives an equal state."""
        return {
            "clock": _text(self.clock),
            "tracks": {
                channel: [
                    _text(track.newest),
                    track.value,
                    _text(track.low_since),
                    _text(track.high_since),
                    _text(track.heard),
                ]
                for channel, track in self.tracks.items()
            },
            "standing": [_standing_to_json(standing) for standing in self.standing.values()],
        }

    @classmethod
    def from_json(cls, document: Any) -> State:
        """Raises `Unusable` when the document is not one that `to_json` wrote."""
        try:
            standing = [_standing_from_json(form) for form in document["standing"]]
            return cls(
                clock=_time_or_none(document["clock"]),
                tracks={channel: _track(*form) for channel, form in document["tracks"].items()},
                standing={one.alarm: one for one in standing},
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            says = f"not the state of a watch: {type(error).__name__} {error}"
            raise Unusable.one("", "not-a-state", says, "a document written by State.to_json") from None


def active(state: State) -> tuple[Standing, ...]:
    """The standing alarms in the order of the bar: priority, then unanswered first, then the newest."""
    return tuple(
        sorted(
            state.standing.values(),
            key=lambda one: (one.priority.rank, one.acknowledged, -one.since.timestamp(), one.alarm),
        )
    )


def _track(newest: str, value: float, low: str | None, high: str | None, heard: str | None = "") -> Track:
    """A state from before readings by hand were told apart (`heard` is missing) is taken as a device's."""
    at = _time(newest)
    return Track(
        at, value, _time_or_none(low), _time_or_none(high), at if heard == "" else _time_or_none(heard)
    )


def _standing_to_json(one: Standing) -> dict[str, Any]:
    return {
        "channel": one.channel,
        "side": one.side.value,
        "priority": one.priority.value,
        "since": _text(one.since),
        "value": one.value,
        "limit": one.limit,
        "ladder_from": _text(one.ladder_from),
        "rung": one.rung,
        "present": one.present,
        "acknowledged": one.acknowledged,
        "quiet_until": _text(one.quiet_until),
    }


def _standing_from_json(form: Any) -> Standing:
    return Standing(
        channel=form["channel"],
        side=Side(form["side"]),
        priority=Priority(form["priority"]),
        since=_time(form["since"]),
        value=form["value"],
        limit=form["limit"],
        ladder_from=_time(form["ladder_from"]),
        rung=form["rung"],
        present=form["present"],
        acknowledged=form["acknowledged"],
        quiet_until=_time_or_none(form["quiet_until"]),
    )


def _text(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat()


def _time(text: str) -> datetime:
    return instant(datetime.fromisoformat(text))


def _time_or_none(text: str | None) -> datetime | None:
    return None if text is None else _time(text)
