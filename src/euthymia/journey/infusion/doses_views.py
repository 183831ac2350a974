"""Doses against vials: for each order of a day what its infusion gave, beside what the drug book says of it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.pages import page
from euthymia.clinic.pharmacy import queries as stock
from euthymia.domain.ledger.matching import Infused, Matched, match
from euthymia.kit.pages import missing_is_not_found

from . import queries
from .fold import Phase
from .models import Preparation, Session

if TYPE_CHECKING:
    from euthymia.clinic.pharmacy.models import Book


@dataclass(frozen=True, slots=True)
class Line:
    """An order with its session, where there is one."""

    matched: Matched
    session: Session | None

    @property
    def wasted_ug(self) -> int:
        """Wasted, spilt and broken, out of the syringe and out of the vial."""
        return self.matched.wasted_ug + self.matched.broken_ug + self.matched.rest_ug


@staff(Permission.SEE_STOCK)
@require_GET
def doses(request: StaffRequest, book_id: UUID) -> HttpResponse:
    """The day's orders, what does not match first."""
    clinic, now = request.member.clinic, request.unit.now
    with missing_is_not_found():
        book = stock.book(clinic, book_id)
    today = now.astimezone(clinic.zone).date()
    day = today
    with suppress(ValueError):
        day = date.fromisoformat(request.GET.get("day", ""))
    lines = of_day(book, day, now)
    wrong = [one for one in lines if not one.matched.is_matched]
    auditing.record(
        verb="stock.doses-seen", says=f"looked at {len(lines)} doses against the book", subject=str(book.pk)
    )
    context = {
        "book": book, "day": day, "before": day - timedelta(days=1),
        "after": day + timedelta(days=1) if day < today else None, "wrong": wrong,
        "running": [one for one in lines if one.matched.is_matched and one.matched.is_running],
        "right": [one for one in lines if one.matched.is_matched and not one.matched.is_running],
        "may_read": request.member.may(Permission.SEE_CHART),
    }  # fmt: skip
    return page(request, "infusion/doses.html", context)


def of_day(book: Book, day: date, now: datetime) -> list[Line]:
    """Every order that the book or an infusion of this day is about."""
    since = datetime.combine(day, time(), book.clinic.zone)
    until = datetime.combine(day + timedelta(days=1), time(), book.clinic.zone)
    orders = stock.orders_between(book, since, until)
    sessions = _sessions(book, orders, since, until)
    by_order = {str(one.order_id): one for one in sessions}
    entries = stock.entries_of_orders(book, {*orders, *by_order})
    found = match(entries, _infused(sessions, now))
    return [Line(one, by_order.get(one.order)) for one in found]


def _sessions(book: Book, orders: Iterable[str], since: datetime, until: datetime) -> list[Session]:
    """Sessions of these orders, and those made on that day whose drug is not of another book."""
    every = queries.sessions(book.clinic)
    named = every.filter(order_id__in=[UUID(one) for one in orders if _is_id(one)])
    made = every.filter(made_at__gte=since, made_at__lt=until)
    elsewhere = Preparation.objects.filter(clinic=book.clinic, session__in=made).exclude(book=book)
    return list(named | made.exclude(pk__in=elsewhere.values("session_id")))


def _is_id(text: str) -> bool:
    with suppress(ValueError):
        UUID(text)
        return True
    return False


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
