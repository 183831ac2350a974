"""Readiness: one page that says what is missing, and the sheets that put it right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.pages import page
from euthymia.clinic.people.stepup import SignatureForm
from euthymia.clinic.visits import queries as visits
from euthymia.clinic.visits.models import Room
from euthymia.domain.quantities import Unusable
from euthymia.domain.rules import upkeep as rules
from euthymia.kit import clock, units
from euthymia.kit.forms import OnceForm, add_faults
from euthymia.kit.pages import missing_is_not_found

from . import actions, queries
from .forms import CheckForm, DatedForm, DrillForm, PlanForm
from .sheet import emergency_sheet


@staff(Permission.SEE_BOARD)
@require_GET
def readiness(request: StaffRequest) -> HttpResponse:
    """Everything that must be ready, with what is missing first."""
    clinic = request.member.clinic
    found = queries.standing(clinic, clock.now())
    auditing.record(verb="upkeep.seen", says="looked at the readiness of rooms and emergency kit")
    context = {
        "standing": found, "open": found.open, "plan": found.plan, "may_check": request.member.may(Permission.CHECK_ROOMS),
        "rooms": [(room, found.rooms[room.pk]) for room in visits.rooms(clinic)],
        "may_set": request.member.may(Permission.SET_POLICY),
    }  # fmt: skip
    return page(request, "upkeep/readiness.html", context)


@staff(Permission.SEE_BOARD, while_locked=True)
@require_GET
def strip(request: StaffRequest) -> HttpResponse:
    """The clinic's readiness in one line, for the board and the wall."""
    found = queries.standing(request.member.clinic, clock.now())
    context = {"lines": found.open, "is_wall": "wall" in request.GET}
    return render(request, "upkeep/part_strip.html", context)


@staff(Permission.SEE_BOARD, while_locked=True)
@require_GET
def emergency(request: StaffRequest) -> HttpResponse:
    """The emergency sheet, for nobody in particular."""
    auditing.record(verb="upkeep.seen", says="looked at the emergency sheet")
    return page(request, "upkeep/emergency.html", emergency_sheet(request.member.clinic))


@staff(Permission.CHECK_ROOMS)
@require_http_methods(["GET", "POST"])
def kit(request: StaffRequest) -> HttpResponse:
    """The emergency kit, looked at item by item, and signed."""
    return _check(request, rules.EMERGENCY, None)


@staff(Permission.CHECK_ROOMS)
@require_http_methods(["GET", "POST"])
def chair(request: StaffRequest, room_id: UUID, list_code: str) -> HttpResponse:
    """One list of a chair, looked at item by item, and signed."""
    asked = rules.BY_CODE.get(list_code)
    if asked is None or asked.where is not rules.Where.ROOM:
        raise Http404(list_code)
    with missing_is_not_found():
        room = visits.room(request.member.clinic, room_id)
    return _check(request, asked, room)


def _check(request: StaffRequest, asked: rules.CheckList, room: Room | None) -> HttpResponse:
    bound = request.POST if request.method == "POST" else None
    form, signature = CheckForm(bound, asked=asked), SignatureForm(bound, request=request)

    def act(data: dict[str, Any]) -> Any:
        return actions.check(
            by=request.member, client_id=data["client_id"], code=asked.code, answers=form.answers(), room=room,
            lots=data.get("lots", ""),
        )  # fmt: skip

    if bound and form.is_valid() & signature.is_valid() and _done(request, form, act, "Signed."):
        return HttpResponseRedirect(reverse("upkeep"))
    auditing.record(verb="upkeep.seen", says="looked at a check list")
    sources = sorted({str(one.provenance) for one in asked.items})
    context = {"asked": asked, "room": room, "form": form, "signature": signature, "sources": sources}
    return page(request, "upkeep/check.html", context, status=422 if bound else 200)


@staff(Permission.CHECK_ROOMS)
@require_http_methods(["GET", "POST"])
def dates(request: StaffRequest) -> HttpResponse:
    """What is good until a day: scales, emergency drugs, emergency devices."""
    form = DatedForm(request.POST or None)

    def act(data: dict[str, Any]) -> Any:
        return actions.enter_date(by=request.member, **data)

    if request.method == "POST" and form.is_valid() and _done(request, form, act, "Kept."):
        return HttpResponseRedirect(reverse("upkeep-dates"))
    auditing.record(verb="upkeep.seen", says="looked at dates of scales, emergency drugs and devices")
    today = clock.now().astimezone(request.member.clinic.zone).date()
    rows = [(one, one.until < today) for one in queries.dated_now(request.member.clinic)]
    return page(
        request, "upkeep/dates.html", {"form": form, "rows": rows}, status=422 if form.errors else 200
    )


@staff(Permission.CHECK_ROOMS)
@require_http_methods(["GET", "POST"])
def drills(request: StaffRequest) -> HttpResponse:
    """Drills that were held."""
    form = DrillForm(request.POST or None)

    def act(data: dict[str, Any]) -> Any:
        return actions.record_drill(by=request.member, **data)

    if request.method == "POST" and form.is_valid() and _done(request, form, act, "Kept."):
        return HttpResponseRedirect(reverse("upkeep-drills"))
    auditing.record(verb="upkeep.seen", says="looked at emergency drills")
    context = {"form": form, "drills": queries.drills(request.member.clinic), "source": rules.DRILL_SOURCE}
    return page(request, "upkeep/drills.html", context, status=422 if form.errors else 200)


@staff(Permission.SET_POLICY)
@require_http_methods(["GET", "POST"])
def plan(request: StaffRequest) -> HttpResponse:
    """The clinic's emergency plan, signed by its medical director."""
    clinic = request.member.clinic
    newest = queries.plan_in_force(clinic)
    bound = request.POST if request.method == "POST" else None
    names = [name for name in PlanForm.base_fields if name != "client_id"]
    initial = {} if newest is None else {name: getattr(newest, name) for name in names}
    form, signature = PlanForm(bound, initial=initial), SignatureForm(bound, request=request)
    if bound and form.is_valid() & signature.is_valid():
        said = "In force: the emergency sheet shows it from now on."
        if _done(request, form, lambda data: actions.put_plan_in_force(by=request.member, **data), said):
            return HttpResponseRedirect(reverse("upkeep"))
    auditing.record(verb="upkeep.seen", says="looked at the emergency plan")
    context = {
        "form": form, "signature": signature, "newest": newest, "director": clinic.medical_director,
        "is_director": clinic.medical_director_id == request.member.staff.pk,
    }  # fmt: skip
    return page(request, "upkeep/plan.html", context, status=422 if bound else 200)


@staff(Permission.SEE_BOARD)
@require_GET
def log(request: StaffRequest) -> HttpResponse:
    """Every sheet that was signed, newest first: the cleaning and kit log among them."""
    auditing.record(verb="upkeep.seen", says="looked at the log of checks")
    rows = [
        (one, rules.BY_CODE[one.list].title, [words for words in one.answers.values() if words])
        for one in queries.checks(request.member.clinic)
    ]
    return page(request, "upkeep/log.html", {"rows": rows})


def _done(request: StaffRequest, form: OnceForm, act: Callable[[dict[str, Any]], Any], said: str) -> bool:
    """Whether the act was done; a refusal stands on the form."""
    try:
        with units.all_or_nothing():
            act(form.cleaned_data)
    except Unusable as refusal:
        add_faults(form, refusal)
        return False
    messages.success(request, said, extra_tags=str(form.cleaned_data["client_id"]))
    return True
