"""Outcomes of one patient: what is asked and answered, and each measure over time with the infusions beside it."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, check_chart, staff
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.pages import page
from euthymia.clinic.questionnaires import queries, trends
from euthymia.clinic.questionnaires.trends import Beside, Tick
from euthymia.domain import instruments
from euthymia.journey.followup import diary
from euthymia.journey.infusion import queries as infusions
from euthymia.kit.pages import missing_is_not_found

from .library import groups

# Two drawings of one chart: for a desk, and for a phone held upright.
_DESK, _PHONE = (760, 320), (330, 300)


@staff(Permission.SEE_CHART, or_glass=True)
def outcomes(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """Every measure at its newest, and what is still waited for."""
    patient = _patient(request, patient_id)
    clinic, now = request.member.clinic, request.unit.now
    _, first = _infusions(patient, now)
    measures = trends.trends(clinic, patient, first_infusion=first)
    waiting = [
        (one, queries.instrument_of(one), queries.state(one, now))
        for one in queries.open_assignments(clinic, patient)
    ]
    _seen(request, patient, "saw the outcomes")
    context = {
        "patient": patient,
        "measures": measures,
        "waiting": waiting,
        "may_ask": request.member.may(Permission.ASSIGN_QUESTIONNAIRES),
        "may_enter": request.member.may(Permission.ENTER_ANSWERS),
        "library": groups(patient),
    }
    return page(request, "chart/outcomes.html", context)


@staff(Permission.SEE_CHART, or_glass=True)
def outcome(request: StaffRequest, patient_id: UUID, instrument: str) -> HttpResponse:
    """One measure over time: the chart and the same as a table, corrections included."""
    patient = _patient(request, patient_id)
    if instrument not in instruments.BY_ID:
        raise Http404(f"{instrument} is no instrument here")
    clinic, now = request.member.clinic, request.unit.now
    ticks, first = _infusions(patient, now)
    asked = instruments.instrument(instrument)
    shown = trends.trend(clinic, patient, asked, now, ticks=ticks, first_infusion=first)
    under = request.GET.get("with", "")
    others = [one.instrument for one in trends.trends(clinic, patient) if one.instrument.id != instrument]
    below = [
        trends.trend(clinic, patient, one, now, ticks=ticks, first_infusion=first) for one in others if one.id == under
    ]  # fmt: skip
    days = _days(patient)
    rows = queries.history(clinic, patient, instrument)
    replaced = {row.corrects for row in rows if row.corrects is not None}
    _seen(request, patient, f"saw {shown.instrument.title} over time")
    context: dict[str, Any] = {
        "patient": patient,
        "shown": shown,
        "instrument": shown.instrument,
        "others": others,
        "has_days": bool(days),
        "shows_days": "days" in request.GET,
        "below": below,
        "corrected": [row for row in rows if row.n in replaced],
        "may_ask": request.member.may(Permission.ASSIGN_QUESTIONNAIRES),
        "may_enter": request.member.may(Permission.ENTER_ANSWERS),
    }
    if shown.points or shown.missed:
        desk, phone = (
            trends.picture(
                shown,
                clinic,
                now,
                width=width,
                height=height,
                below=below,
                beside=days if "days" in request.GET else (),
            )
            for width, height in (_DESK, _PHONE)
        )
        context |= {"desk": desk.svg(), "points_json": desk.points_json(), "phone": phone.svg()}
    return page(request, "chart/outcome.html", context)


_LOGGED = {"sleep": ("Sleep", "h"), "food": ("Regular meals", "a day"), "movement": ("Movement", "min")}


def _days(patient: Patient) -> list[Beside]:
    """What the patient logs of sleep, food and movement, each at noon of its day."""
    zone = patient.clinic.zone
    return [
        Beside(
            *_LOGGED[topic], tuple((datetime.combine(day, time(12), zone), amount) for day, amount in rows)
        )
        for topic, rows in diary.logged(patient).items()
    ]


def _infusions(patient: Patient, now: datetime) -> tuple[list[Tick], date | None]:
    """A tick for each infusion that was started, numbered from the first, and the day of that one."""
    sessions = list(infusions.of_patient(patient))
    courses = infusions.courses(sessions, now).values()
    begun = sorted(course.started_at for course in courses if course.started_at is not None)
    ticks = [Tick(at, str(number)) for number, at in enumerate(begun, 1)]
    return ticks, begun[0].astimezone(patient.clinic.zone).date() if begun else None


def _patient(request: StaffRequest, patient_id: UUID) -> Patient:
    with missing_is_not_found():
        found = people.patient(request.member.clinic, patient_id)
    check_chart(request, found)
    return found


def _seen(request: StaffRequest, patient: Patient, says: str) -> None:
    auditing.record(
        verb="outcomes.seen", says=f"{says} of {patient.number}", patient=patient.pk, subject=str(patient.pk),
        role=",".join(sorted(request.member.roles)),
    )  # fmt: skip
