"""Messages with the team: what is no message is said first, with who helps at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from euthymia.clinic.conversations import actions, queries
from euthymia.clinic.conversations.forms import AskForm, WriteForm
from euthymia.clinic.conversations.models import Conversation, Line
from euthymia.clinic.conversations.views import as_file, lines_with_files
from euthymia.clinic.crisis import queries as crises
from euthymia.clinic.people.doors import patient
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.pages import page_of
from euthymia.domain.quantities import Unusable
from euthymia.kit import units
from euthymia.kit.forms import add_faults
from euthymia.kit.pages import missing_is_not_found

from .language import spoken
from .report_views import own, seen
from .views import left_locked, to_unlock

SHOWN = (Line.Kind.ASKED, Line.Kind.ANSWERED)


@spoken
@patient
@require_http_methods(["GET", "POST"])
def messages(request: Any) -> HttpResponse:
    """Every conversation, and a new one."""
    if left_locked(request):
        return to_unlock(request)
    record = own(request)
    form = AskForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        made = _write(record, form, None)
        if made is not None:
            return HttpResponseRedirect(reverse("portal-message", args=[made.pk]))
    seen(record, "looked at their messages")
    context = {"record": record, "form": form, "rows": queries.of_patient(record)}
    return page_of(record.clinic, request, "portal/messages.html", context, 422 if form.errors else 200)


@spoken
@patient
@require_http_methods(["GET", "POST"])
def message(request: Any, own_conversation_id: UUID) -> HttpResponse:
    """One conversation, and another line of it."""
    if left_locked(request):
        return to_unlock(request)
    record = own(request)
    with missing_is_not_found():
        found = queries.conversation_of(record, own_conversation_id)
    form = WriteForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _write(record, form, found) is not None:
        return HttpResponseRedirect(reverse("portal-message", args=[found.pk]))
    seen(record, "read their messages")
    rows = [(line, files) for line, files in lines_with_files(found) if line.kind in SHOWN]
    context = {
        "record": record, "found": found, "rows": rows, "form": form, "help_now": crises.open_of(record) is not None,
    }  # fmt: skip
    return page_of(record.clinic, request, "portal/message.html", context, 422 if form.errors else 200)


@spoken
@patient
@require_GET
def message_file(request: Any, own_conversation_id: UUID, own_attachment_id: UUID) -> HttpResponse:
    """A file that the patient sent along."""
    if left_locked(request):
        return to_unlock(request)
    record = own(request)
    with missing_is_not_found():
        found = queries.conversation_of(record, own_conversation_id)
        file = queries.attachment(found, own_attachment_id)
    seen(record, "took a file they had sent")
    return as_file(file)


def _write(record: Patient, form: WriteForm, found: Conversation | None) -> Conversation | None:
    """What was written; None where it was refused, and the form says why."""
    try:
        with units.all_or_nothing():
            return actions.ask(by=record, conversation=found, **form.cleaned_data)
    except Unusable as refused:
        add_faults(form, refused)
        return None
