"""What patients tell from home, for who answers it; and who is not heard of any more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.crisis import queries as crises
from euthymia.clinic.duty import queries as duty
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.pages import page
from euthymia.domain.quantities import Unusable
from euthymia.domain.rules.from_home import Level
from euthymia.kit import units
from euthymia.kit.forms import OnceForm, add_faults
from euthymia.kit.pages import missing_is_not_found

from . import actions, queries, silence
from .forms import AnswerForm, LinkForm
from .models import HomeReport

ANSWERED_SINCE = timedelta(days=7)


@staff(Permission.ANSWER_HOME)
@require_GET
def from_home(request: StaffRequest) -> HttpResponse:
    """What waits for an answer, red first; what was answered in the last days."""
    clinic, now = request.member.clinic, request.unit.now
    waiting = queries.waiting(clinic)
    auditing.record(verb="reports.listed", says=f"saw {len(waiting)} reports from home")
    context = {
        "rows": [{"state": one, "red": one.report.level == Level.RED, "overdue": one.report.due_at < now} for one in waiting],
        "answered": queries.answered(clinic, now - ANSWERED_SINCE), "now": now,
    }  # fmt: skip
    return page(request, "followup/from_home.html", context)


@staff(Permission.ANSWER_HOME)
@require_http_methods(["GET", "POST"])
def home_report(request: StaffRequest, report_id: UUID) -> HttpResponse:
    """One report: what was told, why it stands where it does, who has it; answer, and link a change of the plan."""
    with missing_is_not_found():
        found = queries.report(request.member.clinic, report_id)
    changes, act = queries.changes_since(found), request.POST.get("act", "answer")
    sent = request.POST if request.method == "POST" else None
    answer = AnswerForm(sent if act == "answer" else None)
    link = LinkForm(sent if act == "link" else None, revisions=changes, auto_id="link_%s")
    if request.method == "POST" and _done(request, found, act, answer, link):
        return HttpResponseRedirect(reverse("home-report", args=[found.pk]))
    state = queries.state(found)
    auditing.record(
        verb="report.seen",
        says="looked at a report from home",
        subject=str(found.pk),
        patient=found.patient_id,
    )
    context: dict[str, Any] = {
        "report": found, "patient": found.patient, "state": state, "told": state.told, "red": found.level == Level.RED,
        "answer": answer, "link": link, "changes": changes, "crisis": crises.open_of(found.patient),
        "paged": duty.newest_of(found.clinic_id, actions.subject_of(found)), "overdue": found.answered_at is None and found.due_at < request.unit.now,
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return page(request, "followup/home_report.html", context, status=status)


def _done(request: StaffRequest, found: HomeReport, act: str, answer: AnswerForm, link: LinkForm) -> bool:
    form: OnceForm = link if act == "link" else answer
    if act == "come":
        actions.take(by=request.member, report=found, client_id=found.pk)
        return True
    if not form.is_valid():
        return False
    data = form.cleaned_data
    try:
        with units.all_or_nothing():
            if act == "link":
                revision = next(
                    one for one in queries.changes_since(found) if str(one.pk) == data["revision"]
                )
                actions.link(by=request.member, report=found, client_id=data["client_id"], revision=revision)
            else:
                actions.answer(by=request.member, report=found, **data)
    except Unusable as refused:
        add_faults(form, refused)
        return False
    said = "Linked." if act == "link" else "Kept: the patient can read it now."
    messages.success(request, said, extra_tags=str(data["client_id"]))
    return True


@staff(Permission.ANSWER_HOME)
@require_GET
def silent(request: StaffRequest) -> HttpResponse:
    """Who was asked and answered nothing, and who has not been heard of: nobody is lost."""
    clinic, now = request.member.clinic, request.unit.now
    found = silence.of_clinic(clinic, now)
    auditing.record(verb="silent.listed", says=f"saw {len(found)} patients and what they answered")
    context = {"rows": found, "now": now, "rule": silence.RULE, "weeks": silence.WINDOW.days // 7}
    return page(request, "followup/silent.html", context)
