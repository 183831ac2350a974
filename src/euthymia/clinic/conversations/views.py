"""Messages of patients, for who answers them. What the patient sees stands in the portal (faces/portal)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.pages import page
from euthymia.domain.quantities import Unusable
from euthymia.kit import units
from euthymia.kit.forms import add_faults
from euthymia.kit.pages import missing_is_not_found

from . import actions, queries
from .forms import AnswerForm, AssignForm
from .models import Attachment, Conversation

SAID = {"answer": "Sent: the patient can read it now.", "settle": "Kept.", "assign": "Given."}


@staff(Permission.ANSWER_HOME)
@require_GET
def conversations(request: StaffRequest) -> HttpResponse:
    """What waits for an answer, soonest due first; then what does not."""
    clinic, now = request.member.clinic, request.unit.now
    found = queries.waiting(clinic)
    auditing.record(verb="conversations.listed", says=f"saw {len(found)} messages that wait for an answer")
    rows = [(one, one.due_at is not None and one.due_at < now) for one in found]
    return page(
        request, "conversations/list.html", {"rows": rows, "recent": queries.recent(clinic), "now": now}
    )


@staff(Permission.ANSWER_HOME)
@require_http_methods(["GET", "POST"])
def conversation(request: StaffRequest, conversation_id: UUID) -> HttpResponse:
    """One conversation: answer it, give it to somebody, or say why it needs no answer. Each look is recorded."""
    with missing_is_not_found():
        found = queries.conversation(request.member.clinic, conversation_id)
    act = request.POST.get("act", "answer") if request.method == "POST" else ""
    sent = request.POST if request.method == "POST" else None
    answer = AnswerForm(sent if act in ("answer", "settle") else None)
    assign = AssignForm(
        sent if act == "assign" else None, staff=people.staff_of(request.member.clinic), auto_id="to_%s"
    )
    if act and _done(request, found, act, assign if act == "assign" else answer):
        return HttpResponseRedirect(reverse("conversation", args=[found.pk]))
    auditing.record(
        verb="conversation.seen", says="read a patient's messages", subject=str(found.pk), patient=found.patient_id,
        role=",".join(sorted(request.member.roles)),
    )  # fmt: skip
    overdue = found.due_at is not None and found.due_at < request.unit.now
    context: dict[str, Any] = {
        "found": found, "patient": found.patient, "rows": lines_with_files(found), "answer": answer, "assign": assign, "overdue": overdue,
    }  # fmt: skip
    return page(request, "conversations/conversation.html", context, status=422 if act else 200)


def _done(request: StaffRequest, found: Conversation, act: str, form: AnswerForm | AssignForm) -> bool:
    if act not in SAID or not form.is_valid():
        return False
    data, verb = (
        form.cleaned_data,
        {"answer": actions.answer, "settle": actions.settle, "assign": actions.assign}[act],
    )
    try:
        with units.all_or_nothing():
            verb(by=request.member, conversation=found, **data)  # type: ignore[operator]
    except Unusable as refused:
        add_faults(form, refused)
        return False
    messages.success(request, SAID[act], extra_tags=str(data["client_id"]))
    return True


@staff(Permission.ANSWER_HOME)
@require_GET
def attachment(request: StaffRequest, conversation_id: UUID, attachment_id: UUID) -> HttpResponse:
    """A file that a patient sent along, to be saved: it is never shown as a page."""
    with missing_is_not_found():
        found = queries.conversation(request.member.clinic, conversation_id)
        file = queries.attachment(found, attachment_id)
    auditing.record(
        verb="conversation.file",
        says="took a file that a patient sent",
        subject=str(found.pk),
        patient=found.patient_id,
    )
    return as_file(file)


def as_file(file: Attachment) -> HttpResponse:
    """To be saved by whoever asked for it, and guessed at by no browser."""
    answer = HttpResponse(bytes(file.content), content_type=file.media)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{_safe(file.name)}"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer


def _safe(name: str) -> str:
    from urllib.parse import quote

    return quote(name, safe="")


def lines_with_files(found: Conversation) -> list[tuple[Any, list[Attachment]]]:
    """Each line with what was sent along."""
    by_line: dict[UUID, list[Attachment]] = {}
    for one in queries.attachments(found):
        by_line.setdefault(one.line_id, []).append(one)
    return [(line, by_line.get(line.client_id, [])) for line in queries.lines(found)]
