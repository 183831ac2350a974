"""My record: everything at once, as a page, on paper and for machines; who looked; and asking to have it corrected."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.audit import queries as audit
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.doors import patient
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.pages import page_of
from euthymia.domain.quantities import Unusable
from euthymia.journey.record import actions, fhir, gathering, printed, queries, shown
from euthymia.journey.record.forms import AskForm, ReplyForm
from euthymia.journey.record.models import AmendmentEvent
from euthymia.kit import units
from euthymia.kit.forms import add_faults
from euthymia.kit.pages import missing_is_not_found, slow

from .language import spoken
from .views import left_locked, to_unlock

LOOKS = 50
Kind = AmendmentEvent.Kind
KINDS = {
    Kind.ASKED: _("You asked"), Kind.EXTENDED: _("The clinic takes more time"), Kind.ACCEPTED: _("Accepted, and added to your record"),
    Kind.DENIED: _("Denied"), Kind.REPLIED: _("You disagree: it stands beside the denial"),
}  # fmt: skip


@spoken
@patient
@require_GET
def record(request: Any) -> HttpResponse:
    """Everything that is kept, part by part; what is held back says so."""
    if left_locked(request):
        return to_unlock(request)
    mine = _mine(request)
    found = gathering.record(mine, request.unit.now)
    _note(mine, "record.read", "read their whole record")
    asked = [
        (one, [(KINDS[Kind(event.kind)], event) for event in one.events])
        for one in queries.amendments_of(mine)
    ]
    context = {"record": mine, "about": shown.about(found), "parts": shown.parts(found), "asked": asked}
    return page_of(mine.clinic, request, "portal/record.html", context)


@slow
@spoken
@patient
@require_GET
def record_pdf(request: Any) -> HttpResponse:
    """The same on paper."""
    if left_locked(request):
        return to_unlock(request)
    mine = _mine(request)
    made = printed.pdf(gathering.record(mine, request.unit.now))
    _note(mine, "record.taken", "took their whole record as PDF")
    return _file(made, "application/pdf", "my-record.pdf")


@spoken
@patient
@require_GET
def record_fhir(request: Any) -> HttpResponse:
    """The same for another system: a FHIR R4 bundle."""
    if left_locked(request):
        return to_unlock(request)
    mine = _mine(request)
    made = json.dumps(fhir.bundle(gathering.record(mine, request.unit.now)), ensure_ascii=False, indent=1)
    _note(mine, "record.taken", "took their whole record as a FHIR bundle")
    return _file(made.encode(), "application/fhir+json", "my-record.json")


@spoken
@patient
@require_GET
def looks(request: Any) -> HttpResponse:
    """Who looked at the record or wrote in it, newest first, as the audit log has it."""
    if left_locked(request):
        return to_unlock(request)
    mine = _mine(request)
    text = request.GET.get("page", "1")
    page = int(text) if text.isascii() and text.isdecimal() and 0 < len(text) < 6 else 1
    begin = LOOKS * max(page - 1, 0)
    rows = list(
        audit.events(mine.clinic_id, patient=mine.pk).exclude(role="patient")[begin : begin + LOOKS + 1]
    )
    _note(mine, "record.looks-read", "read who looked at their record")
    context = {
        "record": mine, "rows": [(shown.name_of(one.actor), one) for one in rows[:LOOKS]], "newer": page - 1, "page": page,
        "older": page + 1 if len(rows) > LOOKS else None,
    }  # fmt: skip
    return page_of(mine.clinic, request, "portal/looks.html", context)


@spoken
@patient
@require_http_methods(["GET", "POST"])
def ask(request: Any) -> HttpResponse:
    """Ask to have something corrected."""
    if left_locked(request):
        return to_unlock(request)
    mine, form = _mine(request), AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with units.all_or_nothing():
                actions.ask(by=mine, **form.cleaned_data)
        except Unusable as refused:
            add_faults(form, refused)
        else:
            return HttpResponseRedirect(f"{reverse('portal-record')}#asked")
    _note(mine, "record.read", "opened the wish to have their record corrected")
    context = {"record": mine, "form": form}
    return page_of(mine.clinic, request, "portal/record_ask.html", context, 422 if form.errors else 200)


@spoken
@patient
@require_http_methods(["GET", "POST"])
def reply(request: Any, own_amendment_id: UUID) -> HttpResponse:
    """Say that one disagrees with a denial."""
    if left_locked(request):
        return to_unlock(request)
    mine = _mine(request)
    with missing_is_not_found():
        found = queries.amendment_of(mine, own_amendment_id)
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with units.all_or_nothing():
                actions.reply(by=mine, amendment=found, **form.cleaned_data)
        except Unusable as refused:
            add_faults(form, refused)
        else:
            return HttpResponseRedirect(f"{reverse('portal-record')}#asked")
    _note(mine, "record.read", "opened the reply to a denial")
    context = {"record": mine, "form": form, "standing": queries.standing(found)}
    return page_of(mine.clinic, request, "portal/record_reply.html", context, 422 if form.errors else 200)


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _mine(request: Any) -> Patient:
    record: Patient = request.record
    found = people.patient(record.clinic, record.pk)
    found.clinic = record.clinic
    return found


def _note(mine: Patient, verb: str, says: str) -> None:
    auditing.record(verb=verb, says=f"patient {mine.number} {says}", patient=mine.pk, role="patient")
