"""A packet on paper: a cover, an index, every section, and the hash list that ties them to the book."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from importlib.resources import files
from typing import Any

from euthymia.kit import paper, signing

from . import heads
from .models import Book, Packet, PacketSection

PAPERS = ("us-letter", "a4")
_WIDE_FROM = 8  # columns; such a table is printed across the page


def digest_of_bytes(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def packet_pdf(packet: Packet, sections: Sequence[PacketSection], now: datetime) -> bytes:
    """The PDF (PDF/UA-1) of gathered sections."""
    book, clinic = packet.book, packet.book.clinic
    registration = book.registration
    zone = clinic.zone
    data: dict[str, Any] = {
        "id": str(packet.pk), "clinic": clinic.name, "entity": registration.entity, "number": registration.number,
        "address": registration.address, "first": packet.first.isoformat(), "last": packet.last.isoformat(),
        "paper": packet.paper, "asked": f"{packet.at.astimezone(zone):%Y-%m-%d %H:%M} by {packet.by}",
        "made": f"{now.astimezone(zone):%Y-%m-%d %H:%M} {clinic.timezone}", "head": bytes(book.entries_head).hex(),
        "entries": book.entries_n, "signed": _signed(book),
        "sections": [{**one.content, "digest": one.digest, "wide": _is_wide(one.content)} for one in sections],
    }  # fmt: skip
    template = files("euthymia.clinic.pharmacy").joinpath("packet.typ").read_bytes()
    return paper.made_from(template, data)


def _is_wide(content: dict[str, Any]) -> bool:
    return len(content["columns"]) >= _WIDE_FROM


def _signed(book: Book) -> dict[str, Any] | str:
    """The newest signed head of the book, or why there is none to print."""
    try:
        head = heads.newest_of(book)
    except (signing.Unsigned, OSError) as error:
        return f"cannot be read: {error}"
    if head is None:
        return "none has been signed yet"
    at = f"{head.at.astimezone(book.clinic.zone):%Y-%m-%d %H:%M}"
    return {
        "over": f"the first {head.n} entries, {at}, {head.why}", "merkle": head.merkle, "key": head.key, "signature": head.signature,
    }  # fmt: skip
