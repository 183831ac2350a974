"""Cases: what a count found different, until two people say what it was; theft and loss with their decision sheet."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission as P
from euthymia.clinic.people.actions import require
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.pages import page
from euthymia.domain import ledger
from euthymia.domain.ledger.cases import case_clocks, escalated, within_tolerance
from euthymia.domain.rules.licence import FACTORS, Verdict
from euthymia.domain.rules.licence.loss import FACTORS_PROVENANCE, MINOR_PROVENANCE
from euthymia.kit.pages import missing_is_not_found

from . import actions, duties, queries
from .forms import ResolveForm
from .loss_forms import LossForm, ReportForm
from .models import Book, Case
from .on_hand import STANDINGS
from .posted import all_valid, bound, done, posted, status, two


@staff(P.SEE_STOCK)
@require_http_methods(["GET", "POST"])
def case(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """A difference: the count that found it, what was done, and what it turned out to be."""
    if request.method == "POST":
        require(request.member, P.RESOLVE_STOCK)
    with missing_is_not_found():
        row, found = queries.case(request.member.clinic, case_id)
    site, again = queries.site(row.book), queries.recounts(row)
    label_ul = queries.labels(row.book, [row.vial]).get(row.vial, 0)
    tolerated = within_tolerance(found, label_ul, site.tolerance_ul)
    form = ResolveForm(
        bound(request), others=_opposite(row, found), asks_why=not (again or tolerated or row_of(row).ref), form=found.form
    )  # fmt: skip
    second, signature = two(request)
    if request.method == "POST" and all_valid(form, signature, second):
        data = form.cleaned_data
        made = posted(form, lambda: actions.resolve(
            by=request.member, witness=second.proof, book=row.book, client_id=data["client_id"],  # type: ignore[arg-type]
            case=row.code, to=data["to"], volume_ul=data.get("volume"), reason=form.words(),
        ))  # fmt: skip
        if made is not None:
            says = f"Resolved and signed by {request.member.name} and {made.witness.partition(' <')[0]}."
            return done(request, says, data["client_id"], reverse("stock-case", args=[row.pk]))
    auditing.record(verb="stock.case-seen", says="looked at a difference", subject=str(row.pk))
    now = request.unit.now
    clocks = case_clocks(found, recounted=bool(again), tolerated=tolerated)
    counted_it = str(request.member.staff.pk) in found.signers
    context = {
        "case": row, "count": found, "entries": queries.case_entries(row), "form": form, "second": second,
        "signature": signature, "may_resolve": row.is_open and request.member.may(P.RESOLVE_STOCK),
        "may_recount": row.is_open and not again and request.member.may(P.COUNT_STOCK), "counted_it": counted_it,
        "recounts": again, "tolerated": tolerated, "tolerance_ul": site.tolerance_ul,
        "clocks": [(one, isinstance(one.due, datetime) and one.due < now) for one in clocks],
        "escalated": escalated(found, now), "decision": _decision(row), "vial": queries.vial_named(row.book, row.vial),
        "is_short": found.rest_ul > 0,
    }  # fmt: skip
    return page(request, "pharmacy/case.html", context, status(request))


def row_of(row: Case) -> Any:
    """The entry of a case's count."""
    return queries.entry_of_client(row.book, UUID(row.code))


def _opposite(row: Case, found: ledger.Count) -> list[tuple[str, str]]:
    """Open differences of the same vial, the other way round: a recount found what the first count missed."""
    others = [
        (one, count) for one, count in queries.open_cases_of(row.book)
        if one.vial == row.vial and one.code != row.code and count.rest_ul * found.rest_ul < 0
    ]  # fmt: skip
    zone = row.book.clinic.zone
    return [
        (f"variance:{one.code}", f"a miscount: settled with the count of {count.at.astimezone(zone):%H:%M}, which found {count.words(count.measured_ul)}")
        for one, count in others
    ]  # fmt: skip


def _decision(row: Case) -> Any:
    """The decision sheet about a case, with how much it was about."""
    made = next((one for one in duties.decisions(row.book) if one.case == row.code), None)
    return made and (made, duties.decided(row.book, [made])[made.entry])


@staff(P.RESOLVE_STOCK)
@require_http_methods(["GET", "POST"])
def case_loss(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """The decision sheet for what a count did not find."""
    with missing_is_not_found():
        row, found = queries.case(request.member.clinic, case_id)
    shown = queries.vial_named(row.book, row.vial)
    assert shown is not None, "the vial of a count is in the book"
    missing = duties.missing_of(shown.vial, abs(found.rest_ul))
    about = {
        "title": f"{shown.name} {row.vial}", "missing": f"The count did not find {missing.words}", "vial": shown.vial, "back": reverse("stock-case", args=[row.pk]),
        "discovered_at": found.at, "may": row.is_open and found.rest_ul > 0,
    }  # fmt: skip
    return _loss(request, row.book, actions.Shortage(case=row.code), about)


@staff(P.RESOLVE_STOCK)
@require_http_methods(["GET", "POST"])
def vial_loss(request: StaffRequest, vial_id: UUID) -> HttpResponse:
    """The decision sheet for something of a vial that is known to be gone."""
    with missing_is_not_found():
        shown = queries.vial(request.member.clinic, vial_id)
    held = duties.missing_of(shown.vial, shown.row.book_ul)
    about = {
        "title": f"{shown.name} {shown.row.code}",
        "missing": f"{'Here' if shown.vial.is_device else 'In it'} by the book: {held.words}", "vial": shown.vial,
        "back": reverse("stock-vial", args=[shown.row.pk]), "discovered_at": request.unit.now,
        "may": shown.row.standing in STANDINGS and shown.row.book_ul > 0,
    }  # fmt: skip
    return _loss(request, shown.row.book, actions.Shortage(vial=shown.row.code), about)


def _loss(
    request: StaffRequest, book: Book, shortage: actions.Shortage, about: dict[str, Any]
) -> HttpResponse:
    form = LossForm(bound(request))
    kept: ledger.Vial = about["vial"]
    if kept.is_device:
        del form.fields["volume"]  # all of it, or nothing
    second, signature = two(request)
    if request.method == "POST" and all_valid(form, signature, second):
        data = form.cleaned_data
        whole = actions.Shortage(case=shortage.case, vial=shortage.vial, volume_ul=data.get("volume"))
        made = posted(form, lambda: actions.decide_loss(
            by=request.member, witness=second.proof, book=book, client_id=data["client_id"], shortage=whole,  # type: ignore[arg-type]
            verdict=Verdict(data["verdict"]), answers=form.answers(), reason=data["reason"],
        ))  # fmt: skip
        if made is not None:
            verdict = Verdict(made.verdict)
            where = reverse("stock-notices", args=[book.pk]) if verdict.is_reported else about["back"]
            says = f"Decided and signed by two: {verdict.words}."
            return done(request, says, data["client_id"], where)
    auditing.record(verb="stock.decision-sheet-seen", says="looked at a decision sheet", subject=str(book.pk))
    known = duties.known_of_losses(book, (kept.substance, kept.form))
    context = {
        **about, "book": book, "form": form, "second": second, "signature": signature, "factors": form.factors(),
        "known": duties.known_words(known), "source": FACTORS_PROVENANCE, "minor_source": MINOR_PROVENANCE,
        "asked": len(FACTORS),
    }  # fmt: skip
    return page(request, "pharmacy/loss.html", context, status(request))


@staff(P.SEE_STOCK)
@require_http_methods(["GET", "POST"])
def notices(request: StaffRequest, book_id: UUID) -> HttpResponse:
    """Notices and reports about losses: what is due by when, and what went out."""
    if request.method == "POST":
        require(request.member, P.RESOLVE_STOCK)
    with missing_is_not_found():
        book = queries.book(request.member.clinic, book_id)
    form = ReportForm(bound(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = posted(form, lambda: actions.report_made(by=request.member, book=book, **data))
        if made is not None:
            return done(
                request, "Recorded as sent.", data["client_id"], reverse("stock-notices", args=[book.pk])
            )
    auditing.record(verb="stock.reports-seen", says="looked at the reports of losses", subject=str(book.pk))
    today = request.unit.now.astimezone(book.clinic.zone).date()
    found, sheets = duties.reports(book), duties.decisions(book)
    amounts = duties.decided(book, sheets)
    context = {
        "book": book, "form": form, "today": today, "site": queries.site(book),
        "owed": [(one, one.due < today, ReportForm(initial={"ref": one.ref, "duty": one.code, "done_on": today}, auto_id=f"{one.code}-{one.ref}-%s")) for one in found if one.done is None],
        "sent": [one for one in found if one.done is not None],
        "decisions": [(one, Verdict(one.verdict).words, amounts[one.entry]) for one in reversed(sheets)],
        "may": request.member.may(P.RESOLVE_STOCK),
    }  # fmt: skip
    return page(request, "pharmacy/notices.html", context, status(request))
