"""Acts of the drug account, each in a process of its own that kills itself where it is told to, or is killed.

Run as a process (`python -m support.killed_draw`): reads one JSON object a line, forks for each, and answers with a
line. It opens no connection itself, so a child that dies takes nothing with it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib import import_module
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from . import environment

WRITES = ("INSERT", "UPDATE", "DELETE")
PER_VIAL, TAKEN_UL = 40, 5


def client_id(n: int) -> UUID:
    return uuid5(NAMESPACE_OID, f"draw {n}")


def vial(n: int) -> str:
    """From which vial the n-th draw is: a new one every forty, so that none grows long."""
    return f"K{n // PER_VIAL:03d}"


class Children:
    """The process that forks. `do` answers "acknowledged" or "killed"; `post` acknowledges one number after another."""

    def __init__(self, popen: subprocess.Popen[str]) -> None:
        self.popen = popen

    def do(self, **said: Any) -> str:
        self._say(said)
        return self._line()

    def writes(self, **said: Any) -> int:
        """How many writes the act comes to; it is killed before it commits them."""
        self._say({**said, "at_commit": "before", "tell": True})
        found = int(self._line())
        assert self._line() == "killed"
        return found

    def post(self, *, acknowledgements: int, **said: Any) -> list[int]:
        """The child posts from `first` on until it is killed, after so many acknowledgements were read."""
        self._say({"do": "post", **said})
        pid, read = int(self._line()), []
        while len(read) < acknowledgements:
            read.append(int(self._line()))
        os.kill(pid, signal.SIGKILL)
        while (line := self._line()) != "killed":
            read.append(int(line))  # acknowledged before the signal came
        return read

    def _say(self, said: dict[str, Any]) -> None:
        assert self.popen.stdin is not None
        self.popen.stdin.write(json.dumps(said) + "\n")
        self.popen.stdin.flush()

    def _line(self) -> str:
        assert self.popen.stdout is not None
        line = self.popen.stdout.readline()
        assert line, "the process that forks has ended"
        return line.strip()


@contextmanager
def children(module: str = "support.killed_draw") -> Iterator[Children]:
    popen = subprocess.Popen(
        [sys.executable, "-m", module], env=environment.for_process(), stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, text=True, cwd=environment.ROOT / "tests",
    )  # fmt: skip
    try:
        yield Children(popen)
    finally:
        popen.kill()
        popen.communicate()


def _main() -> None:
    from euthymia.faces.command.database import django_ready

    django_ready()
    # Read once, before the first fork: a child that is killed has paid for nothing.
    import_module("euthymia.journey.infusion.actions")
    import_module("euthymia.journey.recovery.actions")
    import_module("support.syringes")
    for line in sys.stdin:
        said = json.loads(line)
        pid = os.fork()
        if not pid:
            _child(said)
            os._exit(0)
        if said["do"] == "post":
            _tell(str(pid))
        _, status = os.waitpid(pid, 0)
        _tell("killed" if os.WIFSIGNALED(status) else "acknowledged" if not status else f"failed {status}")


def _tell(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def _child(said: dict[str, Any]) -> None:
    from euthymia.clinic.people.models import Clinic
    from euthymia.kit import clock, units

    _kill_at(said.get("at_write", 0), said.get("at_commit", ""), said.get("tell", False))
    with clock.frozen(datetime.fromisoformat(said["now"])):
        with units.unit(tenant=units.EVERY_TENANT, actor="a test"):
            clinic = Clinic.objects.get(code="lakeside")
        if said["do"] == "post":
            _post_on(clinic, said)
        with units.unit(tenant=clinic.pk, actor="a test"):
            _ARMED.append(True)
            _act(clinic, said)


_ARMED: list[bool] = []


def _kill_at(at_write: int, at_commit: str, tell: bool) -> None:
    """Die before the so-manieth write of the act, or just before or after its commit."""
    import psycopg
    from django.db import connection

    written = [0]
    execute = psycopg.Cursor.execute

    def counted(self: Any, query: Any, *args: Any, **more: Any) -> Any:
        words = query.decode() if isinstance(query, bytes) else str(query)
        if _ARMED and words.lstrip().upper().startswith(WRITES):
            written[0] += 1
            if written[0] == at_write:
                os.kill(os.getpid(), signal.SIGKILL)
        return execute(self, query, *args, **more)

    psycopg.Cursor.execute = counted  # type: ignore[method-assign]
    commit = connection._commit

    def committed() -> None:
        if _ARMED and at_commit == "before":
            if tell:
                _tell(str(written[0]))
            os.kill(os.getpid(), signal.SIGKILL)
        commit()
        if _ARMED and at_commit == "after":
            os.kill(os.getpid(), signal.SIGKILL)

    connection._commit = committed


def _act(clinic: Any, said: dict[str, Any]) -> None:
    from euthymia.clinic.people import queries as people
    from euthymia.clinic.people.proofs import OneAct
    from euthymia.journey.infusion import actions, queries
    from euthymia.kit import units

    from .syringes import drawing

    now = units.current().now
    found = {staff.user.name: people.member(staff.user, clinic.pk, now) for staff in people.staff_of(clinic)}
    noor, tomas = found["Noor Haddad"], found["Tomas Reyes"]
    assert noor is not None and tomas is not None
    if said["do"] == "spray":
        _spray(clinic, noor, said)
        return
    session = queries.session(clinic, UUID(said["session"]))
    common: dict[str, Any] = {
        "by": noor, "session": session, "client_id": UUID(said["client_id"]), "witness": OneAct(tomas, now),
    }  # fmt: skip
    if said["do"] == "draw":
        actions.draw(drawing=drawing(session, said["vial"]), **common)
    else:
        actions.finish(reason="asked for", method="deactivated", **common)


def _spray(clinic: Any, noor: Any, said: dict[str, Any]) -> None:
    from euthymia.clinic.people import queries as people
    from euthymia.clinic.visits import queries as visits
    from euthymia.journey.recovery import actions as recovery
    from euthymia.journey.recovery.actions.nasal import REMS
    from euthymia.kit import units

    (ana,) = people.patients(clinic, "Ana Marsh")
    now = units.current().now
    recovery.begin_nasal(
        by=noor, patient=ana, room=visits.rooms(clinic)[0], client_id=UUID(said["client_id"]), dose_mg=56, devices=["D1", "D2"],
        baseline={"sbp": "120", "dbp": "76", "hr": "70", "spo2": "98"}, began_at=now, ended_at=now, rems=sorted(REMS),
    )  # fmt: skip


def _post_on(clinic: Any, said: dict[str, Any]) -> None:
    """One draw after another, each in a transaction of its own, each told when it is committed."""
    from euthymia.clinic.people import queries as people
    from euthymia.clinic.pharmacy import actions
    from euthymia.clinic.pharmacy import queries as stock
    from euthymia.kit import units

    n = int(said["first"])
    while True:
        with units.unit(tenant=clinic.pk, actor="a test") as unit:
            found = {
                staff.user.name: people.member(staff.user, clinic.pk, unit.now)
                for staff in people.staff_of(clinic)
            }
            noor = found["Noor Haddad"]
            (ana,) = people.patients(clinic, "Ana Marsh")
            assert noor is not None
            actions.draw(
                by=noor, book=stock.books(clinic)[0], client_id=client_id(n), vial=vial(n), patient=ana, order="o",
                syringe=vial(n), volume_ul=TAKEN_UL,
            )  # fmt: skip
        _tell(str(n))
        n += 1


if __name__ == "__main__":
    _main()
