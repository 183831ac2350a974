"""Money of the clinic: the worklist, price lists, the numbers that bills carry, and the papers as they were given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people import queries as people_found
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.models import Staff
from euthymia.clinic.people.pages import page
from euthymia.clinic.people.stepup import SignatureForm
from euthymia.domain.billing import estimates
from euthymia.domain.quantities import Unusable
from euthymia.kit import units
from euthymia.kit.forms import OnceForm, add_faults
from euthymia.kit.pages import missing_is_not_found, slow

from . import ahead, printed, queries, setting
from .forms import CodesForm, PracticeForm, ProviderForm
from .price_form import PriceForm, initial_of


@staff(Permission.SEE_MONEY)
@require_GET
def money(request: StaffRequest) -> HttpResponse:
    """What waits: estimates that are owed, accounts that are, packages with sessions left."""
    clinic, now = request.member.clinic, request.unit.now
    today = now.astimezone(clinic.zone).date()
    standings = queries.standings(clinic)
    auditing.record(verb="money.listed", says=f"saw {len(standings)} accounts in the worklist")
    context = {
        "owed": [(one, one.is_late(today)) for one in ahead.estimates_owed(clinic, now)],
        "debts": [one for one in standings if one.state.owed_cents],
        "packages": [one for one in standings if one.state.open_packages],
        "version": queries.version_on(clinic, today), "practice": queries.practice(clinic), "source": estimates.TIMES,
        "may_set": request.member.may(Permission.SET_PRICES),
    }  # fmt: skip
    return page(request, "billing/money.html", context)


@staff(Permission.SET_PRICES)
@require_http_methods(["GET", "POST"])
def price_list(request: StaffRequest) -> HttpResponse:
    """The price list that is in force, those before, and the next one to sign."""
    clinic = request.member.clinic
    today = request.unit.now.astimezone(clinic.zone).date()
    published = queries.published_price(clinic, today)
    bound = request.POST if request.method == "POST" else None
    found, in_force = queries.prices_on(clinic, today), queries.version_on(clinic, today)
    initial = initial_of(found, today) if found else {"from_day": today}
    form, signature = PriceForm(bound, initial=initial), SignatureForm(bound, request=request)

    def act(data: dict[str, Any]) -> Any:
        return setting.put_prices(
            clinic,
            by=request.member,
            client_id=data["client_id"],
            document=form.document(),
            from_day=data["from_day"],
        )

    if bound and form.is_valid() & signature.is_valid() and _done(request, form, act, "Signed."):
        return HttpResponseRedirect(reverse("money-prices"))
    auditing.record(verb="money.prices-seen", says="looked at the price lists")
    context = {
        "form": form, "signature": signature, "price": published, "versions": queries.price_versions(clinic), "today": today,
        "in_force": in_force,
    }  # fmt: skip
    return page(request, "billing/prices.html", context, status=422 if bound else 200)


@staff(Permission.SET_PRICES)
@require_http_methods(["GET", "POST"])
def numbers(request: StaffRequest) -> HttpResponse:
    """Under which name and numbers the clinic and its people bill, and the clinic's own codes."""
    clinic, act = request.member.clinic, request.POST.get("act", "")
    found = queries.practice(clinic)
    initial = {}
    if found is not None:
        names = ("name", "phone", "tin", "npi", "taxonomy")
        initial = {name: getattr(found, name) for name in names}
        initial |= {name: getattr(found.address, name) for name in ("street", "city", "state", "postcode")}

    def bound(name: str) -> Any:
        return request.POST if act == name else None

    people = list(people_found.staff_of(clinic))
    practice = PracticeForm(bound("practice"), initial=initial, auto_id="practice_%s")
    provider = ProviderForm(
        bound("provider"), staff=[(str(one.pk), one.name) for one in people], auto_id="provider_%s"
    )
    codes = CodesForm(bound("codes"), auto_id="codes_%s")
    acts: dict[str, tuple[OnceForm, Callable[[dict[str, Any]], Any]]] = {
        "practice": (practice, lambda data: setting.set_practice(
            by=request.member, client_id=data["client_id"], practice=practice.practice())),
        "provider": (provider, lambda data: setting.set_provider(
            by=request.member, client_id=data["client_id"], staff=_of(people, data["staff"]), provider=provider.provider())),
        "codes": (codes, lambda data: setting.load_codes(by=request.member, **data)),
    }  # fmt: skip
    if act in acts:
        form, do = acts[act]
        if form.is_valid() and _done(request, form, do, "Kept."):
            return HttpResponseRedirect(reverse("money-numbers"))
    auditing.record(verb="money.numbers-seen", says="looked at the numbers that bills carry")
    context = {
        "practice_form": practice, "provider_form": provider, "codes_form": codes, "found": found,
        "providers": queries.providers(clinic), "codes": queries.code_set(clinic).codes,
    }  # fmt: skip
    return page(request, "billing/numbers.html", context, status=422 if act in acts else 200)


@slow
@staff(Permission.SEE_MONEY)
@require_GET
def estimate_pdf(request: StaffRequest, estimate_id: UUID) -> HttpResponse:
    with missing_is_not_found():
        row = queries.estimate(request.member.clinic, estimate_id)
    auditing.record(
        verb="money.printed",
        says=f"printed estimate {row.number}",
        subject=str(row.pk),
        patient=row.patient_id,
    )
    return file_of(printed.estimate_pdf(row), "application/pdf", f"{row.number}.pdf")


@slow
@staff(Permission.SEE_MONEY)
@require_GET
def superbill_pdf(request: StaffRequest, superbill_id: UUID) -> HttpResponse:
    with missing_is_not_found():
        row = queries.superbill(request.member.clinic, superbill_id)
    auditing.record(
        verb="money.printed",
        says=f"printed superbill {row.number}",
        subject=str(row.pk),
        patient=row.patient_id,
    )
    return file_of(printed.superbill_pdf(row), "application/pdf", f"{row.number}.pdf")


@staff(Permission.KEEP_MONEY)
@require_GET
def claim_file(request: StaffRequest, claim_id: UUID) -> HttpResponse:
    """The 837P file, as it was written."""
    with missing_is_not_found():
        row = queries.claim_file(request.member.clinic, claim_id)
    auditing.record(
        verb="money.claim-taken",
        says=f"took claim file {row.control}",
        subject=str(row.pk),
        patient=row.superbill.patient_id,
    )
    return file_of(row.content.encode("ascii"), "application/edi-x12", f"claim-{row.control:09d}.837")


def file_of(content: bytes, kind: str, name: str) -> HttpResponse:
    """A file for the browser to keep or show."""
    how = "inline" if kind == "application/pdf" else "attachment"
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'{how}; filename="{name}"'}
    )


def _of(people: list[Staff], pk: str) -> Staff:
    return next(one for one in people if str(one.pk) == pk)


def _done(request: StaffRequest, form: OnceForm, act: Callable[[dict[str, Any]], Any], said: str) -> bool:
    """Whether the act was done; a refusal stands on the form."""
    try:
        with units.all_or_nothing():
            act(form.cleaned_data)
    except Unusable as refusal:
        add_faults(form, refusal)
        return False
    messages.success(request, said, extra_tags=str(form.cleaned_data["client_id"]))
    return True
