"""What a registered place has chosen for its stock."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission as P
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.pages import page
from euthymia.clinic.people.stepup import SignatureForm
from euthymia.domain.rules.licence import DUTIES, duties
from euthymia.kit.pages import missing_is_not_found

from . import actions, queries
from .posted import all_valid, bound, done, posted, status
from .site_forms import SiteForm


@staff(P.SET_UP_STOCK)
@require_http_methods(["GET", "POST"])
def site(request: StaffRequest, book_id: UUID) -> HttpResponse:
    """How it is counted, what a draw outside the day asks: chosen by signature, every choice kept."""
    with missing_is_not_found():
        book = queries.book(request.member.clinic, book_id)
    now = queries.site(book)
    initial = {
        "count_mode": now.count_mode, "tolerance": f"{now.tolerance_ul / 1000:g}",
        "when_closed": now.when_closed, "by_chance": f"{now.by_chance:g}",
    }  # fmt: skip
    form = SiteForm(bound(request), initial=initial)
    signature = SignatureForm(bound(request), request=request)
    if request.method == "POST" and all_valid(form, signature):
        data = form.cleaned_data
        made = posted(form, lambda: actions.set_site(
            by=request.member, book=book, client_id=data["client_id"], count_mode=data["count_mode"],
            tolerance_ul=data["tolerance"], when_closed=data["when_closed"], by_chance=data["by_chance"], reason=data["reason"],
        ))  # fmt: skip
        if made is not None:
            return done(
                request,
                "Chosen; it holds from now on.",
                data["client_id"],
                reverse("stock-site", args=[book.pk]),
            )
    auditing.record(
        verb="stock.site-seen", says="looked at what a place has chosen for its stock", subject=str(book.pk)
    )
    today = request.unit.now.astimezone(book.clinic.zone).date()
    state = book.registration.state
    context = {
        "book": book, "form": form, "signature": signature, "now": now, "chosen": queries.sites(book),
        "duties": duties(DUTIES, state, today) if state else None,
    }  # fmt: skip
    return page(request, "pharmacy/site.html", context, status(request))
