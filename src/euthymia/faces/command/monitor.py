"""`euthymia monitor`: the watcher that notices silence and lets unanswered alarms climb."""

from __future__ import annotations

import logging
import signal
import threading
import time

import click

from .database import django_ready, refuse_misconfigured

log = logging.getLogger(__name__)

_TICK_S = 1.0
_WAIT_S = 1.0
_OVERDUE_EVERY_S = 5.0


@click.command()
def monitor() -> None:
    """Watch over every open watch: silence, ends of pauses, escalation. A second one waits to take over."""
    django_ready()
    refuse_misconfigured(database_may_be_away=True)
    from django.db import DatabaseError, InterfaceError, connection

    from euthymia.kit import processes

    processes.settle()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    while not stop.is_set():
        try:
            _watch(stop)
        except (DatabaseError, InterfaceError) as error:
            # The lock went with the connection: whoever gets it next is the watcher.
            log.error("the database is away, nothing is watched: %s", error)
        finally:
            connection.close()
        stop.wait(_WAIT_S)


def _watch(stop: threading.Event) -> None:
    """Be the watcher, once nobody else is, until told to stop or the database is lost."""
    from euthymia.clinic.calls import overdue as calls
    from euthymia.clinic.crisis import overdue as crisis_steps
    from euthymia.clinic.devices import watcher
    from euthymia.clinic.harm import overdue as harm_notices
    from euthymia.journey.infusion import overdue
    from euthymia.journey.recovery import overdue as recovery_checks
    from euthymia.journey.surveillance import due as safety_checks
    from euthymia.kit import beats

    if not watcher.take_lock():
        click.echo("waiting: another watcher is at work", err=True)
        while not watcher.take_lock():
            if stop.wait(_WAIT_S):
                return
    click.echo("watching", err=True)
    watcher.relink_open_watches("monitor")
    broken = 0
    pace = beats.Pace(lambda: beats.beat("monitor", f"{broken} watches cannot be judged" if broken else ""))
    checks = safety_checks.rounds()
    next_tick = next_look = time.monotonic()
    while True:
        _, broken = watcher.tick()
        pace()
        if time.monotonic() >= next_look:
            calls.tell_second_person()
            overdue.tell_second_person()
            recovery_checks.tell_second_person()
            crisis_steps.escalate()
            harm_notices.pass_on()
            next(checks)
            next_look = time.monotonic() + _OVERDUE_EVERY_S
        next_tick = max(next_tick + _TICK_S, time.monotonic())
        if stop.wait(next_tick - time.monotonic()):
            return
