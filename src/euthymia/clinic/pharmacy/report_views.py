"""The papers an inspector wants, as pages that print, as CSV, and as one packet made step by step."""

from __future__ import annotations

import csv
import io
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission as P
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.pages import page
from euthymia.domain.quantities import Unusable
from euthymia.kit import units
from euthymia.kit.forms import add_faults
from euthymia.kit.pages import missing_is_not_found, slow

from . import actions, paper_queries, queries
from .models import Book
from .paper_forms import PacketForm, PeriodForm, this_month
from .reports import BY_CODE, REPORTS, Gathered, Period, Section, checks


@staff(P.SEE_STOCK)
@require_GET
def reports(request: StaffRequest, book_id: UUID) -> HttpResponse:
    """Which papers there are, and the packets that were made."""
    book = _book(request, book_id)
    today = paper_queries.day_of(units.current().now, book.clinic.zone)
    auditing.record(verb="stock.reports-seen", says="looked at the list of reports", subject=str(book.pk))
    form = PacketForm(initial={**this_month(today), "paper": "us-letter"})
    return page(request, "pharmacy/reports.html", _reports(request, book, form))


def _reports(request: StaffRequest, book: Book, form: PacketForm) -> dict[str, Any]:
    made = [
        (one, file) for one, file in paper_queries.packets(request.member.clinic) if one.book_id == book.pk
    ]
    return {
        "book": book, "reports": REPORTS, "packets": made, "form": form, "may_make": request.member.may(P.EXPORT_STOCK),
        "due": paper_queries.inventory_due(book), "books": queries.books(request.member.clinic),
    }  # fmt: skip


@slow
@staff(P.SEE_STOCK)
@require_GET
def report(request: StaffRequest, book_id: UUID, report: str) -> HttpResponse:
    """One report over a period, to read and to print."""
    book, form, section = _made(request, book_id, report)
    context = {
        "book": book, "form": form, "section": section, "report": BY_CODE[report], "lot": request.GET.get("lot", "")[:60],
        "asks_lot": report == "who-got-lot", "query": request.GET.urlencode(), "rows": _rows(section) if section else [],
    }  # fmt: skip
    return page(request, "pharmacy/report.html", context, 200 if section is not None else 422)


def _rows(section: Section) -> list[list[tuple[str, str, bool]]]:
    """Each cell with its column, as a phone shows it, and whether it is a number."""
    return [
        [(section.columns[place], cell, place in section.numbers) for place, cell in enumerate(row)]
        for row in section.rows
    ]


@slow
@staff(P.SEE_STOCK)
@require_GET
def report_csv(request: StaffRequest, book_id: UUID, report: str) -> HttpResponse:
    """The same as a table for other programs."""
    book, _, section = _made(request, book_id, report)
    if section is None:
        return HttpResponse("the period cannot be read\n", status=422, content_type="text/plain")
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(section.columns)
    table.writerows([_plain(cell) for cell in row] for row in section.rows)
    answer = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{book.registration.number}-{report}.csv"'
    return answer


def _plain(cell: str) -> str:
    """Text that a spreadsheet will not take for a formula; a negative number is one of ours."""
    is_number = cell.removeprefix("-").replace(".", "", 1).isdecimal()
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) and not is_number else cell


def _made(request: StaffRequest, book_id: UUID, code: str) -> tuple[Book, PeriodForm, Section | None]:
    """The report of what was asked for; every patient in it gets a line of the audit log."""
    book = _book(request, book_id)
    found = BY_CODE.get(code)
    if found is None:
        raise Http404(code)
    today = paper_queries.day_of(units.current().now, book.clinic.zone)
    asked = {name: request.GET.get(name) or day.isoformat() for name, day in this_month(today).items()}
    form = PeriodForm(asked)
    if not form.is_valid():
        return book, form, None
    gathered = Gathered(book, Period(form.cleaned_data["first"], form.cleaned_data["last"], book.clinic.zone))
    lot = request.GET.get("lot", "").strip()[:60]
    section = checks.got_lot(gathered, lot) if code == "who-got-lot" else found.make(gathered)
    says = f"read “{section.title}” of {asked['first']} through {asked['last']}"
    auditing.record(verb="stock.report-seen", says=says, subject=str(book.pk), rows=len(section.rows))
    for patient in section.patients:
        auditing.record(verb="stock.report-patient", says=says, subject=str(book.pk), patient=patient)
    return book, form, section


def _book(request: StaffRequest, book_id: UUID) -> Book:
    with missing_is_not_found():
        return queries.book(request.member.clinic, book_id)


@staff(P.EXPORT_STOCK)
@require_POST
def make_packet(request: StaffRequest, book_id: UUID) -> HttpResponse:
    """Ask for a packet; its page makes it."""
    book = _book(request, book_id)
    form = PacketForm(request.POST)
    if form.is_valid():
        try:
            with units.all_or_nothing():
                made = actions.begin_packet(by=request.member, book=book, **form.cleaned_data)
            return HttpResponseRedirect(reverse("stock-packet", args=[made.pk]))
        except Unusable as refused:
            add_faults(form, refused)
    return page(request, "pharmacy/reports.html", _reports(request, book, form), 422)


@slow
@staff(P.SEE_STOCK)
@require_http_methods(["GET", "POST"])
def packet(request: StaffRequest, packet_id: UUID) -> HttpResponse:
    """How far a packet is, and when it is finished, the packet. Each POST does one step."""
    with missing_is_not_found():
        found = paper_queries.packet(request.member.clinic, packet_id)
    if request.method == "POST":
        actions.step_packet(by=request.member, packet=found)
        if not request.headers.get("HX-Request"):
            return HttpResponseRedirect(reverse("stock-packet", args=[found.pk]))
    else:
        auditing.record(
            verb="stock.packet-seen", says="looked at an inspection packet", subject=str(found.pk)
        )
    sections = paper_queries.sections_of(found)
    file = paper_queries.file_of(found)
    context = {
        "packet": found, "chapters": sections, "file": file, "done": len(sections) + (file is not None),
        "steps": actions.STEPS, "next": REPORTS[len(sections)].name if len(sections) < len(REPORTS) else "the PDF",
        "may_make": request.member.may(P.EXPORT_STOCK), "size": len(bytes(file.content)) if file else 0,
    }  # fmt: skip
    part = "pharmacy/packet_progress.html" if request.headers.get("HX-Request") else "pharmacy/packet.html"
    return page(request, part, context)


@staff(P.SEE_STOCK)
@require_GET
def packet_file(request: StaffRequest, packet_id: UUID) -> HttpResponse:
    """The finished packet, byte for byte as it is kept."""
    with missing_is_not_found():
        found = paper_queries.packet(request.member.clinic, packet_id)
    file = paper_queries.file_of(found)
    if file is None:
        raise Http404("the packet is not finished")
    auditing.record(
        verb="stock.packet-taken",
        says="took an inspection packet along",
        subject=str(found.pk),
        sha256=file.digest,
    )
    name = f"{found.book.registration.number}-{found.first}-{found.last}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(bytes(file.content), content_type="application/pdf", headers=headers)
