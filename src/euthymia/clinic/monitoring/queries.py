"""What a watch has seen: by clinic first."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from datetime import datetime
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


def extremes(watch: Watch) -> dict[str, tuple[Sample, Sample, int]]:
    """Of each channel the lowest and the highest sample, of equals the earliest, and how many there are."""
    rows = Sample.objects.filter(clinic_id=watch.clinic_id, watch=watch)
    counted = dict(rows.order_by().values_list("channel").annotate(Count("id")))
    lowest, highest = (
        {row.channel: row for row in rows.order_by("channel", by, "measured_at", "n").distinct("channel")}
        for by in ("value", "-value")
    )
    return {channel: (lowest[channel], highest[channel], n) for channel, n in counted.items()}


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
