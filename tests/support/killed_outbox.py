"""The outbox in a process of its own that is killed at the so-manieth point: before a write, around a commit, around
the moment at which a message leaves the house.

Run as a process (`python -m support.killed_outbox`): reads one JSON object a line, forks for each, answers with a line.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from .killed_draw import WRITES


@dataclass(frozen=True)
class Sink:
    """A provider that remembers no key, like a mail server: every line of its file is a message that arrived."""

    path: Path
    recognises: timedelta = timedelta(0)

    def send(self, outgoing: Any) -> Any:
        from euthymia.clinic.messages.drivers import Accepted

        with self.path.open("a", encoding="utf-8") as file:
            file.write(f"{outgoing.message_id}\n")
        return Accepted("taken")

    def arrived(self, message_id: UUID) -> int:
        lines = self.path.read_text("utf-8").split() if self.path.exists() else []
        return lines.count(str(message_id))


def an_outbox(folder: Path, *, remembers: bool, around: Callable[[Any], Any] = lambda driver: driver) -> Any:
    """What is sent, and by what."""
    from euthymia.clinic.messages import sending
    from euthymia.clinic.messages.drivers.local import LocalMailbox

    driver = around(LocalMailbox(folder / "mailbox") if remembers else Sink(folder / "sink"))
    return sending.Outbox(
        lambda message, way, now: sending.Words("a subject", f"about {message.pk}"), lambda _, ways, now: ways, {"email": driver}
    )  # fmt: skip


class _Points:
    """Counts the points, and dies at the one that was named."""

    def __init__(self, at: int) -> None:
        self.at, self.passed = at, 0

    def __call__(self) -> None:
        self.passed += 1
        if self.passed == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


class _Watched:
    """A driver with a point before and after."""

    def __init__(self, driver: Any, point: _Points) -> None:
        self.driver, self.point = driver, point

    @property
    def recognises(self) -> timedelta:
        found: timedelta = self.driver.recognises
        return found

    def send(self, outgoing: Any) -> Any:
        self.point()
        said = self.driver.send(outgoing)
        self.point()
        return said


def _watch(point: _Points) -> None:
    import psycopg
    from django.db import connection

    execute, commit = psycopg.Cursor.execute, connection._commit

    def watched(self: Any, query: Any, *args: Any, **more: Any) -> Any:
        words = query.decode() if isinstance(query, bytes) else str(query)
        if words.lstrip().upper().startswith(WRITES):
            point()
        return execute(self, query, *args, **more)

    def committed() -> None:
        point()
        commit()
        point()

    psycopg.Cursor.execute = watched  # type: ignore[method-assign]
    connection._commit = committed


def _child(said: dict[str, Any]) -> None:
    from euthymia.clinic.messages import sending
    from euthymia.clinic.people.models import Clinic
    from euthymia.kit import clock, units

    sending.LEASE = timedelta(0)  # nobody waits until what a dead process took is free again
    point = _Points(said["at"])
    with clock.frozen(datetime.fromisoformat(said["now"])):
        with units.unit(tenant=units.EVERY_TENANT, actor="a test"):
            clinic = Clinic.objects.get(code="lakeside")
        box = an_outbox(
            Path(said["folder"]), remembers=said["remembers"], around=lambda one: _Watched(one, point)
        )
        _watch(point)
        box.work(clinic)


def _main() -> None:
    from euthymia.faces.command.database import django_ready

    django_ready()
    import euthymia.clinic.messages.sending  # noqa: F401 - read once, before the first fork

    for line in sys.stdin:
        said = json.loads(line)
        pid = os.fork()
        if not pid:
            _child(said)
            os._exit(0)
        _, status = os.waitpid(pid, 0)
        os.write(1, b"killed\n" if os.WIFSIGNALED(status) else f"ended {status}\n".encode())


if __name__ == "__main__":
    _main()
