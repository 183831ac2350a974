"""Heads of streams, written outside the database: what a later rewriting of a whole tail would contradict.

One JSON object a line: {"table": …, "log": owner's id, "n": …, "head": hex, "from": …, "sha256": hex, "at": …}.
Append-only tables without a chain of their own are sealed as one stream each, in the order of their ids ("log"
is then null): "n" rows, and the head that the chain's rule gives them. A line also closes a block, the rows
"from" to "n", with the SHA-256 of all their bytes; one written before there were blocks has neither key.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Anchor:
    """The hash that row `n` of a stream ended with at some moment. `owner` is None for a sealed table.

    `digest` is the SHA-256 over the rows `since` to `n` as PostgreSQL sends them, once they had been followed row
    by row and were whole; `since` is 0 where nobody took it.
    """

    table: str
    owner: UUID | None
    n: int
    head: bytes
    since: int = 0
    digest: bytes = b""

    def to_json(self, at: datetime) -> str:
        return json.dumps(
            {
                "table": self.table,
                "log": str(self.owner) if self.owner else None,
                "n": self.n,
                "head": self.head.hex(),
                **({"from": self.since, "sha256": self.digest.hex()} if self.since else {}),
                "at": at.isoformat(),
            }
        )

    @classmethod
    def from_json(cls, line: str) -> Anchor:
        """Raises one of Python's own errors for a line that is no anchor."""
        form = json.loads(line)
        owner, n = UUID(form["log"]) if form["log"] is not None else None, int(form["n"])
        since, digest = (int(form["from"]), bytes.fromhex(form["sha256"])) if "from" in form else (0, b"")
        if "from" in form and not 1 <= since <= n:
            raise ValueError("a block begins before it ends")
        return cls(str(form["table"]), owner, n, bytes.fromhex(form["head"]), since, digest)


@dataclass(frozen=True, slots=True)
class Anchored:
    """What is known of one stream: heads by number, and blocks by the number of their first row."""

    heads: dict[int, set[bytes]] = field(default_factory=dict)
    blocks: dict[int, Anchor] = field(default_factory=dict)

    @property
    def beyond(self) -> int:
        """The highest number anchored."""
        return max(self.heads, default=0)

    def joined(self) -> list[Anchor]:
        """The blocks that cover the stream from its first row on without a gap; none when a head says otherwise.

        Only a head at the end of a block can be compared without the rows in between.
        """
        found: list[Anchor] = []
        while (block := self.blocks.get(found[-1].n + 1 if found else 1)) is not None:
            found.append(block)
        ends = {block.n: {block.head} for block in found}
        covered = {n: heads for n, heads in self.heads.items() if found and n <= found[-1].n}
        return found if covered == ends else []


NOTHING = Anchored()


class Spoiled(ValueError):
    """A line of the anchors file that cannot be read: the file was damaged or changed."""


class Anchors:
    """Every anchor known, by stream; and which of them have been looked at."""

    def __init__(self, known: Iterable[Anchor]) -> None:
        self._by_stream: dict[tuple[str, UUID | None], Anchored] = {}
        self._taken: set[tuple[str, UUID | None]] = set()
        for anchor in known:
            stream = self._by_stream.setdefault((anchor.table, anchor.owner), Anchored())
            stream.heads.setdefault(anchor.n, set()).add(anchor.head)
            if anchor.since:
                stream.blocks[anchor.since] = anchor  # of two, the one that was written last

    def of(self, table: str, owner: UUID | None) -> Anchored:
        """What is anchored of a stream."""
        return self._by_stream.get((table, owner), NOTHING)

    def take(self, table: str, owner: UUID | None) -> Anchored:
        """As `of`; what is never taken belongs to a stream that is gone."""
        self._taken.add((table, owner))
        return self.of(table, owner)

    def left(self) -> Iterator[tuple[str, UUID | None, int]]:
        """Streams that were anchored and that nobody asked for, with the highest number anchored."""
        for table, owner in sorted(self._by_stream.keys() - self._taken, key=str):
            yield table, owner, max(self._by_stream[table, owner].heads)


def read(path: Path) -> Iterator[Anchor]:
    """The anchors of a file; none when there is no file. Raises Spoiled, naming the line."""
    if not path.exists():
        return
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            try:
                yield Anchor.from_json(line)
            except (ValueError, KeyError, TypeError, AttributeError):
                raise Spoiled(f"{path}:{number}: this line is no anchor") from None


def write(path: Path, anchors: Iterable[Anchor], at: datetime) -> None:
    """Add anchors at the end of the file; they are on the disk when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.writelines(anchor.to_json(at) + "\n" for anchor in anchors)
        file.flush()
        os.fsync(file.fileno())
