"""Doses against vials: for each order of a day what its infusion gave, beside what the drug book says of it."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.pages import page
from euthymia.clinic.pharmacy import queries as stock
from euthymia.kit.pages import missing_is_not_found

from .doses import of_day


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
