"""What was signed of the drug books: the newest Merkle head of each, as it stands in the file outside the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from euthymia.kit import signing

from .models import Book

HEAD = "head"


@dataclass(frozen=True, slots=True)
class SignedHead:
    """`merkle` is the head over the first `n` entries; `key` the public key that signed it. Both in hexadecimal."""

    book: UUID
    n: int
    merkle: str
    why: str
    at: datetime
    key: str
    signature: str


def newest(statements: Iterable[signing.Statement]) -> dict[UUID, SignedHead]:
    """By book, its last signed head. Whether the signatures fit is for `euthymia verify` to say."""
    return {
        UUID(one["book"]): SignedHead(
            book=UUID(one["book"]), n=one["n"], merkle=one["merkle"], why=one["why"],
            at=datetime.fromisoformat(one["at"]), key=one["signed_by"], signature=one["signature"],
        )
        for one in statements
        if one["says"] == HEAD
    }  # fmt: skip


def newest_of(book: Book) -> SignedHead | None:
    """Raises signing.Unsigned for a file that cannot be read."""
    return newest(signing.stated()).get(book.pk)
