"""The stock: its day, its vials with their entries, the book with its running balance, open cases."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, tzinfo
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission as P
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.pages import page
from euthymia.domain.quantities import MASS_MG, VOLUME_ML
from euthymia.kit import clock
from euthymia.kit.pages import missing_is_not_found

from . import concerns, in_hand, on_hand, queries
from . import day as days
from .actions import halting
from .acts import ACTS, offered

_SOON_D = 30


@staff(P.SEE_STOCK)
@require_GET
def stock(request: StaffRequest) -> HttpResponse:
    """The custodian's home: which book is open, what is late, what is due, which differences wait."""
    member, now = request.member, request.unit.now
    found = [days.day(book, now) for book in queries.books(member.clinic)]
    auditing.record(verb="stock.seen", says="looked at the day of the stock")
    context = {
        "days": found, "today": now.astimezone(member.clinic.zone).date(), "may_count": member.may(P.COUNT_STOCK),
        "syringes": [(one, one.use_by is not None and one.use_by < now) for one in in_hand.open_syringes(member.clinic)],
        "may_keep": member.may(P.KEEP_STOCK), "may_set_up": member.may(P.SET_UP_STOCK),
        "may_review": member.may(P.REVIEW_SIGNALS),
        "concern_key": concerns.key_of(member.clinic) if member.may(P.WITNESS_STOCK) else "",
    }  # fmt: skip
    return page(request, "pharmacy/stock.html", context)


@staff(P.SEE_STOCK)
@require_GET
def vials(request: StaffRequest) -> HttpResponse:
    """Every vial on hand, the soonest to expire first; or every one there ever was."""
    everything = "all" in request.GET
    rows = queries.vials(request.member.clinic, on_hand=not everything)
    auditing.record(verb="stock.vials-seen", says=f"looked at {len(rows)} vials")
    today = clock.now().astimezone(request.member.clinic.zone).date()
    found = [(one, date.fromisoformat(one.last_day), _state(one, today)) for one in rows]
    return page(request, "pharmacy/vials.html", {"vials": found, "everything": everything})


def _state(shown: queries.Shown, today: date) -> str:
    """A word for what matters most about a vial."""
    days = (date.fromisoformat(shown.last_day) - today).days
    if shown.row.standing != "stock":
        return shown.row.standing
    if days < 0:
        return "expired"
    return "soon" if days <= _SOON_D else ""


@staff(P.SEE_STOCK)
@require_GET
def vial(request: StaffRequest, vial_id: UUID) -> HttpResponse:
    """One vial: what it is, and its page of the book."""
    with missing_is_not_found():
        found = queries.vial(request.member.clinic, vial_id)
    lines = queries.lines(found)
    auditing.record(
        verb="stock.vial-seen", says=f"looked at vial {found.row.code}", subject=str(found.row.pk)
    )
    zone = request.member.clinic.zone
    today = clock.now().astimezone(zone).date()
    context = {
        "shown": found, "vial": found.vial, "lines": [_cells(one, zone, found.vial.is_device) for one in lines], "state": _state(found, today),
        "acts": [(name, ACTS[name]) for name in offered(found, request.member)],
        "may_be_lost": bool(found.row.book_ul) and found.row.standing in on_hand.STANDINGS and request.member.may(P.RESOLVE_STOCK),
    }  # fmt: skip
    return page(request, "pharmacy/vial.html", context)


def _cells(line: queries.Line, zone: tzinfo, of_device: bool) -> tuple[object, ...]:
    """A line of a vial's page in words, in the order of its template: a page may have hundreds of them."""
    at = line.at.astimezone(zone)
    address, when = reverse("stock-entry", args=[line.entry_id]), f"{at.day} {at:%b %Y, %H:%M}"
    amount = str if of_device else VOLUME_ML.format
    volume = amount(line.volume_ul) if line.volume_ul else "–"
    mass = MASS_MG.format(line.mass_ug) if line.mass_ug else "–"
    balance = amount(line.balance_ul)
    what = (line.kind, line.patient, line.reason, line.reversed)
    return address, line.n, when, *what, volume, mass, balance, line.by, line.witness


@staff(P.SEE_STOCK)
@require_GET
def ledger(request: StaffRequest, book_id: UUID) -> HttpResponse:
    """The book, newest first, with what was on hand after each entry; narrowed by words."""
    with missing_is_not_found():
        book = queries.book(request.member.clinic, book_id)
    words, before_n = request.GET.get("q", "").strip()[:80], None
    with suppress(ValueError):
        before_n = min(int(request.GET.get("before", "")), 2**62)
    rows = queries.entries(book, before_n=before_n, words=words)
    auditing.record(
        verb="stock.book-seen", says=f"looked at {len(rows)} entries of a book", subject=str(book.pk)
    )
    context = {
        "book": book, "halted": halting.words(book), "words": words, "before": before_n, "rows": rows,
        # Between entries that were left out a balance would not be a running one.
        "lines": on_hand.running(book, rows),
        "more": rows[-1].n if len(rows) == queries.PAGE else None,
    }  # fmt: skip
    return page(request, "pharmacy/ledger.html", context)


@staff(P.SEE_STOCK)
@require_GET
def cases(request: StaffRequest) -> HttpResponse:
    """Differences that nobody has resolved."""
    rows = queries.open_cases(request.member.clinic)
    auditing.record(verb="stock.cases-seen", says=f"looked at {len(rows)} open cases")
    return page(request, "pharmacy/cases.html", {"cases": rows})
