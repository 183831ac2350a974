"""Consent on the patient's phone: read it, answer what shows that it was clear, sign, and take it back."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.learning.actions import note_seen
from euthymia.clinic.learning.shown import expected
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.doors import patient
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.pages import page_of
from euthymia.clinic.people.stepup import SignatureForm
from euthymia.domain.quantities import Unusable
from euthymia.journey.evaluation import facts
from euthymia.journey.evaluation import queries as evaluations
from euthymia.journey.intake import actions, documents, queries
from euthymia.journey.intake.documents.words import PageWords, words
from euthymia.journey.intake.forms import ConsentForm
from euthymia.kit import clock, units
from euthymia.kit.pages import missing_is_not_found

from .language import spoken
from .learn_views import address
from .views import left_locked, to_unlock


class OwnConsentForm(ConsentForm):
    """The same questions and name; a patient signs for themselves."""

    def __init__(self, *args: Any, say: PageWords, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("signer", "relation", "interpreter"):
            del self.fields[name]
        self.fields["name"].label, self.fields["name"].help_text = say.name, say.name_hint
        for field in self.fields.values():
            field.error_messages = {**field.error_messages, "required": say.faults["required"]}


@spoken
@patient
@require_http_methods(["GET", "POST"])
def consent(request: Any) -> HttpResponse:
    """Where the consent to one's own course stands, what was signed, and taking it back."""
    if left_locked(request):
        return to_unlock(request)
    record, say = _record(request), spoken_words()
    if request.method == "POST":
        with missing_is_not_found():
            signed = queries.consent(record, _uuid(request.POST.get("consent", "")))
        with units.all_or_nothing():
            actions.withdraw(
                by=request.user, patient=record, consent=signed, words=request.POST.get("words", "")[:1000]
            )
        messages.success(request, say.taken_back)
        return HttpResponseRedirect(reverse("portal-consent"))
    found = queries.consents(record)
    own = facts.course(evaluations.gathered(record, clock.now()).document)
    courses = [own, *sorted({one.course for one, _ in found} - {own})]
    _note(record, "looked at their consents")
    context = {
        "say": say, "found": found,
        "courses": [
            (documents.current(course, _language()), standing, say.states[standing.state.value])
            for course in courses
            for standing in (queries.standing_of(found, course, clock.now()),)
        ],
    }  # fmt: skip
    return page_of(record.clinic, request, "portal/consent.html", context)


@spoken
@patient
@require_http_methods(["GET", "POST"])
def sign(request: Any, course: str) -> HttpResponse:
    """The document in the patient's language, its questions, the name and the password."""
    if left_locked(request):
        return to_unlock(request)
    record, say = _record(request), spoken_words()
    if course not in documents.COURSES:
        raise Http404(f"no consent is called {course}")
    document = documents.current(course, _language())
    bound = request.POST if request.method == "POST" else None
    form = OwnConsentForm(bound, document=document, say=say, initial={"digest": document.digest, "tried": {}})
    signature = _signature(SignatureForm(bound, request=request), say)
    # Both are asked, so that everything that is wrong is said at once.
    if bound and form.is_valid() & signature.is_valid() and _signed(request, record, document, form, say):
        messages.success(request, say.signed, extra_tags=str(form.cleaned_data["client_id"]))
        return HttpResponseRedirect(reverse("portal-consent"))
    _in_words(signature, say)
    _note(record, f"opened consent {document.code} {document.version} to be signed")
    tried = json.dumps(form.teach_back() if form.is_bound else {})
    expectations = expected(_language(), address)
    note_seen(patient=record, found=expectations.article)
    context = {
        "expectations": expectations,
        "say": say,
        "document": document,
        "form": form,
        "signature": signature,
        "tried": tried,
        "record": record,
    }
    return page_of(record.clinic, request, "portal/consent_sign.html", context, 422 if bound else 200)


def _signed(
    request: Any, record: Patient, document: documents.Document, form: OwnConsentForm, say: PageWords
) -> bool:
    data = form.cleaned_data
    try:
        with units.all_or_nothing():
            actions.sign(
                by=request.user, patient=record, client_id=data["client_id"], course=document.course,
                language=document.language, digest=data["digest"], signature=actions.Signature(data["name"]),
                teach_back=form.teach_back(),
            )  # fmt: skip
    except Unusable as refused:
        for fault in refused.faults:
            told = say.faults.get(fault.code, fault.says)
            form.add_error(
                fault.at if fault.at in form.fields else None, forms.ValidationError(told, code=fault.code)
            )
        return False
    return True


def _signature(form: SignatureForm, say: PageWords) -> SignatureForm:
    form.fields["password"].label = say.again
    if "code" in form.fields:
        form.fields["code"].label = say.code
    return form


def _in_words(form: SignatureForm, say: PageWords) -> None:
    """What the signature was refused for, in the page's language."""
    for errors in form.errors.values():
        for error in errors.as_data():
            error.message = say.faults.get(error.code or "", error.message)


def _record(request: Any) -> Patient:
    return people.patient(request.record.clinic, request.record.pk)


def spoken_words() -> PageWords:
    """The words around a document, in the patient's language."""
    return words(_language())


def _language() -> str:
    spoken_now = (get_language() or "en").partition("-")[0]
    return spoken_now if spoken_now in documents.LANGUAGES else "en"


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404("no such consent") from None


def _note(record: Patient, says: str) -> None:
    auditing.record(
        verb="consents.seen", says=f"patient {record.number} {says}", patient=record.pk, role="patient"
    )
