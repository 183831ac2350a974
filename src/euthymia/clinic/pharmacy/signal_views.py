"""Signals of a book: a reason for two named people to look, and never a finding."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.access import Permission as P
from euthymia.clinic.people.actions import require
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.pages import page
from euthymia.clinic.people.queries import Member
from euthymia.kit.pages import missing_is_not_found

from . import actions, queries, suspicion
from .models import Book
from .posted import bound, done, posted, status
from .site_forms import ReviewersForm, ReviewForm


@staff(P.REVIEW_SIGNALS)
@require_http_methods(["GET", "POST"])
def signals(request: StaffRequest, book_id: UUID) -> HttpResponse:
    """What stands out in ninety days, for the two who were named; an owner names them here."""
    member = request.member
    with missing_is_not_found():
        book = queries.book(member.clinic, book_id)
    naming = request.method == "POST" and "first" in request.POST
    reads = suspicion.is_reviewer(member)
    may_name = member.may(P.SET_UP_STOCK)
    team = _team(request) if may_name else {}
    reviewers = ReviewersForm(
        bound(request) if naming else None, people=[(key, one.name) for key, one in team.items()]
    )
    refused = ReviewForm(bound(request)) if request.method == "POST" and not naming else None
    if naming:
        require(member, P.SET_UP_STOCK)
    answer = _name(request, book, reviewers, team) if naming else _review(request, book, refused)
    if answer is not None:
        return answer
    found = suspicion.reasons(book, request.unit.now, member) if reads else []
    says = f"read {len(found)} signals of the drug book" if reads else "looked at who reads the signals"
    auditing.record(verb="stock.signals-seen", says=says, subject=str(book.pk))
    context = {
        "book": book, "reads": reads, "reviewers": suspicion.reviewers(member.clinic), "may_name": may_name,
        "naming": reviewers, "precision": suspicion.worth(book) if reads else None, "period_d": suspicion.PERIOD_D,
        "site": queries.site(book), "refused": refused,
        "reasons": [(one, one.reviewed_by(member), ReviewForm(initial={"signal": one.key}, auto_id=f"{one.key[:12]}-%s")) for one in found],
    }  # fmt: skip
    return page(request, "pharmacy/signals.html", context, status(request))


def _team(request: StaffRequest) -> dict[str, Member]:
    """Who may be named: everybody whose role reads signals."""
    clinic, now = request.member.clinic, request.unit.now
    found = [people.member(one.user, clinic.pk, now) for one in people.staff_of(clinic)]
    return {str(one.staff.pk): one for one in found if one is not None and one.may(P.REVIEW_SIGNALS)}


def _name(
    request: StaffRequest, book: Book, form: ReviewersForm, team: dict[str, Member]
) -> HttpResponse | None:
    if not form.is_valid():
        return None
    data = form.cleaned_data
    made = posted(form, lambda: actions.name_reviewers(
        by=request.member, client_id=data["client_id"], first=team[data["first"]], second=team[data["second"]],
    ))  # fmt: skip
    return None if made is None else _back(request, book, "Named; they read the signals from now on.", data)


def _review(request: StaffRequest, book: Book, form: ReviewForm | None) -> HttpResponse | None:
    if form is None or not form.is_valid():
        return None
    data = form.cleaned_data
    made = posted(form, lambda: actions.review_signal(by=request.member, book=book, **data))
    return None if made is None else _back(request, book, "Kept with your name.", data)


def _back(request: StaffRequest, book: Book, says: str, data: dict[str, Any]) -> HttpResponse:
    return done(request, says, data["client_id"], reverse("stock-signals", args=[book.pk]))
