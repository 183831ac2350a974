"""Consents of a patient at the clinic: what is signed, signing in person, taking back."""

from __future__ import annotations

import json
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, check_chart, staff
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.pages import page
from euthymia.clinic.people.stepup import SignatureForm
from euthymia.domain.quantities import Unusable
from euthymia.kit import clock, units
from euthymia.kit.forms import add_faults
from euthymia.kit.pages import missing_is_not_found

from . import actions, documents, queries
from .forms import ConsentForm, WithdrawForm


def _patient(request: StaffRequest, patient_id: UUID) -> Patient:
    with missing_is_not_found():
        patient = people.patient(request.member.clinic, patient_id)
    check_chart(request, patient)
    return patient


@staff(Permission.SEE_CHART, or_glass=True)
@require_http_methods(["GET", "POST"])
def consents(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """Where each course's consent stands, every signature, and taking one back."""
    patient = _patient(request, patient_id)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with missing_is_not_found():
            consent = queries.consent(patient, form.cleaned_data["consent"])
        actions.withdraw(
            by=request.member, patient=patient, consent=consent, words=form.cleaned_data["words"]
        )
        messages.success(request, "The consent is withdrawn. Treatment under it stops here.")
        return HttpResponseRedirect(reverse("consents", args=[patient.pk]))
    found = queries.consents(patient)
    now = clock.now()
    auditing.record(
        verb="consents.seen", says="looked at the consents", subject=str(patient.pk), patient=patient.pk
    )
    context = {
        "patient": patient, "found": found, "form": form, "languages": documents.LANGUAGES,
        "courses": [(code, title, queries.standing_of(found, code, now)) for code, title in documents.COURSES.items()],
        "may_take": request.member.may(Permission.TAKE_CONSENT),
    }  # fmt: skip
    return page(request, "intake/consents.html", context, status=422 if form.errors else 200)


@staff(Permission.TAKE_CONSENT)
@require_http_methods(["GET", "POST"])
def sign(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """The document, its questions, the name; and the member of staff before whom it is signed."""
    patient = _patient(request, patient_id)
    try:
        document = documents.current(
            request.GET.get("course", "iv-ketamine-mood"), request.GET.get("language", "en")
        )
    except KeyError as missing:
        raise Http404(str(missing)) from missing
    bound = request.POST if request.method == "POST" else None
    form = ConsentForm(bound, document=document, initial={"digest": document.digest, "tried": {}})
    signature = SignatureForm(bound, request=request)
    # Both are asked, so that everything that is wrong is said at once.
    if bound and form.is_valid() & signature.is_valid():
        try:
            with units.all_or_nothing():
                _sign(request, patient, document, form)
        except Unusable as refused:
            add_faults(form, refused)
        else:
            messages.success(request, "Signed.", extra_tags=str(form.cleaned_data["client_id"]))
            return HttpResponseRedirect(reverse("consents", args=[patient.pk]))
    auditing.record(verb="consent.shown", says=f"opened consent {document.code} {document.version} to be signed",
                    subject=str(patient.pk), patient=patient.pk)  # fmt: skip
    context = {
        "patient": patient,
        "document": document,
        "form": form,
        "signature": signature,
        "tried": _tried(form),
    }
    return page(request, "intake/sign.html", context, status=422 if bound else 200)


def _sign(request: StaffRequest, patient: Patient, document: documents.Document, form: ConsentForm) -> None:
    data = form.cleaned_data
    actions.sign(
        by=request.member, patient=patient, client_id=data["client_id"], course=document.course,
        language=document.language, digest=data["digest"], teach_back=form.teach_back(),
        signature=actions.Signature(data["name"], data["signer"], data["relation"], data["interpreter"]),
    )  # fmt: skip


def _tried(form: ConsentForm) -> str:
    """Answers given so far, carried to the next try: a wrong one is kept with the signature."""
    return json.dumps(form.teach_back() if form.is_bound else {})
