"""Tasks: what is due, by role, and one of them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import BY_CODE, Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.pages import page
from euthymia.domain.quantities import Unusable
from euthymia.kit import clock, units
from euthymia.kit.forms import add_faults
from euthymia.kit.pages import missing_is_not_found

from . import actions, queries
from .forms import ActForm
from .models import Task

# Kinds that are done on a page of their own stage: its address name, which is asked for with the task's id.
DONE_ELSEWHERE = {"note": "note-of-task"}
# The same, where the page is asked for with the id of the row that the task came from.
OF_SUBJECT = {actions.HOME_REPORT: "home-report", actions.CONVERSATION: "conversation"}


def _where(found: Task) -> str:
    if found.kind in OF_SUBJECT:
        return reverse(OF_SUBJECT[found.kind], args=[found.subject])
    return reverse(DONE_ELSEWHERE.get(found.kind, "task"), args=[found.pk])


@staff(Permission.DO_TASKS)
@require_GET
def tasks(request: StaffRequest) -> HttpResponse:
    """What is open, soonest due first; one's own roles, or everybody's."""
    now, everybody = clock.now(), "all" in request.GET
    found = queries.open_tasks(request.member.clinic)
    shown = [one for one in found if everybody or one.owner in request.member.roles]
    auditing.record(verb="tasks.listed", says=f"saw {len(shown)} open tasks")
    rows = [{"task": one, "url": _where(one), "overdue": one.due_at < now, "early": one.opens_at > now, "owner": BY_CODE[one.owner].name} for one in shown]  # fmt: skip
    context = {"rows": rows, "now": now, "everybody": everybody, "others": len(found) - len(shown)}
    return page(request, "tasks/tasks.html", context)


@staff(Permission.DO_TASKS)
@require_http_methods(["GET", "POST"])
def task(request: StaffRequest, task_id: UUID) -> HttpResponse:
    """One task: whose rule asks for it, what was tried, and what came of it."""
    with missing_is_not_found():
        found = queries.task(request.member.clinic, task_id)
    form = ActForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _done(request, found, form):
        return HttpResponseRedirect(reverse("tasks"))
    auditing.record(
        verb="task.seen", says="looked at a task", subject=str(found.pk), patient=found.patient_id
    )
    context = {
        "task": found, "form": form, "events": queries.events(found), "overdue": found.closed_at is None and found.due_at < clock.now(),
        "owner": BY_CODE[found.owner].name, "patient": found.patient,
    }  # fmt: skip
    return page(request, "tasks/task.html", context, status=422 if form.errors else 200)


def _done(request: StaffRequest, found: Task, form: ActForm) -> bool:
    data = form.cleaned_data
    try:
        with units.all_or_nothing():
            event = actions.act(by=request.member, task=found, **data)
    except Unusable as refusal:
        add_faults(form, refusal)
        return False
    messages.success(request, f"Kept: {event.get_kind_display()}.", extra_tags=str(data["client_id"]))
    return True
