"""Everything followed by two readers at once, who see the same state of the database.

What PostgreSQL needs to send rows is more than what it takes to hash them, and it sends to each connection by a process
of its own. The parts are dealt out in their order to whoever is free, and what they came to is put together in that
order: the findings are those of one reader.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime
from threading import Event, Lock
from typing import Any

from django.db import connections, transaction
from psycopg import Connection, sql

from .anchors import Anchors
from .chains import Findings, Follower

READERS = 2
_UNCHANGING = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
Progress = Callable[[int], Any]


@contextmanager
def unchanging() -> Iterator[Connection[Any]]:
    """The owner's connection in a transaction that shows one unchanging state and writes nothing."""
    with transaction.atomic(using="owner"):
        owner = connections["owner"]
        with owner.cursor() as cursor:
            cursor.execute(_UNCHANGING)
        yield owner.connection


def follow_all(
    connection: Connection[Any], anchors: Anchors, wall: datetime, tick: Progress = lambda _: None,
    *, every_row: bool = False, readers: int = READERS,
) -> Findings:  # fmt: skip
    """Everything that the transaction of `unchanging` shows; `wall` as for `Follower.follow_all`."""
    found, counting, dealing, stop = dict[int, Findings](), Lock(), Lock(), Event()
    dealer = Follower(connection, anchors, every_row=every_row)
    parts = enumerate(dealer.parts(wall))

    def count(rows: int) -> None:
        with counting:
            tick(rows)

    def read(beside: Connection[Any]) -> None:
        reader = Follower(beside, anchors, count, every_row=every_row)
        reader.in_order()
        while not stop.is_set():
            with dealing:
                number, part = next(parts, (0, None))
            if part is None:
                return
            found[number] = reader.follow_part(part)

    with ExitStack() as opened, ThreadPoolExecutor(readers) as pool:
        try:
            beside = [opened.enter_context(_beside(connection)) for _ in range(readers)]
            for ends in [pool.submit(read, one) for one in beside]:
                ends.result()
        finally:
            stop.set()  # before the pool waits for those who still read
    whole = Findings()
    for number in sorted(found):
        whole.add(found[number])
    whole.broken += dealer.gone()
    return whole


@contextmanager
def _beside(connection: Connection[Any]) -> Iterator[Connection[Any]]:
    """Another connection of the owner, which sees what this one sees."""
    ((snapshot,),) = connection.execute("SELECT pg_export_snapshot()").fetchall()
    owner = connections["owner"]
    with closing(owner.get_new_connection(owner.get_connection_params())) as made:
        made.execute(_UNCHANGING)
        made.execute(sql.SQL("SET TRANSACTION SNAPSHOT {}").format(sql.Literal(snapshot)))
        yield made
