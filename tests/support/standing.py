"""Scenes: what many tests begin with, made once in a process and put back when a test left something else.

A scene is the rows that a function wrote through the clinic's own actions, starting from nothing or from
another scene. Its rows are committed, so that a test in a transaction of its own finds them and its rollback
leaves them. Rows are read and written back as they are, in PostgreSQL's own binary form; what a scene's
function returned comes back as objects that are the test's own. `cast` is a scene; a test or file that begins
later says so: `pytestmark = [pytest.mark.django_db, pytest.mark.scene(ANA_DECIDED)]`.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connections
from psycopg import sql

from euthymia.kit import clock

from . import database
from .cast import assemble


@dataclass(frozen=True, slots=True)
class Scene:
    """`make` writes the rows and is given what the scene that it begins with returned, if there is one."""

    make: Callable[..., Any]
    begin: Scene | None = None


THE_CAST = Scene(assemble)


@dataclass(frozen=True, slots=True)
class Kept:
    """A scene's rows by table, its objects, and the time at which it ended."""

    rows: dict[str, bytes]
    objects: bytes
    at: datetime


_kept: dict[Scene, Kept] = {}


class _Standing:
    """The scene whose rows are in the database; None: no rows. `left` says that a test has committed since."""

    scene: Scene | None = None
    left = True


class _Pickler(pickle.Pickler):
    def reducer_override(self, found: Any) -> Any:
        return (bytes, (bytes(found),)) if isinstance(found, memoryview) else NotImplemented


def stand(scene: Scene = THE_CAST) -> Any:
    """What the scene returned, with its rows in the database and the (frozen) clock where it left it.

    Whatever else was committed is gone.
    """
    if scene not in _kept:
        given = [stand(scene.begin)] if scene.begin else []
        with _beside():
            if not given:
                _only({})
            _Standing.left = True
            _keep(scene, scene.make(*given))
    kept = _kept[scene]
    if _Standing.left or _Standing.scene is not scene:
        _only(kept.rows)
        _Standing.scene, _Standing.left = scene, False
    clock.advance(kept.at - clock.now())
    return pickle.loads(kept.objects)  # noqa: S301 - written by this process


def nothing() -> None:
    """No rows at all, for tests that bring their own."""
    if _Standing.left or _Standing.scene is not None:
        _only({})
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


def _keep(scene: Scene, made: Any) -> None:
    objects = io.BytesIO()
    _Pickler(objects).dump(made)
    rows = {}
    out = sql.SQL("COPY {} TO STDOUT (FORMAT BINARY)")
    with database.quietly() as cursor:
        for table in database.with_rows(cursor):
            with cursor.copy(out.format(sql.Identifier(table))) as copy:
                rows[table] = b"".join(map(bytes, copy))
    _kept[scene] = Kept(rows, objects.getvalue(), clock.now())
    _Standing.scene, _Standing.left = scene, False


def _only(rows: dict[str, bytes]) -> None:
    """These rows by table, and no other."""
    back = sql.SQL("COPY {} FROM STDIN (FORMAT BINARY)")
    with database.quietly() as cursor:
        database.empty(cursor)
        for table, content in rows.items():
            with cursor.copy(back.format(sql.Identifier(table))) as copy:
                copy.write(content)
