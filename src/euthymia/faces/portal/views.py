"""The patient's own door: their next step and their sessions, in plain words."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.audit.models import Event
from euthymia.clinic.decisions import queries as decisions
from euthymia.clinic.people import doors, queries
from euthymia.clinic.people.doors import account, patient
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.pages import page_of
from euthymia.clinic.questionnaires import queries as questionnaires
from euthymia.clinic.visits import queries as found_visits
from euthymia.journey.evaluation import queries as evaluations
from euthymia.journey.infusion import queries as infusions
from euthymia.journey.infusion.fold import Course, Phase
from euthymia.journey.intake import queries as consents
from euthymia.journey.intake.documents.words import words as consent_words
from euthymia.journey.note import summaries
from euthymia.kit import units

from . import next_step
from .intake_views import progress as intake_progress
from .language import spoken

WORDS = {
    Phase.ORDERED: _("being prepared"),
    Phase.RUNNING: _("under way"),
    Phase.PAUSED: _("paused for a moment"),
    Phase.RECOVERY: _("you are resting"),
    Phase.CLOSED: _("done"),
}


@spoken
@patient
def portal(request: Any) -> HttpResponse:
    if left_locked(request):
        return to_unlock(request)
    record = queries.patient(request.record.clinic, request.record.pk)
    sessions = list(infusions.of_patient(record)[:50])
    courses = infusions.courses(sessions, request.unit.now)
    auditing.record(
        verb="patient.seen",
        says=f"patient {record.number} looked at their own record",
        patient=record.pk,
        role="patient",
    )
    told = summaries.released(record)
    visits = [_visit(session, courses[session.pk], session.visit_id in told) for session in sessions]
    words = consent_words((get_language() or "en").partition("-")[0])
    state = _consent(record, request.unit.now)
    without_session = told - {session.visit_id for session in sessions}
    context = {
        "record": record,
        "sprays": [found_visits.visit(record.clinic, one) for one in sorted(without_session, reverse=True)],
        "age": queries.age_y(record.born, request.unit.now.astimezone(record.clinic.zone).date()),
        "step": next_step.urgent(record, request.unit.now),
        "asked": questionnaires.to_answer(record.clinic, record, request.unit.now),
        "now": next((visit for visit in visits if not visit["over"]), None),
        "past": [visit for visit in visits if visit["over"]],
        "several": len(request.records) > 1,
        "consent_words": words,
        "consent_says": words.states.get(state, words.lead),
        "consent_signed": state == consents.State.IN_FORCE,
        **_intake(record),
    }
    if not context["asked"] and context["intake"] != "open" and context["step"] is None:
        context["step"] = next_step.quiet(record, request.unit.now)
    return page_of(record.clinic, request, "portal/home.html", context)


def _consent(record: Patient, now: datetime) -> str:
    """Where what this patient signed stands; "" while nothing was signed, or while another text waits to be."""
    found = consents.consents(record)
    states = {consents.standing_of(found, course, now).state for course in {one.course for one, _ in found}}
    return states.pop().value if len(states) == 1 else ""


@spoken
@account
def choose_clinic(request: Any) -> HttpResponse:
    """For who is a patient of several clinics: whose record to open."""
    if left_locked(request):
        return to_unlock(request)
    clinics = queries.clinics_as_patient(request.user)
    if request.method != "POST":
        now_at = request.session.get(doors.RECORD_KEY)
        return render(request, "portal/choose_clinic.html", {"clinics": clinics, "now_at": now_at})
    chosen = next((clinic for clinic in clinics if str(clinic.pk) == request.POST.get("clinic")), None)
    if chosen is None:
        auditing.record(
            verb="record.refused", says="chose a clinic that has no record of theirs",
            outcome=Event.Outcome.REFUSED,
        )  # fmt: skip
        return render(request, "kit/refused.html", {"why": "no record at this clinic"}, status=403)
    request.session[doors.RECORD_KEY] = str(chosen.pk)
    units.become(chosen.pk)
    auditing.record(
        verb="record.chosen", says="a patient of several clinics opened their record here", role="patient"
    )
    return HttpResponseRedirect(reverse("portal"))


def left_locked(request: Any) -> bool:
    """A member of staff who is a patient too leaves no chart open on a shared tablet."""
    return bool(request.session.get(doors.CLINIC_KEY)) and doors.is_locked(request)


def to_unlock(request: Any) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('unlock')}?{urlencode({'next': request.path})}")


def _intake(record: Patient) -> dict[str, Any]:
    """How far the questions about their health are; nobody is asked who has been decided about."""
    evaluation = evaluations.evaluation(record)
    held = evaluations.telling(evaluation)
    done, sections = intake_progress(record, evaluations.answers(held))
    decided = decisions.newest(record, evaluations.GATE) is not None
    state = "sent" if evaluations.sent(held) else "decided" if decided else "open"
    return {"intake": state, "comes": decided, "done": done, "all_sections": sections}


def _visit(session: Any, course: Course, told: bool) -> dict[str, Any]:
    """A session as its patient reads it: when, how it stands, how long. No names of staff, no raw figures."""
    minutes = (
        course.infusing_s(course.finished_at) // 60 if course.started_at and course.finished_at else None
    )
    return {
        "at": course.started_at or session.made_at,
        "words": WORDS[course.phase],
        "minutes": minutes,
        "room": session.room.name,
        "over": course.over,
        "summary": session.visit_id if told else None,
    }
