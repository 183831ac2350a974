"""The watcher process: it notices silence, there is only one, and the next takes over."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import psycopg
import pytest
from django.db import connection

from euthymia.clinic.monitoring import actions as monitoring
from euthymia.clinic.monitoring.models import AlarmEvent, Watch
from euthymia.domain import monitoring as alarms
from euthymia.kit import clock, live, sse, units
from euthymia.kit.models import Heartbeat
from support import bedside
from support.bedside import BY
from support.cast import Cast
from support.processes import PATIENCE_S, running

pytestmark = [pytest.mark.processes, pytest.mark.usefixtures("committed")]


def record(watch: Watch, at: datetime, value: float = 97.0) -> None:
    with units.unit(tenant=watch.clinic_id, actor=BY):
        one = monitoring.Measured("spo2", value, "%", at, at, by=BY)
        monitoring.record({watch.pk: [one]}, now=at)


def events(watch: Watch) -> list[tuple[str, str]]:
    with units.unit(tenant=watch.clinic_id, actor=BY):
        rows = AlarmEvent.objects.filter(watch=watch).order_by("n")
        return [(row.alarm, row.kind) for row in rows]


def until_told(watch: Watch, wanted: tuple[str, str]) -> None:
    """Wait for the notification of an alarm of this watch."""
    params = sse._connection_target()
    with psycopg.connect(**params, autocommit=True) as listening:
        listening.execute(f"LISTEN {live.CHANNEL}")
        if wanted in events(watch):
            return
        for notify in listening.notifies(timeout=PATIENCE_S):
            if notify.payload.startswith(f"watch:{watch.pk}:") and wanted in events(watch):
                return
    raise AssertionError(f"{wanted} was not told: {events(watch)}")


def until_beating(process: str) -> None:
    """Wait for its heart: it beats once a round is judged, which is later than the round's first alarm is told."""
    patience = time.monotonic() + PATIENCE_S
    while not Heartbeat.objects.filter(process=process).exists():
        assert time.monotonic() < patience, f"the heart of {process} does not beat"
        time.sleep(0.05)


def test_silence_is_noticed_and_the_next_watcher_takes_over(cast: Cast, stopped: datetime) -> None:
    watch = bedside.open_watch(cast.lakeside, cast.ana_patient, cast.chairs[0])
    record(watch, stopped)
    with running("monitor") as first:
        first.wait_for("^watching")
        until_told(watch, ("spo2-silent", "raised"))
        until_beating("monitor")
        with running("monitor") as second:
            second.wait_for("^waiting")
            ben = bedside.open_watch(cast.lakeside, cast.ben_patient, cast.chairs[1])
            first.kill()
            second.wait_for("^watching")
            record(ben, stopped)
            until_told(ben, ("spo2-silent", "raised"))
            assert second.stop() == 0
    assert events(watch).count(("spo2-silent", "raised")) == 1


def test_a_watcher_that_was_away_ends_every_quiet(cast: Cast, stopped: datetime) -> None:
    watch = bedside.open_watch(cast.lakeside, cast.ana_patient, cast.chairs[0])
    record(watch, stopped, 80.0)
    with units.unit(tenant=cast.lakeside.pk, actor=BY):
        monitoring.pause(
            by=cast.noor.member(), watch=watch, alarm=alarms.EVERY_ALARM, seconds=60, reason="seen"
        )
    with running("monitor") as watcher:
        watcher.wait_for("^watching")
        until_told(watch, ("spo2-low", "resumed"))


def test_a_watch_that_cannot_be_judged_does_not_stop_the_others(cast: Cast, stopped: datetime) -> None:
    from euthymia.clinic.devices import watcher

    broken = bedside.open_watch(cast.lakeside, cast.ana_patient, cast.chairs[0])
    healthy = bedside.open_watch(cast.lakeside, cast.ben_patient, cast.chairs[1])
    record(healthy, stopped)
    with units.unit(tenant=cast.lakeside.pk, actor=BY):
        Watch.objects.filter(pk=broken.pk).update(state={"not": "a state"})
    clock.advance(timedelta(hours=1))  # what was read off by hand stays true longer than what a monitor says
    assert watcher.tick() == (1, 1)
    assert events(healthy) == [("spo2-silent", "raised")]


def test_a_session_that_lost_its_connection_is_no_longer_the_watcher(cast: Cast) -> None:
    from euthymia.clinic.devices import watcher

    assert watcher.take_lock()
    connection.close()
    with psycopg.connect(**sse._connection_target(), autocommit=True) as other:
        row = other.execute("SELECT pg_try_advisory_lock(%s)", [watcher.LOCK_KEY]).fetchone()
        assert row == (True,)
