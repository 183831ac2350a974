"""Every stream and every sealed table of the database, followed from its first row to its last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from psycopg import Connection, sql

from euthymia.kit.models import AppendOnly, StreamRow

from .anchors import Anchor, Anchors
from .broken import Broken
from .evidence import Column, Reader, Sent
from .walks import Walk

_OWNERS_AT_ONCE = 1_000
_TICK = 5_000
# Rows get their id a moment before they are committed; what is younger than this is sealed the next time.
SETTLED_MS = 600_000
Heads = dict[UUID, tuple[int, bytes]]
_NOBODYS = (-1, b"")  # what is kept of a stream by no owner
Rows = Iterable[tuple[bytes, Sequence[Any], bytes]]


@dataclass(slots=True)
class Findings:
    """What following the chains came to; `heads` are those that no anchor holds yet."""

    rows: dict[str, int] = field(default_factory=dict)
    streams: int = 0
    broken: list[Broken] = field(default_factory=list)
    heads: list[Anchor] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Table:
    """A stream's table: where its owner, number and, for raw messages, digest and bytes stand in a row."""

    name: str
    label: str
    owner_column: str
    owner_table: str
    head: str
    names: tuple[str, ...]
    reader: Reader
    owner_at: int
    n_at: int
    digested_at: tuple[int, int] | None

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
        self, connection: Connection[Any], anchors: Anchors, tick: Callable[[int], Any] = lambda _: None,
        *, every_row: bool = False,
    ) -> None:  # fmt: skip
        """With `every_row` no block is taken as a whole: each row is followed, whoever followed it before."""
        self.connection, self.anchors, self.tick, self.every_row = connection, anchors, tick, every_row
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
        self._in_order()
        for model in stream_models():
            self._streams_of(self._table(model))
        for sealed in sealed_models():
            self._sealed(sealed, UUID(int=max(0, int(wall.timestamp() * 1000) - SETTLED_MS) << 80))
        for name, owner, n in self.anchors.left():
            self._broken(name, str(owner or ""), n, "anchored, but the stream is gone")
        return self.found

    def follow(self, model: type[StreamRow]) -> Findings:
        """One kind of stream, without asking whether something that was anchored is gone."""
        self._in_order()
        self._streams_of(self._table(model))
        return self.found

    def _in_order(self) -> None:
        """Rows come by the index that has them in order, whatever the planner has not yet been told of a table."""
        self.connection.execute("SET LOCAL enable_sort = off; SET LOCAL enable_incremental_sort = off")

    def _broken(self, table: str, owner: str, n: int, says: str) -> None:
        self.found.broken.append(Broken(table, owner, n, says))

    # Streams: numbered and chained, their last number and hash kept by their owner.

    def _table(self, model: type[StreamRow]) -> _Table:
        foreign_key, head = model.stream
        relation = model._meta.get_field(foreign_key)
        assert isinstance(relation, models.ForeignKey)
        names, columns = self._columns(model)
        digested = {"bytes", "digest"} <= set(names)
        return _Table(
            name=model._meta.db_table,
            label=foreign_key,
            owner_column=relation.column,
            owner_table=relation.related_model._meta.db_table,
            head=head,
            names=(*names, "hash"),
            reader=Reader([*columns, Column("hash", "bytea")], uncovered=1),
            owner_at=names.index(relation.column),
            n_at=names.index("n"),
            digested_at=(names.index("digest"), names.index("bytes")) if digested else None,
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
            if not self._by_blocks(table, condition, heads):
                with self._sent(table.rows_where(condition)) as sent:
                    self._follow(table, table.reader.rows(sent), heads)

    @contextmanager
    def _sent(self, asked: sql.Composed) -> Iterator[Sent]:
        """The rows of a COPY as they are sent; what the caller leaves is read to its end, which COPY asks for."""
        with self.connection.cursor() as cursor, cursor.copy(asked):
            sent = Sent(self.connection.pgconn)
            yield sent
            for _ in sent:
                pass

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
            yield condition, {id: (n, bytes(head)) for id, n, head in owners}
            if last:
                return

    def _by_blocks(self, table: _Table, condition: sql.Composable, heads: Heads) -> bool:
        """Follow the streams of some owners by the blocks that were closed before, and only what came since row by row.

        False when no block was closed, or when anything at all is not as it should be: nothing is found then, and
        row by row it shows what.
        """
        joined = {owner: self._joined(table.name, owner) for owner in heads}
        if not any(joined.values()):
            return False
        walks = []
        with self._sent(table.rows_where(condition)) as sent:
            for owner, (n, _) in heads.items():
                walk = Walk(table.name, owner, self.anchors)
                if not (
                    all(walk.skip(sent, block) for block in joined[owner])
                    and self._rest(table, walk, sent, n)
                ):
                    return False
                walks.append(walk)
            if next(sent, None) is not None:
                return False
        for walk in walks:
            self._end(table, walk, *heads[walk.key])
        self._counted(table.name, sum(walk.n for walk in walks))
        return True

    def _joined(self, table: str, owner: UUID | None) -> list[Anchor]:
        return [] if self.every_row else self.anchors.of(table, owner).joined()

    def _rest(self, table: _Table, walk: Walk, sent: Sent, n: int) -> bool:
        """Row by row up to row `n`; False when there is anything wrong."""
        if n < walk.n:
            return False
        for row, fields, message in table.reader.rows(islice(sent, n - walk.n)):
            if fields[table.owner_at] != walk.key.bytes or self._wrong(table, walk, row, fields, message):
                return False
        return walk.n == n

    def _follow(self, table: _Table, rows: Rows, heads: Heads) -> None:
        """Follow the streams of some owners row by row, and say what is wrong with each."""
        left, walk, says, count = dict(heads), None, "", 0
        owner = b""
        for row, fields, message in rows:
            count += 1
            if count % _TICK == 0:
                self._counted(table.name, _TICK)
            if walk is None or fields[table.owner_at] != owner:
                if walk is not None and not says:
                    self._end(table, walk, *left.pop(walk.key, _NOBODYS))
                owner = fields[table.owner_at]
                walk, says = Walk(table.name, UUID(bytes=owner), self.anchors), ""
            elif says:
                continue
            says = self._wrong(table, walk, row, fields, message)
            if says:
                left.pop(walk.key, None)
                self._broken(table.name, f"{table.label}={walk.owner}", walk.n, says)
        if walk is not None and not says:
            self._end(table, walk, *left.pop(walk.key, _NOBODYS))
        for without, kept in left.items():
            self._end(table, Walk(table.name, without, self.anchors), *kept)
        self._counted(table.name, count % _TICK)

    def _counted(self, table: str, rows: int) -> None:
        self.found.rows[table] += rows
        self.tick(rows)

    def _wrong(self, table: _Table, walk: Walk, row: bytes, fields: Sequence[Any], message: bytes) -> str:
        """One row further: what is wrong with it, or nothing."""
        walk.step(row, message)
        anchored = walk.anchored.heads.get(walk.n)
        if fields[table.n_at] != walk.n:
            return f"missing; the next row is n={fields[table.n_at]}"
        if walk.head != fields[-1]:
            return "column mismatch: the row or its hash is not as it was written"
        if anchored is not None and anchored != {walk.head}:
            return "anchor mismatch: the stream up to here was written anew after it was anchored"
        if table.digested_at is not None:
            digest_at, bytes_at = table.digested_at
            if sha256(fields[bytes_at]).digest() != fields[digest_at]:
                return "digest mismatch: the bytes are not those that the digest was made of"
        if anchored is not None:
            walk.close()
        return ""

    def _end(self, table: _Table, walk: Walk, kept_n: int, kept_head: bytes) -> None:
        """A stream has come to its end: is it the end its owner and the anchors know?"""
        self.found.streams += 1
        n, beyond, label = walk.n, walk.anchored.beyond, f"{table.label}={walk.owner}"
        if kept_n < 0:
            self._broken(table.name, label, 0, f"has rows, but no owner in {table.owner_table}")
        elif n < kept_n:
            self._broken(table.name, label, n + 1, f"missing; the owner counts {kept_n} rows")
        elif n > kept_n:
            self._broken(table.name, label, kept_n + 1, f"the owner counts only {kept_n} rows")
        elif walk.head != kept_head:
            self._broken(table.name, label, n, "head mismatch: the owner keeps another hash")
        elif beyond > n:
            self._broken(table.name, label, n + 1, f"missing; anchored up to n={beyond}")
        else:
            walk.close()
            self.found.heads += walk.closed

    # Sealed tables: rows without numbers, followed in the order of their ids.

    def _sealed(self, model: type[AppendOnly], young: UUID) -> None:
        table = model._meta.db_table
        names, columns = self._columns(model)
        asked = sql.SQL(
            "COPY (SELECT {} FROM {} WHERE id < {} ORDER BY id) TO STDOUT (FORMAT BINARY)"
        ).format(
            sql.SQL(", ").join(map(sql.Identifier, names)), sql.Identifier(table), sql.Literal(str(young))
        )
        walk, says = self._seal(table, asked, Reader(columns, uncovered=0), self._joined(table, None))
        if walk is None:
            walk, says = self._seal(table, asked, Reader(columns, uncovered=0), [])
        assert walk is not None, "without blocks there is nothing to differ from"
        self.found.rows[table] = walk.n
        if says:
            self._broken(table, "", *says)
        elif walk.anchored.beyond > walk.n:
            self._broken(table, "", walk.n + 1, f"missing; {walk.anchored.beyond} rows were sealed")
        else:
            walk.close()
            self.found.heads += walk.closed

    def _seal(
        self, table: str, asked: sql.Composed, reader: Reader, blocks: list[Anchor]
    ) -> tuple[Walk | None, tuple[int, str] | None]:
        """Past the blocks, then row by row: the walk, and where a seal is broken. No walk when a block differs."""
        walk, wrong, sealed = Walk(table, None, self.anchors), None, 0
        with self._sent(asked) as sent:
            if not all(walk.skip(sent, block) for block in blocks):
                return None, None
            for row, _, message in reader.rows(sent):
                walk.step(row, message)
                anchored = walk.anchored.heads.get(walk.n)
                if anchored is None or wrong is not None:
                    continue
                if anchored == {walk.head}:
                    sealed = walk.n
                    walk.close()
                else:
                    says = f"seal mismatch: a row after the first {sealed} was changed, added or removed"
                    wrong = walk.n, says
        return walk, wrong
