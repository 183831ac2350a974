"""The clinic's own pages of the directory: what it states, its people, their credentials with every receipt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.pages import page
from euthymia.clinic.people.stepup import SignatureForm
from euthymia.domain.directory.profile import Profile, checked
from euthymia.domain.directory.standing import RHYTHMS, Kind
from euthymia.domain.quantities import Unusable
from euthymia.kit import units
from euthymia.kit.forms import add_faults
from euthymia.kit.pages import missing_is_not_found

from . import actions, documents, facts, forms, queries, wishes
from .models import CheckReceipt, Professional, PublicCredential


@staff(Permission.KEEP_LISTING)
@require_http_methods(["GET", "POST"])
def listing(request: StaffRequest) -> HttpResponse:
    """What the clinic states in public, and what was said to be wrong."""
    clinic, now = request.member.clinic, request.unit.now
    before = queries.profile(clinic)
    form = forms.ProfileForm(request.POST or None, before=before)
    if _done(request, form, lambda: actions.state_profile(
        by=request.member, clinic=clinic, client_id=form.cleaned_data["client_id"], profile=form.profile()
    ), "Kept. The public page says so now."):  # fmt: skip
        return HttpResponseRedirect(request.path)
    auditing.record(verb="directory.seen", says="looked at the clinic's public page from within")
    context = {
        "form": form, "profile": before, "booking": queries.booking(clinic, now), "people": _people(request),
        "site": [one for one in _shown(request) if one[0].professional_id is None], "reports": queries.reports(clinic),
        "public": queries.listing(clinic), "may_publish": request.member.may(Permission.PUBLISH_LISTING),
        "may_price": request.member.may(Permission.SET_PRICES),
        "versions": queries.versions(clinic)[:10], "wish": wishes.newest(clinic),
    }  # fmt: skip
    return page(request, "directory/listing.html", context, status=422 if form.is_bound else 200)


@staff(Permission.PUBLISH_LISTING)
@require_http_methods(["GET", "POST"])
def publish(request: StaffRequest) -> HttpResponse:
    """The owner's signature under the public page, or its end."""
    clinic = request.member.clinic
    before = queries.profile(clinic)
    form = forms.ConsentForm(request.POST or None)
    signature = SignatureForm(request.POST or None, request=request)
    if (not form.is_bound or signature.is_valid()) and _done(request, form, lambda: actions.state_profile(
        by=request.member, clinic=clinic, client_id=form.cleaned_data["client_id"],
        profile=_checked_to_publish(replace(before, published=not before.published)),
    ), "The page is public now." if not before.published else "The page is down."):  # fmt: skip
        return HttpResponseRedirect(reverse("admin-listing"))
    auditing.record(verb="directory.seen", says="looked at publishing the clinic's page")
    context = {"form": form, "signature": signature, "profile": before}
    return page(request, "directory/publish.html", context, status=422 if form.is_bound else 200)


def _checked_to_publish(profile: Profile) -> Profile:
    try:
        return checked(profile)
    except Unusable as refused:
        says = "; ".join(f"{fault.at}: {fault.says}" for fault in refused.faults)
        raise Unusable.one(
            "", "incomplete", f"the page cannot be published yet: {says}", "state it first"
        ) from None


@staff(Permission.KEEP_LISTING)
@require_http_methods(["GET", "POST"])
def person_new(request: StaffRequest) -> HttpResponse:
    """Somebody who works here and is shown."""
    form = forms.ProfessionalForm(request.POST or None)
    if _done(request, form, lambda: actions.add_professional(by=request.member, clinic=request.member.clinic, **form.cleaned_data),
             "Shown now. State the licence next: without a verified one nobody counts as a prescriber."):  # fmt: skip
        return HttpResponseRedirect(reverse("admin-listing"))
    auditing.record(verb="directory.seen", says="looked at the form for a professional")
    return page(request, "directory/person_new.html", {"form": form}, status=422 if form.is_bound else 200)


@staff(Permission.KEEP_LISTING)
@require_http_methods(["GET", "POST"])
def person(request: StaffRequest, professional_id: UUID) -> HttpResponse:
    """One professional: state a credential, or that they have left."""
    clinic = request.member.clinic
    with missing_is_not_found():
        found = queries.professional(clinic, professional_id)
    if request.method == "POST" and "left" in request.POST:
        actions.end_professional(by=request.member, professional=found)
        messages.success(request, f"{found} is not shown any more.")
        return HttpResponseRedirect(reverse("admin-listing"))
    form = forms.CredentialForm(request.POST or None, of_person=True)
    if _stated(request, form, found):
        return HttpResponseRedirect(request.path)
    auditing.record(
        verb="directory.seen", says=f"looked at the credentials of {found}", subject=str(found.pk)
    )
    mine = [one for one in _shown(request) if one[0].professional_id == found.pk]
    return page(
        request,
        "directory/person_edit.html",
        {"person": found, "form": form, "credentials": mine},
        status=422 if form.is_bound else 200,
    )


@staff(Permission.KEEP_LISTING)
@require_http_methods(["GET", "POST"])
def site(request: StaffRequest) -> HttpResponse:
    """State an accreditation of the site."""
    form = forms.CredentialForm(request.POST or None, of_person=False)
    if _stated(request, form, None):
        return HttpResponseRedirect(reverse("admin-listing"))
    auditing.record(verb="directory.seen", says="looked at the accreditations of the site")
    return page(
        request,
        "directory/person_edit.html",
        {"person": None, "form": form, "credentials": []},
        status=422 if form.is_bound else 200,
    )


def _stated(request: StaffRequest, form: forms.CredentialForm, person: Professional | None) -> bool:
    return _done(request, form, lambda: actions.state_credential(
        by=request.member, clinic=request.member.clinic, professional=person, **form.cleaned_data
    ), "Stated. It carries no tick until its source has answered.")  # fmt: skip


@staff(Permission.KEEP_LISTING)
@require_http_methods(["GET", "POST"])
def credential(request: StaffRequest, credential_id: UUID) -> HttpResponse:
    """One credential: every receipt, whole; a document that was seen; stated no more."""
    clinic = request.member.clinic
    with missing_is_not_found():
        found = queries.credential(clinic, credential_id)
    back = (
        reverse("listing-person", args=[found.professional_id])
        if found.professional_id
        else reverse("admin-listing")
    )
    if request.method == "POST" and "withdraw" in request.POST:
        actions.withdraw_credential(by=request.member, credential=found)
        messages.success(request, "Stated no more; its receipts stay.")
        return HttpResponseRedirect(back)
    form = forms.DocumentForm(request.POST or None, request.FILES or None)
    if _done(
        request,
        form,
        lambda: _see(request, form, found),
        "Kept as a receipt. It counts as a document, never as a tick.",
    ):
        return HttpResponseRedirect(request.path)
    receipts = list(queries.receipts(clinic, found))
    auditing.record(verb="directory.seen", says=f"looked at {len(receipts)} receipts", subject=str(found.pk))
    shown = facts.shown_from(facts.content_of(found, receipts), request.unit.now, clinic.zone)
    context = {
        "credential": found, "one": shown, "receipts": receipts, "form": form, "back": back,
        "on_paper": not RHYTHMS[Kind(found.kind)].primary,
    }  # fmt: skip
    return page(request, "directory/credential.html", context, status=422 if form.is_bound else 200)


def _see(request: StaffRequest, form: forms.DocumentForm, found: PublicCredential) -> object:
    given = form.cleaned_data["document"]
    return documents.see(
        by=request.member,
        credential=found,
        name=given.name,
        content=given.read(),
        valid_until=form.cleaned_data["valid_until"],
    )


@staff(Permission.KEEP_LISTING)
@require_POST
def check(request: StaffRequest) -> HttpResponse:
    """Ask that every source is asked again with the next round."""
    wishes.wish(by=request.member)
    messages.success(request, "Every source is asked again with the next round, within some minutes.")
    return HttpResponseRedirect(reverse("admin-listing"))


@staff(Permission.KEEP_LISTING)
@require_http_methods(["GET", "POST"])
def report(request: StaffRequest, error_report_id: UUID) -> HttpResponse:
    """What somebody said to be wrong, and what came of it."""
    with missing_is_not_found():
        found = queries.reports(request.member.clinic).get(pk=error_report_id)
    form = forms.AnswerForm(request.POST or None)
    if _done(
        request,
        form,
        lambda: actions.answer_report(by=request.member, report=found, answer=form.cleaned_data["answer"]),
        "Answered.",
    ):
        return HttpResponseRedirect(reverse("admin-listing"))
    auditing.record(verb="directory.seen", says="read what somebody said to be wrong", subject=str(found.pk))
    return page(
        request,
        "directory/report_answer.html",
        {"report": found, "form": form},
        status=422 if form.is_bound else 200,
    )


def _done(request: StaffRequest, form: django_forms.Form, act: Callable[[], object], says: str) -> bool:
    """Whether the form was sent and is kept; what was refused stands in it afterwards."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        with units.all_or_nothing():
            act()
    except Unusable as refusal:
        add_faults(form, refusal)
        return False
    messages.success(request, says, extra_tags=str(form.cleaned_data["client_id"]))
    return True


def _shown(request: StaffRequest) -> list[tuple[PublicCredential, facts.Shown]]:
    clinic, now = request.member.clinic, request.unit.now
    by_credential: dict[UUID, list[CheckReceipt]] = {}
    for one in queries.receipts(clinic):
        by_credential.setdefault(one.credential_id, []).append(one)
    return [
        (one, facts.shown_from(facts.content_of(one, by_credential.get(one.pk, [])), now, clinic.zone))
        for one in queries.credentials(clinic)
    ]


def _people(
    request: StaffRequest,
) -> list[tuple[Professional, list[tuple[PublicCredential, facts.Shown]]]]:
    shown = _shown(request)
    return [
        (person, [one for one in shown if one[0].professional_id == person.pk])
        for person in queries.professionals(request.member.clinic)
    ]
