"""The orders of a day: what each infusion gave, beside what the drug book says of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from euthymia.clinic.pharmacy import queries as stock
from euthymia.clinic.pharmacy.models import Book
from euthymia.domain.ledger.matching import Infused, Matched, match

from . import queries
from .fold import Phase
from .models import Preparation, Session
from .other_doses import Other, asked, is_id


@dataclass(frozen=True, slots=True)
class Line:
    """An order with its session, where there is one, or with what was given otherwise."""

    matched: Matched
    session: Session | None
    other: Other | None = None

    @property
    def wasted_ug(self) -> int:
        """Wasted, spilt and broken, out of the syringe and out of the vial."""
        return self.matched.wasted_ug + self.matched.broken_ug + self.matched.rest_ug


def of_day(book: Book, day: date, now: datetime) -> list[Line]:
    """Every order that the book or an infusion of this day is about."""
    since = datetime.combine(day, time(), book.clinic.zone)
    until = datetime.combine(day + timedelta(days=1), time(), book.clinic.zone)
    orders = stock.orders_between(book, since, until)
    sessions = _sessions(book, orders, since, until)
    by_order = {str(one.order_id): one for one in sessions}
    others = {one.infused.order: one for one in asked(book, orders, since, until)}
    entries = stock.entries_of_orders(book, {*orders, *by_order, *others})
    found = match(entries, [*_infused(sessions, now), *(one.infused for one in others.values())])
    return [Line(one, by_order.get(one.order), others.get(one.order)) for one in found]


def _sessions(book: Book, orders: Iterable[str], since: datetime, until: datetime) -> list[Session]:
    """Sessions of these orders, and those made on that day whose drug is not of another book."""
    every = queries.sessions(book.clinic)
    named = every.filter(order_id__in=[UUID(one) for one in orders if is_id(one)])
    made = every.filter(made_at__gte=since, made_at__lt=until)
    elsewhere = Preparation.objects.filter(clinic=book.clinic, session__in=made).exclude(book=book)
    return list(named | made.exclude(pk__in=elsewhere.values("session_id")))


def _infused(sessions: list[Session], now: datetime) -> list[Infused]:
    """What the pumps gave, of those that were started."""
    courses = queries.courses(sessions, now)
    return [
        Infused(
            patient=one.patient.number, order=str(one.order_id), given_ug=courses[one.pk].given_ug,
            is_over=courses[one.pk].phase in (Phase.RECOVERY, Phase.CLOSED),
            grain_ug=max(1, one.order.stock_ug_per_ml // 1_000),
        )
        for one in sessions
        if courses[one.pk].started_at is not None
    ]  # fmt: skip
