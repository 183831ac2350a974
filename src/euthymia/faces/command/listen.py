"""`euthymia listen`: the MLLP port for bedside monitors."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import signal
import sys
from typing import TYPE_CHECKING, Any

import click

from .database import django_ready, refuse_misconfigured

if TYPE_CHECKING:
    from euthymia.clinic.devices.mllp_server import Settings

log = logging.getLogger(__name__)


class _Network(click.ParamType[Any]):
    name = "network"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return ipaddress.ip_network(value)
        except ValueError:
            self.fail(f"{value!r} is no address; accepted: 10.1.2.3 or 10.1.2.0/24", param, ctx)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=2575, show_default=True, type=click.IntRange(0, 65535))
@click.option(
    "--allow", multiple=True, type=_Network(), help="Let only these addresses in (may be repeated)."
)
@click.option(
    "--idle", "idle_s", default=900.0, show_default=True, help="Seconds of silence before hanging up."
)
def listen(host: str, port: int, allow: tuple[Any, ...], idle_s: float) -> None:
    """Take HL7 v2 messages from bedside monitors (MLLP); acknowledge each when it is durably stored."""
    django_ready()
    refuse_misconfigured(database_may_be_away=True)
    from euthymia.clinic.devices.mllp_server import Settings

    settings = Settings(host=host, port=port, allow=allow, idle_s=idle_s)
    sys.exit(asyncio.run(_listen(settings)))


async def _listen(settings: Settings) -> int:
    from euthymia.clinic.devices.intake import WRITERS, Intake
    from euthymia.clinic.devices.mllp_server import MllpServer
    from euthymia.kit import beats, processes

    beats.find_database()
    processes.settle()
    intake = Intake(
        "mllp",
        writers=WRITERS,
        apart=True,
        beat=lambda: beats.beat(
            beats.instance("listen", server.port), f"{server.connections} connections on port {server.port}"
        ),
    )
    server = MllpServer(intake, settings)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    relinking = asyncio.create_task(asyncio.to_thread(_relink, stop))
    try:
        await server.start()
    except OSError as error:
        click.echo(
            f"{settings.host}:{settings.port}: cannot listen: {error.strerror}, accepted: a free port",
            err=True,
        )
        stop.set()
        await relinking
        return 2
    intake.start()
    click.echo(f"listening on {settings.host}:{server.port}", err=True)
    died = asyncio.create_task(_end_of(intake, stop))
    await stop.wait()
    died.cancel()
    lived = intake.alive
    await server.stop()
    await intake.stop()
    await relinking
    return 0 if lived else 1


async def _end_of(intake: Any, stop: asyncio.Event) -> None:
    """A listener that cannot write any more must not look alive: it ends, and is started again."""
    while intake.alive:
        await asyncio.sleep(1.0)
    log.critical("the writing thread has died")
    stop.set()


def _relink(stop: asyncio.Event) -> None:
    """The line was dead and is back: silenced alarms are heard again, as soon as the database answers."""
    import time

    from django.db import connection

    from euthymia.clinic.devices import watcher

    while not stop.is_set():
        try:
            watcher.relink_open_watches("listen")
            return
        except Exception as error:
            log.warning("watches are not relinked yet: %s", error)
            time.sleep(1.0)
        finally:
            connection.close()
