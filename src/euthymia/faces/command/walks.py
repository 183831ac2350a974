"""One stream being followed from its first row: row by row, or by blocks that were followed before.

A block is closed when its rows have been followed and were whole: the SHA-256 over all of them, as PostgreSQL sends
them, is kept with the anchor at its end. As long as the same bytes come, the block needs no second following.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any
from uuid import UUID

from .anchors import Anchor, Anchors
from .evidence import START, Sent, follow


class Walk:
    """Where a stream has come to: `n` rows, ending with `head`. `closed` are the blocks that no anchor has yet."""

    __slots__ = ("anchored", "closed", "digest", "head", "n", "owner", "since", "table")

    def __init__(self, table: str, owner: UUID | None, anchors: Anchors) -> None:
        self.table, self.owner, self.anchored = table, owner, anchors.take(table, owner)
        self.n, self.head, self.since = 0, START, 1
        self.digest: Any = sha256()
        self.closed: list[Anchor] = []

    @property
    def key(self) -> UUID:
        """The owner of a stream that has one."""
        assert self.owner is not None, "a sealed table has no owners"
        return self.owner

    def step(self, row: bytes, message: bytes) -> None:
        """One row further: as it was sent, and what its hash covers."""
        self.n += 1
        self.head = follow(self.head, message)
        self.digest.update(row)

    def close(self) -> None:
        """The block since the last one ends here; the rows in it are whole."""
        if self.since > self.n:
            return
        block = Anchor(self.table, self.owner, self.n, self.head, self.since, self.digest.digest())
        if self.anchored.blocks.get(self.since) != block:
            self.closed.append(block)
        self.since, self.digest = self.n + 1, sha256()

    def skip(self, sent: Sent, block: Anchor) -> bool:
        """Past the rows of a block at once; False when they are not the bytes that it was closed over."""
        digest = sent.digest(block.n - block.since + 1)
        self.n, self.head, self.since = block.n, block.head, block.n + 1
        return digest == block.digest
