"""What the pages of a recovery are given."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from django.urls import reverse

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.calls.views import bar_context
from euthymia.clinic.monitoring import queries as monitoring
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, check_chart
from euthymia.clinic.visits import queries as visits
from euthymia.clinic.visits.models import Visit
from euthymia.domain.rules.ready_to_leave import State
from euthymia.journey.arrival import comfort
from euthymia.journey.arrival import queries as arrival
from euthymia.kit import clock
from euthymia.kit.pages import missing_is_not_found

from . import facts, live, trail
from .given import given

_STATES = {State.MET: "met", State.NOT_MET: "missing", State.UNKNOWN: "unknown"}


def visit_or_404(request: StaffRequest, visit_id: UUID) -> Visit:
    """The visit, for who may read this patient's chart."""
    with missing_is_not_found():
        visit = visits.visit(request.member.clinic, visit_id)
    check_chart(request, visit.patient)
    return visit


def standing_or_404(visit: Visit) -> facts.Standing:
    try:
        return facts.standing(visit, clock.now())
    except facts.NotInRecovery as missing:
        raise Http404("nothing has been given in this visit, or it has not ended") from missing


def seen(visit: Visit) -> None:
    auditing.record(
        verb="recovery.seen", says="looked at a recovery", subject=str(visit.pk), patient=visit.patient_id
    )


def here(visit: Visit) -> str:
    """The address of the recovery's page, under which all of its own stand."""
    return reverse("recovery", args=[visit.pk])


def whole(request: StaffRequest, visit: Visit, standing: facts.Standing) -> dict[str, Any]:
    """The whole page."""
    patient, member = visit.patient, request.member
    return {
        "visit": visit, "patient": patient, "here": here(visit), "n": live.cursors(visit.clinic_id, [visit.pk])[visit.pk],
        "age_y": people.age_y(patient.born, clock.now().astimezone(visit.clinic.zone).date()),
        "comfort": comfort.card(arrival.wishes(patient)), "may_check": member.may(Permission.OBSERVE),
        "may_discharge": member.may(Permission.DISCHARGE), **gate(request, standing),
    }  # fmt: skip


def gate(request: StaffRequest, standing: facts.Standing) -> dict[str, Any]:
    """The part that moves: the gate, the clock, the ride, what was done."""
    leaving = standing.leaving
    newest = {name: leaving.seen[name] for name in facts.SIGNS if name in leaving.seen}
    session, spray = standing.session, given(standing)
    corrects = all(request.member.may(one) for one in (Permission.RUN_INFUSION, Permission.RESOLVE_STOCK))
    return {
        "standing": standing, "leaving": leaving, "state": standing.state, "here": here(standing.visit),
        "lines": [{"one": one, "state": _STATES[one.state]} for one in standing.criteria],
        "open": len(standing.open), "overdue_s": int(standing.overdue().total_seconds()),
        "spray": spray, "may_correct_device": corrects and spray is not None and bool(spray.devices),
        "newest": newest, "ready_by": standing.ready_by, "session": session,
        "alarms": monitoring.standing(standing.watch),
        "session_here": reverse("infusion", args=[session.pk]) if session is not None else "",
        "trail": trail.lines(standing.state.happenings), "may_check": request.member.may(Permission.OBSERVE),
        "may_discharge": request.member.may(Permission.DISCHARGE), "visit": standing.visit,
        "calls_back": here(standing.visit), **bar_context(request, standing.visit.pk),
    }  # fmt: skip
