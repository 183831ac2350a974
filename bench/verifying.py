"""Rows verified a second by `euthymia verify`, beside hashing the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any

from django.db import connections, transaction

from euthymia.faces.command.anchors import Anchors
from euthymia.faces.command.chains import Follower
from euthymia.faces.command.evidence import START
from euthymia.kit import clock

from .measure import Result, in_turn, per_second
from .scale import Scale


def verify_rows_per_s(scale: Scale) -> Result:
    """Every chain of the database, read and followed; the reference hashes what they cover, from memory."""
    messages: list[bytes] = []
    _follow(lambda connection: _Collector(connection, messages))

    def hash_all() -> int:
        for message in messages:
            sha256(message).digest()
        return len(messages)

    ours, reference = in_turn(
        scale.rounds,
        per_second(lambda: _follow(lambda connection: Follower(connection, Anchors([])))),
        per_second(hash_all),
    )
    parts = {"rows": len(messages), "bytes_in_a_row": sum(map(len, messages)) / len(messages)}
    return Result("verify_rows_per_s", ours, "1/s", "SHA-256 of the same bytes", reference, parts)


class _Collector(Follower):
    """Keeps the bytes that each chained row's hash is made of, the hash before it included."""

    def __init__(self, connection: Any, messages: list[bytes]) -> None:
        super().__init__(connection, Anchors([]))
        self._messages = messages

    def _follow(self, table: Any, rows: Iterable[tuple[Sequence[Any], bytes]], heads: Any) -> None:
        super()._follow(table, self._keeping(rows), heads)

    def _keeping(self, rows: Iterable[tuple[Sequence[Any], bytes]]) -> Iterator[tuple[Sequence[Any], bytes]]:
        for fields, message in rows:
            self._messages.append(START + message)
            yield fields, message


def _follow(follower: Callable[[Any], Follower]) -> int:
    with transaction.atomic(using="owner"):
        owner = connections["owner"]
        owner.ensure_connection()
        found = follower(owner.connection).follow_all(clock.wall())
    if found.broken:
        raise RuntimeError(f"the benchmark's own rows do not verify: {found.broken[0]}")
    return sum(found.rows.values())
