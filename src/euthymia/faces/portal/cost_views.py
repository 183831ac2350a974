"""Costs: what the patient has left and paid, the estimates and bills that are theirs, and what the clinic's list says."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.billing import printed, queries, words
from euthymia.clinic.billing.models import AccountEntry
from euthymia.clinic.people.doors import patient
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.pages import page_of
from euthymia.kit.pages import missing_is_not_found, slow

from .language import spoken
from .report_views import own
from .views import left_locked, to_unlock

Kind = AccountEntry.Kind
KINDS = {
    Kind.PAID: _("You paid"), Kind.SOLD: _("Package bought"), Kind.CHARGED: _("Given"), Kind.ENDED: _("Package ended"),
    Kind.REFUNDED: _("Paid back to you"), Kind.REVERSED: _("Taken back, it was wrong"),
    Kind.RESTRICTED: _("Who hears of it was changed"),
}  # fmt: skip


@spoken
@patient
@require_GET
def costs(request: Any) -> HttpResponse:
    """Sessions left, what is owed, receipts, papers to download, and the prices."""
    if left_locked(request):
        return to_unlock(request)
    mine = own(request)
    account = queries.account(mine)
    _note(mine, "money.read", "read their costs")
    lists, language = queries.price_versions(mine.clinic), (get_language() or "en").partition("-")[0]
    rows = [
        (KINDS[Kind(one.row.kind)], words.of_entry(one.row, lists, language), one) for one in account.rows
    ]
    context = {
        "record": mine, "state": account.state, "rows": rows,
        "estimates": queries.estimates_of(mine), "superbills": queries.superbills_of(mine),
        "price": queries.published_price(mine.clinic), "answers": queries.eligibility(mine, request.unit.now.astimezone(mine.clinic.zone).date()),
    }  # fmt: skip
    return page_of(mine.clinic, request, "portal/costs.html", context)


@slow
@spoken
@patient
@require_GET
def estimate_pdf(request: Any, own_estimate_id: UUID) -> HttpResponse:
    """An estimate that was given to this patient."""
    if left_locked(request):
        return to_unlock(request)
    mine = own(request)
    with missing_is_not_found():
        row = queries.estimate(mine.clinic, own_estimate_id)
    _mine_only(mine, row.patient_id)
    _note(mine, "money.taken", f"took estimate {row.number}")
    return _pdf(printed.estimate_pdf(row), row.number)


@slow
@spoken
@patient
@require_GET
def superbill_pdf(request: Any, own_superbill_id: UUID) -> HttpResponse:
    """A superbill that was made for this patient."""
    if left_locked(request):
        return to_unlock(request)
    mine = own(request)
    with missing_is_not_found():
        row = queries.superbill(mine.clinic, own_superbill_id)
    _mine_only(mine, row.patient_id)
    _note(mine, "money.taken", f"took superbill {row.number}")
    return _pdf(printed.superbill_pdf(row), row.number)


def _mine_only(mine: Patient, patient_id: UUID) -> None:
    if patient_id != mine.pk:
        raise Http404("this is somebody else's")


def _pdf(content: bytes, number: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{number}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _note(mine: Patient, verb: str, says: str) -> None:
    auditing.record(verb=verb, says=f"patient {mine.number} {says}", patient=mine.pk, role="patient")
