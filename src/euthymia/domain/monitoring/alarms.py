"""The alarm logic: one pure fold from readings and the passing of time to alarm events.

Readings alone raise and clear the alarms of values; time alone finds silence, ends quiet and climbs the
ladder of people. Each of these has its own instant, whenever it is found, so a replay of the readings gives
the events of the night they were taken. State machine: IEC 60601-1-8 as summarised for this project.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from .by_hand import by_hand_age_s
from .limits import Limit, Limits, Priority
from .state import AlarmEvent, Kind, Sample, Side, Standing, State, Track, instant

# Who is told of an unanswered alarm, and when, in multiples of the channel's `escalate_after_s`. At 30 s this
# is the ladder 0/30/60/120 s of common practice (P: a site setting); rung 0 is the raised alarm at the chair.
LADDER: tuple[tuple[float, str], ...] = (
    (1, "told: the device of the neighbouring room"),
    (2, "told: the whole clinic"),
    (4, "told: the phone of the person in charge"),
)

# The order of what falls due at one instant: silence is strictly later than its instant, the others are not.
_RESUME, _CLIMB, _SILENCE = range(3)


def step(
    state: State, limits: Limits, samples: Iterable[Sample], now: datetime
) -> tuple[State, tuple[AlarmEvent, ...]]:
    """Fold readings in their order of arrival, then the passing of time up to `now`.

    With no samples only time passes. Folding in pieces gives the events of folding at once, as long as the
    clock between the pieces does not run ahead of the readings still to come. A replay passes the newest
    `measured_at` seen as `now`; a time earlier than one already seen does not turn the clock back. A live
    watch lets its ticks lag by the time that readings take to arrive (up to two seconds), so that a reading
    on its way is not taken for silence and the replay tells the same.

    A reading that claims a time in the future must be refused before it comes here: its channel would look
    alive until then. Raises `Unusable` for a `now` without an offset.
    """
    fold = _Fold(state, limits)
    for sample in samples:
        fold.pass_time(sample.measured_at)
        fold.read(sample)
    fold.pass_time(instant(now))
    return fold.state(), tuple(fold.events)


def rejudge(state: State, limits: Limits, now: datetime) -> tuple[State, tuple[AlarmEvent, ...]]:
    """What stands measured, against limits that have just changed: nobody waits for the next reading.

    A value newly beyond counts as beyond from `now`, so a channel with a delay raises with a later reading;
    one that is within again clears. A value too old to be alive is judged by neither: it is silent already.
    Raises `Unusable` for a `now` without an offset.
    """
    fold = _Fold(state, limits)
    at = instant(now)
    fold.pass_time(at)
    for channel, track in state.tracks.items():
        limit = limits.get(channel)
        if limit is not None and at <= silent_at(channel, track, limit)[0]:
            fold.rejudge(channel, track, limit, at)
    return fold.state(), tuple(fold.events)


def silent_at(channel: str, track: Track, limit: Limit) -> tuple[datetime, float]:
    """From when on a channel is silent unless something is read before, and the age in seconds that this is.

    A device is silent after `max_age_s`, also when somebody types a value while it measures: that hides no lead that
    has fallen off. What was typed where no device measured is true for as long as the schedule leaves (`by_hand`).
    """
    if track.heard is not None:
        device = track.heard + timedelta(seconds=limit.max_age_s)
        if track.newest <= device:
            return device, limit.max_age_s
    age_s = by_hand_age_s(channel, limit.max_age_s)
    return track.newest + timedelta(seconds=age_s), age_s


class _Fold:
    """The working copy of one `step`."""

    __slots__ = ("clock", "events", "limits", "passed", "standing", "tracks")

    def __init__(self, state: State, limits: Limits) -> None:
        self.clock = state.clock
        self.tracks = dict(state.tracks)
        self.standing = dict(state.standing)
        self.limits = limits
        self.events: list[AlarmEvent] = []
        # Whether everything due by the clock has been found; a reading of this very instant leaves nothing behind.
        self.passed = False

    def state(self) -> State:
        return State(self.clock, self.tracks, self.standing)

    # Time

    def pass_time(self, to: datetime) -> None:
        """Everything that falls due by `to`, in the order in which it fell due."""
        if self.passed and self.clock is not None and to <= self.clock:
            return
        self.clock = to if self.clock is None else max(self.clock, to)
        while due := min(self._due(self.clock), default=None):
            at, kind, _, channel, side = due
            if kind == _SILENCE:
                self._fall_silent(channel, at)
            else:
                standing = self.standing[f"{channel}-{side}"]
                self._resume(standing, at) if kind == _RESUME else self._climb(standing, at)
        self.passed = True

    def _due(self, clock: datetime) -> Iterator[tuple[datetime, int, str, str, Side]]:
        max_ages = self.limits.max_ages
        for channel, track in self.tracks.items():
            max_age = max_ages.get(channel)
            if max_age is None:
                continue
            due = track.newest + max_age if track.heard == track.newest else self._silent_at(channel, track)
            # Longer than the maximum age: a reading that comes at that very instant is still in time.
            if clock > due:
                alarm = f"{channel}-silent"
                standing = self.standing.get(alarm)
                if standing is None or not standing.present:
                    yield due, _SILENCE, alarm, channel, Side.SILENT
        for alarm, standing in self.standing.items():
            if standing.quiet_until is not None and clock >= standing.quiet_until:
                yield standing.quiet_until, _RESUME, alarm, standing.channel, standing.side
            limit = self.limits.get(standing.channel)
            if limit is None or limit.escalate_after_s is None or standing.acknowledged:
                continue
            if standing.rung < len(LADDER):
                after_s = limit.escalate_after_s * LADDER[standing.rung][0]
                due = standing.ladder_from + timedelta(seconds=after_s)
                if clock >= due:
                    yield due, _CLIMB, alarm, standing.channel, standing.side

    def _fall_silent(self, channel: str, at: datetime) -> None:
        standing = self.standing.get(f"{channel}-silent")
        if standing is None:
            _, age_s = silent_at(channel, self.tracks[channel], self.limits[channel])
            self._raise(channel, Side.SILENT, Priority.TECHNICAL, None, age_s, at)
        else:
            self._return(standing, at)

    def _silent_at(self, channel: str, track: Track) -> datetime:
        return silent_at(channel, track, self.limits[channel])[0]

    def _resume(self, standing: Standing, at: datetime) -> Standing:
        standing = replace(standing, quiet_until=None)
        self.standing[standing.alarm] = standing
        self._tell(standing, Kind.RESUMED, at)
        return standing

    def _climb(self, standing: Standing, at: datetime) -> None:
        reason = LADDER[standing.rung][1]
        self.standing[standing.alarm] = standing = replace(standing, rung=standing.rung + 1)
        self._tell(standing, Kind.ESCALATED, at, reason)

    # Readings

    def read(self, sample: Sample) -> None:
        limit = self.limits.get(sample.channel)
        if limit is None:
            return
        if sample.measured_at != self.clock:
            self.passed = False
        track = self.tracks.get(sample.channel)
        fresh = track is None or sample.measured_at > track.newest
        at = sample.measured_at
        if not fresh and track is not None and at < track.newest:
            return
        heard = at if not sample.by_hand else track.heard if track is not None else None
        low, high = _beyond(limit, sample.value)
        low_since = (track.low_since if track else None) or (at if low else None)
        high_since = (track.high_since if track else None) or (at if high else None)
        if fresh:
            low_since = low_since if low else None
            high_since = high_since if high else None
            self.tracks[sample.channel] = Track(at, sample.value, low_since, high_since, heard)
            self._be_heard(sample.channel, limit, at)
        elif track is not None:
            # Another value of the same instant may raise, never clear: the worse of the two counts,
            # and the same reading again changes nothing.
            self.tracks[sample.channel] = track._replace(
                low_since=low_since, high_since=high_since, heard=heard
            )
        self._judge(sample, limit, low_since if low else None, high_since if high else None, fresh)

    def rejudge(self, channel: str, track: Track, limit: Limit, at: datetime) -> None:
        low, high = _beyond(limit, track.value)
        low_since = (track.low_since or at) if low else None
        high_since = (track.high_since or at) if high else None
        self.tracks[channel] = track._replace(low_since=low_since, high_since=high_since)
        self._judge(Sample(channel, track.value, at), limit, low_since, high_since, fresh=True)

    def _judge(
        self,
        sample: Sample,
        limit: Limit,
        low_since: datetime | None,
        high_since: datetime | None,
        fresh: bool,
    ) -> None:
        """Within and beyond, from when on; a value that is not fresh clears nothing."""
        sides = ((Side.LOW, low_since), (Side.HIGH, high_since))
        for side, since in sides:
            if since is None and fresh:
                self._be_within(sample, limit, side)
        for side, since in sides:
            if since is not None:
                self._be_beyond(sample, limit, side, since, fresh)

    def _be_heard(self, channel: str, limit: Limit, at: datetime) -> None:
        standing = self.standing.get(f"{channel}-silent")
        if standing is None or not standing.present or self.clock is None:
            return
        # A reading that arrives so late that it is itself too old does not end the silence.
        if self.clock <= self._silent_at(channel, self.tracks[channel]):
            self._go(standing, limit, None, standing.limit, at)

    def _be_within(self, sample: Sample, limit: Limit, side: Side) -> None:
        standing = self.standing.get(f"{sample.channel}-{side}")
        if standing is not None and standing.present:
            crossed = limit.low if side is Side.LOW else limit.high
            self._go(
                standing,
                limit,
                sample.value,
                standing.limit if crossed is None else crossed,
                sample.measured_at,
            )

    def _be_beyond(self, sample: Sample, limit: Limit, side: Side, since: datetime, fresh: bool) -> None:
        at, value = sample.measured_at, sample.value
        crossed, priority = _crossed(limit, side, value)
        standing = self.standing.get(f"{sample.channel}-{side}")
        if standing is None:
            if at - since >= timedelta(seconds=limit.delay_s):
                self._raise(sample.channel, side, priority, value, crossed, at)
            return
        if not standing.present:
            standing = self._return(standing, at)
        if priority.rank < standing.priority.rank:
            self._worsen(standing, priority, value, crossed, at)
        elif fresh:
            # The priority stays until the alarm clears; the sentence is about the newest reading.
            self.standing[standing.alarm] = replace(standing, value=value, limit=crossed)

    # What becomes of an alarm

    def _raise(
        self, channel: str, side: Side, priority: Priority, value: float | None, limit: float, at: datetime
    ) -> None:
        standing = Standing(
            channel=channel, side=side, priority=priority, since=at, value=value, limit=limit, ladder_from=at
        )
        self.standing[standing.alarm] = standing
        self._tell(standing, Kind.RAISED, at)

    def _return(self, standing: Standing, at: datetime) -> Standing:
        """A latched condition that had gone is back: a new one to the ear, the same one in the log."""
        if standing.quiet_until is not None:
            standing = self._resume(standing, at)
        standing = replace(standing, present=True)
        self.standing[standing.alarm] = standing
        return standing

    def _worsen(
        self, standing: Standing, priority: Priority, value: float, limit: float, at: datetime
    ) -> None:
        """A higher priority breaks through quiet and asks for an answer of its own."""
        if standing.quiet_until is not None:
            standing = self._resume(standing, at)
        standing = replace(
            standing,
            priority=priority,
            value=value,
            limit=limit,
            acknowledged=False,
            ladder_from=at,
            rung=0,
        )
        self.standing[standing.alarm] = standing
        self._tell(standing, Kind.ESCALATED, at, f"beyond the urgent limit {limit:g}")

    def _go(
        self, standing: Standing, limit: Limit, value: float | None, crossed: float, at: datetime
    ) -> None:
        if limit.latching and not standing.acknowledged:
            self.standing[standing.alarm] = replace(standing, present=False)
            return
        del self.standing[standing.alarm]
        # A reading that was on its way when its channel fell silent is older than that alarm.
        at = max(at, standing.since)
        self._tell(replace(standing, value=value, limit=crossed), Kind.CLEARED, at)

    def _tell(self, standing: Standing, kind: Kind, at: datetime, reason: str | None = None) -> None:
        self.events.append(told(standing, kind, at, reason=reason))


def told(
    standing: Standing, kind: Kind, at: datetime, *, by: str | None = None, reason: str | None = None
) -> AlarmEvent:
    """The event about an alarm as it stands."""
    return AlarmEvent(at, standing.alarm, standing.priority, kind, standing.value, standing.limit, by, reason)


def _beyond(limit: Limit, value: float) -> tuple[bool, bool]:
    """Whether a value is below the low limit, and whether it is above the high one; at a limit is neither."""
    return limit.low is not None and value < limit.low, limit.high is not None and value > limit.high


def _crossed(limit: Limit, side: Side, value: float) -> tuple[float, Priority]:
    """The farthest limit the value is beyond, and the priority that gives the alarm."""
    if side is Side.LOW:
        near, far = limit.low, limit.urgent_low
        beyond_far = far is not None and value < far
    else:
        near, far = limit.high, limit.urgent_high
        beyond_far = far is not None and value > far
    if beyond_far and far is not None:
        return far, Priority.HIGH
    if near is None:
        raise AssertionError("a value cannot be beyond a limit that is not there")
    return near, limit.priority
