"""The team's side of a call: what stands, the answer, the day's waits, and who may call from where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.models import Clinic
from euthymia.clinic.people.pages import page
from euthymia.clinic.visits import queries as visits
from euthymia.domain.quantities import Unusable
from euthymia.kit import units
from euthymia.kit.forms import add_faults
from euthymia.kit.pages import missing_is_not_found, way_back

from . import actions, queries
from .fold import DONE, PROVENANCE, Call
from .forms import AnswerForm, SettingsForm

_DAY = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Shown:
    """A call as a screen shows it: at which chair, how long, whether it may be answered here."""

    call: Call
    room: str
    waited_s: int
    here: bool


def bars(clinic: Clinic, *, visit_id: UUID | None = None, everybody: bool = False) -> list[Shown]:
    """The calls that a screen shows: those of this visit, and what a second person is told about; or every one."""
    standing = queries.standing(clinic.pk)
    wanted = [one for one in standing if everybody or one.visit_id == visit_id or one.told_at is not None]
    return shown(clinic, wanted, visit_id)


def shown(clinic: Clinic, calls: Iterable[Call], visit_id: UUID | None = None) -> list[Shown]:
    found = list(calls)
    names = {room.pk: room.name for room in visits.rooms(clinic)} if found else {}
    now = units.current().now
    return [
        Shown(
            one,
            names.get(one.room_id, "not in a chair") if one.room_id else "not in a chair",
            one.waited_s(now),
            one.visit_id == visit_id,
        )
        for one in found
    ]


def bar_context(request: StaffRequest, visit_id: UUID | None) -> dict[str, Any]:
    """What `calls/part_calls.html` is given on the page of a visit."""
    return {
        "calls": bars(request.member.clinic, visit_id=visit_id),
        "may_answer_calls": request.member.may(Permission.OBSERVE) and not request.locked,
        "call_done": DONE,
    }


@staff(Permission.SEE_CHART, while_locked=True)
@require_GET
def part(request: StaffRequest, visit_id: UUID) -> HttpResponse:
    """The bars on the page of a visit: its own call, and calls elsewhere that nobody answers."""
    with missing_is_not_found():
        visits.visit(request.member.clinic, visit_id)
    context = {**bar_context(request, visit_id), "calls_back": way_back(request, reverse("calls"))}
    return page(request, "calls/part_calls.html", context)


@staff(Permission.OBSERVE)
@require_GET
def calls(request: StaffRequest) -> HttpResponse:
    """What stands, and how long everybody waited today."""
    clinic = request.member.clinic
    auditing.record(verb="calls.seen", says="looked at the calls of the day")
    every = shown(clinic, queries.since(clinic, request.unit.now - _DAY))
    context = {
        "standing": [one for one in every if one.call.stands and _is_here(clinic, one.call)],
        "answered": [one for one in every if not one.call.stands],
        "second_person_s": queries.second_person_s(clinic.pk),
        "may_set": request.member.may(Permission.SET_POLICY),
        "may_place": request.member.may(Permission.MANAGE_DEVICES),
        "call_done": DONE,
    }
    return page(request, "calls/calls.html", context)


def _is_here(clinic: Clinic, call: Call) -> bool:
    return visits.visit(clinic, call.visit_id).left_at is None


@staff(Permission.OBSERVE)
@require_http_methods(["GET", "POST"])
def answer(request: StaffRequest, call_id: UUID) -> HttpResponse:
    """Somebody is with the patient; one tap says what was done."""
    clinic = request.member.clinic
    with missing_is_not_found():
        found = queries.call(clinic, call_id)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            with units.all_or_nothing():
                done = actions.answer(
                    by=request.member, call_id=call_id, client_id=data["client_id"], done=data["done"], words=data["words"]
                )  # fmt: skip
        except Unusable as refused:
            add_faults(form, refused)
        else:
            messages.success(
                request,
                f"Answered after {done.waited_s(request.unit.now)} s: {done.answer}.",
                extra_tags=str(data["client_id"]),
            )
            return HttpResponseRedirect(way_back(request, reverse("calls")))
    auditing.record(verb="call.seen", says="looked at a call", subject=str(call_id), patient=found.patient_id)
    (one,) = shown(clinic, [found])
    context = {"form": form, "one": one, "call_done": DONE, "next": way_back(request, reverse("calls"))}
    return page(request, "calls/answer.html", context, 422 if form.errors else 200)


@staff(Permission.OBSERVE)
@require_http_methods(["POST"])
def link(request: StaffRequest, visit_id: UUID) -> HttpResponse:
    """An address for the patient's own phone, shown once."""
    with missing_is_not_found():
        visit = visits.visit(request.member.clinic, visit_id)
    _, token = actions.open_key(by=request.member, visit=visit)
    address = request.build_absolute_uri(reverse("call", args=[token]))
    back = way_back(request, reverse("calls"))
    return page(
        request, "calls/opened.html", {"address": address, "place": "the patient's phone", "back": back}
    )


@staff(Permission.MANAGE_DEVICES)
@require_http_methods(["GET", "POST"])
def tablets(request: StaffRequest) -> HttpResponse:
    """The tablets at the chairs: open one, close one."""
    clinic = request.member.clinic
    if request.method == "POST":
        with missing_is_not_found():
            room = visits.room(clinic, _uuid(request.POST.get("room", "")))
        if "close" in request.POST:
            actions.close_keys(by=request.member, room=room)
            return HttpResponseRedirect(reverse("call-tablets"))
        _, token = actions.open_key(by=request.member, room=room)
        address = request.build_absolute_uri(reverse("call", args=[token]))
        context = {"address": address, "place": f"the tablet at {room}", "back": reverse("call-tablets")}
        return page(request, "calls/opened.html", context)
    open_at = {key.room_id for key in queries.chair_keys(clinic)}
    rooms = [(room, room.pk in open_at) for room in visits.rooms(clinic)]
    listed = {"rooms": rooms, "may_see": request.member.may(Permission.OBSERVE)}
    return page(request, "calls/tablets.html", listed)


@staff(Permission.SET_POLICY)
@require_http_methods(["GET", "POST"])
def settings(request: StaffRequest) -> HttpResponse:
    """After how long a second person is told."""
    clinic = request.member.clinic
    initial = {"second_person_s": queries.second_person_s(clinic.pk)}
    form = SettingsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            with units.all_or_nothing():
                actions.adopt(by=request.member, **form.cleaned_data)
        except Unusable as refused:
            add_faults(form, refused)
        else:
            messages.success(request, "In force from now on.")
            return HttpResponseRedirect(reverse("call-settings"))
    context = {"form": form, "adopted": queries.adopted(clinic), "provenance": PROVENANCE}
    return page(request, "calls/settings.html", context, 422 if form.errors else 200)


def _uuid(text: str) -> UUID:
    """The id in a form; one that nothing has where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
