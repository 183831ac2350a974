"""Rooms and devices: what stands where, what is added, moved, given a key and retired."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.pages import page
from euthymia.clinic.visits import actions as visits
from euthymia.clinic.visits import queries as rooms
from euthymia.domain import wire
from euthymia.domain.quantities import Unusable
from euthymia.kit import units
from euthymia.kit.forms import add_faults
from euthymia.kit.pages import missing_is_not_found

from . import actions, queries
from .forms import AddDeviceForm, AddRoomForm, PlaceForm, PumpForm, RetireForm
from .models import Device

KEY = "device-key"  # a new key, on its way from the request that made it to the one page that shows it


@staff(Permission.MANAGE_DEVICES)
def devices(request: StaffRequest) -> HttpResponse:
    clinic = request.member.clinic
    device_form = AddDeviceForm(initial={"timezone": clinic.timezone}, auto_id="device_%s")
    room_form = AddRoomForm(auto_id="room_%s")
    pump_form = PumpForm(request.POST if request.POST.get("act") == "pump" else None, auto_id="pump_%s")
    if pump_form.is_bound:
        if pump_form.is_valid() and _calibrated(request, pump_form):
            return HttpResponseRedirect(reverse("admin-devices"))
    elif request.method == "POST" and request.POST.get("act") == "room":
        room_form = AddRoomForm(request.POST, auto_id="room_%s")
        if room_form.is_valid() and _add_room(request, room_form):
            return HttpResponseRedirect(reverse("admin-devices"))
    elif request.method == "POST":
        device_form = AddDeviceForm(request.POST, auto_id="device_%s")
        if device_form.is_valid():
            made = _add_device(request, device_form)
            if made is not None:
                return HttpResponseRedirect(reverse("admin-device", args=[made.pk]))
    statuses = queries.overview(clinic)
    standing: dict[UUID, list[Device]] = {}
    for status in statuses:
        if status.room is not None:
            standing.setdefault(status.room.pk, []).append(status.device)
    chairs = [(room, standing.get(room.pk, [])) for room in rooms.rooms(clinic)]
    today = request.unit.now.astimezone(clinic.zone).date()
    context = {
        "chairs": chairs,
        "statuses": statuses,
        "device_form": device_form,
        "room_form": room_form,
        "pump_form": pump_form,
        "pumps": [(one, one.calibrated_until < today) for one in queries.pumps(clinic)],
    }
    return page(request, "devices/devices.html", context)


@staff(Permission.MANAGE_DEVICES)
def device(request: StaffRequest, device_id: UUID) -> HttpResponse:
    clinic = request.member.clinic
    with missing_is_not_found():
        found = queries.device(clinic, device_id)
    chairs = rooms.rooms(clinic)
    placed = queries.placement(found)
    initial = {"room": str(placed.room_id) if placed and placed.room_id else ""}
    place_form, retire_form = PlaceForm(initial=initial, rooms=chairs), RetireForm()
    if request.method == "POST":
        act = request.POST.get("act")
        if act == "place":
            place_form = PlaceForm(request.POST, rooms=chairs)
            done = place_form.is_valid() and _place(request, found, place_form)
        elif act == "retire":
            retire_form = RetireForm(request.POST)
            done = retire_form.is_valid() and _retire(request, found, retire_form)
        else:
            done = _issue_key(request, found)
        if done:
            return HttpResponseRedirect(reverse("admin-device", args=[found.pk]))
    kept = request.session.get(KEY, {})
    context = {
        "device": found,
        "placement": placed,
        "association": queries.association(found),
        "driver": wire.driver(found.driver).manifest,
        "place_form": place_form,
        "retire_form": retire_form,
        "received": list(queries.messages(clinic, device=found)[:20]),
        "key": request.session.pop(KEY)["key"] if kept.get("device") == str(found.pk) else "",
    }
    return page(request, "devices/device.html", context)


def _add_device(request: StaffRequest, form: AddDeviceForm) -> Device | None:
    try:
        with units.all_or_nothing():
            made = actions.add_device(clinic=request.member.clinic, by=request.member, **form.cleaned_data)
    except Unusable as refused:
        add_faults(form, refused)
        return None
    _keep_key(request, made)
    messages.success(request, f"{made} is known now. Put it at its chair below.")
    return made


def _issue_key(request: StaffRequest, device: Device) -> bool:
    try:
        with units.all_or_nothing():
            _keep_key(request, device)
    except Unusable as refused:
        messages.error(request, str(refused))
    return True


def _keep_key(request: StaffRequest, device: Device) -> None:
    key = actions.issue_key(device=device, by=request.member)
    request.session[KEY] = {"device": str(device.pk), "key": key}


def _add_room(request: StaffRequest, form: AddRoomForm) -> bool:
    clinic = request.member.clinic
    try:
        made = visits.add_room(
            clinic=clinic,
            name=form.cleaned_data["name"],
            order=len(rooms.rooms(clinic)) + 1,
            by=request.member.words,
        )
    except ValidationError:
        form.add_error("name", "Another chair here has this name; accepted: a name of its own.")
        return False
    messages.success(request, f"{made.name} is added.")
    return True


def _calibrated(request: StaffRequest, form: PumpForm) -> bool:
    try:
        with units.all_or_nothing():
            pump = actions.calibrated(clinic=request.member.clinic, by=request.member, **form.cleaned_data)
    except Unusable as refused:
        add_faults(form, refused)
        return False
    messages.success(request, f"Pump {pump} is calibrated until {pump.calibrated_until.isoformat()}.")
    return True


def _place(request: StaffRequest, device: Device, form: PlaceForm) -> bool:
    asked = form.cleaned_data["room"]
    with missing_is_not_found():
        room: Any = rooms.room(request.member.clinic, UUID(asked)) if asked else None
    try:
        with units.all_or_nothing():
            actions.place(device=device, room=room, by=request.member)
    except Unusable as refused:
        add_faults(form, refused)
        return False
    messages.success(request, f"{device} stands at {room.name if room else 'storage'}.")
    return True


def _retire(request: StaffRequest, device: Device, form: RetireForm) -> bool:
    actions.retire(device=device, by=request.member, reason=form.cleaned_data["reason"])
    messages.success(request, f"{device} is retired. What it sent is kept.")
    return True
