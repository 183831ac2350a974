"""Heads of streams, written outside the database: what a later rewriting of a whole tail would contradict.

One JSON object a line: {"table": …, "log": owner's id, "n": …, "head": hex, "at": …}. Append-only tables
without a chain of their own are sealed as one stream each, in the order of their ids ("log" is then
null): "n" rows, and the head that the chain's rule gives them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Anchor:
    """The hash that row `n` of a stream ended with at some moment. `owner` is None for a sealed table."""

    table: str
    owner: UUID | None
    n: int
    head: bytes

    def to_json(self, at: datetime) -> str:
        return json.dumps(
            {
                "table": self.table,
                "log": str(self.owner) if self.owner else None,
                "n": self.n,
                "head": self.head.hex(),
                "at": at.isoformat(),
            }
        )

    @classmethod
    def from_json(cls, line: str) -> Anchor:
        """Raises one of Python's own errors for a line that is no anchor."""
        form = json.loads(line)
        owner = UUID(form["log"]) if form["log"] is not None else None
        return cls(str(form["table"]), owner, int(form["n"]), bytes.fromhex(form["head"]))


class Spoiled(ValueError):
    """A line of the anchors file that cannot be read: the file was damaged or changed."""


class Anchors:
    """Every anchor known, by stream; and which of them have been looked at."""

    def __init__(self, known: Iterable[Anchor]) -> None:
        self._by_stream: dict[tuple[str, UUID | None], dict[int, set[bytes]]] = {}
        for anchor in known:
            stream = self._by_stream.setdefault((anchor.table, anchor.owner), {})
            stream.setdefault(anchor.n, set()).add(anchor.head)

    def take(self, table: str, owner: UUID | None) -> dict[int, set[bytes]]:
        """The anchored heads of a stream by number. What is never taken belongs to a stream that is gone."""
        return self._by_stream.pop((table, owner), {})

    def left(self) -> Iterator[tuple[str, UUID | None, int]]:
        """Streams that were anchored and that nobody asked for, with the highest number anchored."""
        for (table, owner), heads in sorted(self._by_stream.items(), key=str):
            yield table, owner, max(heads)


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
