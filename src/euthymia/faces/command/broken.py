"""What is found not to be as it was written."""

from __future__ import annotations

from dataclasses import dataclass


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
