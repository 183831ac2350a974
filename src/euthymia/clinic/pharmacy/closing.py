"""What would stay open behind a closed day: named before two people sign, and kept with what they say about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from euthymia.clinic.people.models import Clinic
from euthymia.domain.quantities import VOLUME_ML, Fault

from . import in_hand
from .models import Book, Sheet


@dataclass(frozen=True, slots=True)
class Open:
    """One thing that is not settled: in words, and the page where it is, for who may read that."""

    says: str
    url: str = ""


Asker = Callable[[Clinic], Iterable[Open]]
_askers: list[Asker] = []


def also_ask(asker: Asker) -> None:
    """Ask this too at every closing count: how a part above this one says what it knows."""
    if asker not in _askers:
        _askers.append(asker)


def left_open(book: Book) -> list[Open]:
    """Syringes of this book with drug in them, opened devices, and what the rest of the program knows of the clinic."""
    drawn_up = [
        Open(f"{_what(one)} at {one.begun_at.astimezone(book.clinic.zone):%H:%M}, neither given nor wasted")
        for one in in_hand.open_syringes(book.clinic)
        if one.book.pk == book.pk
    ]
    return [*drawn_up, *(one for asker in _askers for one in asker(book.clinic))]


def _what(one: in_hand.OpenSyringe) -> str:
    if one.is_device:
        return f"Device {one.number} of {one.substance}, opened for patient {one.patient}"
    return (
        f"Syringe {one.number or 'without a number'} of patient {one.patient}: {VOLUME_ML.format(one.volume_ul)} mL of "
        "stock drawn up"
    )


def unsaid(book: Book, purpose: str, why: str) -> list[Fault]:
    """What stands against closing without a word: each thing that is open, unless somebody says why it stays so."""
    if purpose != Sheet.Purpose.CLOSE or why.strip():
        return []
    return [
        Fault("left_open", "left-open", one.says, "settle it, or say why it stays open")
        for one in left_open(book)
    ]


def as_kept(book: Book, purpose: str, why: str) -> str | None:
    """What the sheet keeps of it; None for a count that closes nothing, or with nothing open."""
    found = left_open(book) if purpose == Sheet.Purpose.CLOSE else []
    return f"{why.strip()} ({'; '.join(one.says for one in found)})" if found else None
