"""Scenes: what many tests begin with, made once in a process and put back when a test left something else.

A scene is the rows that a function wrote through the clinic's own actions, starting from the
cast. Its rows are committed, so that a test in a transaction of its own finds them and its rollback
leaves them. Rows are read and written back as they are, in PostgreSQL's own binary form; what a scene's
function returned comes back as objects that are the test's own.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connections, transaction
from psycopg import sql

from euthymia.kit import clock

from . import database
from .cast import Cast, assemble


@dataclass(frozen=True, slots=True)
class Kept:
    """A scene's rows by table, its objects, and the time at which it ended."""

    rows: dict[str, bytes]
    objects: bytes
    at: datetime


_kept: dict[Callable[..., Any], Kept] = {}


class _Standing:
    """The scene whose rows are in the database; None: no rows. `left` says that a test has committed since."""

    scene: Callable[..., Any] | None = None
    left = True


class _Pickler(pickle.Pickler):
    def reducer_override(self, found: Any) -> Any:
        return (bytes, (bytes(found),)) if isinstance(found, memoryview) else NotImplemented


def the_cast() -> Cast:
    """The scene that all others begin with."""
    return assemble()


def stand(scene: Callable[..., Any] = the_cast) -> Any:
    """What `scene` returned, with its rows in the database and the (frozen) clock where it left it.

    `scene` is given the cast. Whatever else was committed is gone.
    """
    if scene not in _kept:
        given = [] if scene is the_cast else [stand()]
        with _beside():
            if scene is the_cast:
                database.empty()
            _Standing.left = True
            _keep(scene, scene(*given))
    kept = _kept[scene]
    if _Standing.left or _Standing.scene is not scene:
        with _beside():
            database.empty()
            _put_back(kept.rows)
            _Standing.scene, _Standing.left = scene, False
    clock.advance(kept.at - clock.now())
    return pickle.loads(kept.objects)  # noqa: S301 - written by this process


def nothing() -> None:
    """No rows at all, for tests that bring their own."""
    if _Standing.left or _Standing.scene is not None:
        with _beside():
            database.empty()
            _Standing.scene, _Standing.left = None, False


@contextmanager
def committing() -> Iterator[None]:
    """Real commits; whoever stands next begins by clearing them away. The caller unblocks the database."""
    try:
        yield
    finally:
        _Standing.left = True
        for connection in connections.all(initialized_only=True):
            if connection.alias != "owner":
                connection.close()


@contextmanager
def _beside() -> Iterator[None]:
    """Connections of its own, beside a transaction that a test may have open."""
    aliases = ("default", "owner")
    before = {alias: connections[alias] for alias in aliases}
    for alias in aliases:
        connections[alias] = connections.create_connection(alias)
        connections[alias].connect()  # not by asking for a cursor, which Django refuses to tests of one alias
    try:
        yield
    finally:
        for alias in aliases:
            connections[alias].close()
            connections[alias] = before[alias]


def _keep(scene: Callable[..., Any], made: Any) -> None:
    objects = io.BytesIO()
    _Pickler(objects).dump(made)
    rows = {}
    with connections["owner"].cursor() as cursor:
        for table in database.with_rows():
            with cursor.copy(
                sql.SQL("COPY {} TO STDOUT (FORMAT BINARY)").format(sql.Identifier(table))
            ) as copy:
                rows[table] = b"".join(bytes(block) for block in copy)
    _kept[scene] = Kept(rows, objects.getvalue(), clock.now())
    _Standing.scene, _Standing.left = scene, False


def _put_back(rows: dict[str, bytes]) -> None:
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        for table, content in rows.items():
            with cursor.copy(
                sql.SQL("COPY {} FROM STDIN (FORMAT BINARY)").format(sql.Identifier(table))
            ) as copy:
                copy.write(content)
