"""A whole installation for a browser to look at: a database of its own, the real processes, a desk to act from.

Playwright's loop lives in the test's thread, where Django refuses to touch a database. So everything the tests
do to the clinic from behind is done by one other thread, the desk, whose connections lead to this installation.
"""

from __future__ import annotations

import copy
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from psycopg import sql

from support import environment
from support.database import _alive, administrator
from support.database import copy as copy_database
from support.processes import PATIENCE_S, free_port

Result = TypeVar("Result")
PREFIX = "euthymia_browser_"


class Installation:
    """Started by `running`. `base_url` is where the pages are, `mllp_port` where monitors connect."""

    def __init__(self, logs: Path, blocker: Any) -> None:
        self.name = f"{PREFIX}{os.getpid()}"
        self.port, self.mllp_port = free_port(), free_port()
        self.base_url = f"http://127.0.0.1:{self.port}"
        self._logs, self._blocker = logs, blocker
        self._desk = ThreadPoolExecutor(1, thread_name_prefix="desk")
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def at_the_desk(self, act: Callable[[], Result], patience_s: float | None = PATIENCE_S) -> Result:
        """Run `act` where Django may use the database of this installation."""
        with self._blocker.unblock():
            return self._desk.submit(act).result(patience_s)

    # Processes

    def start(self, command: str, **more: str) -> None:
        """`serve`, `listen` or `monitor`, with `more` in its environment; returns when the first two answer at their ports."""
        port = {"serve": self.port, "listen": self.mllp_port}.get(command)
        arguments = [command] if port is None else [command, "--host", "127.0.0.1", "--port", str(port)]
        with (self._logs / f"{command}.log").open("ab") as log:
            self._processes[command] = subprocess.Popen(
                [sys.executable, "-m", "euthymia.faces.command.cli", *arguments],
                env={**self._environment(), **more}, stdout=log, stderr=log,
            )  # fmt: skip
        if port is not None:
            self._until_up(command, port)

    def kill(self, command: str) -> None:
        """As a crash would: at once, without a word."""
        process = self._processes.pop(command)
        process.kill()
        process.wait()

    def _environment(self) -> dict[str, str]:
        from django.conf import settings

        # One key for all of them, or a session would not survive a restart of the server.
        return environment.for_process(
            self.name, EUTHYMIA_SECRET_KEY=settings.SECRET_KEY, EUTHYMIA_LOCK_AFTER_S="3600"
        )

    def _until_up(self, command: str, port: int) -> None:
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            if self._processes[command].poll() is not None:
                break
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.05)
        said = (self._logs / f"{command}.log").read_text("utf-8", errors="replace")
        raise AssertionError(f"{command} does not answer at port {port}:\n{said}")

    @property
    def pids(self) -> list[int]:
        return [process.pid for process in self._processes.values()]

    def logs(self) -> list[str]:
        """What every process has said."""
        return [one.read_text("utf-8", errors="replace") for one in self._logs.glob("*.log")]

    # The database

    def administrator(self) -> psycopg.Connection[Any]:
        """A connection to this database that no fence holds back."""
        return administrator(self.name)

    def make_database(self) -> None:
        with administrator() as server:
            for (left,) in server.execute("SELECT datname FROM pg_database").fetchall():
                pid = left.removeprefix(PREFIX)
                if left.startswith(PREFIX) and pid.isdigit() and (left == self.name or not _alive(int(pid))):
                    server.execute(
                        sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(left))
                    )
            # Another process may be migrating what is copied here: that takes as long as it takes.
            self.at_the_desk(lambda: _create(self.name), None)
            server.execute(
                sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(sql.Identifier(self.name))
            )
        self.at_the_desk(lambda: _lead_to(self.name))

    @contextmanager
    def database_lost(self) -> Iterator[None]:
        """Nobody reaches this database, and whoever had is cut off."""
        named = sql.Identifier(self.name)
        with administrator() as server:
            server.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(named))
            try:
                server.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [self.name]
                )
                self.at_the_desk(_hang_up)
                yield
            finally:
                server.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(named))

    def tear_down(self) -> None:
        for process in self._processes.values():
            process.terminate()
        for process in self._processes.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.at_the_desk(_hang_up)
        self._desk.shutdown()
        with administrator() as server:
            server.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self.name))
            )


@contextmanager
def running(logs: Path, blocker: Any) -> Iterator[Installation]:
    """Database, server, listener and watcher; all gone at the end, whatever happens."""
    installation = Installation(logs, blocker)
    try:
        installation.make_database()
        for command in ("serve", "listen", "monitor"):
            installation.start(command)
        yield installation
    finally:
        installation.tear_down()


def _create(name: str) -> None:
    from django.db import connections

    owner = connections["owner"]
    if owner.settings_dict["EUTHYMIA"]["url"]:
        with owner._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
    else:
        copy_database(name)


def _lead_to(name: str) -> None:
    """Give this thread connections of its own, and make the tables unless they were copied."""
    from django.core.management import call_command
    from django.db import connections

    for alias in ("owner", "default"):
        connection = connections.create_connection(alias)
        connection.settings_dict = {**copy.deepcopy(connection.settings_dict), "NAME": name}
        connections[alias] = connection
    if connections["owner"].settings_dict["EUTHYMIA"]["url"]:
        call_command("migrate", database="owner", interactive=False, verbosity=0)


def _hang_up() -> None:
    from django.db import connections

    connections.close_all()
