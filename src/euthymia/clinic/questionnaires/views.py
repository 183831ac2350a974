"""Staff ask, enter, correct and withdraw. The overview and the trends stand in the chart (faces/chart)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.pages import page
from euthymia.domain import instruments
from euthymia.domain.instruments import Instrument
from euthymia.domain.quantities import Unusable
from euthymia.kit import units
from euthymia.kit.forms import add_faults
from euthymia.kit.pages import missing_is_not_found

from . import actions, queries
from .actions import Answered
from .forms import AnswersForm, AssignForm, CorrectForm, WithdrawForm
from .models import Assignment, Response

MOST_WAITED_FOR = 200


@staff(Permission.SEE_CHART)
def waiting(request: StaffRequest) -> HttpResponse:
    """The day's list: what should be answered by tonight, and by whom, the longest overdue first."""
    clinic, now = request.member.clinic, request.unit.now
    local = now.astimezone(clinic.zone)
    tonight = local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    found = queries.waited_for(clinic, tonight)
    rows = [
        (one, queries.instrument_of(one), queries.state(one, now)) for one in found[: MOST_WAITED_FOR + 1]
    ]
    auditing.record(
        verb="questionnaires.listed", says=f"saw {len(rows[:MOST_WAITED_FOR])} questionnaires that are waited for",
        role=",".join(sorted(request.member.roles)),
    )  # fmt: skip
    context = {"rows": rows[:MOST_WAITED_FOR], "more": len(rows) > MOST_WAITED_FOR}
    return page(request, "questionnaires/waiting.html", context)


@staff(Permission.ASSIGN_QUESTIONNAIRES)
def assign(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    patient = _patient(request, patient_id)
    today = request.unit.now.astimezone(request.member.clinic.zone).date()
    initial = {"instrument": request.GET.get("instrument", "phq-9"), "due": today}
    form = AssignForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        wanted: dict[str, Any] = {name: form.cleaned_data[name] for name in ("instrument", "reason")}
        try:
            with units.all_or_nothing():
                made = actions.assign(by=request.member, patient=patient, **wanted, **form.window())  # type: ignore[arg-type]
        except Unusable as refused:
            _show(form, refused, {"due_at": "due", "opens_at": "opens", "closes_at": "closes"})
        else:
            messages.success(request, f"{instruments.instrument(made.instrument).title} is asked for.")
            return _back(patient)
    _seen(request, patient, "stood before asking for a questionnaire")
    return page(request, "questionnaires/assign.html", {"patient": patient, "form": form})


@staff(Permission.ASSIGN_QUESTIONNAIRES)
def withdraw(request: StaffRequest, patient_id: UUID, assignment_id: UUID) -> HttpResponse:
    patient = _patient(request, patient_id)
    with missing_is_not_found():
        found = queries.assignment_of(patient, assignment_id)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with units.all_or_nothing():
                actions.withdraw(by=request.member, assignment=found, reason=form.cleaned_data["reason"])
        except Unusable as refused:
            add_faults(form, refused)
        else:
            messages.success(request, "It is no longer asked for.")
            return _back(patient)
    _seen(request, patient, "stood before withdrawing a questionnaire")
    context = {"patient": patient, "form": form, "found": found, "instrument": queries.instrument_of(found)}
    return page(request, "questionnaires/withdraw.html", context)


@staff(Permission.ENTER_ANSWERS)
def enter(request: StaffRequest, patient_id: UUID, instrument: str) -> HttpResponse:
    """All questions on one page, or the total of a form scored on paper."""
    patient, asked = _patient(request, patient_id), _instrument(instrument)
    wanted = _wanted(request, patient, asked)
    form = AnswersForm(request.POST or None, instrument=asked)
    if request.method == "POST" and form.is_valid():
        done = _enter(request, patient, asked, form, wanted)
        if done is not None:
            return _said(request, patient, asked, done)
    _seen(request, patient, f"stood before entering {asked.title}")
    context = {"patient": patient, "instrument": asked, "form": form, "wanted": wanted}
    return page(request, "questionnaires/enter.html", context)


@staff(Permission.ENTER_ANSWERS)
def correct(request: StaffRequest, patient_id: UUID, response_id: UUID) -> HttpResponse:
    """Another row in the place of a wrong one; both stay in the record."""
    patient = _patient(request, patient_id)
    with missing_is_not_found():
        wrong = queries.response(request.member.clinic, response_id)
    asked = queries.instrument_of(wrong)
    if asked is None or wrong.patient_id != patient.pk:
        raise Http404("no such response of this patient that this version can correct")
    form = CorrectForm(request.POST or None, instrument=asked, initial=_as_entered(wrong))
    if request.method == "POST" and form.is_valid():
        done = _correct(request, wrong, form)
        if done is not None:
            return _said(request, patient, asked, done)
    _seen(request, patient, f"stood before correcting {asked.title}")
    context = {"patient": patient, "instrument": asked, "form": form, "wrong": wrong}
    return page(request, "questionnaires/enter.html", context)


def _enter(
    request: StaffRequest, patient: Patient, asked: Instrument, form: AnswersForm, wanted: Assignment | None
) -> Answered | None:
    common: dict[str, Any] = {
        "by": request.member, "patient": patient, "instrument": asked.id, "assignment": wanted,
        "client_id": form.cleaned_data["client_id"], "at": form.cleaned_data["at"],
    }  # fmt: skip
    total = form.total()
    try:
        with units.all_or_nothing():
            if total is not None:
                return actions.enter_total(total=total, **common)
            return actions.answer(answers=form.answers(), language="en", **common)
    except Unusable as refused:
        _show(form, refused, _items(asked))
        return None


def _correct(request: StaffRequest, wrong: Response, form: CorrectForm) -> Answered | None:
    total = form.total()
    try:
        with units.all_or_nothing():
            return actions.correct(
                by=request.member, response=wrong, answers=None if total is not None else form.answers(), total=total,
                reason=form.cleaned_data["reason"], client_id=form.cleaned_data["client_id"], at=form.cleaned_data["at"],
            )  # fmt: skip
    except Unusable as refused:
        _show(form, refused, _items(form.instrument))
        return None


def _said(request: StaffRequest, patient: Patient, asked: Instrument, done: Answered) -> HttpResponse:
    """What was kept, and loudly what must be noticed."""
    total = "no score" if done.score.total is None else f"{done.score.total:g}"
    band = f", {done.score.band.en}" if done.score.band else ""
    messages.success(request, f"{asked.title}: {total}{band}.")
    for flag in asked.flags:
        if flag.name in done.crisis or flag.name in done.score.flags:
            note = messages.error if flag.crisis else messages.warning
            note(request, f"{asked.title}, {flag.name}: {flag.says}.")
    return HttpResponseRedirect(reverse("patient-outcome", args=[patient.pk, asked.id]))


def _as_entered(row: Response) -> dict[str, Any]:
    initial: dict[str, Any] = {
        f"q{place}": value for place, value in enumerate(row.answers, 1) if value is not None
    }
    return {**initial, "total": row.total if row.entry == Response.Entry.TOTAL else None, "at": row.at}


def _items(asked: Instrument) -> dict[str, str]:
    return {f"/{at}": f"q{at + 1}" for at in range(len(asked.items))}


def _show(form: Any, refused: Unusable, names: dict[str, str]) -> None:
    """An action's faults at the fields that this form has for them."""
    for fault in refused.faults:
        name = names.get(fault.at, fault.at)
        form.add_error(name if name in form.fields else None, str(fault))


def _wanted(request: StaffRequest, patient: Patient, asked: Instrument) -> Assignment | None:
    """The assignment that this form answers: the most urgent one of its kind that is open by now."""
    waiting = queries.open_assignments(request.member.clinic, patient)
    now = request.unit.now
    return next((one for one in waiting if one.instrument == asked.id and one.opens_at <= now), None)


def _instrument(name: str) -> Instrument:
    found = instruments.BY_ID.get(name)
    if found is None:
        raise Http404(f"{name} is no instrument here")
    return found


def _patient(request: StaffRequest, patient_id: UUID) -> Patient:
    with missing_is_not_found():
        return people.patient(request.member.clinic, patient_id)


def _back(patient: Patient) -> HttpResponse:
    return HttpResponseRedirect(reverse("patient-outcomes", args=[patient.pk]))


def _seen(request: StaffRequest, patient: Patient, says: str) -> None:
    auditing.record(
        verb="questionnaire.seen", says=f"{says} of {patient.number}", patient=patient.pk,
        role=",".join(sorted(request.member.roles)),
    )  # fmt: skip
