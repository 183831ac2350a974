"""The heartbeats of the program's processes: who was last seen alive, by the wall's clock.

Of a process that may run several times each instance has a row of its own, named `process:host:port`.
"""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable
from datetime import datetime

from django.db import connection

from . import clock

log = logging.getLogger(__name__)

EVERY_S = 2.0
SEEN = "SELECT split_part(process, ':', 1), max(at) FROM kit_heartbeat GROUP BY 1"


def find_database() -> None:
    """Find out where the database is, and start an embedded one, before threads ask for it all at once."""
    try:
        connection.get_connection_params()
    except Exception as error:
        log.error("the database is not to be found yet: %s", error)


def beat(process: str, says: str = "") -> None:
    """Note that `process` is alive now, in a statement of its own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kit_heartbeat (process, at, says) VALUES (%s, %s, %s) "
            "ON CONFLICT (process) DO UPDATE SET at = excluded.at, says = excluded.says",
            [process, clock.wall(), says],
        )


def instance(process: str, port: int) -> str:
    """The name under which one of several instances beats: by its machine and the port it has there."""
    return f"{process}:{socket.gethostname()}:{port}"


def seen() -> dict[str, datetime]:
    """When each process was last seen: of several instances, the one that was seen last."""
    with connection.cursor() as cursor:
        cursor.execute(SEEN)
        return dict(cursor.fetchall())


class Pace:
    """Calls `act` when called, but not more often than every `EVERY_S` seconds."""

    def __init__(self, act: Callable[[], None], every_s: float = EVERY_S) -> None:
        self._act, self._every_s = act, every_s
        self._next = 0.0

    def __call__(self) -> None:
        if time.monotonic() >= self._next:
            self._act()
            self._next = time.monotonic() + self._every_s
