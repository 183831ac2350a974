"""`euthymia jobs`: what nobody waits for on a page. It pages who is on duty, works off the outbox of messages to
patients, asks for what the protocol wants, takes credentials to their sources, signs the heads of the drug books, and every hour
it looks at the books."""

from __future__ import annotations

import logging
import signal
import threading
import time

import click

from .database import django_ready, refuse_misconfigured

log = logging.getLogger(__name__)

_EVERY_S = 2.0
_WAIT_S = 1.0
_BOOKS_EVERY_S = 3_600.0  # compliance.md 3.9: the books every hour, everything every night
_SILENT_EVERY_S = 60.0
_HEADS_EVERY_S = (
    60.0  # after a count or an inventory its head is signed within this; each other one once a day
)
_CHECKS_EVERY_S = 600.0  # what is due of the directory's credentials; how often each is due its source says


@click.command()
@click.option("--once", is_flag=True, help="Send what is due now, and end.")
def jobs(once: bool) -> None:
    """Turn what is new in the schedule into messages, and send what is due. Several may run side by side.

    Every hour the drug books are recomputed: one that is not as it was written takes no more entries. After each
    opening and closing count and each inventory, and once a day, the head of the book is signed.
    """
    django_ready()
    refuse_misconfigured(database_may_be_away=not once)
    from euthymia.kit import processes

    if once:
        from euthymia.clinic.duty import sending
        from euthymia.journey.directory import checking
        from euthymia.journey.reminders import worker

        sending.round_of()
        checking.round_of_installed()
        click.echo(f"{worker.round_of(worker.usual())} messages taken up")
        return
    processes.settle()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    _work(stop)


def _work(stop: threading.Event) -> None:
    """Until told to stop; what is lost with the database is taken up again when it is back."""
    from django.db import DatabaseError, InterfaceError, connection

    from euthymia.clinic.duty import sending
    from euthymia.journey.followup import asking, silence
    from euthymia.journey.reminders import worker
    from euthymia.kit import beats

    from . import verify

    outbox = worker.usual()
    books = beats.Pace(verify.halt_what_is_broken, _BOOKS_EVERY_S)
    heads = beats.Pace(_sign_heads, _HEADS_EVERY_S)
    pace = beats.Pace(lambda: beats.beat("jobs"))
    asks, silent, next_look = asking.rounds(), silence.rounds(), time.monotonic()
    threading.Thread(target=_check, args=(stop,), daemon=True).start()
    click.echo("at work", err=True)
    while not stop.is_set():
        try:
            pace()
            sending.round_of()  # what cannot wait goes before what is due
            worker.round_of(outbox, pace)
            next(asks)
            if time.monotonic() >= next_look:
                next(silent)
                next_look = time.monotonic() + _SILENT_EVERY_S
            books()
            heads()
        except (DatabaseError, InterfaceError) as error:
            log.error("the database is away, nothing is sent: %s", error)
            asks, silent = asking.rounds(), silence.rounds()  # a round that broke off begins again
            connection.close()
            stop.wait(_WAIT_S)
        stop.wait(_EVERY_S)


def _sign_heads() -> None:
    """The heads of the drug books that are due. What cannot be signed is logged, and due again the next time."""
    from euthymia.clinic.pharmacy.actions import signing_heads
    from euthymia.kit import clock, signing, units

    try:
        with units.unit(tenant=units.EVERY_TENANT, actor="euthymia jobs"):
            signing_heads.sign_due(by="euthymia jobs", at=clock.wall())
    except (signing.Unsigned, OSError) as error:
        log.error("no head of a drug book is signed: %s", error)


def _check(stop: threading.Event) -> None:
    """Credentials to their sources, beside the rest: a register that is slow holds up nobody's page."""
    from django.db import DatabaseError, InterfaceError, connection

    from euthymia.journey.directory import checking

    while not stop.is_set():
        try:
            checking.round_of_installed()
        except (DatabaseError, InterfaceError) as error:
            log.error("the database is away, no credential is checked: %s", error)
        connection.close()
        stop.wait(_CHECKS_EVERY_S)
