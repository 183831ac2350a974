"""The watch's verbs: open, record, let time pass, acknowledge, pause, change limits, close."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.queries import Member
from euthymia.clinic.visits.models import Room, Visit
from euthymia.domain import monitoring as alarms
from euthymia.domain import wire
from euthymia.domain.quantities import Fault, Unusable
from euthymia.kit import clock, live, streams, units
from euthymia.kit.arrays import array
from euthymia.kit.ids import uuids7

from . import folded
from .models import AlarmEvent, LimitChange, Sample, Watch

# Ends of the scales that a person scores (clinical.md 4C, 4E).
_SCALES = {"moaas": (0.0, 5.0), "rass": (-5.0, 4.0), "dissociation": (0.0, 10.0)}
_SECOND_CLICK = timedelta(seconds=10)


class Measured(NamedTuple):
    """A value for a watch: from a device (with its raw message) or typed in by a person."""

    channel: str
    value: float
    unit: str
    measured_at: datetime
    received_at: datetime
    device: UUID | None = None
    group: str = ""
    by: str = ""
    raw: UUID | None = None


IN_TRANSIT = timedelta(
    seconds=2
)  # P: how long a reading may be on its way; time passes for the alarms that much later


def judged_until(now: datetime) -> datetime:
    """Up to when time has passed for the alarm logic: what is still on its way is not silence."""
    return now - IN_TRANSIT * clock.speed()


def open_watch(*, visit: Visit, profile: str, limits: alarms.Limits, by: str) -> Watch:
    """Begin to watch a visit's patient. Raises Unusable when the chair is already watched."""
    now = units.current().now
    assert visit.room is not None, "a watch stands at a chair"
    if faults := chair_faults(visit.room):
        raise Unusable(faults)
    watch = Watch(
        clinic_id=visit.clinic_id, visit=visit, room=visit.room, profile=profile, limits=limits.to_json(),
        opened_at=now, state=alarms.State().to_json(),
    )  # fmt: skip
    watch.save()
    auditing.record(verb="watch.opened", says=f"opened a watch at {visit.room.name}", subject=str(watch.pk),
                    patient=visit.patient_id, actor=by, profile=profile)  # fmt: skip
    return watch


def chair_faults(room: Room) -> list[Fault]:
    """Why no watch can be opened at this chair now; empty when one can."""
    if not Watch.objects.filter(clinic_id=room.clinic_id, room=room, closed_at=None).exists():
        return []
    says = f"{room.name} has a running watch"
    return [Fault("room", "taken", says, "a free chair, or finish the other")]


def close_watch(watch: Watch, *, by: str) -> None:
    """End the watch: nothing more is recorded or judged. Closing it again changes nothing."""
    locked = streams.lock(Watch, [watch.pk])[watch.pk]
    if locked.closed_at is None:
        locked.closed_at = units.current().now
        locked.save(update_fields=["closed_at"])
        auditing.record(verb="watch.closed", says="closed the watch", subject=str(watch.pk), actor=by)
        live.notify({f"watch:{watch.pk}": locked.samples_n})


def record(measured: Mapping[UUID, Sequence[Measured]], *, now: datetime) -> dict[UUID, int]:
    """Append samples of any number of open watches, judged at once; how many of each were new.

    Delivered again, a reading is harmless: watch, device, channel and measured time are unique together.
    What comes for a watch that is closed is left out. Two queries for each stream that grows, however
    many watches there are.
    """
    watches = folded.lock_open(measured)
    states = folded.states(watches)
    known = _already_known(states, measured)
    counted: dict[UUID, int] = dict.fromkeys(measured, 0)
    grown: list[tuple[Watch, Sequence[Measured]]] = []
    events: list[AlarmEvent] = []
    for watch in watches:
        new = _new(measured[watch.pk], known.get(watch.pk, set()))
        if new:
            counted[watch.pk] = len(new)
            grown.append((watch, new))
            facts = [
                alarms.Sample(one.channel, one.value, one.measured_at, one.device is None) for one in new
            ]
            limits = _limits(watch.limits_text)  # type: ignore[attr-defined]
            states[watch.pk], happened = alarms.step(states[watch.pk], limits, facts, judged_until(now))
            _keep_judgement(watch, events, states[watch.pk], happened)
    _write(watches, grown, events)
    for watch, _ in grown:
        folded.remember(watch, states[watch.pk])
    return counted


def let_time_pass(watch_ids: Sequence[UUID], *, now: datetime) -> int:
    """Give these watches the passing of time, so that silence is noticed; how many events that made."""
    watches = [watch for watch in streams.lock(Watch, watch_ids).values() if watch.closed_at is None]
    events: list[AlarmEvent] = []
    for watch in watches:
        _judge(watch, events, lambda state, limits: alarms.step(state, limits, (), judged_until(now)))
    _write(watches, [], events)
    return len(events)


def relink(watch_ids: Sequence[UUID], *, now: datetime) -> int:
    """The watcher or a link was away and is back: everything silenced before is heard again."""
    watches = [watch for watch in streams.lock(Watch, watch_ids).values() if watch.closed_at is None]
    events: list[AlarmEvent] = []
    for watch in watches:
        _judge(watch, events, lambda state, limits: alarms.relink(state, now))
    _write(watches, [], events)
    return len(events)


def acknowledge(*, by: Member, watch: Watch, alarm: str, reason: str) -> None:
    """A person has seen this alarm. Raises Unusable, NotAllowed."""

    def answer(state: alarms.State, now: datetime) -> Any:
        one = state.standing.get(alarm)
        if one is not None and one.present and one.acknowledged and one.quiet_until is not None:
            return state, ()  # a second click
        return alarms.acknowledge(state, alarm, by.words, reason, now)

    _answer(by, watch, f"acknowledged {alarm}", answer)


def pause(*, by: Member, watch: Watch, alarm: str, seconds: int, reason: str) -> None:
    """Quiet for a while, never for longer than the setting allows. Raises Unusable, NotAllowed."""

    def answer(state: alarms.State, now: datetime) -> Any:
        until = now + timedelta(seconds=seconds)
        one = state.standing.get(alarm)
        if one is not None and one.quiet_until is not None and one.quiet_until > until - _SECOND_CLICK:
            return state, ()
        return alarms.pause(state, alarm, until, by.words, reason, now)

    _answer(by, watch, f"paused {alarm} for {seconds} s", answer)


def _answer(by: Member, watch: Watch, says: str, answer: Callable[[alarms.State, datetime], Any]) -> None:
    require(by, Permission.ANSWER_ALARMS)
    now = units.current().now
    locked = _locked_open(by, watch)
    events: list[AlarmEvent] = []
    _judge(locked, events, lambda state, limits: alarms.step(state, limits, (), now))
    before = len(events)
    _judge(locked, events, lambda state, limits: answer(state, now))
    _write([locked], [], events)
    if len(events) == before:
        return
    auditing.record(verb="alarm.answered", says=says, subject=str(watch.pk), actor=by.words)


def change_limits(*, by: Member, watch: Watch, limits: alarms.Limits, reason: str) -> None:
    """Set this patient's limits from now on, with a reason. Raises Unusable, NotAllowed.

    What is watched stays watched, between figures that a person can have. Limits that stand already
    change nothing.
    """
    require(by, Permission.SET_LIMITS)
    if not reason.strip():
        raise Unusable.one("reason", "missing", "say why the limits change", "a few words")
    locked = _locked_open(by, watch)
    standing = alarms.Limits.from_json(locked.limits)
    if faults := _limit_faults(standing, limits):
        raise Unusable(faults)
    if limits == standing:
        return
    change = LimitChange(
        clinic_id=watch.clinic_id, watch=watch, at=units.current().now, by=by.words, reason=reason,
        before=locked.limits, after=limits.to_json(),
    )  # fmt: skip
    change.save()
    locked.limits = limits.to_json()
    events: list[AlarmEvent] = []
    _judge(locked, events, lambda state, changed: alarms.rejudge(state, changed, change.at))
    locked.save(update_fields=["limits", "state"])
    _write([locked], [], events)
    auditing.record(verb="limits.changed", says="changed alarm limits", subject=str(watch.pk), actor=by.words,
                    before=change.before, after=change.after, reason=reason)  # fmt: skip


def _locked_open(by: Member, watch: Watch) -> Watch:
    """The running watch, locked. Raises NotAllowed for another clinic's, Unusable when it is closed."""
    if by.clinic.pk != watch.clinic_id:
        raise NotAllowed("this watch is another clinic's")
    locked: Watch = streams.lock(Watch, [watch.pk])[watch.pk]
    if locked.closed_at is not None:
        raise Unusable.one("", "closed", "this watch is closed", "a running watch")
    return locked


def _limit_faults(standing: alarms.Limits, wanted: alarms.Limits) -> list[Fault]:
    faults = [
        Fault(f"{channel}-low", "unwatched", f"{alarms.words_of(channel)} would not be watched any more",
              "wider limits, with a reason")
        for channel in standing
        if channel not in wanted
    ]  # fmt: skip
    for channel, limit in wanted.items():
        low, high = _possible(channel)
        for side in ("low", "high"):
            value = getattr(limit, side)
            kept = getattr(standing.get(channel), side, None)
            if value is not None and value != kept and not low <= value <= high:
                says = f"{alarms.words_of(channel)} {value:g} is outside what a person can show"
                faults.append(Fault(f"{channel}-{side}", "out-of-range", says, f"{low:g} to {high:g}"))
    return faults


def _possible(channel: str) -> tuple[float, float]:
    """The lowest and highest value a person can show, or the ends of the scale."""
    if channel in _SCALES:
        return _SCALES[channel]
    known = wire.CHANNELS[channel]
    return float(known.low), float(known.high)


def _judge(
    watch: Watch, events: list[AlarmEvent], fold: Callable[[alarms.State, alarms.Limits], Any]
) -> None:
    """Run the fold on a locked watch; its new state is kept in memory and its events are numbered."""
    limits = _limits(live.compact(watch.limits))
    _keep_judgement(watch, events, *fold(alarms.State.from_json(watch.state), limits))


def _keep_judgement(
    watch: Watch, events: list[AlarmEvent], state: alarms.State, happened: Sequence[alarms.AlarmEvent]
) -> None:
    watch.state = state.to_json()
    now = units.current().now
    rows = [
        AlarmEvent(
            clinic_id=watch.clinic_id, watch_id=watch.pk, at=event.at, recorded_at=now, alarm=event.alarm,
            priority=str(event.priority), kind=str(event.kind), value=event.value, limit=event.limit,
            by=event.by or "", reason=event.reason or "",
        )
        for event in happened
    ]  # fmt: skip
    if rows:
        streams.number(watch, rows)
        events += rows


@lru_cache(maxsize=1_024)
def _limits(document: str) -> alarms.Limits:
    """Limits change seldom and are asked for with every group of readings. Raises Unusable."""
    return alarms.Limits.from_json(json.loads(document))


def _write(
    watches: Sequence[Watch],
    measured: Sequence[tuple[Watch, Sequence[Measured]]],
    events: Sequence[AlarmEvent],
) -> None:
    """Insert what the watches gained, save their heads and states with one statement, tell the screens."""
    if measured:
        streams.extend(Sample, [(watch, len(new)) for watch, new in measured], _columns(measured))
    if events:
        streams.insert(events)
    changed = {watch.pk for watch, _ in measured} | {row.watch_id for row in events}
    grown = [watch for watch in watches if watch.pk in changed]
    if not grown:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE monitoring_watch w SET samples_n = u.sn, samples_head = u.sh, alarms_n = u.an, "
            "alarms_head = u.ah, state = u.st::jsonb "
            "FROM unnest(%s::uuid[], %s::bigint[], %s::bytea[], %s::bigint[], %s::bytea[], %s::text[]) "
            "AS u(id, sn, sh, an, ah, st) WHERE w.id = u.id",
            [
                array(watch.pk for watch in grown),
                array(watch.samples_n for watch in grown),
                array(bytes(watch.samples_head) for watch in grown),
                array(watch.alarms_n for watch in grown),
                array(bytes(watch.alarms_head) for watch in grown),
                array(live.compact(watch.state) for watch in grown),
            ],
        )
    live.notify({f"watch:{watch.pk}": watch.samples_n for watch in grown})


def _columns(measured: Sequence[tuple[Watch, Sequence[Measured]]]) -> dict[str, Sequence[Any]]:
    """The columns of these samples, but for those of their streams."""
    columns = dict(
        zip(Measured._fields, zip(*(one for _, new in measured for one in new), strict=True), strict=True)
    )
    clinics = [watch.clinic_id for watch, new in measured for _ in new]
    values = list(map(float, columns["value"]))
    return {**columns, "id": uuids7(len(clinics)), "clinic_id": clinics, "value": values}


def _new(measured: Sequence[Measured], known: set[Any]) -> Sequence[Measured]:
    """What of a watch's readings is not kept already, and comes for the first time."""
    if not known and len({(one.channel, one.measured_at) for one in measured}) == len(measured):
        return measured
    new = []
    for one in measured:
        key = (one.device, one.channel, one.measured_at)
        if one.device is None or key not in known:
            known.add(key)
            new.append(one)
    return new


def _already_known(
    states: Mapping[UUID, alarms.State], measured: Mapping[UUID, Sequence[Measured]]
) -> dict[UUID, set[Any]]:
    """By watch which of the readings are kept. Those newer than all of their channel need no question."""
    suspects = []
    for pk, state in states.items():
        for one in measured[pk]:
            track = state.tracks.get(one.channel)
            # A channel without limits has no track, so it is always asked about.
            if one.device is not None and (track is None or one.measured_at <= track.newest):
                suspects.append((pk, one.device, one.channel, one.measured_at))
    if not suspects:
        return {}
    columns = [array(column) for column in zip(*suspects, strict=True)]
    known: dict[UUID, set[Any]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            # One look into the index for each: how many rows are asked about is not known to the planner, which
            # would rather read the whole table.
            "SELECT u.w, u.d, u.c, u.m FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::timestamptz[]) "
            "AS u(w, d, c, m) CROSS JOIN LATERAL (SELECT FROM monitoring_sample s WHERE s.watch_id = u.w "
            "AND s.device = u.d AND s.channel = u.c AND s.measured_at = u.m LIMIT 1) AS kept",
            columns,
        )
        for pk, *key in cursor.fetchall():
            known.setdefault(pk, set()).add(tuple(key))
    return known
