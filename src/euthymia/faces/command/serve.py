"""`euthymia serve`: the pages, the live streams and the interface for devices."""

from __future__ import annotations

import importlib.util
import signal

import click

from .database import django_ready, refuse_misconfigured

_GRACE_S = 5


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve the pages, the live streams and the interface for devices. Refuses to start when misconfigured.

    First the drug books are recomputed: one that is not as it was written takes no entries.
    """
    django_ready()
    refuse_misconfigured()
    import uvicorn

    from . import connections, verify

    verify.halt_what_is_broken()
    for number in (signal.SIGTERM, signal.SIGINT):
        # The server sends itself the signal again when it has ended; by then there is nothing left to end.
        signal.signal(number, lambda *_: None)
    uvicorn.run(
        "euthymia.config.asgi:application",
        host=host,
        port=port,
        workers=workers,
        http=connections.Connection,
        loop="uvloop" if importlib.util.find_spec("uvloop") else "asyncio",
        ws="none",
        lifespan="on",
        access_log=False,
        server_header=False,
        log_level="warning",
        timeout_graceful_shutdown=_GRACE_S,
        timeout_keep_alive=connections.KEEP_ALIVE_S,
        backlog=connections.BACKLOG,
    )
