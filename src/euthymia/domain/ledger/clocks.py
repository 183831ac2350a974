"""What is due, and when: computed from the book's facts, so it is right after any downtime (I20)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .book import Book
from .business_days import business_days_after
from .holdings import Entry, Standing
from .policy import FORM_106_D, INVENTORY_Y, NOTICE_BUSINESS_D
from .use import last_day

NOTICE = "written notice to the DEA field division office (1 business day)"
FORM_106 = "DEA Form 106, electronically (45 days)"
BEYOND_USE = "last day of use of opened multi-dose vial {vial}"
PREPARATION = "end of the four hours of the syringe of {owner}"
INVENTORY = "biennial inventory"


@dataclass(frozen=True, slots=True)
class Clock:
    """A duty: what, about which event, due by which day (or by which moment, for the hours of a syringe)."""

    what: str
    ref: str
    due: date | datetime

    def to_json(self) -> dict[str, str]:
        return {"what": self.what, "ref": self.ref, "due": self.due.isoformat()}


def clocks(book: Book) -> list[Clock]:
    """Everything that is due, soonest first."""
    found = [*_missing(book), *_opened(book), *_drawn_up(book), *_inventories(book)]
    return sorted(found, key=lambda clock: (_day(clock.due), clock.ref, clock.what))


def missing(book: Book) -> list[Entry]:
    """The losses and thefts that stand: not reversed, in the order of the book."""
    return [
        entry
        for entry in book.entries.values()
        if entry.discovered_at is not None and entry.reversed_by is None
    ]


def _day(due: date | datetime) -> str:
    return due.isoformat()


def _missing(book: Book) -> Iterator[Clock]:
    for entry in missing(book):
        assert entry.discovered_at is not None
        day = entry.discovered_at.date()
        yield Clock(NOTICE, entry.event.id, business_days_after(day, NOTICE_BUSINESS_D.value))
        yield Clock(FORM_106, entry.event.id, day + timedelta(days=FORM_106_D.value))


def _opened(book: Book) -> Iterator[Clock]:
    for vial in book.vials.values():
        opened = vial.opened
        usable = vial.placement.standing is Standing.STOCK and vial.book_ul
        if vial.dose_type == "multi" and opened is not None and usable:
            due = min(last_day(opened.at, book.policy.beyond_use_d), vial.expires)
            yield Clock(BEYOND_USE.format(vial=vial.id), opened.event, due)


def _drawn_up(book: Book) -> Iterator[Clock]:
    for syringe in book.syringes.values():
        if syringe.volume_ul:  # a device in hand was not prepared, and has no four hours
            first = syringe.begun
            due = syringe.use_by(book.policy.preparation_h)
            yield Clock(PREPARATION.format(owner=syringe.owner.name), first.event, due)


def _inventories(book: Book) -> Iterator[Clock]:
    """Two years after the last opening of each registration."""
    last: dict[str, Entry] = {}
    for entry in book.entries.values():
        if entry.event.kind == "opening" and entry.reversed_by is None:
            known = last.get(entry.registration)
            if known is None or entry.event.at >= known.event.at:
                last[entry.registration] = entry
    for entry in last.values():
        yield Clock(INVENTORY, entry.event.id, years_after(entry.event.at.date(), INVENTORY_Y.value))


def years_after(day: date, years: int) -> date:
    """The same day some years on; 29 February becomes the 28th, never later than the law allows."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
