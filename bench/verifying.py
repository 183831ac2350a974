"""Rows verified a second by `euthymia verify`, beside hashing the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

from euthymia.faces.command import readers
from euthymia.faces.command.anchors import Anchor, Anchors
from euthymia.faces.command.chains import Findings, Follower, Rows
from euthymia.faces.command.evidence import START
from euthymia.kit import clock, processes

from .measure import Result, in_turn, per_second
from .scale import Scale


def verify_rows_per_s(scale: Scale) -> Result:
    """Every row of every chain of the database, as each night after the first; the reference hashes what the chains
    cover, from memory. In parts: every row followed by itself, as in the first night and on Sundays.
    """
    messages: list[bytes] = []
    with readers.unchanging() as owner:
        anchors = _whole(_Collector(owner, messages).follow_all(clock.wall())).heads

    processes.settle()  # as the process that looks each night has

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
    with readers.unchanging() as owner:
        return sum(_whole(readers.follow_all(owner, Anchors(known), clock.wall())).rows.values())


def _whole(found: Findings) -> Findings:
    if found.broken:
        raise RuntimeError(f"the benchmark's own rows do not verify: {found.broken[0]}")
    return found
