"""Pages of long-term safety: the timeline of a patient, results, reports from home, who is due, the figures."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from uuid import UUID, uuid5

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, check_chart, staff
from euthymia.clinic.people.figures import signed_settings
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.pages import page
from euthymia.domain.quantities import Fault, Unusable
from euthymia.domain.rules import long_term
from euthymia.domain.rules.long_term import BY_CODE, Check, State
from euthymia.kit import units
from euthymia.kit.forms import add_faults
from euthymia.kit.pages import missing_is_not_found

from . import actions, gathering, queries, timeline
from .forms import ChecksForm, ReportForm, SettingsForm
from .gathering import Watched
from .models import SafetyFact

_DESK, _PHONE = (1080, 640), (330, 620)
_ORDER = (State.OVERDUE, State.DUE, State.UNKNOWN, State.DONE, State.ENDED, State.LATER, State.NOT_ASKED)
_CHIPS = {
    State.OVERDUE: ("chip-overdue", "!"), State.DUE: ("chip-info", "i"), State.UNKNOWN: ("chip-technical", "?"),
    State.DONE: ("chip-soft-ok", "✓"), State.LATER: ("", ""), State.NOT_ASKED: ("", ""), State.ENDED: ("", ""),
}  # fmt: skip


@staff(Permission.SEE_CHART, or_glass=True)
@require_GET
def safety(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """Every session on one scale, what was felt, and each long-term check as it stands; the same as tables."""
    patient = _patient(request, patient_id)
    clinic, now = request.member.clinic, request.unit.now
    found, watched = timeline.timeline(patient, now), gathering.watched(patient, now)
    context: dict[str, Any] = {
        "patient": patient, "found": found, "sentence": timeline.sentence(found), "rows": _rows(watched),
        "asking": len(watched.asking), "may_enter": request.member.may(Permission.RECORD_SAFETY),
        "history": [row for row in queries.history(patient) if row.kind == SafetyFact.Kind.RESULT],
        "reports": [row for row in queries.history(patient) if row.kind == SafetyFact.Kind.REPORT],
    }  # fmt: skip
    context["replaced"] = {
        row.corrects for row in (*context["history"], *context["reports"]) if row.corrects is not None
    }
    if found.sittings or found.effects:
        checks = _checks_drawn(watched, clinic.zone)
        desk, phone = (
            timeline.picture(found, checks, clinic, now, width=width, height=height)
            for width, height in (_DESK, _PHONE)
        )
        context |= {"desk": desk.svg(), "points_json": desk.points_json(), "phone": phone.svg()}
    _seen(request, patient, "saw the safety timeline")
    return page(request, "surveillance/safety.html", context)


def _rows(watched: Watched) -> list[dict[str, Any]]:
    """Each check with its chip, what asks for something first."""
    rows = [
        {"one": one, "chip": _CHIPS[one.state][0], "mark": _CHIPS[one.state][1]} for one in watched.standings
    ]
    return sorted(rows, key=lambda row: _ORDER.index(row["one"].state))


def _checks_drawn(watched: Watched, zone: Any) -> list[tuple[datetime, str]]:
    """The newest result of each check that is not taken at every visit."""
    return sorted(
        (datetime.combine(one.last.on, time(12), zone), one.check.title)
        for one in watched.standings
        if one.last is not None and one.check.rhythm is not long_term.Rhythm.VISIT
    )


@staff(Permission.RECORD_SAFETY)
@require_http_methods(["GET", "POST"])
def enter(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """Results of the checks in `check`, or of all that ask for one; `?corrects=` takes the place of an entry.

    The form says which checks it is of, so that sent twice it is the same entry though nothing is due any more.
    """
    patient, now = _patient(request, patient_id), request.unit.now
    corrects = _correction(request, patient, SafetyFact.Kind.RESULT)
    if corrects is not None:
        checks = [BY_CODE[corrects.code]]
    else:
        checks = _asked(request) or [
            one.check for one in gathering.watched(patient, now).asking if one.check.questions
        ]
    today = now.astimezone(request.member.clinic.zone).date()
    form = ChecksForm(
        request.POST or None,
        checks=checks,
        corrects=corrects.n if corrects else None,
        initial={"on": today.isoformat()},
    )
    if request.method == "POST" and form.is_valid() and _enter(request, patient, form):
        return HttpResponseRedirect(reverse("patient-safety", args=[patient.pk]))
    _seen(request, patient, "stood before the results of safety checks")
    context = {"patient": patient, "form": form, "corrects": corrects}
    return page(request, "surveillance/enter.html", context, status=422 if form.errors else 200)


def _enter(request: StaffRequest, patient: Patient, form: ChecksForm) -> bool:
    """All that was answered, or nothing."""
    data, entered = form.cleaned_data, list(form.entered())
    if not entered:
        add_faults(
            form,
            Unusable.one("", "empty", "no check has an answer", "one answer at least, or why there is none"),
        )
        return False
    faults: list[Fault] = []
    try:
        with units.all_or_nothing():
            for check, typed, not_done in entered:
                faults += _one(request, patient, form, check, typed, not_done)
            if faults:
                raise Unusable(faults)
    except Unusable as refused:
        add_faults(form, refused)
        return False
    messages.success(
        request,
        f"Kept: {', '.join(check.title for check, *_ in entered)}.",
        extra_tags=str(data["client_id"]),
    )
    return True


def _one(
    request: StaffRequest,
    patient: Patient,
    form: ChecksForm,
    check: Check,
    typed: dict[str, Any],
    not_done: str,
) -> list[Fault]:
    """Enter one check; its faults at the fields of this form."""
    data = form.cleaned_data
    try:
        with units.all_or_nothing():
            actions.enter_result(
                by=request.member, patient=patient, client_id=uuid5(data["client_id"], check.code), check=check.code, typed=typed,
                on=data["on"], not_done=not_done, corrects=form.corrects, reason=data.get("reason", ""),
            )  # fmt: skip
    except Unusable as refused:
        return [Fault(form.at(check, one.at), one.code, one.says, one.accepted) for one in refused.faults]
    return []


@staff(Permission.RECORD_SAFETY)
@require_http_methods(["GET", "POST"])
def report(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """A side effect that was reported from home."""
    patient = _patient(request, patient_id)
    corrects = _correction(request, patient, SafetyFact.Kind.REPORT)
    form = ReportForm(request.POST or None, corrects=corrects.n if corrects else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        said = {
            name: data[name] for name in ("client_id", "felt", "severity", "reporter", "outcome", "words")
        }
        try:
            with units.all_or_nothing():
                actions.report(
                    by=request.member, patient=patient, at=form.moment(request.member.clinic.zone), corrects=form.corrects,
                    reason=data.get("reason", ""), **said,
                )  # fmt: skip
        except Unusable as refused:
            add_faults(
                form,
                Unusable(
                    [
                        Fault("on" if one.at == "at" else one.at, one.code, one.says, one.accepted)
                        for one in refused.faults
                    ]
                ),
            )
        else:
            messages.success(request, "Kept: it stands on the timeline.", extra_tags=str(data["client_id"]))
            return HttpResponseRedirect(reverse("patient-safety", args=[patient.pk]))
    _seen(request, patient, "stood before a report from home")
    context = {"patient": patient, "form": form, "corrects": corrects, "source": actions.SEVERITY_SOURCE}
    return page(request, "surveillance/report.html", context, status=422 if form.errors else 200)


@staff(Permission.SEE_CHART)
@require_GET
def due(request: StaffRequest) -> HttpResponse:
    """Everybody who is treated, each in exactly one list by the check that is furthest behind. Nobody is left out."""
    clinic, now = request.member.clinic, request.unit.now
    people_now = gathering.watched_of(clinic, gathering.followed(clinic), now)
    groups: dict[State, list[Watched]] = {}
    for one in people_now:
        state = min((each.state for each in one.standings), key=_ORDER.index)
        groups.setdefault(state, []).append(one)
    auditing.record(verb="safety.listed", says=f"saw whose safety checks are due, {len(people_now)} people")
    context = {
        "groups": [(state.value.capitalize(), *_CHIPS[state], groups[state]) for state in _ORDER if state in groups],
        "count": len(people_now),
    }  # fmt: skip
    return page(request, "surveillance/due.html", context)


@staff(Permission.SET_POLICY)
@require_http_methods(["GET", "POST"])
def settings(request: StaffRequest) -> HttpResponse:
    """The clinic's figures: each with its limits and its source; the medical director signs."""
    clinic = request.member.clinic
    form = SettingsForm(request.POST or None, initial=queries.settings_in_force(clinic).to_json())
    return signed_settings(
        request, "surveillance/settings.html", form, lambda: actions.adopt(
            by=request.member, client_id=form.cleaned_data["client_id"], values=form.figures(), reason=form.cleaned_data["reason"]
        ),
        queries.adopted(clinic), seen=("safety.settings-seen", "looked at the figures of the long-term checks"), done="These figures are in force.", checks=long_term.CHECKS,
    )  # fmt: skip


def _asked(request: StaffRequest) -> list[Check]:
    codes = (request.POST if request.method == "POST" else request.GET).getlist("check")
    if any(code not in BY_CODE or not BY_CODE[code].questions for code in codes):
        raise Http404("no such check is entered here")
    return [BY_CODE[code] for code in dict.fromkeys(codes)]


def _correction(request: StaffRequest, patient: Patient, kind: str) -> SafetyFact | None:
    text = request.GET.get("corrects", "")
    if not text:
        return None
    found = (
        queries.fact(patient, int(text)) if text.isascii() and text.isdecimal() and len(text) < 16 else None
    )
    if found is None or found.kind != kind:
        raise Http404("no such entry")
    return found


def _patient(request: StaffRequest, patient_id: UUID) -> Patient:
    with missing_is_not_found():
        found = people.patient(request.member.clinic, patient_id)
    found.clinic = request.member.clinic
    check_chart(request, found)
    return found


def _seen(request: StaffRequest, patient: Patient, says: str) -> None:
    auditing.record(
        verb="safety.seen", says=f"{says} of {patient.number}", patient=patient.pk, subject=str(patient.pk),
        role=",".join(sorted(request.member.roles)),
    )  # fmt: skip
