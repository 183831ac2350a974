"""Every stream and every sealed table of the database, followed from its first row to its last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from psycopg import Connection, sql

from euthymia.kit.models import AppendOnly, StreamRow

from .anchors import Anchor, Anchors
from .evidence import START, Column, Reader, follow

_OWNERS_AT_ONCE = 1_000
_TICK = 5_000
# Rows get their id a moment before they are committed; what is younger than this is sealed the next time.
SETTLED_MS = 600_000
Heads = dict[bytes, tuple[int, bytes]]


@dataclass(frozen=True, slots=True)
class Broken:
    """The first thing wrong in one stream. `n` is the row, or 0 for the stream as a whole."""

    table: str
    owner: str
    n: int
    says: str

    def __str__(self) -> str:
        place = f"{self.table} {self.owner}".rstrip()
        return f"{place} n={self.n}: {self.says}" if self.n else f"{place}: {self.says}"


@dataclass(slots=True)
class Findings:
    """What following the chains came to; `heads` are those that no anchor holds yet."""

    rows: dict[str, int] = field(default_factory=dict)
    streams: int = 0
    broken: list[Broken] = field(default_factory=list)
    heads: list[Anchor] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Table:
    """A stream's table: where its owner, number and, for raw messages, bytes and digest stand in a row."""

    name: str
    label: str
    owner_column: str
    owner_table: str
    head: str
    names: tuple[str, ...]
    reader: Reader

    def place(self, name: str) -> int:
        return self.names.index(name)

    def rows_where(self, condition: sql.Composable) -> sql.Composed:
        return sql.SQL("COPY (SELECT {} FROM {} WHERE {} ORDER BY {}, n) TO STDOUT (FORMAT BINARY)").format(
            sql.SQL(", ").join(map(sql.Identifier, self.names)),
            sql.Identifier(self.name),
            condition,
            sql.Identifier(self.owner_column),
        )


def stream_models() -> list[type[StreamRow]]:
    return [model for model in apps.get_models() if issubclass(model, StreamRow)]


def sealed_models() -> list[type[AppendOnly]]:
    """Append-only tables that have no chain of their own."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, AppendOnly) and not issubclass(model, StreamRow)
    ]


class Follower:
    """Follows chains within the caller's transaction, which must show one unchanging state.

    Written without the code that makes the chains: it may share their tables, never their arithmetic.
    """

    def __init__(
        self, connection: Connection[Any], anchors: Anchors, tick: Callable[[int], Any] = lambda _: None
    ) -> None:
        self.connection, self.anchors, self.tick = connection, anchors, tick
        self.found = Findings()

    def expected_rows(self) -> int:
        """How many rows the owners say there are: for the progress bar."""
        total = 0
        for model in stream_models():
            table = self._table(model)
            text = sql.SQL("SELECT coalesce(sum({}), 0)::bigint FROM {}")
            asked = text.format(sql.Identifier(f"{table.head}_n"), sql.Identifier(table.owner_table))
            total += self.connection.execute(asked).fetchall()[0][0]
        return total

    def follow_all(self, wall: datetime) -> Findings:
        """Everything; `wall` is the wall's time, before which rows count as settled."""
        for model in stream_models():
            self._streams_of(self._table(model))
        for sealed in sealed_models():
            self._sealed(sealed, UUID(int=max(0, int(wall.timestamp() * 1000) - SETTLED_MS) << 80))
        for name, owner, n in self.anchors.left():
            self._broken(name, str(owner or ""), n, "anchored, but the stream is gone")
        return self.found

    def follow(self, model: type[StreamRow]) -> Findings:
        """One kind of stream, without asking whether something that was anchored is gone."""
        self._streams_of(self._table(model))
        return self.found

    def _broken(self, table: str, owner: str, n: int, says: str) -> None:
        self.found.broken.append(Broken(table, owner, n, says))

    # Streams: numbered and chained, their last number and hash kept by their owner.

    def _table(self, model: type[StreamRow]) -> _Table:
        foreign_key, head = model.stream
        relation = model._meta.get_field(foreign_key)
        assert isinstance(relation, models.ForeignKey)
        names, columns = self._columns(model)
        return _Table(
            name=model._meta.db_table,
            label=foreign_key,
            owner_column=relation.column,
            owner_table=relation.related_model._meta.db_table,
            head=head,
            names=(*names, "hash"),
            reader=Reader([*columns, Column("hash", "bytea")], uncovered=1),
        )

    def _columns(self, model: type[models.Model]) -> tuple[list[str], list[Column]]:
        """What a row's hash covers: the columns' names in the table, and as the chain knows them."""
        asked = (
            "SELECT attname, typname FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid "
            "WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
        )
        types = dict(self.connection.execute(asked, [model._meta.db_table]).fetchall())
        covered = [each for each in model._meta.concrete_fields if each.attname != "hash"]
        return [str(each.column) for each in covered], [
            Column(each.attname, types[each.column]) for each in covered
        ]

    def _streams_of(self, table: _Table) -> None:
        self.found.rows[table.name] = 0
        for condition, heads in self._owners(table):
            with self.connection.cursor() as cursor, cursor.copy(table.rows_where(condition)) as blocks:
                self._follow(table, table.reader.rows(blocks), heads)
            for owner, (n, head) in heads.items():
                self._end(table, owner, 0, START, n, head, self.anchors.take(table.name, UUID(bytes=owner)))

    def _owners(self, table: _Table) -> Iterator[tuple[sql.Composable, Heads]]:
        """Owners in the order of their ids, some at a time, with a condition that together leave no row out."""
        text = sql.SQL("SELECT id, {}, {} FROM {} WHERE {} ORDER BY id LIMIT {}")
        key = sql.Identifier(table.owner_column)
        low: sql.Composable | None = None
        while True:
            asked = text.format(
                sql.Identifier(f"{table.head}_n"),
                sql.Identifier(f"{table.head}_head"),
                sql.Identifier(table.owner_table),
                sql.SQL("TRUE") if low is None else sql.SQL("id > {}").format(low),
                sql.Literal(_OWNERS_AT_ONCE),
            )
            owners = self.connection.execute(asked).fetchall()
            bounds = [] if low is None else [sql.SQL("{} > {}").format(key, low)]
            last = len(owners) < _OWNERS_AT_ONCE
            if not last:
                low = sql.Literal(str(owners[-1][0]))
                bounds.append(sql.SQL("{} <= {}").format(key, low))
            condition = sql.SQL(" AND ").join(bounds) if bounds else sql.SQL("TRUE")
            yield condition, {id.bytes: (n, bytes(head)) for id, n, head in owners}
            if last:
                return

    def _follow(self, table: _Table, rows: Iterable[tuple[Sequence[Any], bytes]], heads: Heads) -> None:
        """Follow the streams of some owners; takes from `heads` those that have rows."""
        owner_at, n_at = table.place(table.owner_column), table.place("n")
        digest_at = table.place("digest") if {"bytes", "digest"} <= set(table.names) else None
        bytes_at = table.place("bytes") if digest_at is not None else 0
        owner, n, head, count = b"", 0, START, 0
        anchored: dict[int, set[bytes]] = {}
        says = ""
        for fields, message in rows:
            count += 1
            if count % _TICK == 0:
                self.tick(_TICK)
            if fields[owner_at] != owner:
                if owner and not says:
                    self._end(table, owner, n, head, *heads.pop(owner, (-1, b"")), anchored)
                owner, n, head, says = fields[owner_at], 0, START, ""
                anchored = self.anchors.take(table.name, UUID(bytes=owner))
            elif says:
                continue
            n += 1
            head = follow(head, message)
            if fields[n_at] != n:
                says = f"missing; the next row is n={fields[n_at]}"
            elif head != fields[-1]:
                says = "column mismatch: the row or its hash is not as it was written"
            elif n in anchored and anchored[n] != {head}:
                says = "anchor mismatch: the stream up to here was written anew after it was anchored"
            elif digest_at is not None and sha256(fields[bytes_at]).digest() != fields[digest_at]:
                says = "digest mismatch: the bytes are not those that the digest was made of"
            if says:
                heads.pop(owner, None)
                self._broken(table.name, f"{table.label}={UUID(bytes=owner)}", n, says)
        if owner and not says:
            self._end(table, owner, n, head, *heads.pop(owner, (-1, b"")), anchored)
        self.found.rows[table.name] += count

    def _end(
        self, table: _Table, owner: bytes, n: int, head: bytes, kept_n: int, kept_head: bytes,
        anchored: dict[int, set[bytes]],
    ) -> None:  # fmt: skip
        """A stream has come to its end at `n`: is it the end its owner and the anchors know?"""
        self.found.streams += 1
        beyond = max(anchored, default=0)
        label = f"{table.label}={UUID(bytes=owner)}"
        if kept_n < 0:
            self._broken(table.name, label, 0, f"has rows, but no owner in {table.owner_table}")
        elif n < kept_n:
            self._broken(table.name, label, n + 1, f"missing; the owner counts {kept_n} rows")
        elif n > kept_n:
            self._broken(table.name, label, kept_n + 1, f"the owner counts only {kept_n} rows")
        elif head != kept_head:
            self._broken(table.name, label, n, "head mismatch: the owner keeps another hash")
        elif beyond > n:
            self._broken(table.name, label, n + 1, f"missing; anchored up to n={beyond}")
        elif n and n not in anchored:
            self.found.heads.append(Anchor(table.name, UUID(bytes=owner), n, head))

    # Sealed tables: rows without numbers, followed in the order of their ids.

    def _sealed(self, model: type[AppendOnly], young: UUID) -> None:
        table = model._meta.db_table
        names, columns = self._columns(model)
        text = sql.SQL("COPY (SELECT {} FROM {} WHERE id < {} ORDER BY id) TO STDOUT (FORMAT BINARY)").format(
            sql.SQL(", ").join(map(sql.Identifier, names)), sql.Identifier(table), sql.Literal(str(young))
        )
        anchored = self.anchors.take(table, None)
        n, head, sealed, says = 0, START, 0, ""
        with self.connection.cursor() as cursor, cursor.copy(text) as blocks:
            for _, message in Reader(columns, uncovered=0).rows(blocks):
                n += 1
                head = follow(head, message)
                if n in anchored and not says:
                    if anchored[n] == {head}:
                        sealed = n
                    else:
                        says = f"seal mismatch: a row after the first {sealed} was changed, added or removed"
                        self._broken(table, "", n, says)
        self.found.rows[table] = n
        beyond = max(anchored, default=0)
        if not says and beyond > n:
            self._broken(table, "", n + 1, f"missing; {beyond} rows were sealed")
        elif not says and n and n not in anchored:
            self.found.heads.append(Anchor(table, None, n, head))
