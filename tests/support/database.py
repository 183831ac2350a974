"""The test database: made and migrated by the owner of the tables, used by the role that owns nothing."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
from fasteners import InterProcessLock
from psycopg import sql

PREFIX = "test_euthymia_"
TEMPLATE = f"{PREFIX}template_"


def make() -> None:
    """Create this process's database and point both aliases at it."""
    from django.db import connections

    owner, app = connections["owner"], connections["default"]
    with warnings.catch_warnings():
        # The embedded server says where its socket goes when the machine names no place.
        warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
        owner.get_connection_params()
    _drop_what_the_dead_left()
    name = f"{PREFIX}{os.getpid()}"
    if _is_shared(owner):
        owner.settings_dict["TEST"]["NAME"] = name
        owner.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    else:
        copy(name)
        owner.close()
        owner.settings_dict["NAME"] = name
    with owner.cursor() as cursor:
        # Nothing in a test survives the server, so no commit needs to wait for the disk.
        cursor.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    app.close()
    app.settings_dict["NAME"] = name


def copy(name: str) -> None:
    """A migrated database of the embedded server under this name, in place of one that is there.

    Migrating takes seconds, and copying what was migrated none: the first process that asks migrates a
    template, and it serves until a line of the program changes.
    """
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    template = f"{TEMPLATE}{_digest()}"
    lock = InterProcessLock(Path(settings.EUTHYMIA_HOME) / ".template")
    with lock, connections["owner"]._nodb_cursor() as cursor:
        _let_the_owner_be_quiet(cursor)
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{TEMPLATE}%"])
        found = {datname for (datname,) in cursor.fetchall()}
        if template not in found:
            for old in found:
                cursor.execute(f'DROP DATABASE "{old}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{TEMPLATE}new"')
            with led_to(f"{TEMPLATE}new"):
                call_command("migrate", database="owner", interactive=False, verbosity=0)
            cursor.execute(f'ALTER DATABASE "{TEMPLATE}new" RENAME TO "{template}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


@contextmanager
def led_to(name: str) -> Iterator[None]:
    """The owner's connection leads to the database of this name."""
    from django.db import connections

    before, ours = connections["owner"], connections.create_connection("owner")
    ours.settings_dict = {**deepcopy(ours.settings_dict), "NAME": name}
    connections["owner"] = ours
    try:
        yield
    finally:
        ours.close()
        connections["owner"] = before


def _digest() -> str:
    """Of everything that tables and their guards are made from."""
    import allauth
    import django

    import euthymia

    found = sha256(f"{django.__version__} {allauth.__version__}".encode())
    root = Path(str(euthymia.__file__)).parent
    for path in sorted(root.rglob("*.py")):
        found.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    return found.hexdigest()[:16]


def _is_shared(owner: Any) -> bool:
    """A server whose address was given: its other processes may run on another machine."""
    return bool(owner.settings_dict["EUTHYMIA"]["url"])


def destroy() -> None:
    from django.db import connections

    owner = connections["owner"]
    connections["default"].close()
    if _beside:
        _beside.pop().close()
    owner.creation.destroy_test_db(PREFIX, verbosity=0)


_SILENCE = "SET LOCAL session_replication_role = replica"
_MAY_SILENCE = "SELECT has_parameter_privilege(%s, 'session_replication_role', 'SET')"
_beside = list[psycopg.Connection[Any]]()


@contextmanager
def quietly() -> Iterator[psycopg.Cursor[Any]]:
    """A transaction of the tables' owner, beside any that a test has open, for taking all rows away and putting back
    what stood there: no guard and no reference is asked, where the server allows that. Its connection is kept, since
    a new one first learns what tables there are."""
    connection = _beside[0] if _beside and _answers(_beside[0]) else _connect()
    with connection.transaction(), connection.cursor() as cursor:
        if _may_silence(cursor, connection.info.user):
            cursor.execute(_SILENCE)
        yield cursor


def _connect() -> psycopg.Connection[Any]:
    from django.db import connections

    settings = connections["owner"].settings_dict
    if not str(settings["NAME"]).startswith(PREFIX):
        raise RuntimeError("rows are taken away in a test database only")
    wrapper = connections.create_connection("owner")
    wrapper.settings_dict = settings
    wrapper.connect()
    connection: psycopg.Connection[Any] = wrapper.connection
    _beside[:] = [connection]
    return connection


def _answers(connection: psycopg.Connection[Any]) -> bool:
    """Some tests take the database away."""
    try:
        connection.execute("SELECT 1")
    except psycopg.OperationalError:
        return False
    return True


def _may_silence(cursor: Any, role: str) -> bool:
    cursor.execute(_MAY_SILENCE, [role])
    return bool(cursor.fetchone()[0])


def _let_the_owner_be_quiet(cursor: Any) -> None:
    """On the embedded server of the tests."""
    from euthymia.kit.postgres.embedded import OWNER

    if not _may_silence(cursor, OWNER):
        with administrator() as server:
            server.execute(
                sql.SQL("GRANT SET ON PARAMETER session_replication_role TO {}").format(sql.Identifier(OWNER))
            )


def administrator(database: str = "postgres") -> psycopg.Connection[Any]:
    """A connection that may cut off others: the embedded server's own superuser, or the address that was given."""
    from django.conf import settings
    from django.db import connections

    from euthymia.kit.postgres import embedded

    given = connections.settings["owner"]["EUTHYMIA"]
    url = given["owner_url"] or given["url"]
    if url:
        return psycopg.connect(
            url, **({} if database == "postgres" else {"dbname": database}), autocommit=True
        )
    with warnings.catch_warnings():
        # The embedded server says where its socket goes when the machine names no place.
        warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
        access = embedded.start(settings.EUTHYMIA_HOME)
    return psycopg.connect(
        host=access.host, port=access.port, user="postgres", password=access.superuser_password,
        dbname=database, autocommit=True,
    )  # fmt: skip


def empty(cursor: psycopg.Cursor[Any]) -> None:
    """Delete every row there is, `quietly`."""
    tables = [sql.Identifier(table) for table in with_rows(cursor)]
    guarded = [] if _may_silence(cursor, cursor.connection.info.user) else tables
    for table in guarded:
        cursor.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(table))
    for table in tables:
        cursor.execute(sql.SQL("DELETE FROM {}").format(table))
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in guarded:
        cursor.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(table))
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def with_rows(cursor: psycopg.Cursor[Any]) -> list[str]:
    """The tables that hold anything, but for the list of migrations."""
    from django.apps import apps

    models = apps.get_models(include_auto_created=True)
    tables = sorted({model._meta.db_table for model in models if model._meta.managed})
    asks = sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})")
    each = [asks.format(sql.Literal(table), sql.Identifier(table)) for table in tables]
    cursor.execute(sql.SQL(" UNION ALL ").join(each))
    return [name for (name,) in cursor.fetchall()]


def forget() -> None:
    """Tell the database that no unit is open.

    In a clinic this happens by itself when a unit's transaction ends; here they all share the test's.
    """
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('euthymia.tenant', '', true), set_config('euthymia.user', '', true)"
        )


@contextmanager
def as_tampered(*tables: str) -> Iterator[Any]:
    """A cursor of the tables' owner with the guards of these tables, or of all, off: what an intruder with
    every right could do."""
    from django.db import connections

    from euthymia.kit import fences

    with fences.lowered("owner", tables or None), connections["owner"].cursor() as cursor:
        yield cursor


def _drop_what_the_dead_left() -> None:
    """Databases of test processes that were killed. The name ends with the process that made it."""
    from django.db import connections

    owner = connections["owner"]
    if _is_shared(owner):
        return
    with owner._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{PREFIX}%"])
        for (name,) in cursor.fetchall():
            pid = name.removeprefix(PREFIX).partition("_")[0]
            if pid.isdigit() and not _alive(int(pid)):
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
