"""Signing the head of a drug book: at every opening and closing count, every inventory, and once a day (I16).

The head is that of the Merkle tree (RFC 6962) over the hashes of the book's chained rows, one leaf for each entry, and
so covers every column of every entry. It is written outside the database before the audit log says so.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.pharmacy.heads import HEAD, SignedHead, newest
from euthymia.clinic.pharmacy.models import Book, Entry, Inventory, Sheet
from euthymia.domain.ledger import merkle
from euthymia.kit import signing

log = logging.getLogger(__name__)

DAILY = timedelta(hours=24)  # compliance.md 3.9


def sign_due(*, by: str, at: datetime) -> int:
    """Sign the head of every book in which something is due; how many were. Ask as the program itself.

    What is due follows from what is kept, so it is right after any downtime.
    """
    signed = newest(signing.stated())
    due = {book: why for book in _books() if (why := _due(book, signed.get(book.pk), at))}
    return len(_sign(due.items(), signed, by, at))


def sign_all(*, by: str, at: datetime, why: str) -> int:
    """Sign the head of every book that has grown since its last one; how many have. Ask as the program itself."""
    signed = newest(signing.stated())
    grown = [book for book in _books() if _grown(book, signed.get(book.pk))]
    return len(_sign(((book, why) for book in grown), signed, by, at))


def _books() -> Iterable[Book]:
    return Book.objects.select_related("registration").filter(entries_n__gt=0, halted_at=None).order_by("pk")


def _grown(book: Book, last: SignedHead | None) -> bool:
    return last is None or book.entries_n > last.n


def _due(book: Book, last: SignedHead | None, at: datetime) -> str:
    """Why the head is to be signed now; empty when nothing asks for it."""
    if not _grown(book, last):
        return ""
    of, done = {"clinic_id": book.clinic_id, "book": book}, last.n if last is not None else 0
    counted = Entry.objects.filter(**of, n__gt=done, n__lte=book.entries_n, kind="count").values("record")
    sheets = Sheet.objects.filter(**of, record__in=counted).exclude(purpose=Sheet.Purpose.SPOT)
    if (sheet := sheets.order_by("-at", "-id").first()) is not None:
        return sheet.get_purpose_display()
    if (inventory := Inventory.objects.filter(**of, after_n__gt=done).order_by("-at").first()) is not None:
        return inventory.get_kind_display()
    return "daily" if last is None or at - last.at >= DAILY else ""


def _sign(
    due: Iterable[tuple[Book, str]], signed: Mapping[UUID, SignedHead], by: str, at: datetime
) -> list[signing.Statement]:
    asked = [(book, one) for book, why in due if (one := _statement(book, signed.get(book.pk), why))]
    statements = signing.state([one for _, one in asked], at) if asked else []
    for (book, _), one in zip(asked, statements, strict=True):
        auditing.record(
            verb="stock.head-signed", says=f"signed the head of the drug book over {one['n']} entries: {one['why']}",
            subject=str(book.pk), actor=by, clinic=book.clinic_id, statement=one,
        )  # fmt: skip
    return statements


def _statement(book: Book, last: SignedHead | None, why: str) -> signing.Statement | None:
    """What is said of a book; None for one whose rows are not those of the last signed head, which is then logged."""
    rows = Entry.objects.filter(clinic_id=book.clinic_id, book=book, n__lte=book.entries_n).order_by("n")
    tree, chain = merkle.Tree(), b""
    for kept in rows.values_list("hash", flat=True).iterator():
        chain = bytes(kept)
        tree.append(merkle.leaf(chain))
        if last is not None and tree.size == last.n and tree.head().hex() != last.merkle:
            break
    else:
        if tree.size == book.entries_n:
            return {
                "says": HEAD, "registration": book.registration.number, "book": str(book.pk), "n": tree.size,
                "merkle": tree.head().hex(), "chain": chain.hex(), "why": why,
            }  # fmt: skip
    log.error(
        "the head of the drug book of %s is not signed: its entries are not those of the last signed head; run "
        "euthymia verify", book.registration.number,
    )  # fmt: skip
    return None
