"""For staff: what patients ask to have corrected, and what is held back of a record."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.pages import page
from euthymia.clinic.people.stepup import SignatureForm
from euthymia.domain.quantities import Unusable
from euthymia.kit import units
from euthymia.kit.forms import add_faults
from euthymia.kit.pages import missing_is_not_found

from . import actions, queries, rules
from .forms import AnswerForm, DelayForm


@staff(Permission.ANSWER_AMENDMENT)
@require_GET
def requests(request: StaffRequest) -> HttpResponse:
    """What waits for an answer, the most urgent first."""
    found = queries.unanswered(request.member.clinic)
    auditing.record(verb="amendment.listed", says=f"saw the requests to correct records, {len(found)} open")
    return page(
        request,
        "record/requests.html",
        {"found": found, "now": request.unit.now, "source": rules.ANSWER_SOURCE},
    )


@staff(Permission.ANSWER_AMENDMENT)
@require_http_methods(["GET", "POST"])
def one_request(request: StaffRequest, amendment_id: UUID) -> HttpResponse:
    """One request, and its answer."""
    with missing_is_not_found():
        found = queries.amendment(request.member.clinic, amendment_id)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        said = {
            "by": request.member,
            "amendment": found,
            "client_id": data["client_id"],
            "says": data["says"],
        }
        try:
            with units.all_or_nothing():
                if data["outcome"] == "extended":
                    actions.extend(**said)
                else:
                    actions.answer(**said, accepted=data["outcome"] == "accepted")
        except Unusable as refused:
            add_faults(form, refused)
        else:
            messages.success(request, "Kept: the patient reads it.", extra_tags=str(data["client_id"]))
            return HttpResponseRedirect(reverse("record-request", args=[found.pk]))
    _seen(request, found.patient, "read a request to correct the record")
    context = {
        "standing": queries.standing(found),
        "patient": found.patient,
        "form": form,
        "now": request.unit.now,
    }
    return page(request, "record/request.html", context, status=422 if form.errors else 200)


@staff(Permission.DELAY_RECORD)
@require_http_methods(["GET", "POST"])
def held_back(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """What the patient does not see yet and why; hold a part back by signature, or show it again."""
    with missing_is_not_found():
        patient = people.patient(request.member.clinic, patient_id)
    patient.clinic = request.member.clinic
    if request.method == "POST" and "end" in request.POST:
        with missing_is_not_found():
            delay = queries.delay_of_text(patient, request.POST["end"])
        with units.all_or_nothing():
            actions.show_again(by=request.member, delay=delay)
        return HttpResponseRedirect(reverse("record-held-back", args=[patient.pk]))
    bound = request.POST if request.method == "POST" else None
    form, signature = DelayForm(bound), SignatureForm(bound, request=request)
    if bound and form.is_valid() & signature.is_valid() and _hold(request, patient, form):
        return HttpResponseRedirect(reverse("record-held-back", args=[patient.pk]))
    _seen(request, patient, "looked what is held back of the record")
    now = request.unit.now
    rows = [
        (
            one,
            end,
            rules.BY_CODE[one.part],
            rules.EXEMPTION_BY_CODE[one.code],
            end is None and one.until > now,
        )
        for one, end in queries.delays_of(patient)
    ]
    context = {"patient": patient, "rows": rows, "form": form, "signature": signature}
    return page(request, "record/held_back.html", context, status=422 if bound else 200)


def _hold(request: StaffRequest, patient: Patient, form: DelayForm) -> bool:
    data, zone = form.cleaned_data, request.member.clinic.zone
    try:
        with units.all_or_nothing():
            actions.hold_back(
                by=request.member, patient=patient, client_id=data["client_id"], part=data["part"], code=data["code"],
                reason=data["reason"], until=datetime.combine(data["until"] + timedelta(days=1), time(), zone),
            )  # fmt: skip
    except Unusable as refused:
        add_faults(form, refused)
        return False
    messages.success(request, "Held back: the patient is told so.", extra_tags=str(data["client_id"]))
    return True


def _seen(request: StaffRequest, patient: Patient, says: str) -> None:
    auditing.record(
        verb="record.seen",
        says=f"{says} of {patient.number}",
        patient=patient.pk,
        role=",".join(sorted(request.member.roles)),
    )
