"""One entry of a drug book with what proves that it is under a signed head: for an inspector, and without the other rows.

The document's form and the rule by which it is checked stand in docs/compliance/records.md ("A proof of one entry").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from euthymia.domain.quantities import Unusable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from euthymia.clinic.pharmacy.models import Book
    from euthymia.kit.signing import Statement

_ACTOR = "the installation's administrator"
SAYS = "entry-proof"


def made(registration: str, n: int) -> dict[str, Any]:
    """The proof of the n-th entry of a book, under the newest head that covers it. Raises Unusable."""
    from euthymia.clinic.audit import actions as auditing
    from euthymia.clinic.pharmacy.models import Entry
    from euthymia.domain.ledger import merkle
    from euthymia.kit import signing, streams, units

    from .binder import book_of

    with units.unit(tenant=units.EVERY_TENANT, actor=_ACTOR):
        book = book_of(registration)
        statements = signing.stated()
    head = _newest(statements, book, n)
    with units.unit(tenant=book.clinic_id, actor=_ACTOR):
        rows = Entry.objects.filter(clinic_id=book.clinic_id, book=book)
        kept = rows.filter(n__lte=head["n"]).order_by("n").values_list("hash", flat=True)
        hashes = [bytes(one) for one in kept.iterator()]
        leaves = [merkle.leaf(one) for one in hashes]
        if len(leaves) != head["n"] or merkle.root(leaves).hex() != head["merkle"]:
            says = f"the entries are not those of the head that was signed on {head['at']}"
            raise Unusable.one("ENTRY", "not-as-signed", says, "euthymia verify names the first one")
        row = rows.get(n=n)
        auditing.record(
            verb="stock.entry-proven", says=f"made a proof of entry {n} of a drug book", subject=str(row.pk),
            patient=row.patient_id, actor=_ACTOR, clinic=book.clinic_id,
        )  # fmt: skip
        return {
            "says": SAYS, "n": n, "row": list(_columns(streams.content_of(row))),
            "before": (hashes[n - 2] if n > 1 else bytes(32)).hex(),
            "path": [one.hex() for one in merkle.inclusion(leaves, n - 1)], "head": head,
            "keys": [one for one in statements[: statements.index(head)] if one["says"] == "key"],
        }  # fmt: skip


def _newest(statements: Sequence[Statement], book: Book, n: int) -> Statement:
    """The last signed head of this book; it covers the entry, or Unusable is raised."""
    heads = [one for one in statements if one["says"] == "head" and one["book"] == str(book.pk)]
    if not 1 <= n <= book.entries_n:
        says = f"the book of {book.registration.number} has no entry {n}"
        raise Unusable.one("ENTRY", "unknown", says, f"a number from 1 to {book.entries_n}")
    if not heads or heads[-1]["n"] < n:
        covers = f"the newest covers {heads[-1]['n']} entries" if heads else "there is none"
        says = f"entry {n} is under no signed head yet: {covers}"
        raise Unusable.one(
            "ENTRY", "not-signed", says, "euthymia verify signs the head of what it finds whole"
        )
    return heads[-1]


def _columns(content: bytes) -> Iterator[list[str]]:
    """Name, type letter and value of each column, as text, out of the bytes that the hash covers."""
    values = list(_values(content))
    for (_, name), (letter, payload) in zip(values[::2], values[1::2], strict=True):
        yield [name.decode("utf-8"), letter, _text(letter, payload)]


def _values(content: bytes) -> Iterator[tuple[str, bytes]]:
    at = 0
    while at < len(content):
        end = at + 5 + int.from_bytes(content[at + 1 : at + 5], "big")
        yield chr(content[at]), content[at + 5 : end]
        at = end


def _text(letter: str, payload: bytes) -> str:
    """A UUID with its hyphens, bytes and binary numbers in hexadecimal, everything else as it is."""
    if letter == "u":
        return str(UUID(bytes=payload))
    return payload.hex() if letter in ("x", "f") else payload.decode("utf-8")
