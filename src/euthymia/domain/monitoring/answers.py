"""What people do about an alarm: acknowledge it, pause its sound; and what the program undoes again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from euthymia.domain.quantities import Confidence, Provenance, Unusable

from .alarms import told
from .state import AlarmEvent, Kind, Standing, State, instant

QUIET_S_MAX = 120.0
QUIET_S_MAX_PROVENANCE = Provenance("audio pause as IEC 60601-1-8 practice is summarised", Confidence.P)

EVERY_ALARM = "all"


def acknowledge(
    state: State, alarm: str, by: str, reason: str, now: datetime, *, quiet_s: float = QUIET_S_MAX
) -> tuple[State, tuple[AlarmEvent, ...]]:
    """A person has seen the alarm: it stops climbing the ladder, and is quiet for `quiet_s`.

    It stays visible while its condition holds and sounds again (`resumed`) when the quiet ends before the
    condition does. A latched alarm whose condition is gone is cleared by this. Fold the time up to `now`
    with `step` first. Raises `Unusable` when the alarm does not stand, or who and why are not given.
    """
    _signed(by, reason)
    at = instant(now)
    standing = _standing(state, alarm)
    answered = replace(standing, acknowledged=True, quiet_until=at + timedelta(seconds=_allowed(quiet_s)))
    events = [told(answered, Kind.ACKNOWLEDGED, at, by=by, reason=reason)]
    others = {name: one for name, one in state.standing.items() if name != alarm}
    if not standing.present:
        events.append(told(answered, Kind.CLEARED, at, by=by, reason=reason))
        return replace(state, standing=others), tuple(events)
    return replace(state, standing={**state.standing, alarm: answered}), tuple(events)


def pause(
    state: State,
    alarm: str,
    until: datetime,
    by: str,
    reason: str,
    now: datetime,
    *,
    max_s: float = QUIET_S_MAX,
) -> tuple[State, tuple[AlarmEvent, ...]]:
    """Quiet for one standing alarm, or for `EVERY_ALARM` that stands now; it ends by itself as `resumed`.

    A pause belongs to the conditions of its moment, so a new one and a worse one are always heard, and the
    ladder of people goes on: only an acknowledgement is an answer. Raises `Unusable` when nothing of that
    name stands, when `until` is not between `now` and `max_s` later, or when who and why are not given.
    """
    _signed(by, reason)
    at, end = instant(now), instant(until)
    if not at < end <= at + timedelta(seconds=max_s):
        says = f"a pause until {end.isoformat()} is not within the next {max_s:g} s"
        raise Unusable.one("until", "too-long", says, f"an end after now and at most {max_s:g} s away")
    chosen = sorted(state.standing) if alarm == EVERY_ALARM else [_standing(state, alarm).alarm]
    if not chosen:
        raise Unusable.one("alarm", "not-active", "no alarm stands", "an alarm that stands now")
    paused = {name: replace(state.standing[name], quiet_until=end) for name in chosen}
    events = tuple(told(paused[name], Kind.PAUSED, at, by=by, reason=reason) for name in chosen)
    return replace(state, standing={**state.standing, **paused}), events


def relink(state: State, now: datetime) -> tuple[State, tuple[AlarmEvent, ...]]:
    """The link to the watch was lost and is back: every quiet ends at once.

    Nobody could be heard through a dead line, so whatever was silenced before it counts no more
    (Open PCA Pump requirements R6.4.4(2), R6.7.0(6); V).
    """
    at = instant(now)
    loud = {
        name: replace(one, quiet_until=None)
        for name, one in sorted(state.standing.items())
        if one.quiet_until is not None
    }
    events = tuple(
        told(one, Kind.RESUMED, at, reason="the link was lost and is back") for one in loud.values()
    )
    return replace(state, standing={**state.standing, **loud}), events


def _standing(state: State, alarm: str) -> Standing:
    standing = state.standing.get(alarm)
    if standing is None:
        stands = ", ".join(sorted(state.standing)) or "none stands"
        raise Unusable.one("alarm", "not-active", f"{alarm!r} is no alarm that stands now", stands)
    return standing


def _signed(by: str, reason: str) -> None:
    if not by.strip():
        raise Unusable.one("by", "missing", "nobody is named", "the person who does this")
    if not reason.strip():
        raise Unusable.one("reason", "missing", "no reason is given", "a few words why")


def _allowed(quiet_s: float) -> float:
    if not 0 < quiet_s <= QUIET_S_MAX:
        says = f"{quiet_s} s of quiet"
        raise Unusable.one("quiet_s", "too-long", says, f"more than 0 and at most {QUIET_S_MAX:g} s")
    return quiet_s
