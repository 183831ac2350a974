"""Counting: the blind sheet that opens and closes the day, the sheet as it was signed, and the recount of a case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission as P
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.pages import page
from euthymia.clinic.people.stepup import SecondPersonForm
from euthymia.kit.forms import new_id
from euthymia.kit.pages import missing_is_not_found

from . import actions, closing, on_hand, queries
from .forms import CountForm, RecountForm
from .models import Book
from .posted import all_valid, bound, done, posted, status, two


@staff(P.COUNT_STOCK)
@require_http_methods(["GET", "POST"])
def count(request: StaffRequest, book_id: UUID) -> HttpResponse:
    """The sheet. What the book expects is shown only when it is signed, unless the place counts with the book open."""
    with missing_is_not_found():
        book = queries.book(request.member.clinic, book_id)
    is_open = queries.day_is_open(book, request.unit.now)
    initial = {"seen_n": book.entries_n, "purpose": "close" if is_open else "open"}
    form = CountForm(bound(request), vials=queries.sheet_vials(book), initial=initial)
    second, signature = two(request)
    if request.method == "POST" and all_valid(form, signature, second):
        made = posted(form, lambda: _count(request, book, form, second))
        if made is not None:
            return done(request, _says(made, form), made.client_id, reverse("stock-sheet", args=[made.pk]))
        _begin_anew(form, book)
    if request.method == "GET":
        auditing.record(verb="stock.count-begun", says="opened a count", subject=str(book.pk))
    context = {
        "book": book, "form": form, "second": second, "signature": signature, "site": queries.site(book),
        "draft": f"count-{book.pk}-{request.member.staff.pk}", "left_open": closing.left_open(book),
        "may_read": request.member.may(P.SEE_CHART),
    }  # fmt: skip
    return page(request, "pharmacy/count.html", context, status(request))


def _says(made: Any, form: CountForm) -> str:
    """What was stored, and for whom."""
    found = (
        "every one as the book says"
        if not made.differences
        else f"{made.differences} with a difference, each an open case"
    )
    return f"Counted and signed by {made.by.partition(' <')[0]} and {made.witness.partition(' <')[0]}: {on_hand.numbered(form.kinds)}, {found}."


def _begin_anew(form: CountForm, book: Book) -> None:
    """After a refusal the sheet counts from what the book says now: what moved meanwhile is looked at again."""
    new_id(form)
    form.data["seen_n"] = str(book.entries_n)  # type: ignore[index]


def _count(request: StaffRequest, book: Book, form: CountForm, second: SecondPersonForm) -> Any:
    data = form.cleaned_data
    assert second.proof is not None, "a valid form has somebody"
    return actions.count_sheet(
        by=request.member, witness=second.proof, book=book, client_id=data["client_id"], purpose=data["purpose"],
        counted=form.counted(), seen_n=data["seen_n"], left_open=data["left_open"],
    )  # fmt: skip


@staff(P.SEE_STOCK)
@require_GET
def sheet(request: StaffRequest, sheet_id: UUID) -> HttpResponse:
    """A count as it was signed, now with what the book had expected."""
    with missing_is_not_found():
        found = queries.sheet(request.member.clinic, sheet_id)
    auditing.record(verb="stock.sheet-seen", says="looked at a count", subject=str(found.pk))
    rows = queries.compared(found)
    context = {
        "sheet": found,
        "rows": rows,
        "counted": on_hand.numbered(one.count.form for one in rows),
        "day": found.at.astimezone(found.book.clinic.zone).date(),
    }
    return page(request, "pharmacy/sheet.html", context)


@staff(P.COUNT_STOCK)
@require_http_methods(["GET", "POST"])
def recount(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """One vial once more, blind, by two who did not count it the first time."""
    with missing_is_not_found():
        row, found = queries.case(request.member.clinic, case_id)
    vial = queries.vial_named(row.book, row.vial)
    form = RecountForm(bound(request), form=found.form)
    second, signature = two(request)
    if request.method == "POST" and all_valid(form, signature, second):
        data = form.cleaned_data
        made = posted(form, lambda: actions.recount(
            by=request.member, witness=second.proof, book=row.book, client_id=data["client_id"], case=row.code,  # type: ignore[arg-type]
            volume_ul=data["volume"],
        ))  # fmt: skip
        if made is not None:
            says = f"Counted again and signed by {request.member.name} and {made.witness.partition(' <')[0]}."
            return done(request, says, data["client_id"], reverse("stock-case", args=[row.pk]))
    context = {
        "case": row, "vial": vial, "form": form, "second": second, "signature": signature,
        "counted_it": str(request.member.staff.pk) in found.signers,
    }  # fmt: skip
    return page(request, "pharmacy/recount.html", context, status(request))
