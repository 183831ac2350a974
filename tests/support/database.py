"""The test database: made and migrated by the owner of the tables, used by the role that owns nothing."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

PREFIX = "test_euthymia_"


def make() -> None:
    """Create this process's database through the `owner` alias and point both aliases at it."""
    from django.db import connections

    owner, app = connections["owner"], connections["default"]
    with warnings.catch_warnings():
        # The embedded server says where its socket goes when the machine names no place.
        warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
        owner.get_connection_params()
    _drop_what_the_dead_left()
    owner.settings_dict["TEST"]["NAME"] = f"{PREFIX}{os.getpid()}"
    name = owner.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    with owner.cursor() as cursor:
        # Nothing in a test survives the server, so no commit needs to wait for the disk.
        cursor.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    app.close()
    app.settings_dict["NAME"] = name


def destroy() -> None:
    from django.db import connections

    owner = connections["owner"]
    connections["default"].close()
    owner.creation.destroy_test_db(PREFIX, verbosity=0)


def empty() -> None:
    """Delete every row there is, as the owner of the tables with the fences down, and put them up again."""
    from django.db import connections, transaction
    from psycopg import sql

    from euthymia.kit import fences

    tables = with_rows()
    owner = connections["owner"]
    with fences.lowered("owner", tables), transaction.atomic(using="owner"), owner.cursor() as cursor:
        # Who refers to whom is asked when the transaction ends.
        for table in tables:
            cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))


def with_rows() -> list[str]:
    """The tables that hold anything, but for the list of migrations."""
    from django.apps import apps
    from django.db import connections
    from psycopg import sql

    models = apps.get_models(include_auto_created=True)
    tables = sorted({model._meta.db_table for model in models if model._meta.managed})
    asks = sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})")
    each = [asks.format(sql.Literal(table), sql.Identifier(table)) for table in tables]
    with connections["owner"].cursor() as cursor:
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
    if owner.settings_dict["EUTHYMIA"]["url"]:
        return  # a shared server: its other processes may run on another machine
    with owner._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{PREFIX}%"])
        for (name,) in cursor.fetchall():
            pid = name.removeprefix(PREFIX)
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
