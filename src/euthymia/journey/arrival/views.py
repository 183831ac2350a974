"""Arrivals: who is expected, who is here, recognising them, calling back; for the desk and for the nurse."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.pages import page
from euthymia.clinic.visits import queries as visits
from euthymia.domain.quantities import Unusable
from euthymia.kit import clock, units
from euthymia.kit.forms import OnceForm, add_faults
from euthymia.kit.pages import missing_is_not_found

from . import actions, comfort, queries
from .forms import CallForm, CheckInForm, DayForm, WishForm
from .models import DayAnswer

# The cards as staff read them: name in the answers, title.
CARDS = (
    ("ate_at", "Ate last"), ("drank_at", "Drank last"), ("knows_fasting", "Knows when to stop eating"), ("driver", "Driver"),
    ("driver_phone", "Driver's phone"), ("new_medicines", "New medicines"), ("medicines", "Which"), ("ill", "Feels ill"),
    ("illness", "How"), ("pregnant", "Could be pregnant"), ("feelings", "Feels"),
)  # fmt: skip


@staff(Permission.CHECK_IN)
@require_GET
def arrivals(request: StaffRequest) -> HttpResponse:
    """Everybody of today: late, told something, here, gone."""
    clinic, now = request.member.clinic, clock.now()
    found = queries.arrivals(clinic, queries.today(clinic, now))
    auditing.record(verb="arrivals.listed", says=f"saw {len(found)} arrivals")
    rows = [{"one": one, "late": int(one.late(now).total_seconds() // 60)} for one in found]
    context = {
        "rows": rows, "may_read": request.member.may(Permission.SEE_CHART), "kiosks": queries.kiosks(clinic, now),
        "calls": sum(bool(one.state.outcome == DayAnswer.Outcome.CALL) for one in found), "form": OnceForm(),
        "here_now": sum(one.here for one in found),
    }  # fmt: skip
    return page(request, "arrival/arrivals.html", context)


@staff(Permission.CHECK_IN)
@require_http_methods(["GET", "POST"])
def arrive(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """One patient at the desk: recognise, check in, wishes; for who reads charts what was told, and the call."""
    patient = _patient(request, patient_id)
    now = clock.now()
    day = queries.today(request.member.clinic, now)
    act = request.POST.get("act", "")
    forms = _forms(request, patient, act)
    if (
        request.method == "POST"
        and act in forms
        and forms[act].is_valid()
        and _done(request, patient, act, forms[act])
    ):
        return HttpResponseRedirect(reverse("arrive", args=[patient.pk]))
    state, visit = queries.state(patient, day), visits.here_today(patient, now)
    identity = queries.identities(request.member.clinic, [visit]).get(visit.pk) if visit else None
    auditing.record(
        verb="arrival.seen", says="looked at an arrival", subject=str(patient.pk), patient=patient.pk
    )
    may_read = request.member.may(Permission.SEE_CHART)
    context = {
        "patient": patient, "state": state, "visit": visit, "identity": identity, "may_read": may_read, "forms": forms,
        "cards": [(title, _said(name, state.cards[name], request), name in state.changed) for name, title in CARDS if name in state.cards],
        "card": comfort.card(queries.wishes(patient)), "may_call": request.member.may(Permission.OBSERVE),
        "named": [actions.IDENTIFIERS[one] for one in identity.identifiers] if identity else [],
        "alike": _alike(request, patient, day), "age_y": people.age_y(patient.born, day),
    }  # fmt: skip
    return page(request, "arrival/arrive.html", context, status=422 if request.method == "POST" else 200)


def _patient(request: StaffRequest, patient_id: UUID) -> Patient:
    with missing_is_not_found():
        patient = people.patient(request.member.clinic, patient_id)
    patient.clinic = request.member.clinic
    return patient


def _forms(request: StaffRequest, patient: Patient, act: str) -> dict[str, Any]:
    def bound(name: str) -> Any:
        return request.POST if act == name else None

    return {
        "in": CheckInForm(bound("in"), auto_id="in_%s"),
        "wish": WishForm(bound("wish"), auto_id="wish_%s", initial=dict(queries.wishes(patient))),
        "call": CallForm(bound("call"), auto_id="call_%s"),
        "ask": DayForm(
            bound("ask"), auto_id="ask_%s", is_morning=True, may_be_pregnant=patient.sex != Patient.Sex.MALE
        ),
    }


def _done(request: StaffRequest, patient: Patient, act: str, form: Any) -> bool:
    by, data = request.member, form.cleaned_data
    day = queries.today(by.clinic, clock.now())
    once = {"by": by, "patient": patient, "client_id": data["client_id"]}
    try:
        with units.all_or_nothing():
            if act == "in":
                actions.check_in(**once, identifiers=data["identifiers"])
                says = f"{patient.initials} is checked in."
            elif act == "wish":
                actions.wish(**once, wishes=form.wishes(), day=day)
                says = "The wishes stand on the room's card."
            elif act == "call":
                row = actions.note_call(**once, day=day, outcome=data["outcome"], says=data["says"])
                says = f"Kept: {row.get_outcome_display()}."
            else:
                row = actions.tell(**once, told=form.told(day, by.clinic.zone), day=day)
                says = f"Kept: {row.get_outcome_display()}."
    except Unusable as refusal:
        add_faults(form, refusal)
        return False
    messages.success(request, says, extra_tags=str(data["client_id"]))
    return True


def _said(name: str, value: str, request: StaffRequest) -> str:
    """An answer as staff read it."""
    if name in ("ate_at", "drank_at"):
        return datetime.fromisoformat(value).astimezone(request.member.clinic.zone).strftime("%a %H:%M")
    words = {"usual": "as usual, or better", "worse": "worse than last time", "thoughts": "thoughts of death or of hurting themselves", "never": "cannot be", "unsure": "not sure"}  # fmt: skip
    return words.get(value, value)


def _alike(request: StaffRequest, patient: Patient, day: date) -> list[str]:
    """Others of today with the same family name: who is at the desk is asked twice."""
    others = [
        one.patient for one in queries.arrivals(request.member.clinic, day) if one.patient.pk != patient.pk
    ]
    return [
        f"{one} ({one.number})"
        for one in others
        if one.family_name.casefold() == patient.family_name.casefold()
    ]


@staff(Permission.CHECK_IN)
@require_POST
def kiosk_open(request: StaffRequest) -> HttpResponse:
    """Turn this screen into the waiting room's; or end every one that is open."""
    if "close" in request.POST:
        count = actions.close_kiosks(by=request.member)
        messages.success(request, f"{count} kiosk{'s' if count != 1 else ''} closed.")
        return HttpResponseRedirect(reverse("arrivals"))
    _, token = actions.open_kiosk(by=request.member)
    address = request.build_absolute_uri(reverse("kiosk", args=[token]))
    return page(request, "arrival/kiosk_opened.html", {"address": address})
