"""Doses that no pump gave: asked of the parts above this one, which say here what they know.

Registered while the program starts, so nothing that draws pages or computes is loaded by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from euthymia.clinic.pharmacy.models import Book
from euthymia.domain.ledger.matching import Infused


@dataclass(frozen=True, slots=True)
class Other:
    """A dose that no pump gave: in the words and on the page of the part that knows it."""

    infused: Infused
    says: str
    url: str


# Doses of these orders, and those begun in this time, of the clinic of a book.
Asker = Callable[[Book, Iterable[str], datetime, datetime], Iterable[Other]]
_askers: list[Asker] = []


def also_ask(asker: Asker) -> None:
    """Ask this too for the doses of a day: how a part above this one says what it gave."""
    if asker not in _askers:
        _askers.append(asker)


def asked(book: Book, orders: Iterable[str], since: datetime, until: datetime) -> list[Other]:
    """What every part that was registered knows of these orders and this time."""
    return [one for asker in _askers for one in asker(book, orders, since, until)]


def is_id(text: str) -> bool:
    """Whether an order is named as this program names them."""
    with suppress(ValueError):
        UUID(text)
        return True
    return False
