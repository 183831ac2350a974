"""What a watch has seen: by clinic first."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Count, QuerySet

from euthymia.clinic.people.models import Clinic
from euthymia.clinic.visits.models import Visit
from euthymia.domain import monitoring as alarms

from .models import AlarmEvent, LimitChange, Sample, Watch


def watch(clinic: Clinic, watch_id: UUID) -> Watch:
    """Raises Watch.DoesNotExist, also for another clinic's."""
    return Watch.objects.get(clinic=clinic, pk=watch_id)


def is_watched(visit: Visit) -> bool:
    """Whether a watch was opened for this visit: it has one, and no second one."""
    return Watch.objects.filter(clinic_id=visit.clinic_id, visit=visit).exists()


def open_watches(clinic: Clinic) -> QuerySet[Watch]:
    return Watch.objects.filter(clinic=clinic, closed_at=None)


def samples(watch: Watch, after_n: int = 0) -> QuerySet[Sample]:
    """A watch's samples in the order they were received, after a cursor."""
    return Sample.objects.filter(clinic_id=watch.clinic_id, watch=watch, n__gt=after_n).order_by("n")


def plain_samples(watch: Watch, after_n: int = 0) -> list[tuple[int, str, float, float, float]]:
    """As `samples`, without objects: number, channel, measured (seconds since 1970), value, received (as well)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n, channel, extract(epoch FROM measured_at)::float8, value, extract(epoch FROM received_at)::float8 "
            "FROM monitoring_sample WHERE clinic_id = %s AND watch_id = %s AND n > %s ORDER BY n",
            [watch.clinic_id, watch.pk, after_n],
        )
        return list(cursor.fetchall())


def signs(watch: Watch) -> dict[str, list[tuple[float, float]]]:
    """Every sample of a watch by channel, in the order of time: measured (seconds since 1970) and value.

    The database hands the columns over as it would send one number, eight bytes each: of a session with a reading
    a second, ten thousand rows are not made, nor are twice as many numbers written out and read again.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT channel, string_agg(float8send(extract(epoch FROM measured_at)::float8), ''::bytea ORDER BY n), "
            "string_agg(float8send(value), ''::bytea ORDER BY n) "
            "FROM monitoring_sample WHERE clinic_id = %s AND watch_id = %s GROUP BY channel",
            [watch.clinic_id, watch.pk],
        )
        return {
            channel: sorted(zip(_numbers(at_s), _numbers(values), strict=True))
            for channel, at_s, values in cursor.fetchall()
        }


def _numbers(sent: bytes) -> tuple[float, ...]:
    return struct.unpack(f">{len(sent) // 8}d", sent)


def ends(watch: Watch) -> tuple[Sample, Sample] | None:
    """The samples of a watch that were received first and last; None before there is one."""
    found = list(samples(watch).filter(n__in=(1, watch.samples_n)))
    return (found[0], found[-1]) if found else None


def state_of(watch: Watch) -> alarms.State:
    """What the alarm logic knows of this watch. Read from its document once, however often a page asks."""
    document, state = getattr(watch, "_read_state", (None, None))
    if state is None or document is not watch.state:
        state = alarms.State.from_json(watch.state)
        watch._read_state = (watch.state, state)  # type: ignore[attr-defined]
    return state


def newest(watch: Watch) -> dict[str, tuple[float, datetime]]:
    """Value and measured time of the newest sample of each watched channel, without asking the database."""
    tracks = state_of(watch).tracks
    return {channel: (track.value, track.newest) for channel, track in tracks.items()}


def max_age_s(watch: Watch, channel: str) -> float | None:
    """How old the newest value of a channel may grow and be shown as current; None where it has no limits.

    What a person typed is not judged by how often a device measures.
    """
    limit, track = watch.limits.get(channel), state_of(watch).tracks.get(channel)
    if limit is None:
        return None
    age_s = float(limit["max_age_s"])
    return alarms.by_hand_age_s(channel, age_s) if track is not None and track.by_hand else age_s


def newest_between(
    watch: Watch, since: datetime, until: datetime, *, by_device: bool = False
) -> dict[str, tuple[float, datetime]]:
    """Value and measured time of each channel's newest sample measured from `since` to `until`.

    `by_device` leaves out what people typed in. Of two values of one instant the one received last counts.
    """
    found = Sample.objects.filter(
        clinic_id=watch.clinic_id, watch=watch, measured_at__gte=since, measured_at__lte=until
    )
    if by_device:
        found = found.exclude(device=None)
    rows = found.order_by("channel", "-measured_at", "-n").distinct("channel")
    return {row.channel: (row.value, row.measured_at) for row in rows}


def newest_rows(watch: Watch, since: datetime, until: datetime) -> list[Sample]:
    """The rows behind `newest_between`."""
    rows = Sample.objects.filter(
        clinic_id=watch.clinic_id, watch=watch, measured_at__gte=since, measured_at__lte=until
    )
    return list(rows.order_by("channel", "-measured_at", "-n").distinct("channel"))


def peaks(watch: Watch, until: datetime) -> dict[str, tuple[Sample, Sample, int]]:
    """Of each channel the lowest and the highest sample measured until then, of equals the earliest, and how many
    there are. Every single value counts: what stands in a record is the record's."""
    rows = Sample.objects.filter(clinic_id=watch.clinic_id, watch=watch, measured_at__lte=until)
    counted = dict(rows.order_by().values_list("channel").annotate(Count("id")))
    lowest, highest = (
        {row.channel: row for row in rows.order_by("channel", by, "measured_at", "n").distinct("channel")}
        for by in ("value", "-value")
    )
    return {channel: (lowest[channel], highest[channel], n) for channel, n in counted.items()}


def resting(moments: Mapping[UUID, datetime], fresh: timedelta) -> dict[UUID, dict[str, float]]:
    """Of each watch the newest value of each channel in the time `fresh` before its moment. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (s.watch_id, s.channel) s.watch_id, s.channel, s.value FROM monitoring_sample s "
            "JOIN unnest(%s::uuid[], %s::timestamptz[]) AS asked(watch, until) ON s.watch_id = asked.watch "
            "WHERE s.measured_at BETWEEN asked.until - make_interval(secs => %s) AND asked.until "
            "ORDER BY s.watch_id, s.channel, s.measured_at DESC, s.n DESC",
            [list(moments), list(moments.values()), fresh.total_seconds()],
        )
        found: dict[UUID, dict[str, float]] = {}
        for watch, channel, value in cursor.fetchall():
            found.setdefault(watch, {})[channel] = value
        return found


def extremes(watches: Iterable[UUID]) -> dict[UUID, dict[str, tuple[float, float]]]:
    """Lowest and highest of each channel of each watch, of the medians of each minute: one stray value is none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT watch_id, channel, min(middle), max(middle) FROM (SELECT watch_id, channel, "
            "percentile_cont(0.5) WITHIN GROUP (ORDER BY value) AS middle FROM monitoring_sample "
            "WHERE watch_id = ANY(%s) GROUP BY watch_id, channel, date_trunc('minute', measured_at)) AS minutes "
            "GROUP BY watch_id, channel",
            [list(watches)],
        )
        found: dict[UUID, dict[str, tuple[float, float]]] = {}
        for watch, channel, low, high in cursor.fetchall():
            found.setdefault(watch, {})[channel] = (low, high)
        return found


def nearest(
    asked: Iterable[tuple[UUID, int, datetime]], channels: Iterable[str], within: timedelta
) -> dict[tuple[UUID, int], dict[str, tuple[float, datetime]]]:
    """What a device measured nearest to each moment, by channel, and when. `asked`: watch, a number of the
    caller's, moment; the answer is by watch and number. One query."""
    rows = list(asked)
    if not rows:
        return {}
    watches, numbers, moments = zip(*rows, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT asked.watch, asked.number, wanted.channel, near.value, near.measured_at "
            "FROM unnest(%s::uuid[], %s::bigint[], %s::timestamptz[]) AS asked(watch, number, moment) "
            "CROSS JOIN unnest(%s::text[]) AS wanted(channel) CROSS JOIN LATERAL ("
            "SELECT value, measured_at FROM monitoring_sample s WHERE s.watch_id = asked.watch "
            "AND s.channel = wanted.channel AND s.device IS NOT NULL "
            "AND s.measured_at BETWEEN asked.moment - make_interval(secs => %s) AND asked.moment + make_interval(secs => %s) "
            "ORDER BY abs(extract(epoch FROM s.measured_at - asked.moment)), s.n DESC LIMIT 1) AS near",
            [list(watches), list(numbers), list(moments), list(channels), *[within.total_seconds()] * 2],
        )
        found: dict[tuple[UUID, int], dict[str, tuple[float, datetime]]] = {}
        for watch, number, channel, value, measured_at in cursor.fetchall():
            found.setdefault((watch, number), {})[channel] = (value, measured_at)
        return found


def alarm_events(watch: Watch) -> QuerySet[AlarmEvent]:
    return AlarmEvent.objects.filter(clinic_id=watch.clinic_id, watch=watch).order_by("n")


def limit_changes(watch: Watch) -> list[LimitChange]:
    return list(LimitChange.objects.filter(clinic_id=watch.clinic_id, watch=watch).order_by("at", "id"))


def standing(watch: Watch) -> tuple[alarms.Standing, ...]:
    """The alarms that stand now, in the order of the bar; none when nobody watches any more."""
    if watch.closed_at is not None:
        return ()
    return alarms.active(state_of(watch))


def heads(watch_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Newest sample number of each watch."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, samples_n FROM monitoring_watch WHERE id = ANY(%s)", [list(watch_ids)])
        return dict(cursor.fetchall())
