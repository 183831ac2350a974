"""A book that is not as it was written takes no more entries until it is found whole again (I17)."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.pharmacy.models import Book
from euthymia.kit import streams, units

HALTED = "book-halted"


def found(broken: Mapping[UUID, str], *, by: str) -> None:
    """What a whole look found, for every book: `broken` says what is wrong with which. Ask as the program itself.

    Books in it stop; books that had stopped and are not in it go on. Both are written down.
    """
    changing = set(broken) | set(Book.objects.exclude(halted_at=None).values_list("pk", flat=True))
    for book in streams.lock(Book, changing).values():
        says = broken.get(book.pk, "")
        if says == book.halted_says and (book.halted_at is None) == (not says):
            continue
        if says:
            _halt(book, says, by)
        else:
            _go_on(book, by)


def _halt(book: Book, says: str, by: str) -> None:
    book.halted_at, book.halted_says = book.halted_at or units.current().now, says
    book.save(update_fields=["halted_at", "halted_says"])
    auditing.record(
        verb="stock.halted", says=f"the book takes no more entries: {says}", subject=str(book.pk), actor=by,
        clinic=book.clinic_id,
    )  # fmt: skip


def _go_on(book: Book, by: str) -> None:
    was = book.halted_says
    book.halted_at, book.halted_says = None, ""
    book.save(update_fields=["halted_at", "halted_says"])
    auditing.record(
        verb="stock.goes-on", says=f"the book was found whole again; it had been halted: {was}", subject=str(book.pk),
        actor=by, clinic=book.clinic_id,
    )  # fmt: skip


def words(book: Book) -> str:
    """Why nothing can be posted, and what to do; empty for a book that takes entries."""
    if book.halted_at is None:
        return ""
    return (
        f"The drug book of registration {book.registration.number} takes no entries since "
        f"{book.halted_at.astimezone(book.clinic.zone):%Y-%m-%d %H:%M}: it is not as it was written "
        f"({book.halted_says}). Keep a paper record meanwhile, tell the responsible registrant, and run euthymia "
        "verify once it is restored."
    )
