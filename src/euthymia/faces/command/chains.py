"""Every stream and every sealed table of the database, followed from its first row to its last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from hashlib import sha256
from itertools import islice
from typing import Any
from uuid import UUID

from psycopg import Connection, sql

from euthymia.kit.models import AppendOnly, StreamRow

from .anchors import NOTHING, Anchor, Anchors
from .broken import Broken
from .chained import Table, columns_of, described, sealed_models, stream_models
from .evidence import START, Reader, Sent
from .walks import Walk

_OWNERS_AT_ONCE = 1_000
_ROWS_AT_ONCE = 100_000
_TICK = 5_000
# Rows get their id a moment before they are committed; what is younger than this is sealed the next time.
SETTLED_MS = 600_000
Heads = dict[UUID, tuple[int, bytes]]
_NOBODYS = (-1, b"")  # what is kept of a stream by no owner
_NOT_BEGUN = (0, START)
Rows = Iterable[tuple[bytes, Sequence[Any], bytes]]


@dataclass(slots=True)
class Findings:
    """What following the chains came to; `heads` are those that no anchor holds yet."""

    rows: dict[str, int] = field(default_factory=dict)
    streams: int = 0
    broken: list[Broken] = field(default_factory=list)
    heads: list[Anchor] = field(default_factory=list)

    def add(self, others: Findings) -> None:
        """What another part of the same look came to."""
        for table, rows in others.rows.items():
            self.rows[table] = self.rows.get(table, 0) + rows
        self.streams += others.streams
        self.broken += others.broken
        self.heads += others.heads


Part = Callable[["Follower"], None]


def _by_rows(owners: Sequence[Any]) -> list[list[Any]]:
    """Owners (id, rows, head) in groups that have about as many rows each; one group, empty, where there is none."""
    groups, rows = [list[Any]()], 0
    for owner in owners:
        if rows >= _ROWS_AT_ONCE:
            groups.append([])
            rows = 0
        groups[-1].append(owner)
        rows += owner[1]
    return groups


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
        self._tables: dict[type[StreamRow], Table] = {}

    def expected_rows(self) -> int:
        """How many rows the owners say there are: for the progress bar."""
        total = 0
        for model in stream_models():
            table = self.table(model)
            text = sql.SQL("SELECT coalesce(sum({}), 0)::bigint FROM {}")
            asked = text.format(sql.Identifier(f"{table.head}_n"), sql.Identifier(table.owner_table))
            total += self.connection.execute(asked).fetchall()[0][0]
        return total

    def follow_all(self, wall: datetime) -> Findings:
        """Everything; `wall` is the wall's time, before which rows count as settled."""
        self.in_order()
        for part in self.parts(wall):
            self.found.add(self.follow_part(part))
        self.found.broken += self.gone()
        return self.found

    def parts(self, wall: datetime) -> Iterator[Part]:
        """All there is to follow, in its order. Each part may be followed by another that sees the same state."""
        for model in stream_models():
            yield from self._parts_of(model)
        young = UUID(int=max(0, int(wall.timestamp() * 1000) - SETTLED_MS) << 80)
        for sealed in sealed_models():
            yield partial(Follower._sealed, model=sealed, young=young)

    def follow_part(self, part: Part) -> Findings:
        """What this part alone comes to."""
        whole, self.found = self.found, Findings()
        try:
            part(self)
            return self.found
        finally:
            self.found = whole

    def gone(self) -> list[Broken]:
        """After everything: streams that were anchored and that are there no more."""
        says = "anchored, but the stream is gone"
        return [Broken(name, str(owner or ""), n, says) for name, owner, n in self.anchors.left()]

    def follow(self, model: type[StreamRow]) -> Findings:
        """One kind of stream, without asking whether something that was anchored is gone."""
        self.in_order()
        for part in self._parts_of(model):
            part(self)
        return self.found

    def in_order(self) -> None:
        """Rows come by the index that has them in order, whatever the planner has not yet been told of a table."""
        self.connection.execute("SET LOCAL enable_sort = off; SET LOCAL enable_incremental_sort = off")

    def _broken(self, table: str, owner: str, n: int, says: str) -> None:
        self.found.broken.append(Broken(table, owner, n, says))

    # Streams: numbered and chained, their last number and hash kept by their owner.

    def table(self, model: type[StreamRow]) -> Table:
        if model not in self._tables:
            self._tables[model] = described(self.connection, model)
        return self._tables[model]

    def _parts_of(self, model: type[StreamRow]) -> Iterator[Part]:
        for condition, heads in self._owners(self.table(model)):
            yield partial(Follower._streams, model=model, condition=condition, heads=heads)

    def _streams(self, *, model: type[StreamRow], condition: sql.Composable, heads: Heads) -> None:
        table = self.table(model)
        self.found.rows.setdefault(table.name, 0)
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

    def _owners(self, table: Table) -> Iterator[tuple[sql.Composable, Heads]]:
        """Owners in the order of their ids, some at a time, with a condition that together leave no row out."""
        text = sql.SQL("SELECT id, {}, {} FROM {} WHERE {} ORDER BY id LIMIT {}")
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
            last = len(owners) < _OWNERS_AT_ONCE
            groups = _by_rows(owners)
            for place, group in enumerate(groups, 1):
                ends = last and place == len(groups)
                high = None if ends else sql.Literal(str(group[-1][0]))
                yield table.between(low, high), {id: (n, bytes(head)) for id, n, head in group}
                low = high
            if last:
                return

    def _by_blocks(self, table: Table, condition: sql.Composable, heads: Heads) -> bool:
        """Follow the streams of some owners by the blocks that were closed before, and only what came since row by row.

        False when no block was closed, or when anything at all is not as it should be: nothing is found then, and
        row by row it shows what.
        """
        joined = {owner: self._joined(table.name, owner) for owner, (n, _) in heads.items() if n}
        if not any(joined.values()):
            return False
        walks = {}
        with self._sent(table.rows_where(condition)) as sent:
            for owner, blocks in joined.items():
                walks[owner] = walk = Walk(table.name, owner, self.anchors)
                if not (
                    all(walk.skip(sent, block) for block in blocks)
                    and self._rest(table, walk, sent, heads[owner][0])
                ):
                    return False
            if next(sent, None) is not None:
                return False
        for owner, kept in heads.items():
            if (ended := walks.get(owner)) is not None:
                self._end(table, ended, *kept)
            else:
                self._without_rows(table, owner, kept)
        self._counted(table.name, sum(walk.n for walk in walks.values()))
        return True

    def _joined(self, table: str, owner: UUID | None) -> list[Anchor]:
        return [] if self.every_row else self.anchors.of(table, owner).joined()

    def _rest(self, table: Table, walk: Walk, sent: Sent, n: int) -> bool:
        """Row by row up to row `n`; False when there is anything wrong."""
        if n < walk.n:
            return False
        for row, fields, message in table.reader.rows(islice(sent, n - walk.n)):
            if fields[table.owner_at] != walk.key.bytes or self._wrong(table, walk, row, fields, message):
                return False
        return walk.n == n

    def _follow(self, table: Table, rows: Rows, heads: Heads) -> None:
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
            self._without_rows(table, without, kept)
        self._counted(table.name, count % _TICK)

    def _counted(self, table: str, rows: int) -> None:
        self.found.rows[table] += rows
        self.tick(rows)

    def _wrong(self, table: Table, walk: Walk, row: bytes, fields: Sequence[Any], message: bytes) -> str:
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

    def _without_rows(self, table: Table, owner: UUID, kept: tuple[int, bytes]) -> None:
        """A stream of which no row has come; most have not begun, and nobody ever anchored them."""
        if kept == _NOT_BEGUN and self.anchors.of(table.name, owner) is NOTHING:
            self.found.streams += 1
        else:
            self._end(table, Walk(table.name, owner, self.anchors), *kept)

    def _end(self, table: Table, walk: Walk, kept_n: int, kept_head: bytes) -> None:
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

    def _sealed(self, *, model: type[AppendOnly], young: UUID) -> None:
        table = model._meta.db_table
        names, columns = columns_of(self.connection, model)
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
