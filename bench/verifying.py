"""Rows verified a second by `euthymia verify`, beside hashing the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import Any

from django.db import connections, transaction

from euthymia.faces.command.anchors import Anchor, Anchors
from euthymia.faces.command.chains import Findings, Follower, Rows
from euthymia.faces.command.evidence import START
from euthymia.kit import clock

from .measure import Result, in_turn, per_second
from .scale import Scale


def verify_rows_per_s(scale: Scale) -> Result:
    """Every row of every chain of the database, as each night after the first; the reference hashes what the chains
    cover, from memory. In parts: every row followed by itself, as in the first night and on Sundays.
    """
    messages: list[bytes] = []
    anchors = _follow(lambda connection: _Collector(connection, messages)).heads

    def hash_all() -> int:
        for message in messages:
            sha256(message).digest()
        return len(messages)

    ours, every_row, reference = in_turn(
        scale.rounds,
        per_second(lambda: _rows(anchors)),
        per_second(lambda: _rows([])),
        per_second(hash_all),
    )
    parts = {
        "rows": len(messages),
        "bytes_in_a_row": sum(map(len, messages)) / len(messages),
        "row_by_row_per_s": every_row,
    }
    return Result("verify_rows_per_s", ours, "1/s", "SHA-256 of the same bytes", reference, parts)


class _Collector(Follower):
    """Keeps the bytes that each chained row's hash is made of, the hash before it included."""

    def __init__(self, connection: Any, messages: list[bytes]) -> None:
        super().__init__(connection, Anchors([]))
        self._messages = messages

    def _follow(self, table: Any, rows: Rows, heads: Any) -> None:
        super()._follow(table, self._keeping(rows), heads)

    def _keeping(self, rows: Rows) -> Iterator[tuple[bytes, Sequence[Any], bytes]]:
        for row, fields, message in rows:
            self._messages.append(START + message)
            yield row, fields, message


def _rows(known: list[Anchor]) -> int:
    return sum(_follow(lambda connection: Follower(connection, Anchors(known))).rows.values())


def _follow(follower: Callable[[Any], Follower]) -> Findings:
    with transaction.atomic(using="owner"):
        owner = connections["owner"]
        owner.ensure_connection()
        found = follower(owner.connection).follow_all(clock.wall())
    if found.broken:
        raise RuntimeError(f"the benchmark's own rows do not verify: {found.broken[0]}")
    return found
